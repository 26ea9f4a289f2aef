"""All that a template may use: every table of the report, its fields, their units and meaning."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any

from tp_cli.report import lenses
from tp_cli.report.partnership import facts as partnership
from tp_cli.report.units import number as _number
from tp_cli.report.units import of_unit as _field
from tp_cli.report.units import percent as _percent
from tp_cli.report.units import pounds as _pounds
from tp_cli.report.units import reference as _reference
from tp_cli.report.units import text as _text

STATE_WORDS = {
    "counted": "Counted",
    "eliminated": "Paid to another counted body",
    "apportioned_out": "Belongs to other places",
    "out_of_scope": "Outside the scope",
    "memo": "Shown, not added",
    "superseded": "Superseded by a better basis",
    "unresolved": "Amount not known",
}
SCOPE_WORDS = {
    "benefits": "Benefits and pensions",
    "schools": "Schools",
    "housing_revenue_account": "Housing revenue account",
    "capital": "Capital",
    "apportioned": "Apportioned money",
    "non_identifiable": "Spending for the whole country",
}


@dataclass(frozen=True)
class PlaceFacts:
    """`place`: what the report is about."""

    name: str = _text("the place's name")
    code: str = _text("its official code")
    region: str = _text("its region, where given")
    year: str = _text('financial year, "2024-25"')
    title: str = _text("title of the total: place, year, price base, scope")


@dataclass(frozen=True)
class Spend:
    """`spend`: the headline. Pounds are whole pence here, as everywhere in a template."""

    amount: int = _pounds("all public spend in the place, each pound once")
    low: int = _pounds("low end of the range with withheld bodies")
    high: int = _pounds("high end of that range")
    per_head: int | None = _pounds("for each resident")
    population: int | None = _number("residents")
    reported: int = _pounds("what the bodies reported, before anything is taken out")
    supplied_pct: Decimal | None = _percent("of the money, counted or withheld, supplied by its body")
    with_estimates_pct: Decimal | None = _percent("the same with estimates")
    apportioned_pct: Decimal | None = _percent("of the count that rests on a share")
    references: dict[str, str] = _field("reference", "the id of each of these, by name")


@dataclass(frozen=True)
class Agency:
    """One row of `agencies`."""

    key: str = _text("agency=<id>")
    id: str = _text("id in place.toml")
    name: str = _text("name of the body")
    amount: int = _pounds("counted")
    per_head: int | None = _pounds("counted, for each resident")
    share: Decimal | None = _percent("of the count")
    by_function: dict[str, int] = _pounds("counted by COFOG division: by_function.10; nought where none")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Function:
    """One row of `functions` (COFOG divisions) or `groups` (COFOG groups)."""

    key: str = _text("cofog=<code>")
    code: str = _text('"10", "10.2" or "unmapped"')
    name: str = _text("Social protection")
    label: str = _text("code and name")
    amount: int = _pounds("counted")
    per_head: int | None = _pounds("counted, for each resident")
    share: Decimal | None = _percent("of the count")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Step:
    """One row of `steps`: from what was reported to what is counted; a step of nought is left out."""

    key: str = _text("reported, a state, counted")
    title: str = _text("the step in words")
    amount: int = _pounds("reported, taken out, or counted")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Bridge:
    """One row of `bridge`: an agency's money from control total to counted."""

    key: str = _text("agency=<id>")
    name: str = _text("name of the body")
    control_total: int | None = _pounds("control total given for its sources")
    ingested: int = _pounds("read from its files")
    rejected: int = _pounds("what could be read of rows that were rejected")
    superseded: int = _pounds("on a lesser basis than the one counted")
    out_of_scope: int = _pounds("left out by the scope")
    memo: int = _pounds("shown, not added")
    apportioned_out: int = _pounds("the share of other places")
    eliminated: int = _pounds("paid to other counted bodies")
    counted: int = _pounds("in the count")
    unresolved_lines: int = _number("lines without an amount, withheld or to be confirmed")
    cause: str = _text("what explains a control total that differs")
    reference: str = _reference("counted")


@dataclass(frozen=True)
class Elimination:
    """One row of `eliminations`: a transfer between counted bodies."""

    key: str = _text("payer, payee and label")
    payer: str = _text("name of the payer")
    payee: str = _text("name of the payee")
    label: str = _text("what it is for")
    paid: int | None = _pounds("as the payer says")
    received: int | None = _pounds("as the payee says")
    eliminated: int | None = _pounds("taken out of the count")
    unreconciled: int | None = _pounds("difference between both sides")
    note: str = _text("how it was treated")
    reference: str = _reference("eliminated")


@dataclass(frozen=True)
class Payment:
    """One row of `payments`: who pays whom, as seen in payments files and lines."""

    key: str = _text("payer and payee")
    payer: str = _text("name of the payer")
    payee: str = _text("name of the payee")
    amount: int = _pounds("paid")
    lines: int = _number("lines")
    basis: str = _text("basis of those lines")
    reference: str = _reference("amount")


