"""What holds for every test: no time limits; at the end, the proofs that this machine could not make."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # how fast a test runs is never a result
settings.load_profile("any machine")

ABSENT = "is not installed"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for what was left out because a program is not installed."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr) for report in skipped]
    programs = sorted({_program(reason) for reason in reasons if ABSENT in reason})
    tests = sum(ABSENT in reason for reason in reasons)
    if programs:
        terminalreporter.write_line(f"Left out, not installed here: {', '.join(programs)} ({tests} tests).")


def _program(reason: str) -> str:
    return reason.removeprefix("Skipped: ").partition(ABSENT)[0].strip()
