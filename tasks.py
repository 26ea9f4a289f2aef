"""The project's tasks, for any machine with Python 3.11 or newer: `python tasks.py demo|test|check|fix|fuzz|...`.

Makes the virtual environment `.venv` from the locked, hashed requirements whenever they have changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "installed-from"
INSTALLED_FROM = ("requirements.lock", "pyproject.toml")


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file that older Pythons read
        print(
            f"tp needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})",
            file=sys.stderr,
        )
        return 2
    name = words[0] if words else "help"
    if name not in TASKS:
        print("tasks: " + ", ".join(TASKS), file=sys.stderr)
        return 2
    set_up()
    try:
        TASKS[name](words[1:])
    except subprocess.CalledProcessError as error:
        return error.returncode if error.returncode > 0 else 1
    return 0


def set_up() -> None:
    """Install exactly what is locked, unless that is what stands there already."""
    wanted = f"{sys.version_info[:2]} {ROOT} " + " ".join(
        hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in INSTALLED_FROM
    )
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print("setting up .venv (once, and when the lock file changes) ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True, cwd=ROOT)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], check=True, cwd=ROOT)
    STAMP.write_text(wanted, encoding="utf-8")


def run(program: str, *words: str) -> None:
    """Run a program of the virtual environment from the project's folder; a failure ends the task."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(BIN / program), *words], check=True, cwd=ROOT, env=environment)


def demo(words: list[str]) -> None:
    """The main job on the sample place, from spreadsheets to board pack, in ./demo."""
    shutil.rmtree(ROOT / "demo", ignore_errors=True)
    run("tp", "init", "demo", "--sample")
    run("tp", "run", "--place", "demo")
    print(
        f"The program is {BIN / 'tp'}; `. .venv/bin/activate` (Windows: .venv\\Scripts\\activate) puts it on the path."
    )


def check(words: list[str]) -> None:
    """Format, lint, types and who may import whom."""
    run("ruff", "format", "--check", ".")
    run("ruff", "check", ".")
    run("mypy")
    run("lint-imports")


def fix(words: list[str]) -> None:
    """Mend what can be mended by machine."""
    run("ruff", "check", "--fix", ".")
    run("ruff", "format", ".")


def test(words: list[str]) -> None:
    """Every check and every test."""
    check([])
    run("python", "-m", "pytest", *(words or ["-n", "2"]))


def fuzz(words: list[str]) -> None:
    """Thousands of damaged files into the reader, then what each bad input costs in time and memory."""
    os.environ["TP_FUZZ"] = (words or ["6000"])[0]
    run("python", "-m", "pytest", "tests/ingest/test_fuzz.py", "-s")
    run("python", "-m", "tests.ingest.measure")


def golden(words: list[str]) -> None:
    """Write the golden files anew; look at the difference before you commit it."""
    os.environ["TP_GOLDEN"] = "write"
    run("python", "-m", "pytest", "-k", "golden")


def audit(words: list[str]) -> None:
    """Ten thousand random tables protected, then attacked by linear programming."""
    run("python", "-m", "tests.report.audit", *(words or ["10000"]))


def settings(words: list[str]) -> None:
    """The sample place made and reported in 64 settings of machine, shell and folder: one set of bytes."""
    run("python", "-m", "tests.report.settings", *(words or ["64"]))


def docs(words: list[str]) -> None:
    """Write the generated pages anew."""
    run("python", "-m", "tests.make_docs")


def gold(words: list[str]) -> None:
    """How well the shipped rules alone map labelled lines of real files; `make gold WORDS=misses` lists the misses."""
    run("python", "-m", "tests.map.gold", *words)


def bench(words: list[str]) -> None:
    """Time and memory beside the least that they could be; name a bench to run it alone."""
    run("python", "-m", "bench.run", *words)


def controls(words: list[str]) -> None:
    """Published spend files held against independent row counts and totals, where the data are at hand."""
    run("python", "-m", "tests.controls", *words)


def lock(words: list[str]) -> None:
    """Resolve the lock file anew (needs `uv` on the path)."""
    what = ["pyproject.toml", "--extra", "dev", "--universal", "--python-version", "3.11"]
    how = ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade", "--quiet"]
    subprocess.run(["uv", "pip", "compile", *what, *how, "-o", "requirements.lock"], check=True, cwd=ROOT)


TASKS: dict[str, Callable[[list[str]], None]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "fix": fix,
    "fuzz": fuzz,
    "golden": golden,
    "audit": audit,
    "settings": settings,
    "docs": docs,
    "gold": gold,
    "bench": bench,
    "controls": controls,
    "lock": lock,
    "setup": lambda words: None,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
