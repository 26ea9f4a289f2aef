"""A workbook held against the rules: what passed, and every breach by sheet and cell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli import safe
from tp_cli.errors import Problem, TpError
from tp_cli.report.checking.book import BookSeen
from tp_cli.report.checking.ods import read_ods
from tp_cli.report.checking.package import Package, refused
from tp_cli.report.checking.rules.every import RULES, Failure, failures
from tp_cli.report.checking.xlsx import read_xlsx

SHOWN = 12  # cells named in one problem; JSON and -o hold every one
BESIDE = "beside"


@dataclass(frozen=True)
class CheckResult:
    """What a check of one workbook found."""

    file: str
    sha256: str
    failures: tuple[Failure, ...]
    refusal: Problem | None = None

    @property
    def passes(self) -> bool:
        return not self.failures and self.refusal is None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that were tried; none on a file that was refused."""
        return () if self.refusal else tuple(ALL_RULES)

    @property
    def failed_rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(failure.rule for failure in self.failures))

    @property
    def problems(self) -> Sequence[Problem]:
        """One problem a rule and sheet, with the cells that break it."""
        if self.refusal is not None:
            return (self.refusal,)
        grouped: dict[tuple[str, str], list[Failure]] = {}
        for failure in self.failures:
            grouped.setdefault((failure.rule, failure.sheet), []).append(failure)
        return tuple(self._problem(rule, sheet, found) for (rule, sheet), found in grouped.items())

    def as_json(self) -> dict[str, object]:
        """The object of docs/COMMANDS.md, schema tp.report-check/1."""
        return {
            "schema": "tp.report-check/1",
            "file": self.file,
            "sha256": self.sha256,
            "passes": self.passes,
            "rules": [{"rule": name, "passes": name not in self.failed_rules} for name in self.rules],
            "failures": [
                {
                    "rule": failure.rule,
                    "sheet": failure.sheet,
                    "cell": failure.cell,
                    "found": failure.found,
                    "expected": ALL_RULES[failure.rule][0],
                    "fix": ALL_RULES[failure.rule][1],
                }
                for failure in self.failures
            ],
            "problems": [self.refusal.as_json()] if self.refusal else [],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row a breach: rule, sheet, cell, what was found."""
        schema = {"rule": pl.String, "sheet": pl.String, "cell": pl.String, "found": pl.String}
        rows = [(failure.rule, failure.sheet, failure.cell, failure.found) for failure in self.failures]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _problem(self, rule: str, sheet: str, found: Sequence[Failure]) -> Problem:
        cells = [failure.cell for failure in found if failure.cell]
        more = f" and {len(cells) - SHOWN:,} more" if len(cells) > SHOWN else ""
        where = Path(self.file).name + (f', sheet "{safe.for_terminal(sheet)}"' if sheet else "")
        where += f", {', '.join(cells[:SHOWN])}{more}" if cells else ""
        said = list(dict.fromkeys(safe.for_terminal(failure.found) for failure in found))
        others = f"; and {len(said) - 3:,} more like it" if len(said) > 3 else ""
        expected, fix = ALL_RULES[rule]
        return Problem(f"check-{rule}", where, "; ".join(said[:3]) + others, expected, fix, "difference")


ALL_RULES: dict[str, tuple[str, str]] = {name: (rule.expected, rule.fix) for name, rule in RULES.items()} | {
    BESIDE: ("beside it the same tables as ODS, and as CSV with their metadata", "write them too: tp report publish")
}


def check_file(path: Path) -> CheckResult:
    """Hold a finished workbook against every rule for publishing.

    A file that is missing, no workbook, damaged, or larger than it looks is refused: `refusal` says why (exit 3).
    """
    try:
        found = tuple([*failures(_seen(path)), *_beside(path)])
        return CheckResult(str(path), hashlib.sha256(path.read_bytes()).hexdigest(), found)
    except TpError as error:
        return CheckResult(str(path), "", (), error.problems[0])


def _seen(path: Path) -> BookSeen:
    package = Package(path)
    try:
        book = _reader(package)(package)
    except RecursionError:
        raise refused(path, "elements nested too deep", "a workbook") from None
    finally:
        package.close()
    if not book.sheets:
        raise refused(path, "no sheets", "a workbook with sheets")
    return book


def _reader(package: Package) -> Callable[[Package], BookSeen]:
    if package.has("[Content_Types].xml"):
        return read_xlsx
    if package.has("content.xml"):
        return read_ods
    raise refused(package.path, "a zipped file that is no workbook", "an .xlsx or .ods file")


def _beside(path: Path) -> Iterator[Failure]:
    other = ".xlsx" if path.suffix.casefold() == ".ods" else ".ods"
    if not path.with_suffix(other).is_file():
        yield Failure(BESIDE, "", "", f"no {path.with_suffix(other).name}")
    folder = path.with_suffix("")
    csvs = [path.with_suffix(".csv")] if path.with_suffix(".csv").is_file() else sorted(folder.glob("*.csv"))
    if not csvs:
        yield Failure(BESIDE, "", "", f"no {path.stem}.csv, and no folder {path.stem} of CSV files")
    elif not any((csvs[0].parent / name).is_file() for name in ("datapackage.json", "csv-metadata.json")):
        yield Failure(BESIDE, "", "", "no csv-metadata.json or datapackage.json with the CSV files")
