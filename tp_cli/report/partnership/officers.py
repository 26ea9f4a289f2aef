"""Who accounts for money before and after pooling: every pound has exactly one accounting officer, both times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Charge:
    """Money that one post accounts for: of which body, in which fund ("" all else of the body), in pence."""

    officer: str
    agency: str
    fund: str
    when: str
    amount: int
    ring_fenced: bool = False


@dataclass(frozen=True)
class Account:
    """One thing that must hold: what should be there, what is, and in which words."""

    name: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return self.expected == self.found


def shared_charges(charges: Iterable[Charge]) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Money that more than one post accounts for: when, body, fund and the posts."""
    posts: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for charge in charges:
        posts[charge.when, charge.agency, charge.fund].add(charge.officer)
    for (when, agency, fund), officers in sorted(posts.items(), key=lambda item: (item[0][0] != BEFORE, item[0])):
        if len(officers) > 1:
            yield when, agency, fund, tuple(sorted(officers))


def body_accounts(charges: Iterable[Charge], counted: Mapping[str, int]) -> Iterator[Account]:
    """For each body, what is counted against what posts account for before pooling, in the order of the count.

    counted  pence by body; a body that has charges and is not counted comes last, expected nought
    """
    found: dict[str, int] = defaultdict(int)
    for charge in charges:
        if charge.when == BEFORE:
            found[charge.agency] += charge.amount
    for agency in (*counted, *sorted(set(found) - set(counted))):
        yield Account(agency, counted.get(agency, 0), found.get(agency, 0))


def fund_accounts(charges: Iterable[Charge]) -> Iterator[Account]:
    """For each ring-fenced fund, what was fenced before against what still is after; a fence that went shows here."""
    fenced: dict[str, dict[str, int]] = {}
    for charge in charges:
        if charge.ring_fenced:
            sums = fenced.setdefault(charge.fund, {BEFORE: 0, AFTER: 0})
            sums[charge.when] += charge.amount
    for fund, sums in sorted(fenced.items()):
        yield Account(fund, sums[BEFORE], sums[AFTER])


def whole(charges: Iterable[Charge], when: str) -> int:
    """All that is accounted for, before or after."""
    return sum(charge.amount for charge in charges if charge.when == when)


def by_officer(charges: Iterable[Charge]) -> dict[str, tuple[int, int]]:
    """What each post accounts for before and after, the largest afterwards first."""
    sums: dict[str, list[int]] = {}
    for charge in charges:
        sums.setdefault(charge.officer, [0, 0])[charge.when == AFTER] += charge.amount
    ranked = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    return {officer: (before, after) for officer, (before, after) in ranked}
