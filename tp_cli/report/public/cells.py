"""Every figure that could be published and what adds up among them, to be protected together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tp_cli.place import Disclosure
from tp_cli.report.disclosure import Contributions, money_cell, number_cell, says_too_much, too_few
from tp_cli.report.naming import Named, nameable
from tp_cli.report.releases import Earlier
from tp_cli.report.suppression import Cell, Protection, Sum, protect

CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE, LOW = "[c]", "[x]", "[z]", "[low]"
Value = int | Decimal | str
Row = dict[str, Value]
_HUNDREDTHS = 100  # a release keeps numbers and pounds alike, with two places


@dataclass
class Figures:
    """Every figure that could be published, what adds up among them, and whose money it is.

    secret  ids of figures that belong to a body which withholds them from these readers
    scale   1 for pence, 100 for numbers of people or things
    """

    rules: Disclosure
    earlier: Earlier
    cells: dict[str, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    behind: dict[str, Contributions] = field(default_factory=dict)
    secret: set[str] = field(default_factory=set)
    scale: dict[str, int] = field(default_factory=dict)

    def money(
        self,
        id: str,
        pence: int,
        money: Contributions | None = None,
        cost: int = 1,
        secret: bool = False,
        sensitive: bool = False,
    ) -> str:
        """One amount that is to be published.

        money      whose it is; a body's own where not said
        secret     it belongs to a body that withholds its figures
        sensitive  it would give somebody away, whatever the rules say of it alone
        """
        if id not in self.cells:
            behind = Contributions(own=abs(pence)) if money is None else money
            cell = money_cell(id, pence, behind, self.rules, cost)
            changes = self.earlier.since(id, pence, behind)
            told = sensitive or any(says_too_much(change, self.rules) for change in changes)
            self._keep(replace(cell, sensitive=True) if told else cell, behind, secret)
        return id

    def number(self, id: str, people: int, cost: int = 1, secret: bool = False) -> str:
        """One number of people that is to be published."""
        if id not in self.cells:
            cell = number_cell(id, people, self.rules, cost)
            steps = self.earlier.steps(id, people * _HUNDREDTHS)
            told = any(too_few(abs(step) // _HUNDREDTHS, self.rules) for step in steps)
            self.scale[id] = _HUNDREDTHS
            self._keep(replace(cell, sensitive=True, below=None) if told else cell, Contributions(), secret)
        return id

    def latent(self, id: str, pence: int, money: Contributions, secret: bool = False, sensitive: bool = False) -> str:
        """An amount that stands behind figures and is not published itself; `sensitive` where it says too much."""
        cell = money_cell(id, pence, money, self.rules)
        self._keep(replace(cell, latent=True, sensitive=cell.sensitive or sensitive), money, secret)
        return id

    def latent_number(self, id: str, people: int, secret: bool = False) -> str:
        """A number of people that stands behind figures and is not published itself."""
        self._keep(replace(number_cell(id, people, self.rules), latent=True), Contributions(), secret)
        return id

    def _keep(self, cell: Cell, money: Contributions, secret: bool) -> None:
        if secret:
            self.secret.add(cell.id)
            if cell.value:
                cell = replace(cell, sensitive=True, width=abs(cell.value), below=None)
        self.cells[cell.id], self.behind[cell.id] = cell, money

    def tie(self, total: str, parts: Iterable[str]) -> None:
        """These add up, as far as they do."""
        names = tuple(parts)
        if total in self.cells and sum(self.cells[name].value for name in names) == self.cells[total].value:
            self.sums.append(Sum(total, names))

    def nameable(self, payees: Iterable[str], bodies: Iterable[str]) -> Named:
        """Who may be named with what they were paid, given all figures added so far.

        Nobody whose money is in a figure that is hidden for it: the name would say what the figure must not.
        """
        behind = [money for id, money in self.behind.items() if id not in self.secret]
        hidden = {payee for id, cell in self.cells.items() if cell.sensitive for payee in self.behind[id].payees}
        return nameable(behind, frozenset(payees) - hidden, frozenset(bodies), self.rules)

    def protect(self) -> Protection:
        known = [
            id
            for id, cell in self.cells.items()
            if not cell.latent and self.earlier.gives_away(id, cell.value * self.scale.get(id, 1))
        ]
        return protect(self.cells.values(), self.sums, known)

    def published(self) -> Iterable[str]:
        """Ids of what may be published, hidden or not."""
        return (id for id, cell in self.cells.items() if not cell.latent and id not in self.secret)

    def kept(self, hidden: frozenset[str]) -> Mapping[str, int | None]:
        """What a release keeps: hundredths by figure id, None where hidden."""
        values = {id: self.cells[id].value * self.scale.get(id, 1) for id in self.published()}
        return {id: None if id in hidden else value for id, value in values.items()}


@dataclass(frozen=True)
class Seen:
    """What readers of these tables may see of a figure.

    hidden      figures that stand as [c]
    amounts     pence of hidden figures, which no other table may show either
    suppressed  True where small numbers are hidden from these readers
    """

    hidden: frozenset[str]
    amounts: frozenset[int]
    suppressed: bool

    def amount(self, id: str, value: int | Decimal | None) -> Value:
        """The value, or [c] where hidden, or [x] where there is none."""
        if id in self.hidden:
            return CONFIDENTIAL
        return NOT_AVAILABLE if value is None else value

    def rests_on(self, ids: Iterable[str], value: int | Decimal | None) -> Value:
        """A figure made from others: [c] where one of them is hidden."""
        return CONFIDENTIAL if any(id in self.hidden for id in ids) else self.amount("", value)

    def free(self, value: int | Decimal | str | None) -> Value:
        """A figure from outside the system, in pence: [c] where it is that of a hidden one, for it gives it away."""
        if isinstance(value, int) and abs(value) in self.amounts:
            return CONFIDENTIAL
        return NOT_AVAILABLE if value is None or value == "" else value


def rounded(value: int | Decimal | None, pence: int) -> Value:
    """The value, [x] where there is none, [low] where a true amount rounds to nought."""
    if value is None:
        return NOT_AVAILABLE
    return LOW if not value and pence else value
