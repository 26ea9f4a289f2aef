"""Pictures: foreign text is text, the same bytes twice, every amount in words, no font asked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from tp_cli.report.pages import as_millions, as_number
from tp_cli.report.pictures import KINDS, draw

PAYLOADS = [
    "</text><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><svg onload=alert(1)>",
    "&lt;b&gt; &amp; &#x3c;script>",
    "' || alert(1) || '",
    '" onload="alert(1)',
    "datum.constructor.constructor('alert(1)')()",
    "\\u003cscript\\u003e",
    "line one\nline two | *b* `c`",
    "\u202e\x1b[31m\x00",
    "javascript:alert(1)",
    "{{ 7*7 }}",
]
ROW: dict[str, dict[str, Any]] = {
    "bars": {"label": "x", "value": 100},
    "waterfall": {"label": "x", "value": 100},
    "tornado": {"label": "x", "low": 50, "high": 150, "base": 100},
    "pairs": {"label": "x", "first": 2, "second": 4},
    "matrix": {"from": "x", "to": "x", "value": 100},
    "quadrant": {"label": "x", "cost": Decimal("-5"), "outcome": Decimal("11.5"), "thin": "cheaper and better"},
    "xmr": {
        "period": "x",
        "value": Decimal(1),
        "mean": Decimal(1),
        "lower": Decimal(0),
        "upper": Decimal(2),
        "mark": "x",
    },
}


def drawn(kind: str, rows: list[dict[str, Any]], title: str = "Title", alt: str = "Alt") -> str:
    fields = {part: part for part in KINDS[kind]}
    return draw(kind, title, alt, rows, fields, as_number)


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("}text")]


def test_every_kind_is_tested() -> None:
    assert set(ROW) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_foreign_text_is_text_in_every_part_of_every_picture(kind: str) -> None:
    plain = {one.tag for one in ElementTree.fromstring(drawn(kind, [ROW[kind]] * 2)).iter()}
    for payload in PAYLOADS:
        row = {name: payload if isinstance(value, str) else value for name, value in ROW[kind].items()}
        svg = drawn(kind, [row, row], payload, payload)
        root = ElementTree.fromstring(svg)
        assert {one.tag for one in root.iter()} <= plain | {"{http://www.w3.org/2000/svg}tspan"}
        attributes = {name for one in root.iter() for name in one.attrib}
        assert not any(name.startswith("on") or name.endswith("href") for name in attributes)
        assert not re.search("[\x00-\x08\x1b\u202e]", svg)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes(kind: str) -> None:
    assert drawn(kind, [ROW[kind]] * 3) == drawn(kind, [ROW[kind]] * 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_has_a_name_a_description_and_a_size_of_its_own(kind: str) -> None:
    root = ElementTree.fromstring(drawn(kind, [ROW[kind]], "What <it> finds", "What it shows"))
    assert root.attrib["role"] == "img"
    name, words = root[0], root[1]
    assert (name.text, words.text) == ("What <it> finds", "What it shows")
    assert root.attrib["aria-labelledby"] == name.attrib["id"]
    assert root.attrib["aria-describedby"] == words.attrib["id"]
    assert set(root.attrib) >= {"viewBox", "width"}


@pytest.mark.parametrize("kind", KINDS)
def test_two_pictures_on_a_page_share_no_id(kind: str) -> None:
    one, other = drawn(kind, [ROW[kind]], "One"), drawn(kind, [ROW[kind]], "Other")
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', other))


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_are_no_picture(kind: str) -> None:
    assert drawn(kind, []) == ""


def test_every_amount_stands_in_the_picture_in_words() -> None:
    rows = [{"label": f"Step {n}", "value": amount} for n, amount in enumerate((72800000000, 4000000000, 68800000000))]
    svg = draw("waterfall", "T", "A", rows, {"label": "label", "value": "value"}, as_millions)
    assert {"£728.0m", "-£40.0m", "£688.0m", "Step 0", "Step 1", "Step 2"} <= set(texts(svg))


def test_negative_and_equal_rows_keep_their_own_bars() -> None:
    rows = [{"label": "same", "value": value} for value in (100, -50, 100)]
    assert [text for text in texts(drawn("bars", rows)) if text != "same"] == ["100", "100", "-50"]
    assert texts(drawn("bars", rows)).count("same") == 3


def test_a_long_name_is_cut_with_dots_the_table_has_it_whole() -> None:
    (name,) = [text for text in texts(drawn("bars", [{"label": "a" * 200, "value": 1}])) if "a" in text]
    assert len(name) == 33
    assert name.endswith("…")


def test_a_picture_that_cannot_be_drawn_says_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"barz.*did you mean bars"):
        draw("barz", "T", "A", [], {}, str)
    with pytest.raises(ValueError, match="label, value"):
        draw("bars", "T", "A", [], {"label": "label"}, str)
    with pytest.raises(ValueError, match=r'"nmae" is none of name'):
        draw("bars", "T", "A", [{"name": "x"}], {"label": "nmae", "value": "nmae"}, str)


@pytest.mark.parametrize("text", ["^0", "^^1", "12", "a & b < c", "  blanks  ", "", "é’“”", *PAYLOADS])
@pytest.mark.parametrize("kind", KINDS)
def test_words_kept_from_the_drawing_come_out_as_if_it_had_them(
    kind: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {name: text if isinstance(value, str) else value for name, value in ROW[kind].items()}
    kept = drawn(kind, [row, ROW[kind]])
    monkeypatch.setattr("tp_cli.report.pictures.words.Words._signed_row", lambda self, row: row)
    assert kept == drawn(kind, [row, ROW[kind]])
