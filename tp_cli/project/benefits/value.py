"""What lines are worth: present values by kind and body, budget impact by year, payback, who must be compensated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tp_cli.project.benefits.flows import COST, Line

NOUGHT = Fraction(0)
FISCAL = "fiscal"


@dataclass(frozen=True)
class Valued:
    """Lines and discount factors; every amount is in pence, exact, benefits and costs both above nought.

    The budget impact is fiscal benefits less costs. Public value is fiscal benefits that are no transfers, economic
    and social benefits, less costs.

    Source: docs/METHOD.md §5, cost-benefit.
    """

    lines: Sequence[Line]
    factors: Sequence[Fraction]

    @property
    def years(self) -> range:
        return range(len(self.factors))

    def unit_present(self, line: Line) -> Fraction:
        """Present value of a line where every input's effect is one."""
        return sum((part * factor for part, factor in zip(line.profile, self.factors, strict=True)), NOUGHT)

    @cached_property
    def _presents(self) -> dict[int, Fraction]:
        return {id(line): self.unit_present(line) * line.size for line in self.lines}

    def present(self, line: Line) -> Fraction:
        """Present value of one of the lines at its stated inputs."""
        return self._presents[id(line)]

    def present_of(self, kind: str) -> Fraction:
        return sum((self.present(line) for line in self.lines if line.kind == kind), NOUGHT)

    def by_year(self, kind: str, agency: str = "", account: str = "") -> list[Fraction]:
        """Pence of a kind in each year, undiscounted, of one body and one account where asked."""
        sums = [NOUGHT] * len(self.factors)
        for line in self.lines:
            if line.kind == kind and account in ("", line.account):
                share = line.shares.get(agency, NOUGHT) if agency else Fraction(1)
                sums = [had + part * share for had, part in zip(sums, line.flow, strict=True)]
        return sums

    @cached_property
    def agencies(self) -> list[str]:
        """Bodies that pay or gain, in the order in which the lines name them."""
        return list(dict.fromkeys(a for line in self.lines if line.kind in (COST, FISCAL) for a in line.shares))

    @cached_property
    def npv(self) -> Fraction:
        """Net present budget impact."""
        return self.present_of(FISCAL) - self.present_of(COST)

    def npv_of(self, account: str) -> Fraction:
        """The same of one account: revenue or capital."""
        return sum((self.present(line) * _sign(line) for line in self.lines if line.account == account), NOUGHT)

    @property
    def public_value(self) -> Fraction:
        """Net present public value; a transfer is no gain to the public."""
        gains = (line for line in self.lines if line.kind != COST and not line.transfer)
        return sum((self.present(line) for line in gains), NOUGHT) - self.present_of(COST)

    @property
    def cashable(self) -> Fraction:
        """Present value of what can be taken out of budgets."""
        return sum((self.present(line) * line.cashable for line in self.lines if line.kind == FISCAL), NOUGHT)

    def positions(self) -> dict[str, Fraction]:
        """What each body gains, in present value; together the budget impact."""
        return {agency: self._share(agency, FISCAL) - self._share(agency, COST) for agency in self.agencies}

    def cashable_of(self, agency: str) -> Fraction:
        return sum(
            (self.present(line) * line.shares.get(agency, NOUGHT) * line.cashable for line in self._of(FISCAL)), NOUGHT
        )

    def _share(self, agency: str, kind: str) -> Fraction:
        return sum((self.present(line) * line.shares.get(agency, NOUGHT) for line in self._of(kind)), NOUGHT)

    def costs_of(self, agency: str) -> Fraction:
        return self._share(agency, COST)

    def benefits_of(self, agency: str) -> Fraction:
        return self._share(agency, FISCAL)

    def _of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @cached_property
    def cumulative(self) -> list[Fraction]:
        """Budget impact in present value, added up to each year."""
        running, made = NOUGHT, []
        for gain, cost, factor in zip(self.by_year(FISCAL), self.by_year(COST), self.factors, strict=True):
            running += (gain - cost) * factor
            made.append(running)
        return made

    @property
    def payback(self) -> int | None:
        """The first year from which the sum so far is never again below nought; None where there is none."""
        below = [year for year in self.years if self.cumulative[year] < 0]
        after = below[-1] + 1 if below else 0
        return after if after in self.years else None


def _sign(line: Line) -> int:
    return {COST: -1, FISCAL: 1}.get(line.kind, 0)


def compensation(positions: Mapping[str, int]) -> dict[str, int]:
    """What each body that loses must be given at least, in pence."""
    return {agency: -pence for agency, pence in positions.items() if pence < 0}
