"""A ledger and a place drawn as a table with bars, so that a test of the count reads like the manual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from tp_cli.count.answer import Answer, answer
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.place_count import Counted, count_place
from tp_cli.count.view import View, view_of
from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.tables import Table

YEAR = "2024-25"
_LINE: dict[str, object] = {
    "year": YEAR, "basis": "outturn", "layout": "spend", "status": "supplied", "role": "spend", "sheet": "",
    "agency_kind": "other",
}  # fmt: skip
_OF_SOURCE = ("reports", "share_place", "share_body")
_OF_MAPPED = ("cofog", "scope", "theme", "nature", "control", "outcome", "department")


def lines(table: str, pence_in: int = 100) -> Ledger:
    """A ledger drawn with bars: one line a row, blank cells null, each agency and basis a source of its own.

    amount   in pounds (`pence_in=100`) or £ million (`pence_in=10**8`); blank where the status says why
    cofog    one code, or a split such as "07.1:1 07.2:1": code and weight
    reports, share ("place/body"), scope, payee_agency, status, basis, service ...: as in the ledger
    """
    rows = drawn(table)
    return ledger_of([_line(number, row, pence_in) for number, row in enumerate(rows, 1)])


def ledger_of(rows: Sequence[Mapping[str, object]], transfers: Sequence[Mapping[str, object]] = ()) -> Ledger:
    """A ledger of lines given as rows of `lines`, with `splits` (code, weight) and what their source says."""
    full = [{**_LINE, "source_id": _source_of(row), "agency_name": str(row["agency"]).title(), **row} for row in rows]
    sources = {str(row["source_id"]): row for row in full}
    stated = [
        {"source_id": name, "batch": "b", "kind": "spend", "reports": row.get("reports", "gross"), "share_place": row.get("share_place"),
         "share_body": row.get("share_body"), "lines": 1, "rows_read": 1, "rows_accepted": 1, "rows_rejected": 0,
         "rows_non_data": 0}
        for name, row in sorted(sources.items())
    ]  # fmt: skip
    mapped = [part for row in full for part in _mapped(row)]
    return Ledger.of(
        _frame(TABLES["lines"], [{"batch": "b", "agency_kind": "other", **row} for row in full]),
        _frame(TABLES["purposes"], mapped, "line_id"),
        _frame(TABLES["sources"], stated),
        _frame(TABLES["transfers"], [{"source_id": "t", "row": i, **each} for i, each in enumerate(transfers, 1)]),
    )


def schedule(ledger: Ledger, table: str, pence_in: int = 100) -> Ledger:
    """The ledger with a schedule of transfers: `payer | payee | paid | received | label | payee_reports`."""
    rows = [
        {
            "source_id": "t", "row": number, "payer": row["payer"], "payee": row["payee"], "year": YEAR,
            "paid_pence": _pence(row.get("paid"), pence_in), "received_pence": _pence(row.get("received"), pence_in),
            "label": row.get("label", ""), "payee_reports": row.get("payee_reports"),
        }
        for number, row in enumerate(drawn(table), 1)
    ]  # fmt: skip
    return Ledger(ledger.numbered, ledger.purposes, ledger.sources, _frame(TABLES["transfers"], rows))


def with_drivers(ledger: Ledger, table: str) -> Ledger:
    """The ledger with a table of drivers: `driver | area | name | year | value | unit | source`."""
    given = {"source_id": "d", "batch": "b", "driver": "population", "year": YEAR, "source": "a census", "sheet": ""}
    rows = [{**given, "row": number, **row} for number, row in enumerate(drawn(table), 2)]
    drivers = _frame(TABLES["drivers"], rows)
    return Ledger(ledger.numbered, ledger.purposes, ledger.sources, ledger.transfers, drivers)


def place_of(ledger: Ledger, **more: Any) -> Place:
    """A place that declares every agency of the ledger; `more` are tables of place.toml."""
    ids = sorted({*ledger.lines["agency"], *ledger.transfers["payer"], *ledger.transfers["payee"]})
    agencies = more.pop("agency", [{"id": name, "name": name.title(), "kind": "other"} for name in ids])
    facts = {"name": "Wrenborough", "code": "E08000099", "years": [YEAR], **more.pop("place", {})}
    return Place.model_validate({"place": facts, "agency": agencies, **more})


def counted(ledger: Ledger, place: Place | None = None, scope: str | None = None) -> Counted:
    """The parts of a count, by default of a place that declares what the ledger holds."""
    asked = place or place_of(ledger)
    return count_place(ledger, asked, _view(asked, scope))


def asked(ledger: Ledger, place: Place | None = None, scope: str | None = None) -> Answer:
    """Everything that a count says."""
    chosen = place or place_of(ledger)
    return answer(ledger, chosen, _view(chosen, scope))


def states(count: Counted) -> dict[str, str]:
    """State → pounds, nought left out."""
    sums = count.parts.group_by("state").agg(pl.col("amount_pence").fill_null(0).sum()).sort("state")
    return {state: str(Decimal(pence) / 100) for state, pence in sums.iter_rows() if pence}


def by_agency(count: Counted, state: str = "counted") -> dict[str, str]:
    """Agency → pounds in one state."""
    sums = count.parts.filter(state=state).group_by("agency").agg(pl.col("amount_pence").sum()).sort("agency")
    return {agency: str(Decimal(pence) / 100) for agency, pence in sums.iter_rows()}


def drawn(table: str) -> list[dict[str, str]]:
    """Rows of a table drawn with bars, blank cells left out."""
    rows = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines() if row.strip()]
    return [{name: cell for name, cell in zip(rows[0], row, strict=True) if cell} for row in rows[1:]]


def _view(place: Place, scope: str | None) -> View:
    return view_of(place, None, scope, None)


def _line(number: int, row: dict[str, str], pence_in: int) -> dict[str, object]:
    known: dict[str, object] = {name: value for name, value in row.items() if name not in ("amount", "share", "cofog")}
    splits = [tuple(code.split(":")) for code in row.get("cofog", "").split()]
    share = (
        {"share_place": int(row["share"].split("/")[0]), "share_body": int(row["share"].split("/")[1])}
        if "share" in row
        else {}
    )
    return {
        "line_id": f"L{number:03d}", "row": number, "cell": f"A{number}",
        "amount_pence": _pence(row.get("amount"), pence_in),
        "splits": [(each[0], int(each[1]) if len(each) > 1 else 1) for each in splits],
        **known, **share,
    }  # fmt: skip


def _pence(text: str | None, pence_in: int) -> int | None:
    return None if text is None else int(Decimal(text) * pence_in)


def _source_of(row: Mapping[str, object]) -> str:
    keys = (row["agency"], row.get("basis", "outturn"), row.get("reports", "gross"))
    shares = (row.get("share_place", ""), row.get("share_body", ""))
    return "-".join(map(str, [*keys, *shares])).strip("-")


def _mapped(row: Mapping[str, object]) -> list[dict[str, object]]:
    splits: Any = row.get("splits") or [(None, 1)]
    whole = sum(weight for _, weight in splits)
    rest = {name: row.get(name) for name in _OF_MAPPED if name != "cofog"}
    return [
        {"line_id": row["line_id"], "part": part, "weight_num": weight, "weight_den": whole, "cofog": code, **rest}
        for part, (code, weight) in enumerate(splits, 1)
    ]


def _frame(table: Table, rows: Sequence[Mapping[str, object]], *also: str) -> pl.DataFrame:
    schema: dict[str, type[pl.DataType]] = {**dict.fromkeys(also, pl.String), **table.schema}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
