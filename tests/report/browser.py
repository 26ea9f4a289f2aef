"""Chromium as a second opinion: a page opened as its readers open it, looked at and questioned."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVEN = importlib.util.find_spec("axe_playwright_python") is not None
needs_browser = pytest.mark.skipif(
    PROGRAM is None or not DRIVEN, reason="Chromium is not installed: pages not opened in a browser"
)
QUIET = ("gpu", "quic", "background-networking", "component-update", "sync", "default-apps", "extensions")
ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]


@dataclass
class Opened:
    """A page in the browser: what it said on the console, what it asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What axe-core finds wrong: rule and place, its best practices included."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in found for node in one["nodes"]]

    def is_wider_than_its_window(self) -> bool:
        """True where a reader must scroll the whole page sideways."""
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        return wide

    def cut_off(self) -> list[str]:
        """Texts that stick out of the page at either side and that no scrolling reaches."""
        texts: list[str] = self.page.evaluate(_CUT_OFF)
        return texts


_CUT_OFF = """() => [...document.querySelectorAll('h1,h2,h3,p,li,caption,figcaption')]
  .filter(e => !e.closest('.scroll') && !e.classList.contains('skip'))
  .filter(e => { const r = e.getBoundingClientRect(); return r.left < 0 || r.right > window.innerWidth + 0.5 })
  .map(e => e.textContent.trim().slice(0, 60))"""


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window, and without any service of its maker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        program = driver.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        try:
            yield program
        finally:
            program.close()


@contextmanager
def opened(program: Any, path: Path, width: int) -> Iterator[Opened]:
    """A file in a window of this many pixels."""
    page = program.new_page(viewport={"width": width, "height": 900})
    seen = Opened(page)
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("request", lambda request: seen.asked.append(request.url))
    try:
        page.goto(path.as_uri())
        yield seen
    finally:
        page.close()
