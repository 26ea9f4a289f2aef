"""What is to be read: the files of place.toml, or files named on the command line with what was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.ingest.files import source_files
from tp_cli.ingest.periods import period_in
from tp_cli.place import Place, Source

FROM_PLACE, FROM_COMMAND = "place.toml", "command line"
_ENDINGS = (
    ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html", ".htm", ".xml", ".mht", ".gz", ".zip",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One file to be read in one way."""

    path: Path
    source: Source
    year: str
    origin: str


def from_place(place: Place, folder: Path) -> tuple[list[Request], list[Problem]]:
    """Every file of every [[source]]; a problem for each pattern that matches none."""
    requests: list[Request] = []
    problems: list[Problem] = []
    for source in place.sources:
        files, missing = source_files(folder, source)
        problems += missing
        requests += [Request(path, source, year_for(source, place, path), FROM_PLACE) for path in files]
    return requests, problems


def from_paths(
    paths: Sequence[Path], said: Mapping[str, Any], place: Place | None, folder: Path | None
) -> tuple[list[Request], list[Problem]]:
    """Files and folders named by a person; what was said of them beats the [[source]] that they belong to.

    said    the flags of `tp ingest` that were given, by key of [[source]]
    raises  TpError (exit 2) where a flag has a bad value
    """
    declared = from_place(place, folder)[0] if place and folder else []
    by_path: dict[Path, list[Request]] = {}
    for request in declared:
        by_path.setdefault(request.path.resolve(), []).append(request)
    missing = [_not_there(path) for path in paths if not _exists(path)]
    missing += [_no_tables(path) for path in paths if path.is_dir() and not _tables_in(path)]
    requests: list[Request] = []
    for path in _expand([path for path in paths if _exists(path)]):
        known = by_path.get(path.resolve(), [])
        if known:
            requests += [_override(request, said, place) for request in known]
        else:
            source = _source({"files": path.as_posix(), **said}, place)
            requests.append(Request(path, source, year_for(source, place, path), FROM_COMMAND))
    return requests, missing


def _not_there(path: Path) -> Problem:
    if path.is_symlink():
        found, fix = f'a link to "{path.readlink()}", which is not there', "put the file there, or name it"
        return Problem("no-file", str(path), found, "a file or a folder of files", fix, "refused")
    beside = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    close = nearest(path.name, beside)
    fix = f"nearest: {', '.join(close)}" if close else "check the name and the folder"
    return Problem("no-file", str(path), "no such file or folder", "a file or a folder of files", fix, "refused")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a link in a circle
        return False


def _no_tables(folder: Path) -> Problem:
    found = f"no file in it that ends like a table ({', '.join(_ENDINGS)})"
    return Problem("no-file", str(folder), found, "a folder of tables", "name the file itself", "refused")


def year_for(source: Source, place: Place | None, path: Path) -> str:
    """The source's financial year, the place's where it has only one, the one of them that the file's name states.

    A table of drivers has the years of its rows: one that does not say its year is of none, and never of the place's.
    Company numbers are of no year.
    raises  TpError where none of these says
    """
    if source.year or place is None or place.nameless or source.kind in ("drivers", "suppliers"):
        return source.year or ""
    years = place.facts.years
    if len(years) == 1:
        return years[0]
    stated = period_in(path.stem)
    if stated and stated.year in years:
        return stated.year
    raise stop(
        "no-year",
        f"place.toml, [[source]] files = {source.patterns()[0]}",
        "no year, and the place has several",
        "one of " + ", ".join(years),
        f'add year = "{years[-1]}"',
    )


def _override(request: Request, said: Mapping[str, Any], place: Place | None) -> Request:
    if not said:
        return request
    source = _source({**request.source.model_dump(exclude_defaults=True), "files": request.source.files, **said}, place)
    return Request(request.path, source, year_for(source, place, request.path), request.origin)


def _source(values: dict[str, Any], place: Place | None) -> Source:
    total = values.get("control_total")
    if isinstance(total, int):
        values = {**values, "control_total": f"{total // 100}.{total % 100:02d}" if total >= 0 else total / 100}
    try:
        source = Source.model_validate(values)
    except ValidationError as error:
        raise TpError([_bad_flag(item) for item in error.errors()]) from None
    if place and source.agency not in ("", "*") and place.agency(source.agency) is None:
        ids = [agency.id for agency in place.agencies]
        close = nearest(source.agency, ids) or ids
        raise stop(
            "bad-flag", "--agency", f'"{source.agency}"', "the id of an [[agency]]", f"nearest: {', '.join(close)}"
        )
    return source


def _bad_flag(error: Any) -> Problem:
    name = str(error["loc"][0]).replace("_", "-")
    expected = str(error.get("ctx", {}).get("expected", "")) or error["msg"].removeprefix("Value error, ")
    return Problem("bad-flag", f"--{name}", repr(error["input"]), expected, f"correct --{name}", "usage")


def _expand(paths: Sequence[Path]) -> list[Path]:
    """Files as they are; of a folder, the files in it that could be tables, in name order."""
    return [each for path in paths for each in (_tables_in(path) if path.is_dir() else [path])]


def _tables_in(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in _ENDINGS]
    return [path for path in files if not path.name.startswith((".", "~$"))]
