"""How well the shipped packs alone map lines of real files that people have labelled: `python -m tests.map.gold`.

The labels: a best group, other acceptable groups, acceptable divisions, or none where a line is honestly unclear.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import polars as pl

from tp_cli.ledger import TABLES
from tp_cli.map.mapping import map_lines
from tp_cli.money import pence_of
from tp_cli.place import Place
from tp_cli.store import Store

FILE = Path(__file__).parents[2] / "../shared/data/gold_cofog.csv"


@dataclass(frozen=True)
class Line:
    """A labelled line and what it was mapped to, by falling share of the line."""

    cells: dict[str, str]
    codes: tuple[str, ...]
    rule: str

    @property
    def kind(self) -> str:
        return self.cells["agency_kind"]

    @property
    def pence(self) -> int:
        return abs(pence_of(self.cells["amount_gbp"]))

    @property
    def mapped(self) -> bool:
        return bool(self.codes)

    @property
    def unclear(self) -> bool:
        return not self.cells["cofog_best"]

    @property
    def best(self) -> bool:
        return self.codes[0][:4] == self.cells["cofog_best"]

    @property
    def accepted(self) -> bool:
        return self.codes[0][:4] in {self.cells["cofog_best"], *self.cells["cofog_ok"].split("|")}

    @property
    def division(self) -> bool:
        return self.codes[0][:2] in self.cells["division_ok"].split("|")


def map_gold(path: Path = FILE) -> list[Line]:
    """Map the labelled lines as `tp map` does in a place without rules of its own."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    place = Place.model_validate({"place": {"name": "Gold", "code": "E08000099", "years": ["2011-12"]}})
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.replace("lines", _lines(rows), "gold")
        mapped = map_lines(store, place, Path(folder)).mapped
    codes = {
        key[0]: (tuple(part.drop_nulls("cofog")["cofog"]), str(part["rule"][0]))
        for key, part in mapped.sort("weight_num", descending=True).group_by("line_id", maintain_order=True)
    }
    return [Line(row, *codes[row["id"]]) for row in rows]


def _lines(rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    schema = TABLES["lines"].schema
    cells = ("directorate", "service", "expense", "narrative")
    frame = [
        {
            **dict.fromkeys(schema),
            **{name: row[name] or None for name in cells},
            "line_id": row["id"],
            "source_id": "gold",
            "agency": hashlib.sha256(row["agency"].encode()).hexdigest()[:8],
            "agency_name": row["agency"],
            "agency_kind": row["agency_kind"],
            "year": "2011-12",
            "basis": "payments",
            "amount_pence": pence_of(row["amount_gbp"]),
            "sheet": "",
            "row": number,
            "cell": f"A{number}",
        }
        for number, row in enumerate(rows, 2)
    ]
    return pl.DataFrame(frame, schema=schema)


def half(line: Line) -> int:
    """Which half of the set a line is in, by its id: one to write rules by, one to try them on."""
    return int(hashlib.sha256(line.cells["id"].encode()).hexdigest(), 16) % 2


def report(lines: Sequence[Line]) -> Iterator[str]:
    """Coverage and precision by kind of agency, and in all."""
    yield f"{'':18}{'lines':>6}{'mapped':>8}{'of £':>8}{'best':>8}{'or accepted':>13}{'division':>10}{'unclear left':>14}"
    kinds = sorted({line.kind for line in lines})
    for kind, some in [
        *((kind, [line for line in lines if line.kind == kind]) for kind in kinds),
        ("all", list(lines)),
    ]:
        clear = [line for line in some if not line.unclear]
        right = [line for line in clear if line.mapped]
        unclear = [line for line in some if line.unclear]
        pence = percent(sum(line.pence for line in clear if line.mapped), sum(line.pence for line in clear))
        yield (
            f"{kind:18}{len(some):>6}{percent(len(right), len(clear)):>8}{pence:>8}"
            f"{percent(sum(line.best for line in right), len(right)):>8}"
            f"{percent(sum(line.accepted for line in right), len(right)):>13}"
            f"{percent(sum(line.division for line in right), len(right)):>10}"
            f"{sum(not line.mapped for line in unclear):>9} of {len(unclear)}"
        )


def percent(part: int, whole: int) -> str:
    """A share in per cent; a dash where there is nothing to share."""
    return f"{float(Fraction(part * 100, whole)):.1f}%" if whole else "-"


def misses(lines: Sequence[Line]) -> Iterator[str]:
    """The lines that were not mapped, or not to what the label says, and unclear ones that were."""
    for line in lines:
        wrong = not line.unclear and not (line.mapped and line.best)
        if wrong or (line.unclear and line.mapped):
            word = "unmapped" if not line.mapped else "unclear" if line.unclear else "other"
            if line.mapped and not line.unclear:
                word = "accepted" if line.accepted else "division" if line.division else "WRONG"
            names = (
                "id",
                "agency",
                "directorate",
                "service",
                "expense",
                "narrative",
                "amount_gbp",
                "cofog_best",
                "cofog_ok",
            )
            cells = " | ".join(line.cells[name].replace("\n", " ") for name in names)
            yield f"{word:9} {' '.join(line.codes):6} {line.rule}  << {cells}"


def main(words: Sequence[str]) -> int:
    """Print the figures; `misses` lists the lines, `0` or `1` takes one half of the set, a path another set."""
    paths = [Path(word) for word in words if word.endswith(".csv")]
    path = paths[0] if paths else FILE
    if not path.is_file():
        print("the labelled lines are not here: they belong in ../shared/data/gold_cofog.csv, beside the project")
        return 0
    lines = [line for line in map_gold(path) if str(half(line)) in words or not {"0", "1"} & set(words)]
    print("\n".join(report(lines)))
    if "misses" in words:
        print("\n".join(misses(lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
