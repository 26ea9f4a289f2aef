"""The rules of the partnership's packs: scorecard, readiness, agreement, accounting officers, sign-up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.report.partnership import agreement as a
from tp_cli.report.partnership import officers as o
from tp_cli.report.partnership.quadrants import verdict_of as quadrant_of
from tp_cli.report.partnership.readiness import Domain, verdict_of
from tp_cli.report.partnership.rounding import decimal_of, percent_of
from tp_cli.report.partnership.scorecard import score_of, who_must_act
from tp_cli.report.partnership.signup import blocked, by_stance


def test_the_method_s_scorecard() -> None:
    score = score_of([4, 3, 1, 3])
    assert (decimal_of(score.mean, 2), round(score.mean), score.score, score.capped) == (Decimal("2.75"), 3, 2, True)


@pytest.mark.parametrize(
    ("themes", "score"), [([2, 3], 2), ([3, 4], 4), ([3, 4, 3, 4], 4), ([4], 4), ([1, 1, 1, 4], 2), ([2, 2, 3, 3], 2)]
)
def test_a_mean_of_a_half_rounds_to_the_even_score(themes: list[int], score: int) -> None:
    assert score_of(themes).score == score


@pytest.mark.parametrize("themes", [[], [0, 3], [5]])
def test_a_score_needs_themes_of_one_to_four(themes: list[int]) -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        score_of(themes)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_a_score_lies_between_its_weakest_theme_and_one_above_it(themes: list[int]) -> None:
    assert min(themes) <= score_of(themes).score <= min(max(themes), min(themes) + 1)


def test_who_must_act_is_ranked_by_share_of_spend() -> None:
    actors = who_must_act({"nhs": 100, "council": 300, "police": 0, "fire": -5, "dwp": 100})
    assert [(one.agency, one.share) for one in actors] == [
        ("council", Fraction(3, 5)),
        ("dwp", Fraction(1, 5)),
        ("nhs", Fraction(1, 5)),
    ]
    assert who_must_act({}) == who_must_act({"a": -1}) == ()


@pytest.mark.parametrize(
    ("own", "government", "verdict"),
    [
        (3, 3, "agreed"),
        (3, 2, "disputed"),
        (2, 4, "disputed"),
        (1, 1, "not yet"),
        (4, 1, "not yet"),
        (1, None, "not yet"),
        (3, None, "one side only"),
        (None, 4, "one side only"),
    ],
)
def test_any_one_is_not_yet_and_any_gap_is_a_dispute(own: int | None, government: int | None, verdict: str) -> None:
    assert Domain("data", own, government).verdict == verdict


def test_a_place_is_as_ready_as_its_worst_domain_and_not_while_a_gate_is_shut() -> None:
    good, disputed, shut = Domain("a", 4, 4, True), Domain("b", 3, 2), Domain("c", 2, 2, True)
    assert verdict_of([good]) == "agreed"
    assert verdict_of([good, disputed]) == "disputed"
    assert (shut.verdict, shut.passed, verdict_of([good, shut])) == ("agreed", False, "not yet")
    assert verdict_of([good, Domain("d", 3, None)]) == "one side only"


def commitment(key: str, side: str, kind: str = "action", **more: object) -> a.Commitment:
    return a.Commitment(key, side, kind, **more)  # type: ignore[arg-type]


def standings(*commitments: a.Commitment) -> dict[str, str]:
    by_key = {one.key: one for one in commitments}
    answers = a.answered_by(commitments)
    return {one.key: a.standing_of(one, by_key, answers[one.key]) for one in commitments}


def test_an_outcome_without_a_central_promise_is_one_sided_and_the_other_way_round() -> None:
    assert standings(
        commitment("L1", "local", "outcome"),
        commitment("C1", "central", "funding", answers=("L1",)),
        commitment("L2", "local", "outcome"),
        commitment("C2", "central", "freedom"),
        commitment("L3", "local", "action", answers=("C3",)),
        commitment("C3", "central", "freedom"),
    ) == {
        "L1": "two-sided",
        "C1": "two-sided",
        "L2": "one-sided",
        "C2": "one-sided",
        "L3": "supporting",  # an action is no outcome: it does not answer C3
        "C3": "one-sided",
    }


def test_a_withdrawn_promise_answers_nothing() -> None:
    gone = commitment("C1", "central", "funding", status="withdrawn", answers=("L1",), amount=100, honoured=20)
    assert standings(commitment("L1", "local", "outcome"), gone) == {"L1": "one-sided", "C1": "withdrawn"}
    assert gone.outstanding == 0


def test_an_answer_to_the_same_side_or_to_nothing_is_a_fault_and_does_not_count() -> None:
    one, two = commitment("L1", "local", "outcome", answers=("L2", "C9")), commitment("L2", "local", "outcome")
    assert standings(one, two) == {"L1": "one-sided", "L2": "one-sided"}
    assert a.faults(one, {"L1": one, "L2": two}) == (
        "answers C9, which is not in the register",
        "answers L2, which is of the same side",
    )


def test_overdue_is_the_day_after_and_by_the_stated_date() -> None:
    one = commitment("C1", "central", due=date(2025, 6, 30), amount=500, honoured=200)
    assert [one.overdue_days(date(2025, 6, 29)), one.overdue_days(date(2025, 6, 30))] == [0, 0]
    assert one.overdue_days(date(2025, 9, 30)) == 92
    assert one.outstanding == 300
    for status in ("met", "withdrawn"):
        assert commitment("C1", "central", due=date(2025, 6, 30), status=status).overdue_days(date(2026, 1, 1)) == 0


def test_money_that_does_not_add_up_is_a_fault() -> None:
    short = commitment("C1", "central", amount=500, honoured=200, status="met")
    more = commitment("C2", "central", amount=500, honoured=600)
    bare = commitment("C3", "central", honoured=600)
    assert [a.faults(one, {}) for one in (short, more, bare)] == [
        ("said to be met, but money is outstanding",),
        ("more has come than was promised",),
        ("money has come, but none is written down as promised",),
    ]


def charge(officer: str, agency: str, when: str, amount: int, fund: str = "", fenced: bool = False) -> o.Charge:
    return o.Charge(officer, agency, fund, when, amount, fenced)


POOLED = [
    charge("council chief executive", "council", "before", 142),
    charge("board chief executive", "nhs", "before", 104),
    charge("board chief executive", "nhs", "before", 8, "care", True),
    charge("council chief executive", "council", "after", 142),
    charge("board chief executive", "nhs", "after", 104),
    charge("council chief executive", "nhs", "after", 8, "care", True),
]


def test_every_pound_has_one_officer_before_and_after() -> None:
    assert list(o.shared_charges(POOLED)) == []
    assert all(account.holds for account in o.body_accounts(POOLED, {"council": 142, "nhs": 112}))
    assert [(account.name, account.holds) for account in o.fund_accounts(POOLED)] == [("care", True)]
    assert o.whole(POOLED, "before") == o.whole(POOLED, "after") == 254
    assert o.by_officer(POOLED) == {"council chief executive": (142, 150), "board chief executive": (112, 104)}


def test_a_pound_with_two_officers_with_none_or_out_of_its_fence_is_found() -> None:
    two = [*POOLED, charge("director of finance", "council", "after", 5)]
    assert list(o.shared_charges(two)) == [
        ("after", "council", "", ("council chief executive", "director of finance")),
    ]
    bodies = list(o.body_accounts(POOLED, {"council": 150, "nhs": 112, "police": 3}))
    assert [(one.name, one.found - one.expected) for one in bodies] == [("council", -8), ("nhs", 0), ("police", -3)]
    unfenced = [*POOLED[:-1], charge("council chief executive", "nhs", "after", 8, "care")]
    assert [(one.expected, one.found) for one in o.fund_accounts(unfenced)] == [(8, 0)]


def test_the_method_s_sign_up() -> None:
    parts = by_stance([("signed", 100), ("refused", 120), ("talking", 150), ("refused", 80)])
    assert [(part.name, part.amount, str(percent_of(part.share))) for part in parts] == [
        ("refused", 200, "44.4"),
        ("talking", 150, "33.3"),
        ("signed", 100, "22.2"),
    ]
    assert [percent_of(part.share) for part in by_stance([("signed", 0)])] == [None, None, None]


def test_resolved_obstacles_block_nothing() -> None:
    assert blocked([("open", 5), ("escalated", 7), ("resolved", 100), ("", 1)]) == 13


@pytest.mark.parametrize(
    ("cost", "better", "verdict"),
    [
        ("-5", "11.5", "cheaper and better"),
        ("5", "1", "dearer and better"),
        ("-5", "-1", "cheaper and worse"),
        ("5", "-1", "dearer and worse"),
        ("0", "0", "same cost and unchanged"),
    ],
)
def test_the_quadrant_in_words(cost: str, better: str, verdict: str) -> None:
    assert quadrant_of(Fraction(cost), Fraction(better)) == verdict
