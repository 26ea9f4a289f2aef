"""A place folder made: empty with a place.toml to fill in, or the sample complete."""

from __future__ import annotations

import shutil
from pathlib import Path

from tp_cli.atomic import write_text
from tp_cli.errors import stop
from tp_cli.place import FILE_NAME, FOLDERS

EMPTY = """\
# What the place is, whose files are counted and how. All money in this file is pounds.
# Every key is described in docs/COMMANDS.md; keys left out take their defaults.

[place]
name = "NAME OF THE PLACE"
code = "E00000000"                              # its code in national statistics
years = ["2024-25"]                             # the financial years counted
population = { "2024-25" = 100000 }             # residents, mid-year estimate of the year it starts in

# What the total takes in: in, out or memo (shown, never added).
[scope]
benefits = "in"
schools = "in"
housing_revenue_account = "memo"
capital = "in"
apportioned = "in"
non_identifiable = "out"

# The bodies that spend in the place, one [[agency]] each. Kinds: council, nhs-commissioner, nhs-provider, police,
# fire, transport, school, housing, department, benefits, other.
# [[agency]]
# id = "council"
# name = "Anytown Council"
# kind = "council"
# aliases = ["Anytown MBC"]
#
# A body that is larger than the place gives it a share: of a driver looked up by area in a table (below), which the
# year counted is found in, or two numbers given by hand. `areas` are all areas that the body serves, by code or name.
# share = { driver = "population", areas = ["E08000098", "E08000099"] }
# share = { driver = "sites", place = 8, body = 23, year = "2024-25", source = "the authority's register of stations" }

# The files, one [[source]] for each kind of file. A control total is what the body says its file adds up to.
# [[source]]
# agency = "council"
# files = "inputs/council_outturn_*.xlsx"
# basis = "outturn"                             # outturn, budget, allocation or payments
# year = "2024-25"
# control_total = "230000000.00"

# A table of drivers has a row for each area, driver and year: driver, area, name, year, value, unit, source.
# [[source]]
# kind = "drivers"
# files = "inputs/drivers_*.csv"
"""


def make_empty(folder: Path) -> None:
    """An empty place folder; TpError where one is there already."""
    make_folders(folder)
    write_text(folder / FILE_NAME, EMPTY)


def make_sample(folder: Path, sample: Path) -> None:
    """The sample place with its input files and scenarios; TpError where a place is there already."""
    make_folders(folder)
    for path in sorted(sample.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(sample).parts):
            target = folder / path.relative_to(sample)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def make_folders(folder: Path) -> None:
    """The folders of a place; TpError (exit 2) where place.toml is there, (exit 5) where they cannot be made."""
    if (folder / FILE_NAME).exists():
        raise stop(
            "place-there", str(folder / FILE_NAME), "a place already", "a folder without one", "name another folder"
        )
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = error.strerror or str(error)
        raise stop("cannot-write", str(folder), found, "a folder that can be made", "name another", "output") from None
