"""The partnership's packs of the sample place: what each finds, what is left out and said, no markup from foreign text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from markdown_it import MarkdownIt

from tests.report.packs_of_sample import PAGES, pages, sample
from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.report.gather import gather
from tp_cli.report.partnership.facts import Registers
from tp_cli.store import Store


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Place]:
    return sample(tmp_path_factory.mktemp("counted"))


@pytest.fixture(scope="module")
def found(counted: tuple[Store, Place]) -> Registers:
    return gather(*counted).registers


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Registers]:
    """The registers after one table was changed."""
    store, place = sample(tmp_path)

    def change(table: str, with_rows: Callable[[pl.DataFrame], pl.DataFrame], day: date | None = None) -> Registers:
        frame = with_rows(store.read(table).sort("source_id", "sheet", "row").collect())
        store.replace(table, frame.select(list(TABLES[table].schema)), "changed")
        return gather(store, place, day).registers

    return change


def test_the_agreement_finds_what_is_one_sided_and_overdue(found: Registers) -> None:
    standing = {one.commitment: one.standing for one in found.commitments}
    assert standing["L4"] == standing["C4"] == "one-sided"
    assert standing["L1"] == standing["C1"] == standing["C3"] == "two-sided"
    assert (standing["L3"], standing["C5"]) == ("supporting", "withdrawn")
    assert {one.commitment: one.overdue_days for one in found.commitments if one.overdue_days} == {"C1": 92, "C3": 29}
    totals = found.partnership
    assert (totals.promised, totals.honoured, str(totals.honoured_pct)) == (1_190_000_000, 810_000_000, "68.1")
    assert (totals.one_sided, totals.overdue, totals.date) == (2, 2, "30 September 2025")


def test_what_is_overdue_goes_by_the_day_that_is_stated(changed: Callable[..., Registers]) -> None:
    same = changed("commitments", lambda frame: frame, date(2025, 6, 30))
    assert same.partnership.overdue == 0
    assert changed("commitments", lambda frame: frame, date(2026, 1, 1)).partnership.overdue == 3


def test_who_must_act_on_a_red_flag_goes_by_the_count(found: Registers) -> None:
    care = [one for one in found.actors if one.flag.startswith("People wait")]
    assert [(one.agency, one.amount, str(one.share)) for one in care] == [
        ("council", 14_000_000_000, "55.6"),
        ("dwp", 11_200_000_000, "44.4"),
    ]
    assert {one.flag for one in found.actors} == {one.text for one in found.flags if one.colour == "red"}


def test_organisations_have_scores_and_the_place_has_none(found: Registers) -> None:
    scores = {one.agency: (str(one.mean), one.score, one.capped) for one in found.scores}
    assert scores == {"council": ("2.75", 2, True), "nhs": ("2.50", 2, False), "police": ("3.50", 4, False)}
    assert "score" not in vars(found.partnership)


def test_the_monitor_finds_the_regression_of_the_method(found: Registers) -> None:
    days = next(one for one in found.indicators if one.indicator.startswith("Days in hospital"))
    assert (str(days.mean), str(days.moving_range), str(days.upper), str(days.lower)) == (
        "11.5",
        "1.4",
        "15.224",
        "7.776",
    )
    assert (str(days.latest), days.reading, days.provisional, days.owners) == ("16", "regression", True, "both")
    children = next(one for one in found.indicators if one.indicator.startswith("Children"))
    assert (children.reading, children.provisional, children.owners) == (
        "ordinary variation",
        False,
        "no central owner",
    )


def test_cost_beside_value_names_its_quadrant(found: Registers) -> None:
    verdicts = {one.indicator: (str(one.cost_change), str(one.outcome_change), one.verdict) for one in found.quadrant}
    assert verdicts["Residents who feel safe after dark"] == ("-5.0", "11.5", "cheaper and better")
    assert verdicts["Pupils who leave school without a place"] == ("11.1", "11.5", "dearer and better")
    assert verdicts["Partners who say that decisions are made together"][2] == "insufficient"


def test_readiness_finds_disputes_and_shut_gates(found: Registers) -> None:
    verdicts = [one.verdict for one in found.domains]
    assert verdicts == ["agreed", "disputed", "agreed", "not yet", "agreed", "one side only"]
    assert [one.gate_state for one in found.domains if one.gate] == ["passed", "shut"]
    assert found.partnership.readiness == "not yet"


def test_every_counted_pound_has_one_officer_and_a_lifted_fence_shows(found: Registers) -> None:
    assert [one.title for one in found.accounts if not one.holds] == ["Ring fence of Disabled facilities grant"]
    assert found.partnership.accounted_before == found.partnership.accounted_after == 55_400_000_000


def test_the_sign_up_and_obstacles_in_money(found: Registers) -> None:
    assert [(one.stance, str(one.share)) for one in found.stances] == [
        ("refused", "44.4"),
        ("talking", "33.3"),
        ("signed", "22.2"),
    ]
    assert found.partnership.blocked == 1_030_000_000
    assert [one.obstacle for one in found.obstacles] == ["O1", "O3", "O2", "O4"]


def test_rows_of_another_year_are_left_out_and_said(changed: Callable[..., Registers]) -> None:
    other = pl.when(pl.col("stance") == "refused").then(pl.lit("2019-20")).otherwise(pl.col("year")).alias("year")
    found = changed("stances", lambda frame: frame.with_columns(other))
    assert found.partnership.asked == 25_000_000_000
    assert [note.text for note in found.register_notes] == [
        "2 rows are of another year (2019-20) and left out of a report on 2024-25."
    ]
    assert found.partnership.references["asked"] == "ingest/stances/year=2024-25|/amount"


def test_two_values_for_one_period_are_not_judged(changed: Callable[..., Registers]) -> None:
    found = changed("outcomes", lambda frame: pl.concat([frame, frame.head(1)]))
    days = next(one for one in found.indicators if one.indicator.startswith("Days in hospital"))
    assert (days.reading, days.upper) == ("not judged: two values for 2024-09", None)


def test_marked_periods_are_the_baseline(changed: Callable[..., Registers]) -> None:
    late = pl.col("indicator").str.starts_with("Children") & (pl.col("period") >= "2024-Q1")
    found = changed("outcomes", lambda frame: frame.with_columns(baseline=late))
    children = next(one for one in found.indicators if one.indicator.startswith("Children"))
    assert (str(children.mean), children.provisional) == ("404.6", True)


def test_a_lower_second_score_and_a_second_officer_are_said(changed: Callable[..., Registers]) -> None:
    again = changed("readiness", lambda frame: pl.concat([frame, frame.head(1).with_columns(score=pl.lit("2"))]))
    assert (again.domains[0].own, again.domains[0].verdict) == (2, "disputed")
    assert "the lowest is taken" in again.register_notes[0].text
    second = changed(
        "officers", lambda frame: pl.concat([frame, frame.head(1).with_columns(officer=pl.lit("Director of finance"))])
    )
    broken = [one.title for one in second.accounts if not one.holds]
    assert "everything else of Wrenborough Council, before pooling" in broken
    assert "Wrenborough Council, before pooling" in broken
    assert "All that is counted, before pooling" in broken


MARKUP = {"html_block", "html_inline", "link_open", "image", "code_inline", "fence"}


def tokens(text: str) -> list[str]:
    known = MarkdownIt("commonmark").enable("table").parse(text)
    return [one.type for token in known for one in (token, *(token.children or []))]


def test_hostile_text_changes_nothing_in_markdown(tmp_path: Path) -> None:
    clean, nasty = pages(tmp_path / "clean"), pages(tmp_path / "nasty", nasty=True)
    for name in (name for name in clean if name.endswith(".md")):
        before, after = (tokens(files[name].read_text(encoding="utf-8")) for files in (clean, nasty))
        assert MARKUP.isdisjoint(after)
        for kind in ("table_open", "tr_open", "td_open", "th_open", "heading_open"):
            assert after.count(kind) == before.count(kind), (name, kind)


def test_hostile_text_is_no_markup_in_what_is_published(tmp_path: Path) -> None:
    text = pages(tmp_path, ("publish",), nasty=True)["publish.md"].read_text(encoding="utf-8")
    assert "alert" in text
    assert MARKUP.isdisjoint(tokens(text))


def test_the_same_place_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = pages(tmp_path / "one"), pages(tmp_path / "other")
    assert len(one) == 2 * len(PAGES)
    assert {name: path.read_bytes() for name, path in one.items()} == {
        name: path.read_bytes() for name, path in other.items()
    }