@dataclass(frozen=True)
class Control:
    """One row of `controls`, the two-sided test, or of `control_divisions`, its first test by COFOG division."""

    key: str = _text("test=<letter>")
    title: str = _text("the test in words")
    bottom_up: int | None = _pounds("from the bodies")
    top_down: int | None = _pounds("from the national table")
    ratio: Decimal | None = _percent("bottom-up of top-down")
    text: str = _text("reading")
    reference: str = _reference("ratio")


@dataclass(frozen=True)
class Withheld:
    """One row of `withheld`: a body that does not give its figures."""

    key: str = _text("agency=<id>")
    name: str = _text("name of the body")
    benchmark: int | None = _pounds("the most that it may add, where known")
    reason: str = _text("why")
    reference: str = _reference("benchmark")


@dataclass(frozen=True)
class Check:
    """One row of `checks`: what the count proved."""

    key: str = _text("check=<name>")
    title: str = _text("the check in words")
    holds: bool = _text("true where it holds")
    detail: str = _text("what was compared")
    reference: str = _reference("the check")


@dataclass(frozen=True)
class Exclusion:
    """One row of `exclusions`: money read and not counted."""

    key: str = _text("agency, state and reason")
    name: str = _text("name of the body")
    state: str = _text("the state in words")
    reason: str = _text("why")
    lines: int = _number("line parts")
    amount: int = _pounds("not counted; the sign of the lines")
    reference: str = _reference("the agency's sum in this state")


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
class Cell:
    """One row of `matrix`: what one body pays another, each pair once."""

    key: str = _text("payer and payee")
    payer: str = _text("who pays")
    payee: str = _text("who receives")
    amount: int = _pounds("paid")
    reference: str = _reference("the first of the payments that it adds up")


@dataclass(frozen=True)
class Words:
    """One row of `caveats`, `scope` or `scenario_notes`: a term and a sentence."""

    key: str = _text("short name")
    title: str = _text("the term")
    text: str = _text("the sentence")


@dataclass(frozen=True)
class Facts:
    """The context of every template: these names and no others."""

    place: PlaceFacts
    spend: Spend
    agencies: tuple[Agency, ...]
    functions: tuple[Function, ...]
    groups: tuple[Function, ...]
    steps: tuple[Step, ...]
    bridge: tuple[Bridge, ...]
    eliminations: tuple[Elimination, ...]
    payments: tuple[Payment, ...]
    controls: tuple[Control, ...]
    control_divisions: tuple[Control, ...]
    withheld: tuple[Withheld, ...]
    checks: tuple[Check, ...]
    exclusions: tuple[Exclusion, ...]
    sources: tuple[SourceFact, ...]
    shares: tuple[Share, ...]
    problems: tuple[ProblemFact, ...]
    headlines: tuple[Projection, ...]
    projections: tuple[Projection, ...]
    scenario_notes: tuple[Words, ...]
    caveats: tuple[Words, ...]
    scope: tuple[Words, ...]
    states: tuple[Words, ...]
    tornado: tuple[Swing, ...]
    matrix: tuple[Cell, ...]
    figures: dict[str, Figure]
    registers: partnership.Registers

    def context(self) -> dict[str, Any]:
        """The names that a template sees; `lenses` are read off the figures (see report/lenses.py)."""
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "registers"}
        registers = {part.name: getattr(self.registers, part.name) for part in fields(self.registers)}
        return own | registers | {"lenses": lenses.lens_sheets(self.figures)}

    def table(self, name: str) -> tuple[Any, ...]:
        """The rows of a named table, or of a lens's: "lens:overlap"."""
        if name.startswith(lenses.PREFIX):
            return lenses.lens_rows(self.figures, name)
        rows = getattr(self.registers if name in partnership.TABLES else self, name)
        assert isinstance(rows, tuple)
        return rows


@dataclass(frozen=True)
class Figure:
    """One stored figure by its id: `figures["count/spend/total/amount"]`."""

    id: str
    title: str
    value: int | Decimal | str | None
    unit: str


TABLES: dict[str, type[Any]] = {
    "agencies": Agency,
    "functions": Function,
    "groups": Function,
    "steps": Step,
    "bridge": Bridge,
    "eliminations": Elimination,
    "payments": Payment,
    "controls": Control,
    "control_divisions": Control,
    "withheld": Withheld,
    "checks": Check,
    "exclusions": Exclusion,
    "sources": SourceFact,
    "shares": Share,
    "problems": ProblemFact,
    "headlines": Projection,
    "projections": Projection,
    "scenario_notes": Words,
    "caveats": Words,
    "scope": Words,
    "states": Words,
    "tornado": Swing,
    "matrix": Cell,
    **partnership.TABLES,
}


@cache
def units(table: str) -> dict[str, str]:
    """The fields of a named table and their units."""
    if table.startswith(lenses.PREFIX):
        return lenses.UNITS
    return {part.name: part.metadata["unit"] for part in fields(TABLES[table])}
