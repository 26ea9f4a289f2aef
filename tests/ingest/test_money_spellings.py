"""Amounts as agencies write them: exact pence, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.ingest.values import PENCE_IN, Money, Units, parse_money, read_money
from tp_cli.money import LARGEST_LINE_PENCE

amounts = st.integers(-LARGEST_LINE_PENCE, LARGEST_LINE_PENCE) | st.integers(-100_000, 100_000)
EVERY_UNIT: list[Units] = ["pounds", "thousands", "millions"]


def plain(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def grouped(pence: int, mark: str = ",") -> str:
    return f"{pence // 100:,}".replace(",", mark) + f".{pence % 100:02d}"


Write = Callable[[int], str]  # pence, not below nought, as text
EITHER: dict[str, Write] = {
    "plain": plain,
    "commas": grouped,
    "spaces": lambda pence: grouped(pence, " "),
    "non-breaking spaces": lambda pence: grouped(pence, "\u00a0"),
    "pound sign": lambda pence: "£" + grouped(pence),
    "pound sign and space": lambda pence: "£ " + plain(pence),
    "dollar written for pound": lambda pence: "$" + plain(pence),
    "blanks around": lambda pence: f" \u00a0{plain(pence)}\t",
    "quoted": lambda pence: f"'{plain(pence)}'",
}
CREDIT: dict[str, Write] = {
    "minus": lambda pence: "-" + plain(pence),
    "minus before pound": lambda pence: "-£" + grouped(pence),
    "minus after pound": lambda pence: "£-" + grouped(pence),
    "minus and space": lambda pence: "- £ " + grouped(pence),
    "unicode minus": lambda pence: "\u2212" + plain(pence),
    "dash": lambda pence: "\u2013" + grouped(pence),
    "trailing minus": lambda pence: grouped(pence) + "-",
    "trailing minus and space": lambda pence: "£" + plain(pence) + " -",
    "brackets": lambda pence: f"({grouped(pence)})",
    "pound in brackets": lambda pence: f"(£{plain(pence)})",
    "brackets after pound": lambda pence: f"£({plain(pence)})",
    "CR": lambda pence: plain(pence) + "CR",
    "cr with space and pound": lambda pence: f"£{grouped(pence)} cr",
}


@settings(max_examples=30, deadline=None)
@given(amounts)
def test_every_spelling_is_read_as_the_pence_that_were_written(pence: int) -> None:
    size = abs(pence)
    spelt = [(write(size), size) for write in EITHER.values()] + [(write(size), -size) for write in CREDIT.values()]
    read = parse_money(pl.Series([text for text, _ in spelt]), "pounds")
    assert dict(zip([text for text, _ in spelt], read["amount_pence"], strict=True)) == dict(spelt)
    assert set(read["amount_status"]) == {"supplied"}
    assert not any(read["rounded"])


@settings(max_examples=30, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=5), st.sampled_from(EVERY_UNIT))
def test_a_column_and_a_text_alone_are_read_alike(pence: list[int], units: Units) -> None:
    texts = [
        *map(str, pence),
        *(f"{each / 100:.2f}" for each in pence),
        *(f"({abs(each)})" for each in pence),
        "x",
        "-",
    ]
    read = parse_money(pl.Series([*texts, None]), units)
    assert [Money(*row) for row in read.rows()[:-1]] == [read_money(text, units) for text in texts]
    assert read.row(-1) == (None, None, False)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"\A[-(£]{0,3} ?\d{0,4}(,\d{3}){0,2}(\.\d{0,3})?[-)£ ]{0,2}\Z"),
            st.text(alphabet="-£()0123456789,. CRcr", min_size=1, max_size=9),
        ).filter(str.strip),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(EVERY_UNIT),
)
def test_signs_in_any_order_are_read_in_a_column_as_they_are_alone(texts: list[str], units: Units) -> None:
    read = parse_money(pl.Series(texts), units)
    assert [Money(*row) for row in read.rows()] == [read_money(text, units) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "1.234,56", "1,23,4.50", "1,2345", "12,34", "1 234,567", "1,234 567", "NaN", "nan", "inf", "-inf", "1e308",
        "1e-3", "1.23456e2", "0x1F", "1_000", "10000000000000.01", "9223372036854775808", "99999999999999999999999",
        "£", "()", "(", "(12", "12)", "--12", "-12-", "(-12)", "-(12)", "(12CR)", "(12)CR", "-12CR", "12-CR", "-12DR",
        "(12DR)", "#REF!", "#N/A", "########", "12p", "12 EUR", "USD 12", "€12", "+-12", "١٢", "１２", "²", "12/05/2024", "2024-05-12", "n/k",
        "12..5", ".", ",", "1,", "true", "=1+1", "1 2",
    ],
)  # fmt: skip
def test_what_could_mean_two_things_or_none_is_no_amount(text: str) -> None:
    assert read_money(text, "pounds") == Money(None, "", False)
    assert parse_money(pl.Series([text]), "pounds").row(0) == (None, "", False)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12) | st.text("0123456789,.-()£ CcRrDdEe+'", max_size=12))
def test_any_text_at_all_is_an_amount_or_it_is_not(text: str) -> None:
    for money in (read_money(text, "pounds"), Money(*parse_money(pl.Series([text]), "pounds").row(0))):
        assert (money.pence is None) == (money.status in ("", "tbc", "withheld"))
        assert money.pence is None or abs(money.pence) <= LARGEST_LINE_PENCE


@pytest.mark.parametrize(
    ("status", "pence", "texts"),
    [
        ("nil", 0, ["-", "£-", "£ -", "nil", "NIL", " Nil ", "\u2013"]),
        ("supplied", 0, ["0", "0.00", "£0", "(0)", "-0"]),
        ("tbc", None, ["TBC", "tbc", "To be confirmed"]),
        ("withheld", None, ["withheld", "REDACTED", "[c]"]),
        ("included_elsewhere", 0, ["included elsewhere", "IE", "[z]"]),
    ],
)
def test_nought_nil_unknown_withheld_and_elsewhere_are_five_things(
    status: str, pence: int | None, texts: list[str]
) -> None:
    for text in texts:
        assert read_money(text, "pounds") == Money(pence, status, False)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("10.005", 1000), ("10.015", 1002), ("-10.005", -1000), ("(10.015)", -1002), ("0.005", 0), ("0.0050000001", 1),
        ("7956.420000000001", 795642), ("1.005000000000000000000000000000001", 101), ("0.00499999999999999999999999999999", 0),
    ],
)  # fmt: skip
def test_finer_than_a_penny_is_rounded_once_half_to_even_and_said(text: str, pence: int) -> None:
    assert read_money(text, "pounds") == Money(pence, "supplied", True)


@settings(max_examples=60, deadline=None)
@given(st.decimals(-(10**6), 10**6, places=9), st.sampled_from(EVERY_UNIT))
def test_a_unit_multiplies_exactly_before_rounding(value: Decimal, units: Units) -> None:
    exact = value * PENCE_IN[units]
    pence = int(exact.to_integral_value(ROUND_HALF_EVEN))
    assert read_money(f"{value:f}", units) == Money(pence, "supplied", pence != exact)


def test_units_are_pounds_thousands_and_millions() -> None:
    assert [read_money("1,234.56", units).pence for units in EVERY_UNIT] == [123_456, 123_456_000, 123_456_000_000]
    assert read_money("97,598", "thousands").pence == 9_759_800_000


def test_scientific_notation_is_read_where_it_is_exact_to_the_penny() -> None:
    assert read_money("1.5E5", "pounds").pence == 15_000_000
    assert read_money("1.2345e+4", "pounds").pence == 1_234_500
    assert read_money("1.2345e-3", "millions").pence == 123_450
