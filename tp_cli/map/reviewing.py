"""A place's unmapped lines out to a workbook, and a person's answers back into its rules."""

from __future__ import annotations

import csv
from pathlib import Path

from tp_cli.map.accept import AcceptResult, changed, read_answers, rules_with, write_rules
from tp_cli.map.asked import what_to_ask
from tp_cli.map.book import RuleBook
from tp_cli.map.defaults import DEFAULTS
from tp_cli.map.mapping import map_lines, map_with
from tp_cli.map.result import MapResult
from tp_cli.map.review import write_review
from tp_cli.map.rule_file import load_rules
from tp_cli.place import Place
from tp_cli.store import Store


def review(result: MapResult, place_dir: Path, path: Path) -> int:
    """Write what is unmapped for a person to code, largest first; returns the number of rows."""
    rules = load_rules(place_dir)
    asked = what_to_ask(result.lines, result.mapped, rules)
    write_review(asked, _themes({part.axes[0] for rule in rules for part in rule.parts}), path)
    return len(asked)


def accept(store: Store, place: Place, place_dir: Path, path: Path, dry_run: bool) -> AcceptResult:
    """Make rules of a reviewed workbook, map again, and say what is other than before.

    raises  TpError with every cell that is wrong, every mistake of every rule file; nothing is written then
    """
    lines = store.read("lines").collect()
    before, _ = map_with(lines, RuleBook.of(load_rules(place_dir)))
    accepted = read_answers(place_dir, path, [agency.id for agency in place.agencies])
    if dry_run:
        after, problems = map_with(lines, RuleBook.of(rules_with(place_dir, accepted)))
    else:
        with store.lock():
            write_rules(place_dir, accepted)
            result = map_lines(store, place, place_dir)
        after, problems = result.mapped, result.problems
    return AcceptResult(tuple(accepted), changed(lines, before, after), not dry_run, problems)


def _themes(used: set[str | None]) -> list[str]:
    """Every theme that a default or a rule gives."""
    with DEFAULTS.open(encoding="utf-8", newline="") as file:
        shipped = {row["theme"] for row in csv.DictReader(file)}
    return sorted((shipped | {theme for theme in used if theme}) - {""})
