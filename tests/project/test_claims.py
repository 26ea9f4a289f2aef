"""The claims checker: examples of docs/METHOD.md §5, and where a claim's rounding ends."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.project.desk import Desk, scenarios
from tp_cli.project.claims.printed import read_printed

HEAD = 'name = "claims"\nmethod = "claims"\ntitle = "Claims"\n'


def claim(**keys: str) -> str:
    lines = {"text": "a claim", "source": "a report", "basis": "annual", **keys}
    return HEAD + "[[claim]]\n" + "".join(f'{key} = "{value}"\n' for key, value in lines.items() if value)


def checked(desk: Desk, **keys: str) -> Any:
    return scenarios(desk.project(claims=claim(**keys)))[0]["result"]["claims"][0]


def test_250_offenders_at_44000_each_are_not_112m(desk: Desk) -> None:
    found = checked(desk, n="250", unit="£44,000", total="£112m")
    assert (found["product"], found["product_verdict"], found["factor"]) == ("11000000.00", "inconsistent", "10.2")


def test_800m_of_5bn_is_16_per_cent(desk: Desk) -> None:
    result = desk.project(claims=claim(text="£800m of £5bn, 18%", part="£800m", whole="£5bn", percent="18%"))
    assert scenarios(result)[0]["result"]["claims"][0]["share_verdict"] == "inconsistent"
    assert [problem.found for problem in result.problems] == ['"£800m of £5bn, 18%": £800m of £5bn is 16%, not 18%']


def test_p3_as_claims(desk: Desk) -> None:
    assert checked(desk, n="51.81m", unit="£386", total="£20bn")["product_verdict"] == "consistent"
    assert checked(desk, n="11m", unit="£386", total="£4.25bn")["product"] == "4246000000.00"
    assert checked(desk, n="11m", unit="£386", total="£4.25bn")["product_verdict"] == "consistent"
    assert checked(desk, part="£386", whole="£7,455", percent="5.2%")["share"] == "5.18"
    assert checked(desk, part="£386", whole="£7,455", percent="5.2%")["share_verdict"] == "consistent"


@pytest.mark.parametrize(("total", "verdict"), [("£1.5m", "consistent"), ("£1.6m", "inconsistent")])
def test_half_the_last_digit_still_agrees(desk: Desk, total: str, verdict: str) -> None:
    assert checked(desk, n="155", unit="£10,000", total=total)["product_verdict"] == "consistent"
    assert checked(desk, n="15,499", unit="£100", total=total)["product_verdict"] == verdict


def test_a_claim_without_a_basis_is_checked_and_flagged(desk: Desk) -> None:
    result = desk.project(claims=claim(basis="", n="2", unit="£3", total="£6"))
    assert [problem.code for problem in result.problems] == ["claim-without-basis"]
    assert scenarios(result)[0]["result"]["headline"] == {
        "claims": "1",
        "inconsistent": "0",
        "without_basis": "1",
    }
    assert scenarios(result)[0]["caveats"]


PRINTED = [
    ("£4.25bn", 4_250_000_000, 5_000_000),
    ("51.81m", 51_810_000, 5_000),
    ("£44,000", 44_000, Fraction(1, 2)),
    ("18%", 18, Fraction(1, 2)),
    ("£800 million", 800_000_000, 500_000),
]


@pytest.mark.parametrize(("words", "value", "half"), PRINTED)
def test_a_number_as_printed(words: str, value: int, half: Fraction | int) -> None:
    printed = read_printed(words)
    assert (printed.value, printed.half_digit) == (Fraction(value), Fraction(half))


@pytest.mark.parametrize("words", ["", "£", "4,25", "12 zillion", "1.2.3", "-5", "about 5"])
def test_what_is_no_number_is_refused(desk: Desk, words: str) -> None:
    with pytest.raises(ValueError, match="as printed"):
        read_printed(words)


REFUSED = [
    ({"n": "250", "unit": "£44,000"}, "n, unit"),
    ({"n": "2", "unit": "£3", "total": "£6", "part": "£1"}, "part"),
    ({}, "no numbers"),
]


@pytest.mark.parametrize(("keys", "found"), REFUSED)
def test_an_incomplete_claim_is_refused(desk: Desk, keys: dict[str, str], found: str) -> None:
    (problem,) = desk.refused(claims=claim(**keys))
    assert problem.found == found
    assert 'total = "£112m"' in problem.fix


def test_a_percentage_is_no_amount(desk: Desk) -> None:
    (problem,) = desk.refused(claims=claim(n="5%", unit="£3", total="£6"))
    assert problem.where == "claims.toml, [[claim]] number 1 (a claim), n"


def test_a_share_of_nothing_is_refused(desk: Desk) -> None:
    (problem,) = desk.refused(claims=claim(part="£1", whole="£0", percent="5%"))
    assert problem.expected == "a whole above nought"


def test_a_claim_needs_a_source(desk: Desk) -> None:
    (problem,) = desk.refused(claims=claim(source="", n="2", unit="£3", total="£6"))
    assert problem.fix == 'add source = "Council press notice, March 2010"'
