"""What stands, verified again: input files, rows, lines, parts, figures, outputs; nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from deltalake.exceptions import DeltaError

from tp_cli.division import stored_parts
from tp_cli.errors import Problem, TpError
from tp_cli.folders import sha256_of
from tp_cli.progress import Progress, unseen
from tp_cli.registers import REGISTERS
from tp_cli.store import Store
from tp_cli.words import STATES

SCHEMA_NAME = "tp.check/1"
Found = tuple[list[str], str]  # what does not hold, in words; what was looked at
_KEYS = ["source_id", "batch"]
_SHOWN = 3  # of what does not hold, in a check's detail


@dataclass(frozen=True)
class Verified:
    """One check: what should hold, whether it does, and what was looked at or found."""

    name: str
    title: str
    holds: bool
    detail: str


@dataclass(frozen=True)
class AuditResult:
    """All checks of one place, in the order of the street."""

    checks: Sequence[Verified]

    @property
    def problems(self) -> Sequence[Problem]:
        """One for each check that does not hold."""
        return [
            Problem(
                "check-fails", each.name, each.detail, each.title, _FIXES.get(each.name, "run `tp run`"), "difference"
            )
            for each in self.checks
            if not each.holds
        ]

    def as_json(self) -> dict[str, object]:
        return {
            "schema": SCHEMA_NAME,
            "holds": all(each.holds for each in self.checks),
            "checks": [vars(each) for each in self.checks],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a check: name, title, holds ("yes" or "no"), detail."""
        rows = [{**vars(each), "holds": "yes" if each.holds else "no"} for each in self.checks]
        return pl.DataFrame(rows, schema=dict.fromkeys(("name", "title", "holds", "detail"), pl.String))


_FIXES = {
    "files": "bring the file back as it was, or read it as it is now: `tp ingest --replace`, then `tp run`",
    "outputs": "do not use the file that was changed; `tp report` writes it again",
    "fresh": "run `tp run`: it makes again what is out of date",
    "rows": "run `tp ingest --replace` on the file, then `tp run`; if it comes back, report it",
}


def audit(
    store: Store,
    folder: Path,
    stale: Sequence[str],
    figures: Callable[[], Found],
    progress: Progress = unseen,
) -> AuditResult:
    """Verify everything that is stored and written.

    stale    stages whose inputs or settings changed since they ran, as `fresh.look` finds them
    figures  works every stored figure out again, as `trace.untrue_figures` does
    """
    steps: list[tuple[str, str, Callable[[], Found]]] = [
        ("files", "Every input file is as it was read", lambda: _files(store, folder)),
        ("rows", "Every row of every file is in one state, and its lines are all there", lambda: _rows(store)),
        ("control-totals", "Every control total given is met", lambda: _control_totals(store)),
        ("mapping", "What each line is for adds up to the whole line", lambda: _weights(store)),
        ("parts", "The parts of every line add up to it, each in one state", lambda: _parts(store)),
        ("figures", "Every figure is what its parts give", figures),
        ("outputs", "Every file written is as it was written", lambda: _outputs(store, folder)),
        ("fresh", "Nothing changed since it was last worked out", lambda: (list(stale), "nothing is stale")),
    ]
    checks = []
    for number, (name, title, step) in enumerate(steps):
        progress(title, number, len(steps))
        checks.append(_verified(name, title, step))
    return AuditResult(tuple(checks))


def _verified(name: str, title: str, step: Callable[[], Found]) -> Verified:
    """The check made; a table that cannot be read does not hold."""
    try:
        wrong, detail = step()
    except (OSError, pl.exceptions.PolarsError, DeltaError) as error:
        return Verified(name, title, False, f"cannot be read: {str(error).splitlines()[0][:200]}")
    except TpError as error:
        return Verified(name, title, False, str(error))
    if not wrong:
        return Verified(name, title, True, detail)
    more = f" and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
    return Verified(name, title, False, "; ".join(wrong[:_SHOWN]) + more)


def _files(store: Store, folder: Path) -> Found:
    known = store.read("sources").select("file", "sha256").unique().sort("file").collect()
    wrong = []
    for file, stated in known.iter_rows():
        path = folder / file
        if not path.is_file():
            wrong.append(f"{file} is not there any more")
        elif sha256_of(path) != stated:
            wrong.append(f"{file} has changed since it was read")
    return wrong, f"{known.height} files"


def _rows(store: Store) -> Found:
    sources = store.read("sources").sort("file", "source_id").collect()
    states = pl.sum_horizontal("rows_accepted", "rows_rejected", "rows_non_data")
    uneven = sources.filter(pl.col("rows_read") != states)["file"].to_list()
    found = [_held(store, name) for name in ("lines", *REGISTERS)]
    held = pl.concat(found).group_by(_KEYS).agg(pl.col("held", "pence").sum())
    both = sources.join(held, on=_KEYS, how="full", coalesce=True)
    missing = both.filter(pl.col("lines").fill_null(0).ne_missing(pl.col("held").fill_null(0)))
    sums = both.filter((pl.col("kind") == "spend") & (pl.col("total_pence") != pl.col("pence")))
    wrong = [f"{file}: rows read and rows accounted for differ" for file in uneven]
    wrong += [f"{file or 'a source that is not listed'}: lines are missing or too many" for file in missing["file"]]
    wrong += [f"{file}: its lines do not add up to what was read" for file in sums["file"]]
    return wrong, f"{int(sources['rows_read'].sum()):,} rows of {sources.height} sources"


