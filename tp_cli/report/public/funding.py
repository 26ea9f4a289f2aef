"""How many strings are on the money that comes in: by theme, by who decides, and stream by stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tp_cli.report.disclosure import Contributions
from tp_cli.report.lenses import LensRow
from tp_cli.report.public.cells import NOT_AVAILABLE, Figures, Row, Seen
from tp_cli.report.public.known import Known

_OF: dict[str, Callable[[Mapping[str, Any]], bool]] = {  # column → the streams that it adds up
    "total": lambda stream: True,
    "ring_fenced": lambda stream: bool(stream["ring_fenced"]),
    "entitlement": lambda stream: bool(stream["entitlement"]),
    "tied": lambda stream: bool(stream["ring_fenced"] or stream["entitlement"]),
    "flexible": lambda stream: not (stream["ring_fenced"] or stream["entitlement"]),
}
_TABLES = {"funding": "theme", "funding_control": "control"}


class Funding:
    """Tables `funding`, `funding_control`, `funding_streams`.

    A stream is public money to a public body and needs no protection of its own; one to a body that keeps its figures
    back is protected in every sum that it is in.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.streams = known.register("streams").to_dicts() if known.lens("funding") else []
        rows = known.lens("funding_streams")
        self.by = {table: [row for row in known.lens(table) if self._is_seen(row, by)] for table, by in _TABLES.items()}
        self.listed = [row for row in rows if not any(map(known.secret.in_text, (row.title, *_texts(row))))]

    def collect(self, out: Figures) -> None:
        leaves = {f"stream/{number}": stream for number, stream in enumerate(self.streams)}
        for id, stream in leaves.items():
            pence = stream["amount_pence"] or 0
            out.latent(id, pence, Contributions(own=abs(pence)), self.known.keeps_back(stream["agency"]))
        for table, by in _TABLES.items():
            for row in self.by[table]:
                self._collect_row(out, row, {id: s for id, s in leaves.items() if _is_in(row, s[by], by)})
        self._collect_streams(out, leaves)

    def _collect_row(self, out: Figures, row: LensRow, mine: Mapping[str, Mapping[str, Any]]) -> None:
        for column, of in _OF.items():
            id = f"{row.reference}/{column}"
            out.money(id, row.pounds.get(column) or 0, cost=4 if row.key == "all" else 2)
            out.tie(id, [leaf for leaf, stream in mine.items() if of(stream)])

    def _collect_streams(self, out: Figures, leaves: Mapping[str, Mapping[str, Any]]) -> None:
        """Each listed stream is one of the register's: the first of its name, body and amount that is not taken."""
        names, free = self.known.names(), dict(leaves)
        for row in self.listed:
            amount = row.pounds.get("amount") or 0
            wanted = (row.title, row.texts.get("agency") or "", amount)
            found = [
                id
                for id, s in free.items()
                if (s["stream"], names.get(s["agency"], s["agency"]), s["amount_pence"]) == wanted
            ]
            out.money(f"{row.reference}/amount", amount)
            if found:
                free.pop(found[0])
                out.tie(f"{row.reference}/amount", found[:1])

    def tables(self, seen: Seen) -> dict[str, list[Row]]:
        by = {table: [_strings(seen, row) for row in rows] for table, rows in self.by.items()}
        return {**by, "funding_streams": [_stream(seen, row) for row in self.listed]}

    def _is_seen(self, row: LensRow, by: str) -> bool:
        """False for what only bodies that keep their figures back have, and what is called by their names."""
        mine = (stream for stream in self.streams if _is_in(row, stream[by], by))
        seen = any(not self.known.keeps_back(stream["agency"]) for stream in mine)
        return seen and not self.known.secret.in_text(row.title)


def _is_in(row: LensRow, value: str | None, by: str) -> bool:
    if row.key == "all":
        return True
    if by == "theme":
        return row.title == (value or "No theme")
    return row.key == f"control={value or 'none'}"


def _texts(row: LensRow) -> Sequence[str]:
    return [text for text in row.texts.values() if text]


def _strings(seen: Seen, row: LensRow) -> Row:
    ids = {column: f"{row.reference}/{column}" for column in _OF}
    cells = {column: seen.amount(id, row.pounds.get(column)) for column, id in ids.items()}
    share = seen.rests_on([ids["flexible"], ids["total"]], row.percents.get("flexible_pct"))
    streams = seen.rests_on([ids["total"]], row.numbers.get("streams"))
    return {"key": row.key, "title": row.title, "streams": streams, **cells, "share": share,
            "reference": row.reference}  # fmt: skip


def _stream(seen: Seen, row: LensRow) -> Row:
    names = ("agency", "department", "theme", "ring_fenced", "entitlement", "ends")
    said = {name: row.texts.get(name) or NOT_AVAILABLE for name in names}
    id = f"{row.reference}/amount"
    return {"key": row.key, "stream": row.title, **said, "amount": seen.amount(id, row.pounds.get("amount")),
            "reference": id}  # fmt: skip
