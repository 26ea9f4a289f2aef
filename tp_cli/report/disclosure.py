"""Primary rules: which amounts and numbers say too much of one payee or person, and how wide they must stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from tp_cli.division import read_parts
from tp_cli.place import Disclosure
from tp_cli.report.suppression import Cell, worth
from tp_cli.store import Store

_PART = ("agency", "cofog", "state")


@dataclass
class Contributions:
    """Whose money an amount is.

    own     pence without a payee's name, or paid to a declared public body: an aggregate of many, never protected
    payees  pence by payee from whom it could be learnt what one supplier or person was paid
    """

    own: int = 0
    payees: dict[str, int] = field(default_factory=dict)

    def add(self, payee: str | None, pence: int) -> None:
        if payee:
            self.payees[payee] = self.payees.get(payee, 0) + pence
        else:
            self.own += abs(pence)

    @property
    def sizes(self) -> list[int]:
        """Pence of each payee, whatever its sign, largest first."""
        return sorted((abs(pence) for pence in self.payees.values() if pence), reverse=True)


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
    total = sum(sizes) + money.own
    few = len(sizes) < rules.threshold and money.own == 0
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


def contributions(store: Store) -> dict[tuple[str, str, str], Contributions]:
    """Whose money stands in each agency, COFOG code and state of the count."""
    payee = _plain(pl.col("payee"))
    outside = pl.col("payee_agency").is_null() & (payee.str.len_chars() > 0) & ~payee.is_in(group_payees())
    lines = store.read("lines").select("line_id", payee=pl.when(outside).then(payee))
    sums = (
        read_parts(store)
        .filter(pl.col("amount_pence").is_not_null())
        .join(lines.unique("line_id"), on="line_id", how="left")
        .with_columns(pl.col("cofog").fill_null("unmapped").str.slice(0, 4), pl.col("agency").fill_null(""))
        .with_columns(cofog=pl.when(pl.col("cofog") == "unma").then(pl.lit("unmapped")).otherwise("cofog"))
        .group_by(*_PART, "payee")
        .agg(pl.col("amount_pence").sum())
        .sort(*_PART, "payee", nulls_last=True)
        .collect()
    )
    found: dict[tuple[str, str, str], Contributions] = {}
    for agency, cofog, state, name, pence in sums.iter_rows():
        found.setdefault((agency, cofog, state), Contributions()).add(name, pence)
    return found


def _plain(text: pl.Expr) -> pl.Expr:
    """Letters and digits in small letters, so that one payee written in two ways is one payee."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")


@cache
def group_payees() -> tuple[str, ...]:
    """Whole payee names that stand for many people or firms, such as "Individual claimants"; "redacted" is none."""
    frame = pl.read_csv(Path(__file__).with_name("group_payees.csv"))
    return tuple(frame.select(_plain(pl.col("payee")))["payee"])


def together(
    found: Mapping[tuple[str, str, str], Contributions],
    states: Iterable[str],
    agency: str | None = None,
    cofog: str | None = None,
) -> Contributions:
    """The contributions of some states, of one agency or all, of one COFOG code and what lies under it or all."""
    wanted = set(states)
    joined = Contributions()
    for (one, code, state), money in found.items():
        if (
            state in wanted
            and agency in (None, one)
            and (cofog is None or code == cofog or code.startswith(f"{cofog}."))
        ):
            joined.own += money.own
            for payee, pence in money.payees.items():
                joined.add(payee, pence)
    return joined
