"""The rows of what stands behind the count and beside it: files, shares, problems, scenarios, sentences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text


@dataclass(frozen=True)
class SourceFact:
    """One row of `sources`: a file and how it was read."""

    key: str = _text("source id")
    file: str = _text("path from the place folder")
    agency: str = _text("body")
    kind: str = _text("spend or transfers")
    basis: str = _text("outturn, budget, allocation, payments, control")
    year: str = _text("financial year")
    layout: str = _text("how it was read")
    units: str = _text("pounds, thousands or millions")
    status: str = _text("supplied or estimated")
    rows_read: int = _number("rows of the file")
    rows_accepted: int = _number("rows with an amount taken")
    rows_rejected: int = _number("rows that should have had one")
    rows_non_data: int = _number("headers, blanks, totals, notes, other bodies")
    lines: int = _number("lines written")
    total: int | None = _pounds("sum of its lines")
    control: int | None = _pounds("control total given")
    sha256: str = _text("of the file's bytes")


@dataclass(frozen=True)
class Share:
    """One row of `shares`: how much of a larger body is the place's."""

    key: str = _text("body or files")
    name: str = _text("body or files")
    driver: str = _text("what the share goes by")
    in_place: int | Decimal = _number("driver in the place")
    in_body: int | Decimal = _number("driver in the whole body")
    year: str = _text("year of the driver")
    source: str = _text("where it comes from")
    areas: str = _text("areas that it was looked up by; empty where it was given by hand")


@dataclass(frozen=True)
class ProblemFact:
    """One row of `problems`: what a person should know of the sources and the count."""

    key: str = _text("number")
    stage: str = _text("ingest or count")
    code: str = _text("short name")
    where: str = _text("file, sheet, cell or key")
    found: str = _text("what was there")
    expected: str = _text("what should be there")
    fix: str = _text("what to do")
    rows: str = _text("spreadsheet rows")
    amount: int = _pounds("money in doubt")


@dataclass(frozen=True)
class Projection:
    """One row of `projections`: a figure of a scenario; `unit` says what its value is."""

    key: str = _text("scenario, table, row and column")
    scenario: str = _text("name of the scenario")
    method: str = _text("its method")
    table: str = _text("headline, by_agency, by_year, sensitivity, ...")
    title: str = _text("the row in words")
    measure: str = _text("which figure of that row")
    value: int | Decimal | str | None = _field("by row", "pounds in pence, per cent, number or text")
    unit: str = _text("pounds, percent, number or text")
    reference: str = _reference("value")


@dataclass(frozen=True)
class Swing:
    """One row of `tornado`: how far one assumption moves a scenario's headline, the widest first."""

    key: str = _text("scenario and row")
    scenario: str = _text("name of the scenario")
    title: str = _text("the assumption in words")
    base: int = _pounds("the headline")
    low: int = _pounds("the headline at its lower end")
    high: int = _pounds("the headline at its upper end")
    reference: str = _reference("the figure that moves it")


@dataclass(frozen=True)
class Words:
    """One row of `caveats`, `scope` or `scenario_notes`: a term and a sentence."""

    key: str = _text("short name")
    title: str = _text("the term")
    text: str = _text("the sentence")


@dataclass(frozen=True)
class Figure:
    """One stored figure by its id: `figures["count/spend/total/amount"]`."""

    id: str
    title: str
    value: int | Decimal | str | None
    unit: str
