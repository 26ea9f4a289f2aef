"""Primary rules: which amounts and numbers say too much of one payee or person, and how wide they must stay hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from tp_cli.division import stored_parts
from tp_cli.place import Disclosure
from tp_cli.report.suppression import Cell, worth
from tp_cli.store import Store

_PART = ("agency", "cofog", "state", "theme", "prevention")


@dataclass
class Contributions:
    """Whose money an amount is.

    own     pence without a payee's name, or paid to a name that stands for many: never protected
    payees  pence by payee from whom it could be learnt what one supplier or person was paid
    bodies  pence by declared public body that was paid: never protected, and published as payments between bodies
    """

    own: int = 0
    payees: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)

    def add(self, other: Contributions) -> None:
        self.own += other.own
        for mine, theirs in ((self.payees, other.payees), (self.bodies, other.bodies)):
            for name, pence in theirs.items():
                mine[name] = mine.get(name, 0) + pence

    def without(self, payees: Collection[str], bodies: Collection[str]) -> Contributions:
        """What is left for a reader who knows what these were paid."""
        return Contributions(
            self.own,
            {name: pence for name, pence in self.payees.items() if name not in payees},
            {name: pence for name, pence in self.bodies.items() if name not in bodies},
        )

    @property
    def aggregate(self) -> int:
        """Pence that no rule protects, whatever their sign."""
        return self.own + sum(map(abs, self.bodies.values()))

    @property
    def sizes(self) -> list[int]:
        """Pence of each payee, whatever its sign, largest first."""
        return sorted((abs(pence) for pence in self.payees.values() if pence), reverse=True)


@dataclass(frozen=True)
class Part:
    """The money of one body, function, state, theme and prevention tag: the finest parts that public tables add up."""

    agency: str
    cofog: str
    state: str
    theme: str
    tag: str
    pence: int
    money: Contributions


def too_few(people: int, rules: Disclosure) -> bool:
    """Frequency: a number of people under the threshold; nought is shown."""
    return 0 < people < rules.threshold


def says_too_much(money: Contributions, rules: Disclosure) -> bool:
    """True where an amount falls under one of the three rules for money.

    Frequency: fewer payees than the threshold and nothing else. Dominance: the `largest` of them hold `share_pct`
    or more. Precision: what is left without the two largest is less than `precision_pct` of the largest, so that the
    second could work it out. Amounts count whatever their sign. Source: docs/METHOD.md §6: 80 + 10 + 5 + 5 → [c].
    """
    sizes = money.sizes
    if not sizes:
        return False
    aggregate = money.aggregate
    total = sum(sizes) + aggregate
    few = len(sizes) < rules.threshold and aggregate == 0
    dominant = sum(sizes[: rules.largest]) * 100 >= total * rules.share_pct
    left = total - sum(sizes[:2])
    return few or dominant or left * 100 < sizes[0] * rules.precision_pct


def number_cell(id: str, people: int, rules: Disclosure, cost: int = 1) -> Cell:
    """A number of people or things, as the suppression takes it."""
    k = rules.threshold
    return Cell(id, people, too_few(people, rules), k, k, worth(people) * cost)


def money_cell(id: str, pence: int, money: Contributions, rules: Disclosure, cost: int = 1) -> Cell:
    """An amount: hidden, a reader must stay `precision_pct` of it, and of its largest payee, in the dark.

    A nought that nobody contributes to is known to all.
    """
    sizes = money.sizes
    width = max(abs(pence), *sizes[:1], 0) * rules.precision_pct // 100
    known = pence == 0 and not sizes
    return Cell(id, pence, says_too_much(money, rules), max(width, 1), None, worth(pence) * cost, known)


def read_parts(store: Store) -> list[Part]:
    """Whose money stands in each part of the count, in a stated order."""
    payee = plain(pl.col("payee"))
    body = pl.col("payee_agency")
    outside = body.is_null() & (payee.str.len_chars() > 0) & ~payee.is_in(group_payees())
    lines = store.read("lines").select("line_id", body, payee=pl.when(outside).then(payee)).unique("line_id")
    cofog, order = pl.col("cofog").str.slice(0, 4).fill_null("unmapped"), [*_PART, "payee", "payee_agency"]
    sums = (
        stored_parts(store)
        .filter(pl.col("amount_pence").is_not_null())
        .join(lines, on="line_id", how="left")
        .with_columns(cofog, *(pl.col(name).fill_null("") for name in ("agency", "theme", "prevention")))
        .group_by(order)
        .agg(pl.col("amount_pence").sum())
        .sort(order, nulls_last=True)
        .collect()
    )
    found: dict[tuple[str, ...], list[tuple[str | None, str | None, int]]] = {}
    for *key, name, paid_body, pence in sums.iter_rows():
        found.setdefault(tuple(key), []).append((name, paid_body, pence))
    return [_part(key, rows) for key, rows in found.items()]


def _part(key: tuple[str, ...], rows: Sequence[tuple[str | None, str | None, int]]) -> Part:
    money = Contributions()
    for payee, body, pence in rows:
        if payee:
            money.add(Contributions(payees={payee: pence}))
        elif body:
            money.add(Contributions(bodies={body: pence}))
        else:
            money.own += abs(pence)
    agency, cofog, state, theme, tag = key
    return Part(agency, cofog, state, theme, tag, sum(pence for _, _, pence in rows), money)


def plain(text: pl.Expr) -> pl.Expr:
    """Letters and digits in small letters, so that one payee written in two ways is one payee."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")


@cache
def group_payees() -> tuple[str, ...]:
    """Whole payee names that stand for many people or firms, such as "Individual claimants"; "redacted" is none."""
    frame = pl.read_csv(Path(__file__).with_name("group_payees.csv"))
    return tuple(frame.select(plain(pl.col("payee")))["payee"])


def together(parts: Iterable[Part]) -> Contributions:
    """The contributions of several parts."""
    joined = Contributions()
    for part in parts:
        joined.add(part.money)
    return joined
