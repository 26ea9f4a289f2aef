"""What a pool scenario is made of: pools with their contributions and risk shares, and money moved between bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tp_cli.errors import Problem
from tp_cli.place import AgencyId, Year
from tp_cli.project.footing import Priced, Sourced, mixed, named_twice, not_whole, off_footing
from tp_cli.project.leaning import FromCount
from tp_cli.project.parties import Party
from tp_cli.project.scenario import bad
from tp_cli.project.terms import Account, Owed, Part, Text

Type = Literal["aligned", "lead commissioner", "pooled", "transfer", "grant", "single pot"]
LAW = {
    "aligned": "each body keeps and spends its own; nothing moves",
    "lead commissioner": "one body buys for all; a delegation of functions, often under section 75 of the NHS Act 2006",
    "pooled": "one fund that loses whose money it was, section 75 of the NHS Act 2006",
    "transfer": "NHS to council, section 256 of the NHS Act 2006",
    "grant": "paid to a body on conditions",
    "single pot": "one grant in place of several",
}
POOL_TYPE = Field(examples=[f'"pooled" (one of: {", ".join(LAW)})'])
SHARES = '{ nhs = "60%", council = "40%" }'


class Pool(Sourced):
    """Money that bodies put together, or beside each other: one [[pool]]."""

    name: Annotated[Text, Field(examples=['"Community equipment"'])]
    type: Annotated[Type, POOL_TYPE]
    host: Annotated[AgencyId, Field(examples=['"council" (in whose books it is spent)'])]
    basis: Annotated[Literal["annual", "one-off"], Field(examples=['"annual" (or "one-off")'])]
    contributions: Annotated[
        dict[AgencyId, Owed], Field(min_length=1, examples=['{ nhs = "6000000.00", council = "4000000.00" }'])
    ]
    spent: Annotated[Owed | None, Field(examples=['"9500000.00"'])] = None
    aligned: Annotated[dict[AgencyId, Owed], Field(examples=['{ council = "3000000.00" }'])] = Field(
        default_factory=dict
    )
    risk_share: Annotated[dict[AgencyId, Part], Field(examples=[SHARES])] = Field(default_factory=dict)
    account: Annotated[Account, Field(examples=['"revenue" (or "capital")'])] = "revenue"


class Move(Sourced):
    """Money moved from one body to another: one [[move]]."""

    name: Annotated[Text, Field(examples=['"NHS capital to social care"'])]
    payer: Annotated[AgencyId, Field(examples=['"nhs"'])]
    payee: Annotated[AgencyId, Field(examples=['"council"'])]
    amount: Annotated[Owed, Field(examples=['"10000000.00"'])]
    basis: Annotated[Literal["annual", "one-off"], Field(examples=['"one-off" (or "annual")'])]
    given_as: Annotated[Account, Field(examples=['"capital" (or "revenue")'])]
    used_as: Annotated[Account, Field(examples=['"capital" (or "revenue")'])]


class Pools(Priced):
    """A scenario of method pool."""

    year: Annotated[Year, Field(examples=['"2024-25"'])]
    pools: Annotated[list[Pool], Field(alias="pool", examples=["a table [[pool]] for each pool"])] = Field(
        default_factory=list
    )
    moves: Annotated[list[Move], Field(alias="move", examples=["a table [[move]]"])] = Field(default_factory=list)
    count: Annotated[FromCount | None, Field(examples=["a table [count]"])] = None
    parties: Annotated[list[Party], Field(alias="party", examples=["a table [[party]]"])] = Field(default_factory=list)

    def mistakes(self) -> Iterator[Problem]:
        """Pools that cannot be shared out, or are on several footings."""
        if not self.pools and not self.moves:
            yield bad("[[pool]] and [[move]]", "nothing", "a pool or a move", "add a table [[pool]] or [[move]]")
        yield from off_footing(self, "pool", self.pools, self.year)
        yield from off_footing(self, "move", self.moves, self.year)
        yield from named_twice(
            "[[pool]] and [[move]], name", [p.name for p in self.pools] + [m.name for m in self.moves]
        )
        yield from mixed("[[pool]]", self.pools, "basis", lambda pool: pool.basis, lambda pool: pool.name)
        yield from mixed("[[pool]]", self.pools, "account", lambda pool: pool.account, lambda pool: pool.name)
        yield from mixed("[[move]]", self.moves, "basis", lambda move: move.basis, lambda move: move.name)
        for pool in self.pools:
            yield from _pool_mistakes(pool)
        for move in self.moves:
            if move.payer == move.payee:
                yield bad(f"[[move]] ({move.name})", "payer and payee are the same", "two bodies", "correct one")

    def used(self) -> Iterator[tuple[str, str]]:
        """Where each body is named, and its id."""
        for pool in self.pools:
            bodies = (pool.host, *pool.contributions, *pool.aligned, *pool.risk_share)
            yield from ((f"[[pool]] ({pool.name})", body) for body in dict.fromkeys(bodies))
        for move in self.moves:
            yield from ((f"[[move]] ({move.name})", body) for body in (move.payer, move.payee))


def _pool_mistakes(pool: Pool) -> Iterator[Problem]:
    where = f"[[pool]] ({pool.name})"
    if pool.type == "aligned":
        if pool.spent is not None or pool.risk_share or pool.aligned:
            found = "an aligned budget with a common spending or a risk share"
            yield bad(where, found, "contributions only: each body spends its own", "remove them, or change type")
        return
    if pool.spent is None:
        yield bad(f"{where}, spent", "nothing", 'spent = "9500000.00"', 'add spent = "9500000.00"')
    if pool.risk_share:
        yield from not_whole(f"{where}, risk_share", pool.risk_share.values(), SHARES)
        for body in pool.risk_share:
            if body not in pool.contributions:
                yield bad(f"{where}, risk_share", f'"{body}"', "a body that contributes", "correct it")
    elif not sum(pool.contributions.values()):
        yield bad(f"{where}, contributions", "nought in all", "an amount, or a risk_share", "correct it")
