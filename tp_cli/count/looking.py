"""A count seen through a lens: asked, answered, and as figures beside those of the count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.count.answer import Answer
from tp_cli.count.lenses import LENSES, Finding, Inputs, LensTable
from tp_cli.count.lenses.lens import Level, Value
from tp_cli.count.result import CountResult
from tp_cli.division import stored_parts
from tp_cli.errors import Problem, stop
from tp_cli.folders import DECISIONS
from tp_cli.ledger import TABLES
from tp_cli.money import pounds
from tp_cli.place import Place
from tp_cli.registers import REGISTERS
from tp_cli.store import Store

STORED_LEVEL: Level = "board"


@dataclass(frozen=True)
class LensResult:
    """The answer of one lens, beside the count that it was asked of."""

    lens: str
    count: CountResult
    finding: Finding
    level: Level

    @property
    def answer(self) -> Answer:
        return self.count.answer

    @property
    def problems(self) -> Sequence[Problem]:
        return self.count.problems

    def as_json(self) -> dict[str, object]:
        """The count's object with `says` and `tables`; `rows` is the first of them, `caveats` begin with the lens's."""
        tables = self.finding.tables
        return {
            **self.count.as_json(),
            "lens": self.lens,
            "level": self.level,
            "says": self.finding.says,
            "rows": _objects(tables[0]),
            "tables": [{"table": each.name, "title": each.title, "rows": _objects(each)} for each in tables],
            "caveats": [*self.finding.caveats, *(text for _, text in self.answer.caveats)],
        }

    def as_rows(self) -> pl.DataFrame:
        """The main table: `key`, `title` and its columns, amounts as decimal strings in pounds."""
        table = self.finding.tables[0]
        schema = dict.fromkeys(["key", "title", *(column.name for column in table.columns)], pl.String)
        rows = [{name: value or "" for name, value in row.items()} for row in _objects(table)]
        return pl.DataFrame(rows, schema=schema)


def inputs_of(store: Store, answer: Answer, level: Level) -> Inputs:
    """What lenses look at: this count, and the registers and decisions of its place."""
    counted, maps = answer.counted, store.root.parent / "maps"
    return Inputs(answer.place, answer.view.year, counted.cells, counted.scan_parts(), answer.names, store, maps, level)


def stored_inputs(store: Store, place: Place) -> Inputs:
    """The same of the stored count."""
    figures = store.read("figures").filter(pl.col("table").is_in(["bridge", "spend"])).collect()
    years = figures.filter(id="count/spend/total/year")["value"].to_list()
    rows = figures.filter(table="bridge").select("key", "title")
    names = {key.removeprefix("agency="): title for key, title in rows.iter_rows() if "," not in key}
    names |= {agency.id: agency.name for agency in place.agencies}
    year = years[0] if years else max(place.facts.years)
    cells = store.read("cells").filter(pl.col("year") == year).sort("position").collect()
    parts = stored_parts(store).filter(pl.col("year") == year)
    return Inputs(place, year, cells, parts, names, store, store.root.parent / "maps", STORED_LEVEL)


def look_through(lens: str, inputs: Inputs) -> Finding:
    """What a lens finds; TpError (exit 2) where there is nothing for it to look at."""
    finding = LENSES[lens].answer(inputs)
    if finding is None:
        where, needs = f"tp count {lens}", LENSES[lens].needs
        raise stop("nothing-to-see", where, "nothing to look at", needs, "add it, run `tp ingest` and `tp map`, again")
    return finding


def lens_figures(inputs: Inputs, first: int) -> pl.DataFrame:
    """The figures of every lens that has something to look at, tidy as `figures`, their positions from `first` on."""
    rows = [
        {
            "id": f"count/{table}/{key}/{column}", "table": table, "key": key, "column": column, "title": title,
            "value": value, "unit": unit, "position": position,
        }
        for position, (table, key, column, title, value, unit) in enumerate(_figures(inputs), first)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TABLES["lens_figures"].schema)


def state_of_inputs(store: Store) -> list[str]:
    """What lenses hang on besides the count: versions of registers, what a person decided."""
    versions = [str(store.version(name)) for name in REGISTERS]
    folder = store.root.parent / "maps"
    files = [folder / name for name in DECISIONS if (folder / name).is_file()]
    return [*versions, *(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)]


Figure = tuple[str, str, str, str, str, str]  # table, key, column, title, value, unit


def _figures(inputs: Inputs) -> Iterator[Figure]:
    for name, lens in LENSES.items():
        finding = lens.answer(inputs)
        if finding is not None:
            yield "lens", f"lens={name}", "says", lens.asks, finding.says, "text"
            for number, text in enumerate(finding.caveats, 1):
                yield "lens", f"lens={name},caveat={number}", "text", lens.asks, text, "text"
            for table in finding.tables:
                yield "lens", f"lens={name},table={table.name}", "title", lens.asks, table.title, "text"
                yield "lens", f"lens={name},table={table.name}", "rows", lens.asks, str(len(table.rows)), "number"
                yield from _of_table(table)


def _of_table(table: LensTable) -> Iterator[Figure]:
    for row in table.rows[: table.kept]:
        for column, value in zip(table.columns, row.values, strict=True):
            yield table.name, row.key, column.name, row.title, as_text(value, column.unit) or "", column.unit


def as_text(value: Value, unit: str) -> str | None:
    """A value as figures, JSON and files hold it."""
    return pounds(value) if isinstance(value, int) and unit == "pounds" else None if value is None else str(value)


def _objects(table: LensTable) -> list[dict[str, str | None]]:
    return [
        {
            "key": row.key,
            "title": row.title,
            **{col.name: as_text(value, col.unit) for col, value in zip(table.columns, row.values, strict=True)},
        }
        for row in table.rows
    ]
