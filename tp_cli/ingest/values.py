"""Text to pence and statuses: exactly, or not at all."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Literal, NamedTuple

import polars as pl

from tp_cli.money import LARGEST_LINE_PENCE

Units = Literal["pence", "pounds", "thousands", "millions"]

PENCE_IN: dict[str, int] = {"pence": 1, "pounds": 100, "thousands": 100_000, "millions": 100_000_000}

MONEY: dict[str, type[pl.DataType]] = {"amount_pence": pl.Int64, "amount_status": pl.String, "rounded": pl.Boolean}

_STRICT = r"^-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$"
_STRICT_PENCE = r"^-?(\d{1,3}(,\d{3})+|\d+)$"
_POUNDS = r"^(-?£|£-)\d[\d,.]*$"
_CREDIT = r"^(\(£?\d[\d,.]*\)|\d[\d,.]*-)$"
_AROUND = r"[-£()]"
_HUNDREDTHS = pl.Decimal(38, 2)  # of the units
_GROUPED = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d+)?(\.\d*)?")
_EXACT = Context(prec=1000)  # digits of a product: an amount is rounded once, to the penny
_EXPONENT = re.compile(r"\d+(\.\d+)?[eE][+-]?\d{1,2}")
_MARKS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2019": "'"})
_WORDS: dict[str, tuple[str, ...]] = {
    "nil": ("-", "nil", "--", "none"),
    "tbc": ("tbc", "tba", "to be confirmed", "to be advised", "awaited"),
    "withheld": ("withheld", "redacted", "[c]", "confidential", "not disclosed", "exempt"),
    "included_elsewhere": ("included elsewhere", "ie", "[z]"),
}
_STATUS_OF_WORD = {word: status for status, words in _WORDS.items() for word in words}


class Money(NamedTuple):
    """One amount read: pence (null where unknown or unreadable), status ("" where unreadable), finer than a penny."""

    pence: int | None
    status: str
    rounded: bool


def parse_money(texts: pl.Series, units: Units) -> pl.DataFrame:
    """Amounts as written, in `units`, to exact pence.

    texts    String; null where the cell is blank
    returns  amount_pence (Int64), amount_status ("supplied", "nil", "tbc", "withheld", "included_elsewhere";
             "" where it is no amount; null where blank), rounded (true where finer than a penny, half to even)

    Plain numbers, and those with a pound sign, in brackets or with a minus behind, take a vectorised strict grammar;
    every other spelling is read one distinct text at a time.
    """
    plain = pl.DataFrame({"text": texts}).select("text", pence=signed_pence(pl.col("text"), units))
    odd = texts.filter(plain["pence"].is_null()).drop_nulls().unique()
    frame = plain.with_columns(
        amount_pence="pence",
        amount_status=pl.when(pl.col("pence").is_not_null()).then(pl.lit("supplied")),
        rounded=pl.lit(False),
    )
    return (_with_odd(frame, odd, units) if len(odd) else frame).select(list(MONEY))


def strict_pence(text: pl.Expr, units: Units) -> pl.Expr:
    """Pence of plain numbers, with or without thousands commas; null for all else, and beyond any public spend."""
    number = text.str.replace_all(",", "", literal=True).cast(_HUNDREDTHS, strict=False)
    hundredths = number.to_physical().cast(pl.Int64, strict=False)
    most = LARGEST_LINE_PENCE * 100 // PENCE_IN[units]
    plain = text.str.contains(_STRICT_PENCE if units == "pence" else _STRICT)
    pence = hundredths // 100 if units == "pence" else hundredths * (PENCE_IN[units] // 100)
    return pl.when(plain & hundredths.is_between(-most, most)).then(pence)


def signed_pence(text: pl.Expr, units: Units) -> pl.Expr:
    """As `strict_pence`, also of numbers with a pound sign, in brackets or with a minus behind."""
    return pl.coalesce(strict_pence(text, units), strict_pence(_with_plain_sign(text), units))


def are_signed(texts: pl.Series) -> bool:
    """True where some of these amounts are written so."""
    return bool((texts.str.contains(_POUNDS) | texts.str.contains(_CREDIT)).any())


def _with_plain_sign(text: pl.Expr) -> pl.Expr:
    """The number that £5, -£5, £-5, (5), (£5) or 5- writes, with a minus before it where one is meant; null else."""
    number = text.str.replace_all(_AROUND, "")
    credit = text.str.contains(_CREDIT) | text.str.starts_with("-") | text.str.starts_with("£-")
    signed = pl.when(credit).then(pl.lit("-") + number).otherwise(number)
    return pl.when(text.str.contains(_POUNDS) | text.str.contains(_CREDIT)).then(signed)


def _with_odd(frame: pl.DataFrame, odd: pl.Series, units: Units) -> pl.DataFrame:
    """The frame with the texts that are not plain numbers read by the general grammar."""
    read = _read_frame(odd, [read_money(text, units) for text in odd])
    sure = pl.col("pence").is_not_null()
    return frame.join(read, on="text", how="left", maintain_order="left").with_columns(
        amount_pence=pl.when(sure).then("pence").otherwise("odd_pence"),
        amount_status=pl.when(sure).then("amount_status").otherwise("odd_status"),
        rounded=pl.col("odd_rounded").fill_null(False),
    )


def read_money(text: str, units: Units) -> Money:
    """One amount in any spelling that can only mean one thing; status "" for all others.

    Brackets, a minus before or behind, and CR make a credit, two of them together nothing that can be told;
    £ and $ (written for £ in some files), GBP and a plus before are dropped; 1.5E5 is read only where it is exact to
    the penny.
    """
    body = _pounds(text.translate(_MARKS).strip().removeprefix("=").strip("'\"").strip())
    word = re.sub(r"[£$\s]", "", body) if re.fullmatch(r"[£$\s-]+", body) else body.casefold()
    if word in _STATUS_OF_WORD:
        status = _STATUS_OF_WORD[word]
        return Money(None if status in ("tbc", "withheld") else 0, status, False)
    sign, digits = _sign_and_digits(body)
    value = _decimal(digits)
    if value is None:
        return Money(None, "", False)
    exact = _EXACT.multiply(value, PENCE_IN[units] * sign)
    pence = int(exact.to_integral_value(ROUND_HALF_EVEN))
    scientific = "e" in digits.casefold() and exact != pence
    if abs(pence) > LARGEST_LINE_PENCE or scientific:
        return Money(None, "", False)
    return Money(pence, "supplied", exact != pence)


def _pounds(body: str) -> str:
    """The text with a pound sign for what stands for one: GBP before or behind, a sign that was spoilt on its way."""
    body = re.sub(r"^(-?\(?)\s*(Â£|\ufffd|GBP|#(?=[-(]?[\d,]+\.\d\d))\s*(?=[-(\d])", r"\1£", body, flags=re.IGNORECASE)
    body = re.sub(r"(?<=[\d)-])\s*GBP$", "", body, flags=re.IGNORECASE)
    return re.sub(r"^\+\s*(?=[£\d])", "", body)


def _sign_and_digits(body: str) -> tuple[int, str]:
    sign = 1
    bracketed = re.fullmatch(r"(-?[£$]?\s*)\((.*)\)", body) or re.fullmatch(r"([£$]?)\((.*)\)\s*", body)
    if bracketed:
        if "-" in bracketed[1]:
            return 1, "?"
        sign, body = -1, bracketed[2]
    ledger = re.fullmatch(r"(.*\d)\s*(cr|dr|credit|debit)\.?", body, re.IGNORECASE)
    if ledger:
        if bracketed or "-" in ledger[1]:
            return 1, "?"
        sign, body = -1 if ledger[2].casefold().startswith("c") else 1, ledger[1]
    body = re.sub(r"^(-?)\s*[£$]\s*", r"\1", body.strip())
    minus = re.fullmatch(r"-\s*(.*)|(.*\S)\s*-", body)
    if minus:
        if sign < 0:
            return 1, "?"
        sign, body = -1, (minus[1] if minus[1] is not None else minus[2]).removeprefix("£").strip()
    return sign, body


def _decimal(digits: str) -> Decimal | None:
    """The number that plain or grouped digits write; None for 1.234,50, 1,23,4.50, NaN and the like."""
    if not any(ch.isdigit() for ch in digits):
        return None
    if not (_GROUPED.fullmatch(digits) or _EXPONENT.fullmatch(digits)) or not digits.isascii() or len(digits) > 900:
        return None
    try:
        return Decimal(digits.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None


def _read_frame(texts: pl.Series, read: list[Money]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "text": texts,
            "odd_pence": pl.Series([money.pence for money in read], dtype=pl.Int64),
            "odd_status": pl.Series([money.status for money in read], dtype=pl.String),
            "odd_rounded": pl.Series([money.rounded for money in read], dtype=pl.Boolean),
        }
    )