def _held(store: Store, table: str) -> pl.DataFrame:
    """Rows and, of lines, pence that a table holds of each source."""
    pence = pl.col("amount_pence").sum() if table == "lines" else pl.lit(0, pl.Int64)
    return store.read(table).group_by(_KEYS).agg(held=pl.len().cast(pl.Int64), pence=pence.cast(pl.Int64)).collect()


def _control_totals(store: Store) -> Found:
    given = store.read("sources").filter(pl.col("control_pence").is_not_null())
    sums = given.group_by("role", "control_pence").agg(pl.col("total_pence").sum(), pl.col("file").sort().first())
    found = sums.sort("file").collect()
    wrong = found.filter(pl.col("control_pence") != pl.col("total_pence"))
    words = [
        f"{file}: {(total - control) / 100:,.2f} off its control total"
        for control, total, file in wrong.select("control_pence", "total_pence", "file").iter_rows()
    ]
    return words, f"{found.height} met"


def _weights(store: Store) -> Found:
    sums = (
        store.read("purposes")
        .group_by("purpose")
        .agg(pl.col("weight_num").sum(), pl.col("weight_den").first(), one=pl.col("weight_den").n_unique() == 1)
    )
    wrong = sums.filter((pl.col("weight_num") != pl.col("weight_den")) | ~pl.col("one")).sort("purpose").collect()
    lines = store.read("lines").select("line_id")
    loose = lines.join(store.read("mapped").select("line_id"), on="line_id", how="anti").collect().height
    words = [f"purpose {number}: its weights" for number in wrong["purpose"]] + (
        [f"{loose:,} lines are not mapped"] if loose else []
    )
    return words, f"{lines.select(pl.len()).collect().item():,} lines"


def _parts(store: Store) -> Found:
    """Every line of a counted year, but for yardsticks, has parts that add up to it; the stored sums are theirs."""
    parts = stored_parts(store)
    years = store.read("cells").select(pl.col("year").unique()).collect()["year"].to_list()
    lines = store.read("lines").filter((pl.col("basis") != "control") & pl.col("year").is_in(years))
    sums = parts.group_by("line_id").agg(
        parts=pl.col("amount_pence").fill_null(0).sum(),
        strange=(~pl.col("state").is_in(STATES)).any() | (pl.col("part").n_unique() != pl.len()),
    )
    whole = lines.select("line_id", "source_id", "row", line=pl.col("amount_pence").fill_null(0))
    both = whole.join(sums, on="line_id", how="full", coalesce=True)
    wrong = both.filter(pl.col("line").ne_missing(pl.col("parts")) | pl.col("strange").fill_null(True)).collect()
    files = dict(store.read("sources").select("source_id", "file").collect().iter_rows())
    words = [
        f"{files.get(source, 'a line that is not in the ledger')}, row {row}: {(line or 0) / 100:,.2f} in the ledger,"
        f" {(pence or 0) / 100:,.2f} in its parts"
        for source, row, line, pence in wrong.select("source_id", "row", "line", "parts")
        .sort("source_id", "row")
        .iter_rows()
    ]
    numbers = (parts.select(pl.len()).collect().item(), lines.select(pl.len()).collect().item())
    return [*words, *_sums(store, parts, files)], f"{numbers[0]:,} parts of {numbers[1]:,} lines"


def _sums(store: Store, parts: pl.LazyFrame, files: dict[str, str]) -> Iterator[str]:
    """What the stored sums of the count say otherwise than the parts: by file, body and state."""
    by = ["source_id", "agency", "state"]
    stored, made = (
        rows.group_by(by).agg(pl.col("amount_pence").fill_null(0).sum()) for rows in (store.read("cells"), parts)
    )
    both = stored.join(made, on=by, how="full", coalesce=True, suffix="_made").sort(by)
    wrong = both.with_columns(pl.col("amount_pence", "amount_pence_made").fill_null(0)).filter(
        pl.col("amount_pence") != pl.col("amount_pence_made")
    )
    for source, agency, state, pence, again in wrong.collect().iter_rows():
        name = files.get(source, source)
        yield f"{name}, {agency}, {state}: {pence / 100:,.2f} stored, {again / 100:,.2f} in its parts"


def _outputs(store: Store, folder: Path) -> Found:
    written = list(_written(store))
    wrong = []
    for name, stated in written:
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name} is not there any more")
        elif sha256_of(path) != stated:
            wrong.append(f"{name} has changed since it was written")
    return wrong, f"{len(written)} files" if written else "none written yet"


def _written(store: Store) -> Iterator[tuple[str, str]]:
    """Path, from the place folder, and hash of every file that reports wrote."""
    try:
        record = json.loads((store.root / "report.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except ValueError:
        yield ".tp/report.json", ""
        return
    files = record.get("written") or [{"file": file, "sha256": sha} for file, sha in record.get("files", {}).items()]
    for each in files:
        yield each["file"], each["sha256"]
