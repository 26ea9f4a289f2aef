"""A small place counted a second time, in SQL: written from the method alone, with nothing of `tp_cli`.

The order is the method's: basis, scope, share, split, then what is taken off: levies, schedules, payments that only the
payer's lines show. Amounts are whole pence, small enough that pence times a driver stay within 64 bits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

SCHEMA = """
    create table line (id text primary key, agency, basis, status, role, scope, service, payee, pence integer);
    create table weight (line, part integer, weight integer);
    create table driver (agency, area, amount integer, ours integer);  -- by hand: the place first, then all else
    create table switch (scope text primary key, setting);
    create table rank (basis text primary key, place integer);
    insert into rank values ('outturn', 1), ('budget', 2), ('allocation', 3), ('payments', 4);

    create view best as
        select agency, min(place) as place from line join rank using (basis) group by agency;
    create view stated as
        select line.*, case
            when rank.place > best.place then 'superseded'
            when status in ('withheld', 'tbc') then 'unresolved'
            when role = 'memo' then 'memo'
            when own.setting = 'out' or (line.agency in (select agency from driver) and shared.setting = 'out')
                then case when own.setting = 'memo' then 'memo' else 'out_of_scope' end
            when own.setting = 'memo' or (line.agency in (select agency from driver) and shared.setting = 'memo')
                then 'memo'
            else 'counted' end as state
        from line join rank using (basis) join best on best.agency = line.agency
            left join switch as own on own.scope = line.scope left join switch as shared on shared.scope = 'apportioned';

    create view dealt as  -- each line over all areas of its body: whole pennies, and the rests that ask for one more
        select id, ours, abs(pence) * amount / whole as pennies,
            row_number() over (partition by id order by abs(pence) * amount % whole desc, area) as turn,
            abs(pence) - sum(abs(pence) * amount / whole) over (partition by id) as spare
        from line join driver using (agency) join (select agency, sum(amount) as whole from driver group by agency)
            using (agency) where pence is not null;
    create view inside as
        select line.id, coalesce(sign(pence) * (select sum((pennies + (turn <= spare)) * ours) from dealt
            where dealt.id = line.id), pence) as pence from line;

    create view split as  -- what is the place's, over the parts of the line
        select id, part, abs(inside.pence) * weight / whole as pennies, sign(inside.pence) as way,
            row_number() over (partition by id order by abs(inside.pence) * weight % whole desc, part) as turn,
            abs(inside.pence) - sum(abs(inside.pence) * weight / whole) over (partition by id) as spare
        from inside join weight on line = id join (select line as of, sum(weight) as whole from weight group by line)
            on of = id;
    create table piece (number integer primary key, line, agency, payee, role, service, pence integer, left integer);
"""
FILL = """
    insert into piece (line, agency, payee, role, service, pence, left)
        select id, agency, payee, role, service, way * (pennies + (turn <= spare)), way * (pennies + (turn <= spare))
        from split join stated using (id) where state = 'counted' order by agency, id, part
"""
PROPORTION = """
    update piece set left = left - (select pennies + (turn <= :pence - sum) from (
        select number as of, left * :pence / whole as pennies, sum(left * :pence / whole) over () as sum,
            row_number() over (order by left * :pence % whole desc, number) as turn
        from piece, (select sum(left) as whole from piece where {}) where {}) where of = number) where {}
