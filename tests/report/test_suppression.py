"""No hidden cell can be worked out from what is left, whoever reads it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from tests.report.audit import Attack, crossed_case, random_case, violations
from tp_cli.report.intervals import FAR, System
from tp_cli.report.suppression import Cell, Protection, Sum, protect, worth


def row(*parts: int, k: int = 5, total: str = "total") -> tuple[list[Cell], list[Sum]]:
    """Numbers of people and their total, under a threshold."""
    cells = [Cell(f"cell{n}", value, 0 < value < k, k, k, worth(value)) for n, value in enumerate(parts)]
    whole = sum(parts)
    cells.append(Cell(total, whole, 0 < whole < k, k, k, worth(whole) * 4))
    return cells, [Sum(total, tuple(cell.id for cell in cells[:-1]))]


def shown(cells: list[Cell], answer: Protection) -> list[int | str]:
    return ["[c]" if cell.id in answer.hidden else cell.value for cell in cells]


def test_twelve_four_and_nine_of_twenty_five() -> None:
    cells, sums = row(12, 4, 9)
    assert shown(cells, protect(cells, sums)) == [12, "[c]", "[c]", 25]


def test_two_fours_would_leak_from_their_sum_so_that_a_third_is_hidden() -> None:
    cells, sums = row(12, 4, 4)
    assert shown(cells, protect(cells, sums)) == ["[c]", "[c]", "[c]", 20]
    both = Protection(frozenset({"cell1", "cell2"}))
    assert [v for v in violations_of(cells, sums, both) if "cell1" in v] == [
        "cell1 lies between 4 and 4, 4 wide was asked"
    ]


def violations_of(cells: list[Cell], sums: list[Sum], answer: Protection) -> list[str]:
    from tests.report.audit import Case

    return list(violations(Case(cells, sums, frozenset()), answer))


def test_a_total_goes_where_its_parts_cannot_protect_one_another() -> None:
    cells, sums = row(4, 4)
    assert shown(cells, protect(cells, sums)) == ["[c]", "[c]", "[c]"]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    cells, sums = row(12, 0, 9)
    assert shown(cells, protect(cells, sums)) == [12, 0, 9, 21]


def test_a_hierarchy_is_protected_through_its_totals() -> None:
    """A group of one row: hiding the row without the group's total would be no hiding."""
    small, other = Cell("a1", 3, True, 5, 5, 10), Cell("b1", 40, False, 5, 5, 40)
    group_a, group_b = Cell("a", 3, True, 5, 5, 20), Cell("b", 40, False, 5, 5, 80)
    total = Cell("all", 43, False, 5, 5, 300)
    sums = [Sum("a", ("a1",)), Sum("b", ("b1",)), Sum("all", ("a", "b"))]
    answer = protect([small, other, group_a, group_b, total], sums)
    assert answer.hidden == {"a1", "a", "b1", "b"}


def test_what_an_earlier_release_gave_away_protects_nobody() -> None:
    cells, sums = row(12, 4, 9, 30)
    assert protect(cells, sums).hidden == {"cell1", "cell2"}
    assert protect(cells, sums, known={"cell2"}).hidden == {"cell1", "cell0"}
    told = protect(cells, sums, known={"cell1"})
    assert told.exposed == ("cell1",)


def test_a_table_that_cannot_be_protected_in_part_is_hidden_whole() -> None:
    cells, sums = row(4, 30, 30)
    fixed = [Cell(c.id, c.value, c.sensitive, c.width, c.below, c.cost, c.id in ("cell1", "cell2")) for c in cells]
    known = protect(fixed, sums, known={"total"})
    assert known.whole
    assert known.exposed == ("cell0",)
    assert "cell0" in known.hidden


