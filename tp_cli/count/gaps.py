"""What a count cannot hold because it was never read: files, rows, whole bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from tp_cli.agencies import fold
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted
from tp_cli.count.prices import Prices
from tp_cli.place import Place
from tp_cli.reference import table as facts


def gaps(
    ledger: Ledger, counted: Counted, place: Place, unread: Sequence[str], prices: Prices
) -> Iterator[tuple[str, str]]:
    """Code and sentence of every gap: a total must not look whole where something is missing from it."""
    year = prices.year
    if unread:
        names = ", ".join(unread[:3]) + (" ..." if len(unread) > 3 else "")
        number = "1 file" if len(unread) == 1 else f"{len(unread)} files"
        yield "not-read", f"Not whole: {number} that place.toml asks for could not be read as they are now: {names}."
    yield from _rejected(ledger, prices)
    yield from _silent(counted, place, year)
    for name, services, missing in missing_tier(counted, place):
        whole = f"{name[:1].upper()}{name[1:]}: {services} are missing from the count"
        yield "missing-tier", f"{whole}, for no body that provides them is in it ({missing})."


def _rejected(ledger: Ledger, prices: Prices) -> Iterator[tuple[str, str]]:
    spend = (pl.col("kind") == "spend") & (pl.col("basis") != "control")
    counted = ledger.sources.filter(spend & (pl.col("year") == prices.year))
    rows = int(counted["rows_rejected"].sum())
    files = counted.filter(pl.col("rows_rejected") > 0).height
    if rows:
        noun = "row" if rows == 1 else "rows"
        where = "one file" if files == 1 else f"{files} files"
        pence, unread = (int(counted[name].sum()) for name in ("rejected_pence", "rejected_unread"))
        known = [prices.show(pence)] if pence else []
        amounts = "1 amount" if unread == 1 else f"{unread} amounts"
        known += [f"{amounts} that cannot be read"] if unread else []
        yield (
            "rejected",
            f"{rows} {noun} of {where} rejected: {' and '.join(known) or 'nothing'} left out of the count.",
        )


def _silent(counted: Counted, place: Place, year: str) -> Iterator[tuple[str, str]]:
    heard = set(counted.bodies["agency"]) | {each.agency for each in place.withheld if each.year == year}
    silent = [agency.name for agency in place.agencies if agency.id not in heard]
    if silent:
        yield "no-lines", f"Declared and without lines of their own this year: {', '.join(silent)}."


def missing_tier(counted: Counted, place: Place) -> list[tuple[str, str, str]]:
    """What an authority of the count is, the services of the other tier in short and one by one, where no body of that
    tier is counted.

    The class of an authority is found by the place's code and its agencies' codes and names in the table of
    authorities; which class needs which other is data too.

    Source: reference tables `authorities` and `tiers`.
    """
    classes = _classes(counted, place)
    tiers = {row[0]: row[1:] for row in facts("tiers").iter_rows()}
    found = {kind: tiers[kind] for kind in sorted(classes) if kind in tiers}
    return [(name, services, missing) for name, needs, services, missing in found.values() if needs not in classes]


def _classes(counted: Counted, place: Place) -> set[str]:
    """Classes of the authorities with lines in the count, that of the place's own code among them."""
    heard = set(counted.bodies["agency"])
    agencies = [agency for agency in place.agencies if agency.id in heard]
    codes = {code for agency in agencies for code in agency.codes} | {place.facts.code}
    names = {fold(name) for agency in agencies if agency.kind == "council" for name in (agency.name, *agency.aliases)}
    rows = facts("authorities").select("e_code", "gss", "name", "class").iter_rows()
    return {kind for e_code, gss, name, kind in rows if {e_code, gss} & codes or fold(name) in names}
