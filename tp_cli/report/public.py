"""What the public may see: the count's tables with every cell hidden that a reader could not be shown safely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tp_cli.errors import Problem
from tp_cli.place import Disclosure, Place
from tp_cli.report.disclosure import Contributions, contributions, money_cell, says_too_much, together
from tp_cli.report.facts import Agency, Bridge, Elimination, Facts, Function
from tp_cli.report.levels import hidden_agencies
from tp_cli.report.releases import Earlier
from tp_cli.report.suppression import Cell, Protection, Sum, protect
from tp_cli.store import Store

TOTAL = "count/spend/total/amount"
STATES = ("counted", "eliminated", "apportioned_out", "out_of_scope", "memo", "superseded")
CONFIDENTIAL, NOT_AVAILABLE, LOW = "[c]", "[x]", "[low]"
Value = int | Decimal | str
Row = dict[str, Value]


@dataclass(frozen=True)
class Public:
    """The only thing that a public pack is made from.

    tables      rows by table and field: pence, per cent, text or a shorthand such as [c]
    hidden      figures that stand as [c]
    values      pence by figure id as published, None where hidden: what the next release is held against
    behind      whose money each of them is: stays in the place
    withheld    bodies that are left out
    """

    tables: Mapping[str, Sequence[Row]]
    hidden: int
    values: Mapping[str, int | None]
    behind: Mapping[str, Contributions]
    withheld: int
    problems: Sequence[Problem]


@dataclass
class _Figures:
    """Every figure that could be published, what adds up among them, and whose money it is."""

    rules: Disclosure
    earlier: Earlier
    cells: dict[str, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    behind: dict[str, Contributions] = field(default_factory=dict)

    def add(self, id: str, pence: int, money: Contributions, cost: int = 1, secret: bool = False) -> str:
        """One amount; `secret` where it belongs to a body that withholds its figures."""
        if id not in self.cells:
            cell = money_cell(id, pence, money, self.rules, cost)
            if secret and pence:
                cell = Cell(id, pence, True, abs(pence), None, cell.cost)
            elif any(says_too_much(change, self.rules) for change in self.earlier.since(id, pence, money)):
                cell = Cell(id, pence, True, cell.width, None, cell.cost)
            self.cells[id], self.behind[id] = cell, money
        return id

    def tie(self, total: str, parts: Iterable[str]) -> None:
        """These add up, as far as they do."""
        names = tuple(parts)
        if total in self.cells and sum(self.cells[name].value for name in names) == self.cells[total].value:
            self.sums.append(Sum(total, names))

    def protect(self) -> Protection:
        known = [id for id, cell in self.cells.items() if self.earlier.gives_away(id, cell.value)]
        return protect(self.cells.values(), self.sums, known)


def public_tables(store: Store, place: Place, facts: Facts, level: str, earlier: Earlier) -> Public:
    """The tables of the count for the readers of a level, with what must be hidden from them hidden.

    facts    all facts of the place, nothing taken out: what is hidden has to be known to be protected
    earlier  what earlier public releases of this place and year gave away
    """
    hidden = hidden_agencies(place, facts.place.year, level)
    figures = _Figures(place.disclosure, earlier)
    _collect(figures, facts, contributions(store), hidden)
    answer = figures.protect() if level == "public" else Protection(frozenset(_of_secret(figures, hidden)))
    shown = _Shown(facts, answer.hidden, hidden)
    values = {id: None if id in answer.hidden else cell.value for id, cell in figures.cells.items()}
    latent = set(_of_secret(figures, hidden))
    return Public(
        shown.tables(),
        len([id for id in answer.hidden if id not in latent]),
        {id: value for id, value in values.items() if id not in latent},
        {id: money for id, money in figures.behind.items() if id not in latent},
        sum(1 for each in place.withheld if each.year == facts.place.year and each.agency in hidden),
        tuple(_told(answer, latent)),
    )


def _of_secret(figures: _Figures, hidden: frozenset[str]) -> Iterator[str]:
    for id in figures.cells:
        if any(f"={agency}{end}" in f"{id}," for agency in hidden for end in (",", "/")):
            yield id


def _collect(
    out: _Figures, facts: Facts, found: Mapping[tuple[str, str, str], Contributions], hidden: frozenset[str]
) -> None:
    counted = ("counted",)
    out.add(TOTAL, facts.spend.amount, together(found, counted), cost=64)
    for one in facts.agencies:
        out.add(one.reference, one.amount, together(found, counted, one.id), 4, one.id in hidden)
    for function in (*facts.functions, *facts.groups):
        cost = 16 if function in facts.functions else 1
        out.add(function.reference, function.amount, together(found, counted, cofog=function.code), cost)
    for one in facts.agencies:
        for code, pence in one.by_function.items():
            out.add(cell_id(one, code), pence, together(found, counted, one.id, code), 1, one.id in hidden)
        out.tie(one.reference, [cell_id(one, code) for code in one.by_function])
    for function in facts.functions:
        out.tie(function.reference, [cell_id(one, function.code) for one in facts.agencies])
        under = [group.reference for group in facts.groups if group.code.partition(".")[0] == function.code]
        out.tie(function.reference, under)
    out.tie(TOTAL, [one.reference for one in facts.agencies])
    out.tie(TOTAL, [function.reference for function in facts.functions])
    _collect_states(out, facts, found, hidden)


def _collect_states(
    out: _Figures, facts: Facts, found: Mapping[tuple[str, str, str], Contributions], hidden: frozenset[str]
) -> None:
    totals = {state: sum(getattr(row, state) for row in facts.bridge) for state in STATES}
    for state, pence in totals.items():
        if state != "counted":
            out.add(state_id(state), pence, together(found, (state,)), 16)
    out.add(state_id("reported"), facts.spend.reported, together(found, STATES[:-1]), 32)
    out.tie(state_id("reported"), [TOTAL, *(state_id(state) for state in STATES[1:-1])])
    for row in facts.bridge:
        agency = agency_of(row)
        for state in STATES:
            money = together(found, (state,), agency)
            out.add(bridge_id(row, state), getattr(row, state), money, 2, agency in hidden)
        out.add(bridge_id(row, "ingested"), row.ingested, together(found, STATES, agency), 4, agency in hidden)
        out.tie(bridge_id(row, "ingested"), [bridge_id(row, state) for state in STATES])
        for one in facts.agencies:
            if one.id == agency:
                out.tie(one.reference, [bridge_id(row, "counted")])
    for state in STATES:
        out.tie(TOTAL if state == "counted" else state_id(state), [bridge_id(row, state) for row in facts.bridge])
    for entry in facts.eliminations:
        pence = entry.eliminated or 0
        out.add(entry.reference, pence, Contributions(own=abs(pence)), 1, _involves(entry, hidden))
    out.tie(state_id("eliminated"), [entry.reference for entry in facts.eliminations])
    for row in facts.bridge:
        paid = [entry.reference for entry in facts.eliminations if f"payer={agency_of(row)}" in entry.key.split(",")]
        out.tie(bridge_id(row, "eliminated"), paid)


def _involves(entry: Elimination, hidden: frozenset[str]) -> bool:
    return any(
        f"={agency}" in part for part in entry.key.split(",") for agency in hidden if part.endswith(f"={agency}")
    )


def _told(answer: Protection, latent: set[str]) -> Iterator[Problem]:
    if answer.whole:
        found = "no smaller choice of cells to hide could be proved safe"
        fix = "publish fewer or coarser tables, or look at [disclosure] in place.toml"
        yield Problem("hidden-whole", "publish", found, "tables that can be shown in part", fix)
    open_to_all = [id for id in answer.exposed if id not in latent]
    if open_to_all:
        found = f"{len(open_to_all)} hidden figures stood in an earlier release: {', '.join(open_to_all[:5])}"
        fix = "hiding them now takes nothing back; if that release never went out, delete its file in releases/"
        yield Problem("given-away", "publish", found, "figures that no release has shown", fix)


def cell_id(agency: Agency, code: str) -> str:
    return f"count/agency_cofog/agency={agency.id},cofog={code}/amount"


def state_id(state: str) -> str:
    return f"count/states/state={state}/amount"


def bridge_id(row: Bridge, column: str) -> str:
    return f"count/bridge/{row.key}/{column}"


def agency_of(row: Bridge) -> str:
    return row.key.partition("=")[2]


class _Shown:
    """The rows as a reader may see them."""

    def __init__(self, facts: Facts, hidden: frozenset[str], agencies: frozenset[str]) -> None:
        self.facts, self.hidden, self.agencies = facts, hidden, agencies

    def tables(self) -> dict[str, list[Row]]:
        """All tables, each with the total row that readers look for."""
        return {
            "agencies": [self._agency(one) for one in self._agencies()] + [self._total("agency")],
            "functions": [self._function(one) for one in self.facts.functions]
            + [self._total("function") | {"code": "All"}],
            "groups": [self._group(one) for one in self.facts.groups],
            "matrix": [self._cells(one) for one in self._agencies()] + [self._all_cells()],
            "steps": [self._step(row.key, row.title, row.amount) for row in self.facts.steps],
            "bridge": [self._bridge(row) for row in self.facts.bridge if agency_of(row) not in self.agencies],
            "transfers": [self._transfer(one) for one in self.facts.eliminations if not _involves(one, self.agencies)],
        }

    def _agencies(self) -> list[Agency]:
        return [one for one in self.facts.agencies if one.id not in self.agencies]

    def amount(self, id: str, pence: int | None) -> Value:
        """Pence, or [c] where hidden, or [x] where there is none."""
        if id in self.hidden:
            return CONFIDENTIAL
        return NOT_AVAILABLE if pence is None else pence

    def _spend(self, id: str, pence: int, per_head: int | None, share: Decimal | None) -> Row:
        amount = self.amount(id, pence)
        if amount == CONFIDENTIAL:
            return {"amount": amount, "per_head": CONFIDENTIAL, "share": CONFIDENTIAL, "reference": id}
        return {
            "amount": amount,
            "per_head": _rounded(per_head, pence),
            "share": CONFIDENTIAL if TOTAL in self.hidden else _rounded(share, pence),
            "reference": id,
        }

    def _total(self, label: str) -> Row:
        spend = self.facts.spend
        row = self._spend(TOTAL, spend.amount, spend.per_head, Decimal("100.0") if spend.amount else None)
        return {"key": "total", label: "All public spend counted", **row}

    def _agency(self, one: Agency) -> Row:
        return {"key": one.key, "agency": one.name, **self._spend(one.reference, one.amount, one.per_head, one.share)}

    def _function(self, one: Function) -> Row:
        row = self._spend(one.reference, one.amount, one.per_head, one.share)
        return {"key": one.key, "code": one.code, "function": one.name, **row}

    def _group(self, one: Function) -> Row:
        division = next((d.name for d in self.facts.functions if d.code == one.code.partition(".")[0]), "")
        row = self._spend(one.reference, one.amount, one.per_head, one.share)
        name = one.name if "." in one.code else f"{one.name}, not split further"
        return {"key": one.key, "code": one.code, "group": name, "division": division, **row}

    def _cells(self, one: Agency) -> Row:
        cells = {
            f"by_function.{code}": self.amount(cell_id(one, code), pence) for code, pence in one.by_function.items()
        }
        all_of_it = self.amount(one.reference, one.amount)
        return {"key": one.key, "agency": one.name, **cells, "amount": all_of_it, "reference": one.reference}

    def _all_cells(self) -> Row:
        cells = {f"by_function.{one.code}": self.amount(one.reference, one.amount) for one in self.facts.functions}
        total = self.amount(TOTAL, self.facts.spend.amount)
        return {"key": "total", "agency": "All public spend counted", **cells, "amount": total, "reference": TOTAL}

    def _step(self, state: str, title: str, pence: int) -> Row:
        id = TOTAL if state == "counted" else state_id(state)
        return {"key": state, "step": title, "amount": self.amount(id, pence), "reference": id}

    def _bridge(self, row: Bridge) -> Row:
        cells = {state: self.amount(bridge_id(row, state), getattr(row, state)) for state in ("ingested", *STATES)}
        return {"key": row.key, "agency": row.name, **cells, "reference": row.reference}

    def _transfer(self, one: Elimination) -> Row:
        amount = self.amount(one.reference, one.eliminated)
        label = one.label or NOT_AVAILABLE
        return {
            "key": one.key, "payer": one.payer, "payee": one.payee, "label": label, "amount": amount,
            "reference": one.reference,
        }  # fmt: skip


def _rounded(value: int | Decimal | None, pence: int) -> Value:
    """The value, [x] where there is none, [low] where a true amount rounds to nought."""
    if value is None:
        return NOT_AVAILABLE
    return LOW if not value and pence else value
