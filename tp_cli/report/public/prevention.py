"""Prevention against reaction, by theme; and the finest parts of the count that this and all other cuts add up."""

from __future__ import annotations

from tp_cli.report.disclosure import Part, together
from tp_cli.report.lenses import LensRow
from tp_cli.report.public.cells import Figures, Row, Seen
from tp_cli.report.public.known import Known
from tp_cli.report.public.spend import cell_id

TAGS = ("prevent", "early", "react")
COLUMNS = (*TAGS, "untagged", "total")
ALL = "all"


class Prevention:
    """Table `prevention`.

    The same money stands in it, in bodies by function and in groups. A part that is in several of them can be worked
    out from their differences, so that each part of body, group, theme and tag is a cell of its own, never published.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        every = known.lens("prevention")
        self.themes = {row.title for row in every if row.key != ALL}
        seen = {_theme(part) for part in known.parts if part.state == "counted" and not known.keeps_back(part.agency)}
        self.rows = [
            row for row in every if row.key == ALL or row.title in seen and not known.secret.in_text(row.title)
        ]

    def collect(self, out: Figures) -> None:
        parts = self._atoms(out)
        for row in self.rows:
            mine = {id: part for id, part in parts.items() if self._is_in(part, row)}
            for column in COLUMNS:
                ids = [id for id, part in mine.items() if column in ("total", _tag(part))]
                behind = together(mine[id] for id in ids)
                cost = 2 if row.key == ALL else 1
                out.money(_id(row, column), row.pounds.get(column) or 0, behind, cost)
                out.tie(_id(row, column), ids)
            out.tie(_id(row, "total"), [_id(row, column) for column in COLUMNS[:-1]])

    def _atoms(self, out: Figures) -> dict[str, Part]:
        """The counted money in its finest parts, tied to bodies by function and to groups."""
        atoms = self._finest()
        for id, part in atoms.items():
            out.latent(id, part.pence, part.money, self.known.keeps_back(part.agency))
        for one in self.known.facts.agencies:
            for code in one.by_function:
                under = [id for id, part in atoms.items() if part.agency == one.id and _division(part) == code]
                out.tie(cell_id(one.id, code), under)
        for group in self.known.facts.groups:
            out.tie(group.reference, [id for id, part in atoms.items() if part.cofog == group.code])
        return atoms

    def _finest(self) -> dict[str, Part]:
        """Counted parts by id; themes of which nothing is tagged are in no table and join."""
        found: dict[str, list[Part]] = {}
        for part in self.known.parts:
            if part.state == "counted":
                theme, tag = (part.theme, _tag(part)) if _theme(part) in self.themes else ("", "")
                found.setdefault(f"part/{part.agency}/{part.cofog}/{theme}/{tag}", []).append(part)
        return {id: _joined(own) for id, own in found.items()}

    def _is_in(self, part: Part, row: LensRow) -> bool:
        return _theme(part) in self.themes if row.key == ALL else _theme(part) == row.title

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        return {"prevention": [self._row(seen, row) for row in self.rows]}

    def _row(self, seen: Seen, row: LensRow) -> Row:
        cells = {column: seen.amount(_id(row, column), row.pounds.get(column)) for column in COLUMNS}
        share = seen.rests_on([_id(row, "prevent"), _id(row, "total")], row.percents.get("prevent_pct"))
        return {"key": row.key, "theme": row.title, **cells, "share": share, "reference": row.reference}


def _joined(parts: list[Part]) -> Part:
    first = parts[0]
    pence = sum(part.pence for part in parts)
    return Part(first.agency, first.cofog, first.state, first.theme, first.tag, pence, together(parts))


def _theme(part: Part) -> str:
    return part.theme or "No theme"


def _tag(part: Part) -> str:
    return part.tag if part.tag in TAGS else "untagged"


def _division(part: Part) -> str:
    return part.cofog.partition(".")[0]


def _id(row: LensRow, column: str) -> str:
    return f"{row.reference}/{column}"
