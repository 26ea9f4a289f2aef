"""A person's answers made rules of the place, and what that changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tp_cli.atomic import write_text
from tp_cli.errors import Problem, TpError
from tp_cli.map.asked import condition
from tp_cli.map.review import Answer, read_review
from tp_cli.map.rule_file import load_rules, own_files, parse_rules
from tp_cli.map.rules import COLUMNS, Rule
from tp_cli.money import pounds
from tp_cli.safe import slug

FILE = "accepted.csv"


@dataclass(frozen=True)
class Accepted:
    """One answer as a rule: `was` is the code it had in the rule file before, "" where it is new."""

    rule: str
    was: str
    cofog: str
    row: dict[str, str]


@dataclass(frozen=True)
class AcceptResult:
    """What a review changes: rules, and the lines whose codes are others than before.

    rules    the answers; those with `was` equal to `cofog` change nothing
    changes  `was`, `cofog`, `lines`, `amount_pence`: codes before and after, largest first
    written  false on a dry run
    """

    rules: tuple[Accepted, ...]
    changes: pl.DataFrame
    written: bool
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "schema": "tp.map.accept/1",
            "written": self.written,
            "rules": [{"rule": each.rule, "was": each.was, "cofog": each.cofog} for each in self.rules],
            "changes": self.as_rows().to_dicts(),
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_rows(self) -> pl.DataFrame:
        """One row for each change of code: `was`, `cofog`, `lines`, `amount` in pounds."""
        amounts = [pounds(pence) for pence in self.changes.get_column("amount_pence")]
        return self.changes.drop("amount_pence").with_columns(amount=pl.Series(amounts, dtype=pl.String))


def read_answers(place_dir: Path, review: Path, agencies: Sequence[str]) -> list[Accepted]:
    """The rules that a reviewed workbook makes; TpError with every cell that is wrong, and nothing is written then."""
    answers = read_review(review)
    unknown = [_unknown(answer, review.name, agencies) for answer in answers if answer.agency not in agencies]
    if unknown:
        raise TpError(unknown)
    kept = {row["rule"]: row for row in _rows(place_dir)}
    return [_rule(answer, kept) for answer in answers]


def write_rules(place_dir: Path, accepted: Sequence[Accepted]) -> None:
    """Put the rules in maps/accepted.csv, the other rows of which stay; TpError where the file would be wrong."""
    write_text(place_dir / "maps" / FILE, _table(place_dir, accepted))


def rules_with(place_dir: Path, accepted: Sequence[Accepted]) -> list[Rule]:
    """The rules of the place as they would be with these."""
    own, _ = parse_rules(_table(place_dir, accepted).encode(), f"maps/{FILE}", own=True)
    return [rule for rule in load_rules(place_dir) if rule.pack != f"maps/{FILE}"] + own


def _table(place_dir: Path, accepted: Sequence[Accepted]) -> str:
    """The file as it is to be; TpError where it would be wrong."""
    new = {each.rule: each.row for each in accepted}
    rows = [row for row in _rows(place_dir) if row["rule"] not in new] + list(new.values())
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    _, problems = parse_rules(text.getvalue().encode(), f"maps/{FILE}", own=True)
    if problems:
        raise TpError(problems)
    return text.getvalue()


def changed(lines: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The lines whose codes differ between two tables `mapped`: `was`, `cofog`, `lines`, `amount_pence`."""
    counted = lines.filter(pl.col("basis") != "control").select("line_id", "amount_pence")
    codes = _codes(before, "was").join(_codes(after, "cofog"), on="line_id")
    other = counted.join(codes, on="line_id").filter(pl.col("was") != pl.col("cofog"))
    size = pl.col("amount_pence").abs().sum()
    return (
        other.group_by("was", "cofog")
        .agg(lines=pl.len().cast(pl.Int64), amount_pence=pl.col("amount_pence").sum(), size=size)
        .sort("size", "was", "cofog", descending=[True, False, False])
        .drop("size")
    )


def _codes(mapped: pl.DataFrame, name: str) -> pl.DataFrame:
    codes = pl.col("cofog").fill_null("unmapped").str.join(" ").alias(name)
    return mapped.sort("line_id", "part").group_by("line_id", maintain_order=True).agg(codes)


def _rule(answer: Answer, kept: dict[str, dict[str, str]]) -> Accepted:
    said = condition(answer.agency, answer.cells)
    texts = [text for column, text in said.items() if column not in ("how", "agency")]
    name = slug("accepted-" + "-".join([answer.agency, *texts, *said]), 60)
    row = {"rule": name, **said, "cofog": answer.cofog, "theme": answer.theme, "control": answer.control}
    return Accepted(name, kept.get(name, {}).get("cofog", ""), answer.cofog, row)


def _rows(place_dir: Path) -> list[dict[str, str]]:
    """The rows of maps/accepted.csv as they stand; TpError where it is no table of rules."""
    path = place_dir / "maps" / FILE
    if path not in own_files(place_dir):
        return []
    data = path.read_bytes()
    _, problems = parse_rules(data, f"maps/{FILE}", own=True)
    if problems:
        raise TpError(problems)
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in rows if row.get("rule")]


def _unknown(answer: Answer, name: str, agencies: Sequence[str]) -> Problem:
    where = f"{name}, sheet Review, row {answer.row}"
    known = ", ".join(agencies)
    return Problem("agency-unknown", where, f'"{answer.agency}"', f"one of {known}", "undo it", "refused")
