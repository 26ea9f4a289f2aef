"""How a stage says how far it has come, to whoever looks."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # what is being done, how many are, of how many


def unseen(name: str, done: int, of: int) -> None:
    """Progress that nobody looks at."""
