"""Every page of every pack, at every level, in a browser: axe-core, console, requests, 320 pixels, A4; with hostile text too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.report.browser import browser, needs_browser, opened
from tests.report.packs_of_sample import EVERY_PAGE, every_page
from tp_cli.report.packs import PACKS

pytestmark = needs_browser
Page = tuple[str, str]  # a pack and its level
A4 = 680  # pixels between the margins


def test_no_pack_is_left_out() -> None:
    assert {name for name, _ in EVERY_PAGE} == set(PACKS)
    assert len(EVERY_PAGE) == 15


@pytest.fixture(scope="module")
def program() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[Page, Path]:
    return every_page(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> dict[Page, Path]:
    return every_page(tmp_path_factory.mktemp("nasty"), nasty=True)


def test_the_proofs_can_fail(program: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<html><body><img src='http://127.0.0.1:9/x.png'><p style='width:900px'>wide</p>"
        "<script>console.log('said')</script></body></html>",
        encoding="utf-8",
    )
    with opened(program, bad, 320) as seen:
        assert {text.partition(":")[0] for text in seen.violations()} >= {"image-alt", "html-has-lang"}
        assert "said" in seen.said
        assert len(seen.asked) == 2
        assert seen.is_wider_than_its_window()
        assert seen.cut_off() == ["wide"]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", EVERY_PAGE, ids="-".join)
def test_a_page_is_accessible_silent_and_keeps_to_itself(
    program: Any, clean: dict[Page, Path], name: Page, width: int
) -> None:
    with opened(program, clean[name], width) as seen:
        assert seen.violations() == []
        assert seen.said == []
        assert seen.asked == [clean[name].as_uri()]
        assert not seen.is_wider_than_its_window()
        assert seen.cut_off() == []


@pytest.mark.parametrize("name", EVERY_PAGE, ids="-".join)
def test_hostile_text_does_nothing_in_a_browser(program: Any, nasty: dict[Page, Path], name: Page) -> None:
    with opened(program, nasty[name], 1280) as seen:
        assert seen.asked == [nasty[name].as_uri()]
        assert seen.said == []
        assert seen.page.evaluate("document.querySelectorAll('script, img, a[href]:not(.skip)').length") == 0
        assert seen.violations() == []


@pytest.mark.parametrize("name", EVERY_PAGE, ids="-".join)
def test_words_in_pictures_are_large_enough_to_read_on_a_phone(
    program: Any, clean: dict[Page, Path], name: Page
) -> None:
    with opened(program, clean[name], 320) as seen:
        sizes = seen.page.evaluate(
            "[...document.querySelectorAll('svg text')].map(e => [getComputedStyle(e).fontSize, e.getScreenCTM()])"
            ".map(([size, turned]) => parseFloat(size) * Math.hypot(turned.a, turned.b))"
        )
        assert min(sizes, default=99) >= 11


@pytest.mark.parametrize("name", EVERY_PAGE, ids="-".join)
def test_nothing_is_cut_off_on_a4(program: Any, clean: dict[Page, Path], name: Page) -> None:
    with opened(program, clean[name], A4) as seen:
        seen.page.emulate_media(media="print")
        outside = seen.page.evaluate(
            "[...document.querySelectorAll('table, svg, h1, p')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 60) + e.getBoundingClientRect().right)"
        )
        assert outside == []
        assert seen.page.pdf(format="A4", print_background=True).startswith(b"%PDF")