def test_money_below_nought_keeps_its_sign_and_its_interval() -> None:
    cells = [
        Cell("a", -500, True, 50, None, worth(500)),
        Cell("b", 900, False, 90, None, worth(900)),
        Cell("c", -20, False, 2, None, worth(20)),
        Cell("all", 380, False, 38, None, worth(380) * 8),
    ]
    answer = protect(cells, [Sum("all", ("a", "b", "c"))])
    assert {"a"} < answer.hidden < {"a", "b", "c", "all"}
    assert violations_of(cells, [Sum("all", ("a", "b", "c"))], answer) == []


def test_parts_that_do_not_add_up_are_no_table() -> None:
    with pytest.raises(ValueError, match="add up"):
        protect([Cell("a", 1), Cell("t", 2)], [Sum("t", ("a",))])


def test_intervals_are_exact_where_pivots_are_not_one() -> None:
    system = System([{0: 2, 1: -3, 2: 1}], [-3, -4, -5], [5, FAR, 6])
    assert system.furthest(0, 1) == 5
    assert system.furthest(1, 1) == Fraction(2 * 5 + 6, 3)
    assert System([], [-1], [FAR]).furthest(0, 1) == FAR


@pytest.mark.parametrize("seed", range(250))
def test_a_random_table_gives_nothing_away(seed: int) -> None:
    case = random_case(random.Random(90_000 + seed))
    answer = protect(case.cells, case.sums, case.known)
    assert list(violations(case, answer)) == []
    assert protect(case.cells, case.sums, case.known) == answer


@pytest.mark.parametrize("seed", range(80))
def test_tables_that_cut_the_same_parts_differently_give_nothing_away(seed: int) -> None:
    case = crossed_case(random.Random(70_000 + seed))
    assert list(violations(case, protect(case.cells, case.sums))) == []


def test_tables_protected_one_by_one_leak_where_they_cross() -> None:
    """Body A has functions 1 and 2, body B only 2: A by function less B gives A's function 2, one payee's money."""
    parts = [Cell("a1", 700, latent=True), Cell("a2", 90, True, 9, latent=True), Cell("b2", 400, latent=True)]
    shown = [Cell("a", 790, cost=20), Cell("b", 400, cost=20), Cell("f1", 700, cost=20), Cell("f2", 490, cost=20)]
    sums = [Sum("a", ("a1", "a2")), Sum("b", ("b2",)), Sum("f1", ("a1",)), Sum("f2", ("a2", "b2"))]
    alone = Protection()
    assert any("a2 lies between 90 and 90" in each for each in violations_of([*parts, *shown], sums, alone))
    answer = protect([*parts, *shown], sums)
    assert answer.primary == frozenset()
    assert len(answer.hidden) >= 2
    assert not answer.hidden & {"a1", "a2", "b2"}
    assert violations_of([*parts, *shown], sums, answer) == []


def test_what_cannot_be_protected_takes_only_what_is_tied_to_it() -> None:
    cells, sums = row(4, 30)
    closed = [Cell(c.id, c.value, c.sensitive, c.width, c.below, c.cost, fixed=c.id == "cell1") for c in cells]
    others, _ = row(12, 9, total="other total")
    apart = [Cell(f"other {c.id}" if c.id != "other total" else c.id, c.value, cost=c.cost) for c in others]
    answer = protect([*closed, *apart], [*sums, Sum("other total", ("other cell0", "other cell1"))], known={"total"})
    assert answer.whole
    assert not any(name.startswith("other") for name in answer.hidden)


def test_the_audit_finds_what_primary_rules_alone_leave_open() -> None:
    cases = [random_case(random.Random(seed)) for seed in range(60)]
    naive = [list(violations(case, Protection(protect(case.cells, case.sums, case.known).primary))) for case in cases]
    assert sum(map(bool, naive)) > 20


def test_the_attacker_knows_an_interval_by_hand() -> None:
    from tests.report.audit import Case

    cells, sums = row(12, 4, 9)
    attack = Attack(Case(cells, sums, frozenset()), cells[1:3], threshold_known=False)
    assert attack.interval("cell1") == (0, 13)
    attack = Attack(Case(cells, sums, frozenset()), cells[1:3], threshold_known=True)
    assert attack.interval("cell2") == (9, 13)