"""


@dataclass
class Place:
    """What is counted: rows of `line`, weights and drivers, and what the two sides of payments say."""

    lines: Sequence[Mapping[str, Any]]
    drivers: Mapping[str, Sequence[tuple[str, int, bool]]]
    switches: Mapping[str, str]
    net: frozenset[str]
    transfers: Sequence[Mapping[str, Any]]


@dataclass
class Opinion:
    """The count: pence by line and state, nought left out."""

    database: sqlite3.Connection
    place: Place
    room: dict[str, int] = field(default_factory=dict)

    def states(self) -> dict[tuple[str, str], int]:
        self._load()
        held = "select agency, sum(pence), max(pence <> 0) from piece group by agency"
        self.room = {agency: max(pence, 0) for agency, pence, some in self.database.execute(held) if some}
        self._levies()
        told = self._schedules()
        self._named(told)
        return self._found()

    def _load(self) -> None:
        run = self.database
        run.executescript(SCHEMA)
        names = ("id", "agency", "basis", "status", "role", "scope", "service", "payee", "pence")
        for line in self.place.lines:
            run.execute("insert into line values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [line[name] for name in names])
            parts = enumerate(line["weights"], 1)
            run.executemany("insert into weight values (?, ?, ?)", [(line["id"], *part) for part in parts])
        rows = [(agency, *area) for agency, areas in self.place.drivers.items() for area in areas]
        run.executemany("insert into driver values (?, ?, ?, ?)", rows)
        run.executemany("insert into switch values (?, ?)", list(self.place.switches.items()))
        run.execute(FILL)

    def _levies(self) -> None:
        """Both legs or neither."""
        for (name,) in self.database.execute("select distinct service from piece where role = 'levy'").fetchall():
            legs = "role = 'levy' and service = ?"
            ways = self.database.execute(
                f"select count(distinct sign(pence)) from piece where {legs} and pence <> 0", [name]
            )
            if ways.fetchone()[0] == 2:
                self.database.execute(f"update piece set left = 0 where {legs}", [name])

    def _schedules(self) -> set[tuple[str, str]]:
        told = set()
        for each in self.place.transfers:
            payer, payee, label = each["payer"], each["payee"], each["label"]
            told.add((payer, payee))
            said = [pence for pence in (each["paid_pence"], each["received_pence"]) if pence is not None]
            reports = each["payee_reports"] or ("net" if payee in self.place.net else "gross")
            if not self._spends_again(payee, reports, both=len(said) == 2):
                continue
            left = round(min(said) * min(self._share(payer), self._share(payee)))
            whom = f"agency = '{payer}' and "
            for which in (f"payee = '{payee}'", f"service = '{label}'", f"(payee is null or payee = '{payee}')"):
                left -= self._take(whom + which, left, payee) if which != "service = ''" else 0
        return told

    def _named(self, told: set[tuple[str, str]]) -> None:
        """Payments that only the payer's lines show, net of what came back."""
        pairs = "select agency, payee, sum(pence) from piece where payee <> agency and pence <> 0 group by 1, 2"
        for payer, payee, paid in sorted(self.database.execute(pairs).fetchall(), key=lambda row: str(row[:2])):
            reports = "net" if payee in self.place.net else "gross"
            if (payer, payee) in told or paid < 0 or not self._spends_again(payee, reports, both=False):
                continue
            of = f"agency = '{payer}' and payee = '{payee}'"
            lines = f"select sum(pence) from line where id in (select line from piece where {of} and pence <> 0)"
            again = round(self.database.execute(lines).fetchone()[0] * self._share(payee))
            if paid <= again and paid <= self.room[payee]:
                self.database.execute(f"update piece set left = 0 where {of}")
                self.room[payee] -= paid
            else:
                self._take(of, min(again, paid), payee)

    def _take(self, of: str, pence: int, payee: str) -> int:
        """Take pence off these pieces in proportion, no more than they hold and the payee can absorb."""
        of += " and left > 0"
        (held,) = self.database.execute(f"select coalesce(sum(left), 0) from piece where {of}").fetchone()
        takes = min(pence, held, self.room[payee])
        if takes > 0:
            self.database.execute(PROPORTION.format(of, of, of), {"pence": takes})
            self.room[payee] -= takes
            return int(takes)
        return 0

    def _spends_again(self, payee: str, reports: str, both: bool) -> bool:
        """The payee is in the count, gross of what it receives, and known by more than its payments, or on both sides."""
        bases = "select min(place) from line join rank using (basis) where agency = ?"
        by_payments = self.database.execute(bases, [payee]).fetchone()[0] == 4
        return payee in self.room and reports == "gross" and (both or not by_payments)

    def _share(self, agency: str) -> Fraction:
        areas = self.place.drivers.get(agency, []) if agency in self.room else []
        whole = sum(amount for _, amount, _ in areas)
        return Fraction(sum(amount for _, amount, ours in areas if ours), whole) if whole else Fraction(1)

    def _found(self) -> dict[tuple[str, str], int]:
        sums = """
            select line, 'counted', sum(left) from piece group by line
            union all select line, 'eliminated', sum(pence - left) from piece group by line
            union all select id, 'apportioned_out', stated.pence - inside.pence from stated join inside using (id)
                where state = 'counted'
            union all select id, state, pence from stated where state <> 'counted' and pence is not null
        """
        return {(line, state): pence for line, state, pence in self.database.execute(sums) if pence}


def give_opinion(place: Place) -> dict[tuple[str, str], int]:
    """Pence by line and state."""
    return Opinion(sqlite3.connect(":memory:"), place).states()
