"""How much memory and time `tp ingest` takes for each of some files, as a whole process with its children.

Run as `python -m tests.ingest.measure FILE ...`; without files, every made file of the catalogue of bad inputs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.errors.making import MADE


def main(words: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(word) for word in words] or _made(Path(folder))
        found = [_shown(path) for path in paths]
    print(f"{len(found)} files; most: {max(f[0] for f in found):.2f} s, {max(f[1] for f in found) / 1024:.0f} MB")


def _shown(path: Path) -> tuple[float, int, str]:
    seconds, peak, said = _measured(path)
    print(f"{seconds:6.2f} s {peak / 1024:6.0f} MB  {path.name[:50]:50} {said[:90]}", flush=True)
    return seconds, peak, said


def _made(folder: Path) -> list[Path]:
    for name, made in MADE.items():
        (folder / name).write_bytes(made())
    return sorted(folder.iterdir())


def _measured(path: Path) -> tuple[float, int, str]:
    """Seconds, peak resident kilobytes of the process and its children together, and what was said."""
    words = [
        sys.executable,
        "-m",
        "tp_cli",
        "ingest",
        "--dry-run",
        "--json",
        str(path.absolute()),
        "--agency",
        "council",
    ]
    start, peak, answers = time.perf_counter(), 0, []
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    reader = threading.Thread(target=lambda: answers.append(process.communicate()))
    reader.start()
    while reader.is_alive():
        peak = max(peak, _resident(process.pid))
        time.sleep(0.005)
    if process.returncode == 70 or b"Traceback" in answers[0][1]:
        raise SystemExit(f"{path}: {answers[0][1].decode(errors='replace')}")
    return time.perf_counter() - start, peak, _said(answers[0][0])


def _resident(number: int) -> int:
    """Kilobytes in memory of a process and all that it started."""
    try:
        status = Path(f"/proc/{number}/status").read_text()
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_resident(int(child)) for child in children)


def _said(answer: bytes) -> str:
    (file,) = json.loads(answer)["files"]
    problems = "; ".join(problem["found"] for problem in file["problems"])
    return f"{file['outcome']}: {problems}" if problems else str(file["outcome"])


if __name__ == "__main__":
    main(sys.argv[1:])
