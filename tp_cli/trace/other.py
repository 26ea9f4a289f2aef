"""Figures of lenses, whose answers name the rows they rest on, and of scenarios, which name their inputs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property

import polars as pl

from tp_cli.count.lenses import LENSES, Finding, LensTable
from tp_cli.count.looking import as_text, stored_inputs
from tp_cli.trace.rests import Desk, Figure, Rests, conform
from tp_cli.trace.spend import TOTAL


class LensAnswers:
    """The lenses asked again of what is stored, each once."""

    def __init__(self, desk: Desk) -> None:
        self._inputs = replace(stored_inputs(desk.store, desk.place), parts=desk.plain_parts)
        self._answer = cache(lambda lens: LENSES[lens].answer(self._inputs))

    def finding(self, lens: str) -> Finding | None:
        """What the lens finds now; None where it has nothing to look at."""
        return self._answer(lens)

    def table(self, name: str, lens: str) -> LensTable | None:
        found = self.finding(lens)
        return next((table for table in found.tables if table.name == name), None) if found else None

    def rests(self, figure: Figure, lens: str) -> Rests:
        """The rows of files of a figure of a lens's table, and its value worked out again."""
        table = self.table(figure.table, lens)
        row = next((row for row in table.rows if row.key == figure.key), None) if table else None
        if table is None or row is None:
            return Rests(how="a row that the lens does not find any more", expected="")
        place = next(i for i, column in enumerate(table.columns) if column.name == figure.column)
        column, again = table.columns[place], as_text(row.values[place], figure.unit) or ""
        of_row = table.evidence.filter(pl.col("key") == figure.key)
        own = conform(of_row.filter(pl.col("column") == column.name))
        adds_up = not column.how and column.unit in ("pounds", "number") and again not in ("", "[c]")
        if adds_up:
            return Rests(own, expected=again)
        parts = own if own.height else conform(of_row.filter(pl.col("column") == ""))
        return Rests(parts, column.how or "words of the files, or of what a person decided", (), again)


def of_lens(answers: LensAnswers, figure: Figure) -> Rests:
    """A figure about a lens: what it says, its tables, its caveats."""
    named = figure.named
    found = answers.finding(named.get("lens", ""))
    if figure.column == "says":
        return Rests(how="the finding in words; its tables have the figures", expected=found.says if found else "")
    return Rests(how="words of the lens")


class Scenarios:
    """All scenarios worked out again, once: one may rest on another."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def _again(self) -> pl.DataFrame:
        from tp_cli.project import project_scenarios

        desk = self._desk
        return project_scenarios(desk.store, desk.place, desk.folder, dry_run=True, keep_going=True).as_rows()

    def rests(self, figure: Figure, scenario: str, file: str, inputs: tuple[str, ...]) -> Rests:
        """A figure worked out again from the scenario's file; what it takes from the count is named."""
        how = f"worked out from the inputs of scenarios/{file}; `tp project` says how"
        own = self._again.filter(pl.col("scenario") == scenario)
        values = own.filter(pl.col("id") == figure.id)["value"].to_list()
        leans = own.filter(pl.col("column") == "counted_total").height
        uses = (*inputs, *((TOTAL,) if leans else ()))
        return Rests(how=how, uses=uses, expected=(values[0] or "") if values else "")
