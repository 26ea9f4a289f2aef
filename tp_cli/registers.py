"""The registers: tables that a partnership keeps beside its spending, one [[source]] kind each.

A column's unit says how a cell of it is read: "pence" an amount of money, "signed pence" one that may be a credit,
"number" a whole number not below nought, "decimal" any number, kept exactly as text, "percent" 0 to 100 with or
without its sign, "year" a financial year, "agency" a declared body by id, name, alias or code, "date", "yes or no",
"company number" one of Companies House; nothing: text.
"""

from __future__ import annotations

import polars as pl

from tp_cli.tables import Column, Table

_TYPES: dict[str, type[pl.DataType]] = {
    "pence": pl.Int64,
    "signed pence": pl.Int64,
    "number": pl.Int64,
    "date": pl.Date,
    "yes or no": pl.Boolean,
}


def _column(name: str, meaning: str, unit: str = "", *choices: str, needed: bool = False) -> Column:
    return Column(name, _TYPES.get(unit, pl.String), unit, meaning, needed, choices)


def _needed(name: str, meaning: str, unit: str = "", *choices: str) -> Column:
    return _column(name, meaning, unit, *choices, needed=True)


def _register(
    name: str, meaning: str, *columns: Column, any_of: tuple[str, ...] = (), apart: tuple[str, str] | None = None
) -> Table:
    found_at = (
        _column("source_id", "the source that it was read from"),
        _column("batch", "the reading that wrote it"),
        Column("row", pl.Int64, "", "row as a spreadsheet program numbers it"),
        _column("sheet", "sheet of the workbook, empty for a text file"),
    )
    return Table(name, "ingest", meaning, ("source_id", "sheet", "row"), (*found_at, *columns), any_of, apart)


_YEAR = _column("year", "financial year, such as 2024-25; the source's own where the row has none", "year")
_AGENCY = _needed("agency", "the body concerned", "agency")
_AREA = _column("area", "ward, neighbourhood or site, as written")
_COFOG = _column("cofog", "what it is for: 10, 10.2 or 10.2.0")
_THEME = _column("theme", "partnership theme")

TRANSFERS = _register(
    "transfers",
    "one payment between public bodies",
    _needed("payer", "who pays", "agency"),
    _needed("payee", "who receives", "agency"),
    _YEAR,
    _column("paid_pence", "what the payer says", "pence"),
    _column("received_pence", "what the payee says", "pence"),
    _column("label", "what it is for"),
    _column("payee_reports", "of what it receives; empty: as its own source reports", "", "gross", "net"),
    any_of=("paid_pence", "received_pence"),
    apart=("payer", "payee"),
)

PEOPLE = _register(
    "people",
    "one person's use of one body's service, by a key that is no name",
    _needed("person", "pseudonymous key, the same person in every body's rows"),
    _AGENCY,
    _YEAR,
    _column("service", "which service"),
    _needed("cost_pence", "what it cost", "signed pence"),
    _column("contacts", "visits, admissions, call-outs", "number"),
    _column("group", "for a comparison before and after", "", "treated", "comparison"),
    _column("period", "for a comparison before and after", "", "pre", "post"),
    _AREA,
)

OUTCOMES = _register(
    "outcomes",
    "one value of one indicator",
    _needed("indicator", "what is measured"),
    _needed("period", "year, quarter or month, in the order of time when sorted as text: 2024-25, 2024-04"),
    _needed("value", "the measurement", "decimal"),
    _column("unit", "what it is measured in"),
    _needed("polarity", "which way is better", "", "higher", "lower"),
    _column("n", "how many people, cases or answers it rests on", "number"),
    _column("kind", "outcome, capacity and partnership are never averaged", "", "outcome", "capacity", "partnership"),
    _COFOG,
    _THEME,
    _column("place", "another place that it is from; empty: this place"),
    _column("spend_pence", "what was spent on it in the period, where known", "pence"),
    _column("target", "what was aimed at", "decimal"),
    _column("baseline", "do the limits of ordinary variation rest on it; none: on the first twelve", "yes or no"),
    _column("owner_local", "who answers for it here, by post"),
    _column("owner_central", "who answers for it in Whitehall, by post"),
)

ASSETS = _register(
    "assets",
    "one building or site",
    _needed("asset", "its name or number"),
    _AGENCY,
    _column("function", "what it is used for"),
    _COFOG,
    _AREA,
    _needed("floor_m2", "floor area in square metres", "decimal"),
    _column("occupancy", "how much of it is used", "percent"),
    _column("running_pence", "running costs of a year", "pence"),
    _column("value_pence", "what it is worth: stock, never added to spending", "pence"),
    _column("receipt_pence", "what its sale would bring, once", "pence"),
    _YEAR,
)

STAFF = _register(
    "staff",
    "the staff of one body for one function",
    _AGENCY,
    _needed("function", "what they do"),
    _COFOG,
    _AREA,
    _needed("fte", "full-time equivalents", "decimal"),
    _column("headcount", "people", "number"),
    _column("cost_pence", "pay of a year with on-costs", "pence"),
    _YEAR,
)

