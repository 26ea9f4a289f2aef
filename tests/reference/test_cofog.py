"""A code keeps its meaning through a spreadsheet, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.reference.cofog import cofog_names, normal_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7", "07"),
        ("7.0", "07"),
        ("07", "07"),
        ("10", "10"),
        ("07.1.", "07.1"),
        ("7.1", "07.1"),
        (" 7.1.1 ", "07.1.1"),
        ("07.4.0", "07.4.0"),
        ("10.2 Old age", "10.2"),
        ("10. Social protection", "10"),
        ("3.1 of which: other police services", "03.1"),
        ("GF07", "07"),
        ("GF0701", "07.1"),
        ("gf070101", "07.1.1"),
    ],
)
def test_every_spelling_of_a_code_is_the_same_code(text: str, code: str) -> None:
    assert normal_code(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "Jul-01", "01-Jul", "2007-01-01", "7.10", "07.9", "07.1.9", "7.0.1", "11", "0", "00", "7.A Medical services"]
    + ["10 Downing Street", "7,1", "Health", "GF0710", "-7", "7e0", "45839"],
)
def test_what_may_be_another_code_is_refused(text: str) -> None:
    assert normal_code(text) is None


def test_a_code_is_its_own_spelling() -> None:
    assert all(normal_code(code) == code for code in cofog_names())


def test_a_code_survives_a_spreadsheet_that_reads_it_as_a_number() -> None:
    for code in cofog_names():
        if code.count(".") < 2:
            assert normal_code(str(float(code))) == code


@given(st.text())
def test_whatever_the_text_the_answer_is_a_code_or_none(text: str) -> None:
    assert normal_code(text) is None or normal_code(text) in cofog_names()
