"""Which payees may be named with what they were paid, so that no figure less all of them gives away somebody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tp_cli.place import Disclosure
from tp_cli.report.disclosure import Contributions, says_too_much


@dataclass(frozen=True)
class Named:
    """Payees, and ids of declared bodies, whose payments may be published by name."""

    payees: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()


def nameable(
    behind: Iterable[Contributions], payees: Collection[str], bodies: Collection[str], rules: Disclosure
) -> Named:
    """The most of these payees and bodies that may be named, the smallest given up first.

    behind  whose money stands in every figure and every part that the tables give away

    A reader is taken to know which figures a named payee's money is in. Where the rest of a figure falls under a rule
    of `says_too_much`, named payees join the rest until it does not. A figure that is hidden itself needs no rest.
    """
    named, allowed = set(payees), set(bodies)
    open_ones = [money for money in behind if money.payees and not says_too_much(money, rules)]
    given_up = True
    while given_up:
        given_up = False
        for money in open_ones:
            while says_too_much(money.without(named, allowed), rules):
                _give_up_smallest(money, named, allowed)
                given_up = True
    return Named(frozenset(named), frozenset(allowed))


def _give_up_smallest(money: Contributions, payees: set[str], bodies: set[str]) -> None:
    """There is one: without any name given, the rest is the figure itself, which says nothing."""
    candidates = [(abs(pence), name, payees) for name, pence in money.payees.items() if name in payees]
    candidates += [(abs(pence), name, bodies) for name, pence in money.bodies.items() if name in bodies]
    _, name, known = min(candidates, key=lambda each: each[:2])
    known.discard(name)