STREAMS = _register(
    "streams",
    "one stream of funding",
    _needed("stream", "its name"),
    _AGENCY,
    _column("department", "who gives it"),
    _THEME,
    _needed("amount_pence", "what comes in a year", "pence"),
    _column("ring_fenced", "may it be spent on one thing only", "yes or no"),
    _column("entitlement", "does it pay for what people have a right to", "yes or no"),
    _column("control", "1 local discretion to 6 apportioned national", "", "1", "2", "3", "4", "5", "6"),
    _column("ends", "last day of the funding", "date"),
    _YEAR,
)

RETURNS = _register(
    "returns",
    "one return or inspection that a body must answer",
    _needed("name", "what it is called"),
    _AGENCY,
    _column("department", "who asks for it"),
    _needed("number", "how often in a year", "number"),
    _needed("hours", "hours of work each time", "decimal"),
    _needed("rate_pence", "cost of an hour", "pence"),
    _column("fee_pence", "fees of a year", "pence"),
    _column("repeats", "the return that asks for the same"),
    _YEAR,
)

COMMITMENTS = _register(
    "commitments",
    "one promise of an agreement",
    _needed("commitment", "its number or short name"),
    _needed("party", "who promises"),
    _needed("side", "local or central", "", "local", "central"),
    _needed("kind", "what is promised", "", "action", "funding", "freedom", "outcome"),
    _needed("text", "the promise in words"),
    _column("amount_pence", "money promised", "pence"),
    _column("honoured_pence", "money that has come", "pence"),
    _column("condition", "on what it depends"),
    _column("due", "by when", "date"),
    _column("status", "how it stands", "", "open", "met", "late", "broken", "withdrawn"),
    _column("evidence", "what shows it"),
    _column("answers", "the commitments of the other side that it answers, parted by semicolons"),
    _YEAR,
)

FLAGS = _register(
    "flags",
    "one finding of a joint assessment of the place: an answer, a flag or an organisation's score",
    _needed("kind", "what the row is", "", "answer", "flag", "score"),
    _column("question", "which of the questions it belongs to"),
    _column("text", "the answer, or what the flag says"),
    _column("colour", "of a flag", "", "green", "red"),
    _column("agency", "the organisation that is scored, or must act", "agency"),
    _THEME,
    _column("score", "of an organisation on a theme", "", "1", "2", "3", "4"),
    _COFOG,
    _YEAR,
)

READINESS = _register(
    "readiness",
    "one side's view of one domain of readiness",
    _needed("domain", "what must be ready"),
    _needed("assessor", "who scores it", "", "self", "government"),
    _needed("score", "1 not started to 4 in place", "", "1", "2", "3", "4"),
    _column("evidence", "what shows it"),
    _column("gate", "must it be passed before anything starts", "yes or no"),
    _YEAR,
)

OFFICERS = _register(
    "officers",
    "who accounts to Parliament or council for money, before and after pooling",
    _needed("officer", "the post, never a person's name"),
    _AGENCY,
    _column("fund", "pool or budget; empty: everything else of the body"),
    _needed("when", "before or after the pooling", "", "before", "after"),
    _needed("amount_pence", "money accounted for", "pence"),
    _column("ring_fenced", "may it be spent on one thing only", "yes or no"),
    _YEAR,
)

STANCES = _register(
    "stances",
    "where a department of Whitehall stands on an ask",
    _needed("department", "which department"),
    _needed("ask", "what it was asked"),
    _needed("stance", "how it answered", "", "refused", "talking", "signed"),
    _needed("amount_pence", "money concerned", "pence"),
    _YEAR,
)

OBSTACLES = _register(
    "obstacles",
    "what stands in the way",
    _needed("obstacle", "its number or short name"),
    _needed("text", "what it is"),
    _column("kind", "law, rule, data, money, people"),
    _column("owner", "who can remove it, by post or body"),
    _needed("amount_pence", "money that it blocks", "pence"),
    _column("status", "how it stands", "", "open", "escalated", "resolved"),
    _column("raised", "since when", "date"),
    _YEAR,
)

DRIVERS = _register(
    "drivers",
    "one area's value of a driver, by which bodies larger than the place are shared out",
    _needed("driver", "what shares go by: population, need-weighted population, claimants, sites, ..."),
    _needed("area", "code of the area, or its name"),
    _column("name", "name of the area, where area is its code"),
    _YEAR,
    _needed("value", "how much of the driver the area has", "decimal"),
    _column("unit", "what it is measured in"),
    _needed("source", "where the number comes from"),
)

SUPPLIERS = _register(
    "suppliers",
    "the company number of one name that lists of payments show; a list with such a column may be read as it too",
    _needed("supplier", "the payee's name, as lists of payments write it"),
    _column("company_number", "at Companies House: eight digits, or two letters and six digits", "company number"),
)

REGISTERS: dict[str, Table] = {
    table.name: table
    for table in (
        TRANSFERS,
        PEOPLE,
        OUTCOMES,
        ASSETS,
        STAFF,
        STREAMS,
        RETURNS,
        COMMITMENTS,
        FLAGS,
        READINESS,
        OFFICERS,
        STANCES,
        OBSTACLES,
        DRIVERS,
        SUPPLIERS,
    )
}
