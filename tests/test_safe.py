"""Other people's text: harmless wherever it is shown."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_cli.safe import for_cell, for_markdown, for_terminal, slug

texts = st.text(max_size=80)
any_text = st.text(st.characters(), max_size=80)


@given(any_text)
def test_a_line_for_the_terminal_has_no_control_character_and_no_line_break(text: str) -> None:
    line = for_terminal(text)
    assert not any(unicodedata.category(ch) in ("Cc", "Cs") for ch in line)
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    "payload", ["\x1b[2J", "\x9b31m", "\u202egnp.exe", "\u2066x\u2069", "a\x07b", "\x1b]0;title\x07"]
)
def test_escapes_and_changes_of_direction_are_taken_out(payload: str) -> None:
    assert not {"\x1b", "\x9b", "\x07", "\u202e", "\u2066", "\u2069"} & set(for_terminal(payload) + for_cell(payload))


def test_plain_words_in_any_script_stay_as_they_are() -> None:
    for text in ("Brontë & Sons", "Łódź", "株式会社", "£1,234.50", "naïve 👩\u200d⚕️"):
        assert for_terminal(text) == text
        assert for_cell(text) == text


@given(any_text)
def test_what_was_made_safe_once_stays_as_it_is(text: str) -> None:
    assert for_terminal(for_terminal(text)) == for_terminal(text)
    assert for_cell(for_cell(text)) == for_cell(text)


@given(texts)
def test_a_cell_of_markdown_keeps_its_borders(text: str) -> None:
    assert not re.search(r"(?<!\\)(\\\\)*[|<`]", for_markdown(text))


@given(any_text)
def test_a_slug_is_a_plain_file_name(text: str) -> None:
    name = slug(text)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name)
    assert name not in ("con", "nul", "com1")


def test_different_long_or_empty_names_keep_different_slugs() -> None:
    assert slug("a" * 100) != slug("a" * 101)
    assert slug("市") != slug("区")
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("Wrenborough Council") == "wrenborough-council"
