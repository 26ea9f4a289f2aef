"""What every field of a fact says of itself: its unit and its meaning."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def of_unit(unit: str, meaning: str) -> Any:
    """A field of a fact; units: pounds (whole pence), percent, number, text, reference."""
    return field(metadata={"unit": unit, "meaning": meaning})


def pounds(meaning: str) -> Any:
    return of_unit("pounds", meaning)


def percent(meaning: str) -> Any:
    return of_unit("percent", meaning)


def number(meaning: str) -> Any:
    return of_unit("number", meaning)


def text(meaning: str) -> Any:
    return of_unit("text", meaning)


def reference(of: str) -> Any:
    return of_unit("reference", f"id of {of}, which `tp trace` follows")
