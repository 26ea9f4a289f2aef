"""All public tables, protected together: every cell hidden that a reader could not be shown safely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tp_cli.errors import Problem
from tp_cli.place import Place
from tp_cli.report.disclosure import Contributions, read_parts
from tp_cli.report.facts import Facts
from tp_cli.report.levels import secret_of
from tp_cli.report.public.bridge import Reconciliation
from tp_cli.report.public.cells import Figures, Row, Seen
from tp_cli.report.public.funding import Funding
from tp_cli.report.public.known import Known, Room
from tp_cli.report.public.outcomes import Outcomes
from tp_cli.report.public.paid import Paid
from tp_cli.report.public.prevention import Prevention
from tp_cli.report.public.resources import Resources
from tp_cli.report.public.scenarios import Scenarios
from tp_cli.report.public.spend import Spend
from tp_cli.report.public.transfers import Transfers
from tp_cli.report.releases import Earlier
from tp_cli.report.suppression import Protection
from tp_cli.store import Store

ROOMS: tuple[type[Room], ...] = (
    Spend,
    Reconciliation,
    Transfers,
    Prevention,
    Funding,
    Resources,
    Outcomes,
    Scenarios,
    Paid,  # last: who may be named depends on all other figures
)


@dataclass(frozen=True)
class Public:
    """The only thing that a public pack is made from.

    tables      rows by table and field: pence, per cent, number, text or a shorthand such as [c]
    hidden      figures that stand as [c]
    values      hundredths by figure id as published, None where hidden: what the next release is held against
    behind      whose money each of them is: stays in the place
    withheld    bodies that are left out
    """

    tables: Mapping[str, Sequence[Row]]
    hidden: int
    values: Mapping[str, int | None]
    behind: Mapping[str, Contributions]
    withheld: int
    problems: Sequence[Problem]


def public_tables(store: Store, place: Place, facts: Facts, level: str, earlier: Earlier) -> Public:
    """The tables for the readers of a level, with what must be hidden from them hidden.

    facts    all facts of the place, nothing taken out: what is hidden has to be known to be protected
    earlier  what earlier public releases of this place and year gave away
    """
    known = Known(store, place, facts, read_parts(store), secret_of(facts, place, level))
    figures = Figures(place.disclosure, earlier)
    rooms = [room(known) for room in ROOMS]
    for room in rooms:
        room.collect(figures)
    answer = figures.protect() if level == "public" else Protection(frozenset(figures.secret))
    seen = Seen(answer.hidden, _amounts(figures, answer), level == "public")
    values = figures.kept(answer.hidden)
    return Public(
        {name: rows for room in rooms for name, rows in room.tables(seen).items()},
        sum(value is None for value in values.values()),
        values,
        {id: figures.behind[id] for id in values},
        len(known.secret.agencies),
        tuple(_told(answer, values)),
    )


def _amounts(figures: Figures, answer: Protection) -> frozenset[int]:
    """Pence of hidden figures; a nought says nothing."""
    hidden = (figures.cells[id] for id in answer.hidden if id not in figures.scale)
    return frozenset(abs(cell.value) for cell in hidden if cell.value)


def _told(answer: Protection, values: Mapping[str, int | None]) -> Iterator[Problem]:
    if answer.whole:
        found = "no smaller choice of cells to hide could be proved safe"
        fix = "publish fewer or coarser tables, or look at [disclosure] in place.toml"
        yield Problem("hidden-whole", "publish", found, "tables that can be shown in part", fix)
    open_to_all = [id for id in answer.exposed if id in values]
    if open_to_all:
        found = f"{len(open_to_all)} hidden figures stood in an earlier release: {', '.join(open_to_all[:5])}"
        fix = "hiding them now takes nothing back; if that release never went out, delete its file in releases/"
        yield Problem("given-away", "publish", found, "figures that no release has shown", fix)
