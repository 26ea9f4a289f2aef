"""Every pack of the sample place, written as the commands write it; the same with hostile text in every field."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.sample_runs import sample_after
from tp_cli.ledger import TABLES
from tp_cli.place import Place, load_place
from tp_cli.registers import REGISTERS
from tp_cli.report.pack import write_packs
from tp_cli.report.packs import PACKS
from tp_cli.report.partnership.gathering import READS
from tp_cli.store import Store

PAGES = ("board", "agreement", "oneplace", "monitor", "readiness", "accountability")
EVERY_PAGE = tuple((name, level) for name, pack in PACKS.items() for level in pack.levels)  # of every pack
NASTY = "x</title></td></text><script>alert(1)</script><img src=http://e/ onerror=alert(2)> | *b* `c` [l](http://e) \n# h & \u202e\x1b[31m{{ 7*7 }} ' \" \\u003c"


def sample(folder: Path) -> tuple[Store, Place]:
    """The sample place, counted."""
    sample_after(folder, "run")
    return Store(folder), load_place(folder)


def pages(folder: Path, packs: tuple[str, ...] = PAGES, nasty: bool = False) -> dict[str, Path]:
    """The documents of these packs by file name."""
    store, place = sample(folder)
    if nasty:
        spoil(store)
    result = write_packs(store, place, folder, packs, ["md", "html"], folder / "outputs")
    return {Path(file.file).name: Path(file.file) for file in result.written}


def every_page(folder: Path, nasty: bool = False) -> dict[tuple[str, str], Path]:
    """The HTML page of every pack at every level that it can be had for."""
    store, place = sample(folder)
    if nasty:
        spoil(store)
    found = {}
    for name, level in EVERY_PAGE:
        result = write_packs(store, place, folder, [name], ["html"], folder / "outputs", level)
        found[name, level] = Path(result.written[0].file)
    return found


def spoil(store: Store) -> None:
    """Put hostile text into every free text of every register and of the count."""
    for table in READS:
        columns = {column.name: column for column in REGISTERS[table].columns}
        texts = [name for name, column in columns.items() if _is_free(name, column.unit, column.choices)]
        frame = store.read(table).collect()
        marked = frame.with_columns(
            pl.when(pl.col(name).is_null()).then(None).otherwise(pl.lit(NASTY) + pl.col(name)).alias(name)
            for name in texts
        )
        store.replace(table, marked.select(list(TABLES[table].schema)), "spoilt")
    for table in ("figures", "lens_figures"):
        store.replace(table, _spoilt_figures(store.read(table).collect()), "spoilt")


def _spoilt_figures(figures: pl.DataFrame) -> pl.DataFrame:
    free = pl.col("column").is_in(["payer_name", "payee_name", "label", "note", "name", "reason", "text", "detail"])
    return figures.with_columns(
        title=pl.lit(NASTY) + pl.col("title"),
        value=pl.when(free).then(pl.lit(NASTY) + pl.col("value")).otherwise("value"),
    )


def _is_free(name: str, unit: str, choices: tuple[str, ...]) -> bool:
    """True for a text that decides nothing: what is not a key, a code or one of a few words."""
    keys = ("source_id", "batch", "row", "sheet", "commitment", "answers", "place", "cofog")
    return not unit and not choices and name not in keys
