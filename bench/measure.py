"""Whole processes measured from outside: seconds, processor seconds and peak memory, floor and ours in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One process: wall clock and processor seconds, and the most memory that it held, in MB."""

    seconds: float
    cpu: float
    peak: int


def run(words: Sequence[str]) -> Run:
    """Run a Python program with these words and measure it; CalledProcessError where it fails."""
    start = time.monotonic()
    with Path(os.devnull).open("w") as nothing:
        process = subprocess.Popen([sys.executable, *words], stdout=nothing, stderr=nothing)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(words))
    peak = used.ru_maxrss // (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Run(time.monotonic() - start, used.ru_utime + used.ru_stime, peak)


def compare(
    title: str, floor: Sequence[str], ours: Sequence[str], goal: float, before: Callable[[], None], times: int = 3
) -> None:
    """Run floor and ours by turns and print the medians of their ratios.

    floor, ours  words after `python`
    before       makes the place ready for `ours`
    """
    pairs = []
    for _ in range(times):
        least = run(floor)
        before()
        pairs.append((least, run(ours)))
    ratio = statistics.median(ours.seconds / least.seconds for least, ours in pairs)
    cpu = statistics.median(ours.cpu / least.cpu for least, ours in pairs)
    least, best = (min((pair[i] for pair in pairs), key=lambda each: each.seconds) for i in (0, 1))
    peak = max(ours.peak for _, ours in pairs)
    print(
        f"{title:32} {ratio:5.2f} x the floor (goal {goal}), {cpu:5.2f} x in processor time;"
        f" floor {least.seconds:.2f} s, {least.peak:,} MB; ours {best.seconds:.2f} s, peak {peak:,} MB",
        flush=True,
    )
