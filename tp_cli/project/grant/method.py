"""The block grant worked out: in, out and negotiable, by department and tier; fences; floors; an allocation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tp_cli.errors import Problem, TpError
from tp_cli.money import share_out, show
from tp_cli.project.choosing import Stream, held_by_none, streams_of
from tp_cli.project.counted import Count
from tp_cli.project.grant.file import BlockGrant, GivenStream
from tp_cli.project.leaning import count_caveats, count_rows, counted
from tp_cli.project.outcome import Outcome, Row, money, number, text
from tp_cli.project.parties import Parties, parties_of
from tp_cli.project.setting import Setting

VERDICTS = ("in", "out", "negotiable")
TIERS = {
    "1": "1 local discretion",
    "2": "2 local, ring-fenced",
    "3": "3 local delivery of a national entitlement",
    "4": "4 locally managed arm of a national body",
    "5": "5 nationally directed in the place",
    "6": "6 apportioned national",
    "": "tier not known",
}
FENCED = "2"


@dataclass(frozen=True)
class Judged:
    """One stream and what is asked of it, with the reason."""

    stream: Stream
    verdict: str
    reason: str


def project(scenario: BlockGrant, setting: Setting) -> Outcome:
    """One grant to the place: what it would hold, what lifting fences frees, whether floors hold.

    scenario  streams or a count, answers, floors and shares, already checked
    setting   the place and its count
    returns   headline, by_department, by_tier, by_agency, left_out, fences, not_known, floors, allocation
    raises    TpError for unknown bodies, rules that no money meets, and where the count differs

    Source: docs/METHOD.md §5, block grant.
    """
    parties = parties_of(setting.place, scenario.parties)
    count = counted(scenario.count, scenario.price_base, setting) if scenario.count else None
    streams = streams_of(count, dict(parties.departments)) if count else _given(scenario, parties)
    problems = [*parties.unknown(scenario.used()), *held_by_none("[[answer]]", scenario.answers, streams)]
    if problems:
        raise TpError(problems)
    judged = [_judge(stream, scenario) for stream in streams]
    rows = [
        *(_headline(scenario, judged) if judged else ()),
        *(count_rows(count) if count else ()),
        *_cuts(judged, parties),
        *_answers(judged),
        *_fences(judged),
        *(_not_known(count, setting) if count else ()),
        *_floors(scenario),
        *_allocation(scenario),
    ]
    said = [*_caveats(scenario), *(count_caveats(count) if count else ())]
    return Outcome(rows, said, [*_warnings(scenario, judged)])


def _given(scenario: BlockGrant, parties: Parties) -> list[Stream]:
    return [_stream(given, parties) for given in scenario.streams]


def _stream(given: GivenStream, parties: Parties) -> Stream:
    department = given.department or parties.departments.get(given.agency, "")
    known = (given.cofog, given.nature, given.control, given.theme)
    return Stream(given.name, given.agency, department, *known, given.amount, given.account)


def _judge(stream: Stream, scenario: BlockGrant) -> Judged:
    for answer in scenario.answers:
        if answer.holds(stream):
            return Judged(stream, answer.verdict, answer.reason)
    return Judged(stream, scenario.otherwise or "in", "everything else")


def _sum(judged: Sequence[Judged], verdict: str, account: str = "revenue") -> int:
    return sum(item.stream.pence for item in judged if item.verdict == verdict and item.stream.account == account)


def _headline(scenario: BlockGrant, judged: Sequence[Judged]) -> Iterator[Row]:
    grant = _sum(judged, "in")
    yield money("headline", "grant", "One grant to the place, revenue, a year", grant)
    yield money("headline", "grant_capital", "Beside it, never joined: capital, a year", _sum(judged, "in", "capital"))
    yield money("headline", "negotiable", "Still to be negotiated, revenue", _sum(judged, "negotiable"))
    yield money("headline", "out", "Not asked for, revenue", _sum(judged, "out"))
    today = scenario.devolved_today
    if today:
        yield money("headline", "devolved_today", "What the place decides on today", today.amount)
        if today.amount > 0:
            title = "The grant as a multiple of what is devolved today"
            yield number("headline", "multiple", title, Fraction(grant, today.amount), places=2)
    yield money(
        "headline", "fenced", "Ring-fenced within the grant, revenue", sum(pence for _, pence in _fenced(judged))
    )
    yield text("headline", "year", "Financial year", scenario.year)
    yield text("headline", "price_base", "Price base", str(scenario.price_base))


_CUTS: tuple[tuple[str, str, Callable[[Stream], str]], ...] = (
    ("by_department", "department", lambda stream: stream.department or "none named"),
    ("by_tier", "tier", lambda stream: TIERS.get(stream.control, stream.control)),
    ("by_agency", "agency", lambda stream: stream.agency),
)


def _cuts(judged: Sequence[Judged], parties: Parties) -> Iterator[Row]:
    """The same money by department, by control tier and by body; revenue and capital apart."""
    for table, name, of in _CUTS:
        for value in sorted({of(item.stream) for item in judged}):
            some = [item for item in judged if of(item.stream) == value]
            key, title = ((name, value),), parties.called(value) if name == "department" else parties.name(value)
            for verdict in VERDICTS:
                yield money(table, verdict, title, _sum(some, verdict), key)
            yield money(table, "in_capital", title, _sum(some, "in", "capital"), key)


def _answers(judged: Sequence[Judged]) -> Iterator[Row]:
    for verdict in VERDICTS:
        for reason in dict.fromkeys(item.reason for item in judged if item.verdict == verdict):
            some = [item for item in judged if item.verdict == verdict and item.reason == reason]
            key = (("verdict", verdict), ("reason", reason))
            for account in ("revenue", "capital"):
                yield money("answers", account, f"{verdict}: {reason}", _sum(some, verdict, account), key)


def _fenced(judged: Sequence[Judged]) -> list[tuple[str, int]]:
    """Ring-fenced revenue within the grant, by stream."""
    sums: dict[str, int] = {}
    for item in judged:
        if item.verdict == "in" and item.stream.control == FENCED and item.stream.account == "revenue":
            sums[item.stream.name] = sums.get(item.stream.name, 0) + item.stream.pence
    return list(sums.items())


def _fences(judged: Sequence[Judged]) -> Iterator[Row]:
    """What lifting each ring-fence within the grant frees."""
    for name, pence in _fenced(judged):
        yield money("fences", "freed", f"{name}: freed by lifting its fence", pence, (("stream", name),))


def _not_known(count: Count, setting: Setting) -> Iterator[Row]:
    """Money that is withheld or to be confirmed: listed, and not nought."""
    for agency, lines in count.unresolved.items():
        body = setting.place.agency(agency)
        title = f"{body.name if body else agency}: withheld or to be confirmed, not nought"
        yield number("not_known", "lines", title, lines, (("agency", agency),))


def _floors(scenario: BlockGrant) -> Iterator[Row]:
    for floor in scenario.floors:
        key, least = (("floor", floor.name),), floor.people * floor.unit_cost
        yield number("floors", "people", floor.name, floor.people, key)
        yield money("floors", "floor", floor.name, least, key)
        if floor.allocation is not None:
            yield money("floors", "allocation", floor.name, floor.allocation, key)
            yield money("floors", "breach", floor.name, max(least - floor.allocation, 0), key)
        yield text("floors", "source", floor.name, floor.source, key)


def allocation(scenario: BlockGrant) -> dict[str, tuple[int, int]]:
    """What each share gets, floor and rest in pence; nothing where the floors alone are more than there is.

    Source: docs/METHOD.md §5: floors first, the remainder by weights, largest remainder.
    """
    rest = (scenario.allocate or 0) - sum(share.floor for share in scenario.shares)
    if not scenario.shares or rest < 0:
        return {}
    parts = share_out(rest, [share.weight for share in scenario.shares])
    return {share.name: (share.floor, part) for share, part in zip(scenario.shares, parts, strict=True)}


def _allocation(scenario: BlockGrant) -> Iterator[Row]:
    for name, (floor, rest) in allocation(scenario).items():
        key = (("share", name),)
        yield money("allocation", "floor", name, floor, key)
        yield money("allocation", "rest", name, rest, key)
        yield money("allocation", "amount", name, floor + rest, key)


def _caveats(scenario: BlockGrant) -> list[str]:
    return [
        "What is in is what the place asks for; no department has agreed to it.",
        "Revenue and capital are two sums: a grant of one is no grant of the other.",
        f"All amounts are {scenario.price_base}. What is withheld or to be confirmed is listed, and is not nought.",
        "An entitlement stays one inside a grant: whoever holds the grant must meet its floor.",
        "Lifting a fence frees the choice, not the money: people still use what it pays for.",
    ]


def _warnings(scenario: BlockGrant, judged: Sequence[Judged]) -> Iterator[Problem]:
    for floor in scenario.floors:
        least = floor.people * floor.unit_cost
        if floor.allocation is not None and floor.allocation < least:
            found = f"{floor.name} would get {show(floor.allocation)}, {show(least - floor.allocation)} under its floor"
            yield Problem(
                "under-floor", "", found, f"at least {show(least)}", "raise it, or say who goes without", "finding"
            )
    floors = sum(share.floor for share in scenario.shares)
    if scenario.allocate is not None and floors > scenario.allocate:
        found = f"Floors of {show(floors)} are more than the {show(scenario.allocate)} to share out: nothing is shared"
        yield Problem("under-floor", "", found, "floors that fit", "raise the amount, or lower a floor", "finding")
    unknown = sum(abs(item.stream.pence) for item in judged if not item.stream.control)
    if unknown:
        found = f"{show(unknown)} has no control tier"
        yield Problem("no-tier", "", found, "a tier from 1 to 6", "add control in maps/, or to the stream", "finding")
