"""The words of a count: the title that says its scope, and what must be said beside the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tp_cli.count.coverage import Coverage
from tp_cli.count.gaps import missing_tier
from tp_cli.count.place_count import Counted
from tp_cli.count.prices import Prices
from tp_cli.count.transfers import Entry
from tp_cli.count.view import View
from tp_cli.money import ratio_pct
from tp_cli.place import Place
from tp_cli.words import SCOPES


def title_of(place: Place, view: View, counted: Counted, coverage: Coverage) -> str:
    """Place, year, price base, every scope switch, basis, coverage and apportioned share, in one line.

    Source: docs/METHOD.md §3, "every total's title states".
    """
    switches = ", ".join(f"{name.replace('_', ' ')} {view.scope[name]}" for name in SCOPES)
    bases = sorted(set(counted.cells.filter(state="counted")["basis"]))
    scope = f"{place.facts.name}, {view.year}, {view.prices}: all public spend, {switches}"
    facts = f"basis {' and '.join(bases) or 'none'}; {coverage.supplied_pct or '0.0'}% supplied"
    tier = "".join(f"; {name}, {services} missing" for name, services, _ in missing_tier(counted, place))
    return f"{scope}; {facts}; {coverage.apportioned_pct or '0.0'}% apportioned{tier}"


def caveats_of(
    place: Place,
    view: View,
    counted: Counted,
    coverage: Coverage,
    names: Mapping[str, str],
    explained: pl.DataFrame,
) -> list[tuple[str, str]]:
    """Code and sentence of everything that must be said beside the figures, in their prices, in a stated order."""
    prices = Prices(view.year, view.real)
    return [
        *_withheld(coverage, names, prices),
        *_unresolved(coverage, names),
        *_apportioned(coverage),
        *_partial(coverage, names),
        *_unmapped(counted, prices),
        *_transfers(counted, names, prices),
        *_superseded(counted, prices),
        *_explained(explained, names),
        *_memo(counted, prices),
        *_years(place, view),
    ]


def _withheld(coverage: Coverage, names: Mapping[str, str], prices: Prices) -> Iterator[tuple[str, str]]:
    for each in coverage.withheld:
        name = names.get(each.agency, each.agency)
        reason = f" ({each.reason})" if each.reason else ""
        if each.benchmark is None:
            yield (
                "withheld",
                f"{name} withholds its figures{reason}; without a benchmark the range leaves it out.",
            )
        else:
            yield (
                "withheld",
                f"{name} withholds its figures{reason}; the range adds {prices.show(each.benchmark)} for it.",
            )


def _unresolved(coverage: Coverage, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for agency, status, lines in coverage.unresolved:
        what = "still to be confirmed" if status == "tbc" else "withheld"
        noun = "amount" if lines == 1 else "amounts"
        yield "unresolved", f"{names.get(agency, agency)}: {lines} {noun} {what}, not counted as nought."


def _apportioned(coverage: Coverage) -> Iterator[tuple[str, str]]:
    if coverage.apportioned_pence:
        yield (
            "apportioned",
            f"{coverage.apportioned_pct}% of the total is a share of bodies larger than the place. Money shared out by"
            " population cannot show how the place differs from its neighbours.",
        )


def _partial(coverage: Coverage, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for agency in coverage.partial:
        yield (
            "partial-coverage",
            f"{names.get(agency, agency)} is known by its payments only: pay, benefits and precepts are not in them.",
        )


def _unmapped(counted: Counted, prices: Prices) -> Iterator[tuple[str, str]]:
    cells = counted.cells.filter(state="counted")
    pence = int(cells.filter(pl.col("cofog").is_null())["amount_pence"].sum())
    if pence:
        share = ratio_pct(pence, counted.total_pence)
        yield "unmapped", f"{prices.show(pence)} ({share}%) of the total is not mapped to a function yet."


def _transfers(counted: Counted, names: Mapping[str, str], prices: Prices) -> Iterator[tuple[str, str]]:
    for entry in counted.entries:
        pair = f"{names.get(entry.payer, entry.payer)} to {names.get(entry.payee, entry.payee) or 'a body outside'}"
        if entry.unreconciled_pence:
            yield "unreconciled", f"{pair}, {entry.label}: {prices.show(entry.unreconciled_pence)} is not reconciled."
        elif not entry.note.startswith(("levy", "matched")):
            yield "transfer", f"{pair}, {entry.label}, {prices.show(entry.paid_pence or 0)}: {note_of(entry, prices)}."


def note_of(entry: Entry, prices: Prices) -> str:
    """The note of an entry; where it speaks of pounds beside real figures it says that they are cash."""
    return f"{entry.note} (in cash)" if prices.base and "£" in entry.note else entry.note


def _superseded(counted: Counted, prices: Prices) -> Iterator[tuple[str, str]]:
    pence = counted.state_pence("superseded")
    if pence:
        yield (
            "superseded",
            f"{prices.millions(pence)} of lines stand beside a better basis for the same body and year: they show who"
            " pays whom and are not in the total.",
        )


def _explained(explained: pl.DataFrame, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """In one sentence, so that many bodies do not hide the other caveats."""
    rows = [(names.get(agency, agency), ratio_pct(paid, outturn)) for agency, outturn, paid in explained.iter_rows()]
    if rows:
        shares = ", ".join(f"{share or '0.0'}% of the outturn of {name}" for name, share in rows)
        yield "explained", f"Payments files beside an outturn explain {shares}."


def _memo(counted: Counted, prices: Prices) -> Iterator[tuple[str, str]]:
    pence = counted.state_pence("memo")
    if pence:
        yield (
            "memo",
            f"{prices.millions(pence)} is memo: shown beside the total and never in it, whole, before any share was"
            " taken.",
        )


def _years(place: Place, view: View) -> Iterator[tuple[str, str]]:
    others: Sequence[str] = [year for year in place.facts.years if year != view.year]
    if others:
        yield "years", f"This is {view.year} only; the place also has {', '.join(others)}."
    if view.year not in place.facts.population:
        yield "no-population", f"No population for {view.year} in place.toml: nothing is given a head."
