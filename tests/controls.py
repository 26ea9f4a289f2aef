"""Published spend files, read with no settings but the agency's name, beside row counts and totals made independently.

`make controls` prints the comparison; the data are beside the project, not in it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tp_cli.ingest import FileResult, Options, from_paths, ingest
from tp_cli.place import empty_place

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
AGENCY = "one-body"


@dataclass(frozen=True)
class Comparison:
    """One file: what the control says and what was read."""

    file: str
    rows: int
    pence: int
    result: FileResult

    @property
    def accepted(self) -> int:
        rows = [table["rows"] for table in self.result.tables]
        return sum(each["accepted"] for each in rows if isinstance(each, dict))

    @property
    def equal(self) -> bool:
        read = self.result.outcome == "read"
        return read and (self.accepted, self.result.total_pence) == (self.rows, self.pence)

    @property
    def said(self) -> bool:
        """True where a problem, a rejected row or a finding names a reason for a difference."""
        return bool(self.result.problems)

    def line(self) -> str:
        verdict = "=" if self.equal else "said" if self.said else "SILENT"
        found = "; ".join(f"{p.code} {p.amount_pence / 100:,.2f}" for p in self.result.problems)
        read = f"{self.accepted} rows {self.result.total_pence / 100:,.2f}"
        return (
            f"{verdict:7}{self.file}: {read}"
            + ("" if self.equal else f", control {self.rows} {self.pence / 100:,.2f}")
            + (f" ({found})" if found else "")
        )


def comparisons() -> Iterator[Comparison]:
    """Every file of controls.csv."""
    with (DATA / "controls.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = empty_place(AGENCY)
            requests, _ = from_paths([DATA / row["file"]], {"agency": AGENCY}, place, DATA)
            (result,) = ingest(None, place, DATA, requests, [], Options(dry_run=True)).files
            yield Comparison(row["file"], int(row["rows"]), int(Decimal(row["total_gbp"]) * 100), result)


def main() -> int:
    if not (DATA / "controls.csv").exists():
        print(f"no control data at {DATA.name}: nothing to compare")
        return 0
    compared = list(comparisons())
    for each in compared:
        print(each.line())
    equal = sum(each.equal for each in compared)
    silent = [each for each in compared if not each.equal and not each.said]
    print(
        f"{equal} of {len(compared)} equal their control; {len(compared) - equal - len(silent)} say why not; "
        f"silently wrong: {len(silent)}"
    )
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
