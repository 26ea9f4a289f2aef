"""Every text field that a person outside can write, each with a payload of its own, through every spreadsheet we write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.parts_table import lay_beside
from tests.report.packs_of_sample import sample
from tests.report.test_hostile_text import PAYLOADS, foreign_formulas
from tp_cli.ledger import AXES, TABLES
from tp_cli.place import Place
from tp_cli.registers import REGISTERS
from tp_cli.report.pack import write_packs
from tp_cli.store import Store

STORED = {  # the free texts of each table; all others are ids, codes, keys, numbers and words of a short list
    "lines": ("payee", "directorate", "service", "expense", "narrative", "reference"),
    "purposes": ("rule", "ring_fence", "department"),
    "settled": ("reason",),
    "taken": ("why",),
    "cells": ("reason", "ring_fence", "department"),
    "sources": ("file", "layout", "share_driver", "share_source", "share_year"),
    "problems": ("code", "where", "found", "expected", "fix"),
    "count_problems": ("code", "where", "found", "expected", "fix"),
    "caveats": ("code", "text"),
    "projections": ("scenario", "method", "file", "title"),
    "figures": ("title",),
}
DECIDING = {  # texts that decide something: a word of a list, an id, a key, a code, a date, a number as text
    "source_id", "batch", "row", "sheet", "cell", "key", "id", "agency", "payee_agency", "year", "cofog", "period", "place",
    "commitment", "answers", "stance", "obstacle",
}  # fmt: skip


def free_texts() -> dict[str, tuple[str, ...]]:
    """Every table with its free texts: those above and all of the registers that decide nothing."""
    found = dict(STORED)
    for name, table in REGISTERS.items():
        found[name] = tuple(c.name for c in table.columns if not c.unit and not c.choices and c.name not in DECIDING)
    return found


def spoil(store: Store, rotation: int) -> int:
    """Put another payload into each free text, and into every figure and scenario value that is a text."""
    used = rotation
    for name, columns in free_texts().items():
        frame = store.read(name).collect()
        texts = []
        for column in columns:
            texts.append(_marked(column, PAYLOADS[used % len(PAYLOADS)]))
            used += 1
        if name in ("figures", "projections"):
            is_text = (pl.col("unit") == "text") & ~pl.col("column").is_in(["holds", "year", "class"])
            texts.append(pl.when(is_text).then(_marked("value", PAYLOADS[used % len(PAYLOADS)])).otherwise("value"))
            used += 1
        store.replace(name, frame.with_columns(texts).select(list(TABLES[name].schema)), "spoilt")
    lay_beside(store)
    return used


def _marked(column: str, payload: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(f"{payload} ") + pl.col(column)).alias(column)


def spoilt_place(place: Place, rotation: int) -> Place:
    """The place with a payload in every free text of place.toml."""
    payload = iter(PAYLOADS[rotation:] + PAYLOADS[:rotation])
    data = place.model_dump(by_alias=True)
    data["place"] |= {name: f"{next(payload)} {data['place'][name]}" for name in ("name", "code", "region")}
    for agency in data["agency"]:
        agency |= {"name": f"{next(payload)} {agency['id']}", "department": f"{next(payload)} {agency['department']}"}
        agency["aliases"] = [f"{next(payload)} alias"]
        if agency["share"] and agency["share"]["source"]:  # one by areas has no words of its own
            agency["share"] |= {"driver": next(payload), "source": next(payload)}
    data["withheld"][0] |= {"reason": next(payload), "embargo": "public"}
    return Place.model_validate(data)


def every_cell(folder: Path) -> Iterator[str]:
    import openpyxl

    for path in folder.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            yield from (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_the_list_of_fields_leaves_none_out() -> None:
    """A new text column must be put among the free ones or the deciding ones."""
    told = {
        "lines": {"line_id", "agency_name", "agency_kind", "basis", "layout", "status", "payee_class", "payee_body", "date",
                  "cofog_stated", "sector", "economic", "identifiable", "role"},
        "purposes": {"agency_name", "agency_kind", "basis", "status", "role", "sector", "how", *AXES},
        "settled": {"state", "share_over"},
        "taken": {"line_id", "counterparty"},
        "cells": {"basis", "best_basis", "status", "role", "sector", "state", "counterparty", *AXES},
        "sources": {"sha256", "role", "origin", "settings", "kind", "basis", "container", "encoding", "units", "reports",
                    "status", "detail", "share_areas"},
        "problems": {"kind", "rows"}, "count_problems": {"kind", "rows"}, "caveats": set(),
        "projections": {"table", "column", "value", "unit"}, "figures": {"table", "column", "value", "unit"},
    }  # fmt: skip
    for name, columns in STORED.items():
        texts = {column for column, kind in TABLES[name].schema.items() if kind == pl.String}
        assert texts - set(columns) - told[name] - DECIDING == set(), name


@pytest.mark.parametrize("rotation", [0, 20, 40])
def test_no_text_field_makes_a_formula_in_any_spreadsheet(tmp_path: Path, rotation: int) -> None:
    store, place = sample(tmp_path)
    assert spoil(store, rotation) > 60
    hostile = spoilt_place(place, rotation)
    write_packs(store, hostile, tmp_path, ["publish", "board"], ["xlsx", "ods", "csv"], tmp_path / "out")
    write_packs(store, hostile, tmp_path, ["publish"], ["xlsx"], tmp_path / "out", "partner")
    assert foreign_formulas(tmp_path / "out") == []
    shown = "\n".join(every_cell(tmp_path / "out"))
    assert sum(payload.strip("\t\r\n\x00") in shown for payload in PAYLOADS) > 25  # registers are in no spreadsheet
