"""Other people's words made comparable: case, punctuation and spaces fold away."""

from __future__ import annotations

import re
from functools import lru_cache

_DROPPED = re.compile(r"['’`´]")
_BREAKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """A text without case, punctuation and needless spaces: "Children's  Services" → "childrens services"."""
    plain = _DROPPED.sub("", text.casefold()).replace("&", " and ")
    return _BREAKS.sub(" ", plain).strip()
