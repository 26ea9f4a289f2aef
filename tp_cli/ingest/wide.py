"""Tables with a body a row and a service a column: each amount cell a record, subtotals proved by their sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.errors import Problem, stop
from tp_cli.ingest.columns import match_columns
from tp_cli.ingest.grid import Grid
from tp_cli.ingest.layout import Items, Layout, fold
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, TableRead, conform, idle
from tp_cli.ingest.tables import Header, find_header
from tp_cli.ingest.values import PENCE_IN, Units, parse_money
from tp_cli.place import Source
from tp_cli.reference import table as facts


@dataclass(frozen=True)
class Item:
    """One amount column: spend, levy, memo, subtotal or below."""

    letter: str
    heading: str
    role: str


def measure_of(grid: Grid, layout: Layout) -> str | None:
    """What the sheet measures, from its titles; None where it is not a sheet of this layout."""
    header = find_header(grid, layout, "", {}, None)
    if header is None or not set(map(fold, header.headings.values())) >= set(layout.recognise["headings"]):
        return None
    ends = [layout.items.first, layout.items.last] if layout.items else []
    if not all(any(fold(text).startswith(end) for text in header.headings.values()) for end in ends):
        return None
    titles = [text for row in range(1, header.row) for text in grid.row(row).values() if text]
    stated = [text for text in titles if "£" in text]
    return fold(stated[0]) if stated else ""


def read_wide(grid: Grid, layout: Layout, source: Source, place_name: str) -> TableRead:
    """The table of the one sheet that holds the measure asked for.

    raises  TpError where the headings that bound the spend are not there
    """
    header = find_header(grid, layout, "", {}, None)
    assert header is not None and layout.items is not None
    columns = match_columns(header.headings, {}, layout, "")
    items = _items(header, layout.items, set(columns.letters.values()), place_name)
    units: Units = source.units or header.units or "pounds"  # type: ignore[assignment]
    bodies = _bodies(grid, header, columns.letters)
    cells = pl.concat([_cells(grid, bodies, item, units, layout.items) for item in items])
    findings = _prove_subtotals(cells, items, units, place_name)
    rest = grid.cells.join(bodies, on="row", how="anti")
    records = pl.concat([conform(cells), idle(rest, _idle_reason(rest, header))]).sort("row", maintain_order=True)
    names = {**columns.headings, "amount": f"{items[0].heading} to {layout.items.last}"}
    return TableRead(grid.sheet, grid.height, records, header, names, units, findings, wide=True)


def _items(header: Header, items: Items, keys: set[str], place_name: str) -> list[Item]:
    folded = {letter: fold(text) for letter, text in header.headings.items() if letter not in keys}
    first = next((letter for letter, text in folded.items() if text.startswith(items.first)), None)
    last = next((letter for letter, text in folded.items() if text.startswith(items.last)), None)
    if first is None or last is None:
        missing = items.first if first is None else items.last
        raise stop(
            "no-such-column",
            f"{place_name}, header row {header.row}",
            f'no heading "{missing}"',
            f'headings from "{items.first}" to "{items.last}"',
            "check that this is the table by authority, or name another layout",
            "refused",
        )
    letters = list(folded)
    chosen = letters[letters.index(first) :]
    end = chosen.index(last)
    return [
        Item(letter, header.headings[letter], _role(folded[letter], i <= end, items)) for i, letter in enumerate(chosen)
    ]


def _role(text: str, above: bool, items: Items) -> str:
    if any(text.startswith(start) for start in items.memo):
        return "memo"
    if not above:
        return "below"
    if any(text.startswith(start) for start in items.subtotals):
        return "subtotal"
    return "levy" if any(text.startswith(start) for start in items.levies) else "spend"


def _bodies(grid: Grid, header: Header, letters: Mapping[str, str]) -> pl.DataFrame:
    """Rows below the header that name a body by its code."""
    roles = {role: pl.col(letter) for role, letter in letters.items()}
    named = grid.cells.filter((pl.col("row") > header.row) & roles["code"].is_not_null() & roles["class"].is_not_null())
    frame = named.select("row", code=roles["code"], body=roles["body"], **{"class": roles["class"]})
    regions = facts("authorities").select("region", code="e_code")
    return frame.join(regions, on="code", how="left", maintain_order="left")


def _cells(grid: Grid, bodies: pl.DataFrame, item: Item, units: Units, items: Items) -> pl.DataFrame:
    """One column's records: its data where it is spend, levy or memo, the reason why not elsewhere."""
    text = bodies.join(grid.cells.select("row", text=pl.col(item.letter)), on="row", how="left", maintain_order="left")
    frame = text.hstack(parse_money(text["text"], units))
    idle_reason = {"subtotal": "subtotal, proved by its sum", "below": items.below}.get(item.role)
    blank, unreadable = pl.col("text").is_null(), pl.col("amount_status") == ""
    state = pl.when(blank).then(pl.lit(NON_DATA)).when(unreadable).then(pl.lit(REJECTED)).otherwise(pl.lit(DATA))
    reason = pl.when(blank).then(pl.lit("blank")).when(unreadable).then(pl.lit("no amount can be read"))
    return frame.with_columns(
        cell=pl.lit(item.letter) + pl.col("row").cast(pl.String),
        service=pl.lit(item.heading),
        role=pl.lit(item.role),
        state=pl.lit(NON_DATA) if idle_reason else state,
        reason=pl.lit(idle_reason) if idle_reason else reason.otherwise(pl.lit("")),
    )


def _prove_subtotals(cells: pl.DataFrame, items: Sequence[Item], units: str, place_name: str) -> list[Problem]:
    """A finding for each subtotal column that some body's parts do not add up to, within one unit."""
    parts: list[str] = []
    findings: list[Problem] = []
    for item in items:
        if item.role in ("spend", "levy"):
            parts.append(item.heading)
        elif item.role == "subtotal":
            findings += _off(cells, parts, item, PENCE_IN[units], place_name)
    return findings


def _off(cells: pl.DataFrame, parts: list[str], item: Item, tolerance: int, place_name: str) -> Iterator[Problem]:
    amount = pl.col("amount_pence").fill_null(0)
    sums = cells.filter(pl.col("service").is_in(parts)).group_by("row").agg(lines=amount.sum())
    stated = cells.filter(service=item.heading, role="subtotal").select("row", stated=amount)
    off = stated.join(sums, on="row").with_columns(gap=(pl.col("stated") - pl.col("lines")).abs())
    off = off.filter(pl.col("gap") > tolerance).sort("row")
    if off.height:
        yield Problem(
            "stated-total-differs",
            f"{place_name}, column {item.letter}",
            f'"{item.heading}" differs from its parts in {off.height} rows',
            "a subtotal within one unit of its parts",
            "the parts are what is counted; ask the publisher which is right",
            rows=tuple(off["row"]),
            amount_pence=int(off["gap"].sum()),
        )


def _idle_reason(rest: pl.DataFrame, header: Header) -> pl.Expr:
    filled = pl.sum_horizontal(pl.exclude("row").is_not_null().cast(pl.Int64))
    row = pl.col("row")
    return (
        pl.when(row == header.row)
        .then(pl.lit("header"))
        .when(filled == 0)
        .then(pl.lit("blank"))
        .when(row < header.row)
        .then(pl.lit("outside the table"))
        .when(filled == 1)
        .then(pl.lit("note or heading"))
        .otherwise(pl.lit("total of several bodies"))
    )
