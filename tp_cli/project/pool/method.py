"""Pooled budgets worked out: what is counted once, what each body gets back or owes, what a move changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

from tp_cli.errors import Problem, TpError
from tp_cli.money import share_out, show
from tp_cli.project.counted import Count
from tp_cli.project.leaning import count_caveats, count_rows, counted
from tp_cli.project.outcome import Outcome, Row, money, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.pool.file import LAW, Move, Pool, Pools
from tp_cli.project.setting import Setting


def project(scenario: Pools, setting: Setting) -> Outcome:
    """Pools and moves: counted once, variance by risk share, positions that add up to nought.

    scenario  pools and moves, already checked
    setting   the place and its count, for what each body spends in all
    returns   headline, pools, by_agency, moves
    raises    TpError for bodies that nobody declared, and where the count differs

    Source: docs/METHOD.md §5, pooled budget.
    """
    parties = parties_of(setting.place, scenario.parties)
    problems = [*parties.unknown(scenario.used())]
    if problems:
        raise TpError(problems)
    count = counted(scenario.count, scenario.price_base, setting) if scenario.count else None
    rows = [*_headline(scenario), *(count_rows(count) if count else ()), *_pools(scenario.pools, parties)]
    rows += [*_by_agency(scenario, parties), *_moves(scenario.moves, parties)]
    said = [*_caveats(scenario), *(count_caveats(count) if count else ())]
    return Outcome(rows, said, [*_warnings(scenario, parties, count)])


def shared(pence: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """An amount in whole pence by shares, together the amount exactly.

    Source: docs/METHOD.md §3, largest remainder.
    """
    whole = lcm(*(share.denominator for share in shares.values()))
    parts = share_out(pence, [int(share * whole) for share in shares.values()])
    return dict(zip(shares, parts, strict=True))


def variance(pool: Pool) -> dict[str, int]:
    """What each body gets back, or owes where below nought, in pence; nothing of an aligned budget."""
    if pool.spent is None:
        return dict.fromkeys(pool.contributions, 0)
    shares = pool.risk_share or {
        body: Fraction(pence, sum(pool.contributions.values())) for body, pence in pool.contributions.items()
    }
    back = shared(sum(pool.contributions.values()) - pool.spent, shares)
    return {body: back.get(body, 0) for body in pool.contributions}


def _headline(scenario: Pools) -> Iterator[Row]:
    pools = scenario.pools
    paid = sum(sum(pool.contributions.values()) for pool in pools)
    yield money("headline", "contributions", "Put in by all bodies", paid)
    yield money("headline", "pool_spent", "Spent by the pools, counted once", sum(_spent(pool) for pool in pools))
    yield money(
        "headline", "unspent", "Left over; below nought, lacking", sum(sum(variance(p).values()) for p in pools)
    )
    yield money("headline", "aligned", "Stays with its owners", sum(_aligned(pool) for pool in pools))
    yield money("headline", "count_change", "Change of what is counted in the place by moving it", 0)
    yield text("headline", "year", "Financial year", scenario.year)
    yield text("headline", "price_base", "Price base", str(scenario.price_base))


def _spent(pool: Pool) -> int:
    return pool.spent or 0


def _aligned(pool: Pool) -> int:
    return sum(pool.aligned.values()) + (sum(pool.contributions.values()) if pool.type == "aligned" else 0)


def _pools(pools: Sequence[Pool], parties: Parties) -> Iterator[Row]:
    for pool in pools:
        key = (("pool", pool.name),)
        yield text("pools", "type", pool.name, f"{pool.type}: {LAW[pool.type]}", key)
        yield text("pools", "host", pool.name, parties.name(pool.host), key)
        yield text("pools", "account", pool.name, f"{pool.account}, {pool.basis}", key)
        yield money("pools", "contributions", pool.name, sum(pool.contributions.values()), key)
        yield money("pools", "counted_once", pool.name, _spent(pool), key)
        yield money("pools", "aligned", pool.name, _aligned(pool), key)
        yield text("pools", "source", pool.name, pool.source, key)
    for pool in pools:
        for body in dict.fromkeys((*pool.contributions, *pool.aligned)):
            of_body, title = (("pool", pool.name), ("agency", body)), f"{pool.name}: {parties.name(body)}"
            yield money("shares", "contribution", title, pool.contributions.get(body, 0), of_body)
            yield money("shares", "returned", title, variance(pool).get(body, 0), of_body)
            yield money("shares", "aligned", title, pool.aligned.get(body, 0), of_body)


def _by_agency(scenario: Pools, parties: Parties) -> Iterator[Row]:
    """Each body: what it put in, gets back, and moved; revenue and capital apart."""
    for body in dict.fromkeys(body for _, body in scenario.used()):
        key, name = (("agency", body),), parties.name(body)
        put = sum(pool.contributions.get(body, 0) for pool in scenario.pools)
        back = sum(variance(pool).get(body, 0) for pool in scenario.pools)
        yield money("by_agency", "contribution", name, put, key)
        yield money("by_agency", "returned", name, back, key)
        yield money("by_agency", "net_contribution", name, put - back, key)
        for account in ("revenue", "capital"):
            yield money("by_agency", f"moved_{account}", name, _moved(scenario.moves, body, account), key)
        yield text("by_agency", "department", name, parties.department(body), key)


def _moved(moves: Sequence[Move], body: str, account: str) -> int:
    gone = sum(move.amount for move in moves if move.payer == body and move.given_as == account)
    come = sum(move.amount for move in moves if move.payee == body and move.given_as == account)
    return come - gone


def _moves(moves: Sequence[Move], parties: Parties) -> Iterator[Row]:
    for move in moves:
        key = (("move", move.name),)
        title = f"{move.name}: {parties.name(move.payer)} to {parties.name(move.payee)}"
        yield money("moves", "payer", title, -move.amount, key)
        yield money("moves", "payee", title, move.amount, key)
        yield money("moves", "count_change", title, 0, key)
        yield text("moves", "account", title, f"given as {move.given_as}, used as {move.used_as}, {move.basis}", key)
        yield text("moves", "source", title, move.source, key)


def _caveats(scenario: Pools) -> list[str]:
    return [
        "A pool is counted once, by what it spends; what bodies put in is eliminated at the payers, never added.",
        "What is left over, or lacking, is split by the risk share that the file states, else as it was put in. Read "
        "in the agreement whether it says so.",
        "An aligned budget moves nothing: each body stays answerable for its own.",
        f"All amounts are {scenario.price_base}; capital and revenue are shown apart and never joined.",
    ]


def _warnings(scenario: Pools, parties: Parties, count: Count | None) -> Iterator[Problem]:
    for move in scenario.moves:
        if move.given_as == "capital" and move.used_as == "revenue":
            found = f"{move.name}: {show(move.amount)} of capital would pay running costs"
            fix = "use it for assets, or find revenue"
            yield Problem("capital-as-revenue", "", found, "capital used as capital", fix, "finding")
    for pool in scenario.pools:
        short = -sum(variance(pool).values())
        if short > 0:
            found = f"{pool.name} spent {show(short)} more than was put in"
            yield Problem("pool-overspent", "", found, "no more than was put in", "agree who pays it", "finding")
    yield from _beyond_count(scenario, parties, count.by_agency() if count else {})


def _beyond_count(scenario: Pools, parties: Parties, spends: Mapping[str, int]) -> Iterator[Problem]:
    for body, spent in spends.items():
        put = sum(pool.contributions.get(body, 0) for pool in scenario.pools)
        if put > spent:
            found = f"{parties.name(body)} puts in {show(put)}, but only {show(spent)} is counted for it"
            yield Problem("pool-beyond-count", "", found, "no more than it spends", "look at both again", "finding")
