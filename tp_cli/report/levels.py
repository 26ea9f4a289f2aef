"""Who may read what: the levels, and the facts with everything taken out that a level may not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from tp_cli import money
from tp_cli.errors import stop
from tp_cli.place import Place
from tp_cli.report.facts import Facts, Figure, PlaceFacts, Spend, Words
from tp_cli.report.lenses import lens_rows, tables_of
from tp_cli.report.partnership.facts import TABLES

LEVELS = ("partner", "board", "public")  # from the narrowest circle to the widest
UNNAMED = "a body that is not named here"
_OF_SHARES = ("supplied_pct", "with_estimates_pct")
_MONEY_ROWS = {"agencies": ("amount",), "bridge": ("ingested", "counted"), "exclusions": ("amount",)}
_BOTH_SIDES = ("eliminations", "payments")


@dataclass(frozen=True)
class Secret:
    """What readers of a level may not know: bodies that withhold, their names, files, words and sums in pence."""

    agencies: frozenset[str]
    words: tuple[str, ...]
    amounts: frozenset[int] = frozenset()

    def in_text(self, text: str) -> bool:
        folded = _fold(text)
        return any(word in folded for word in self.words)

    def in_id(self, text: str) -> bool:
        """True for a figure's id or a row's key that names one of these bodies."""
        pairs = (pair.rpartition("=") for pair in re.split(r"[,/]", text))
        return any(name and value in self.agencies for name, _, value in pairs)

    def in_row(self, row: Any) -> bool:
        texts = [value for value in vars(row).values() if isinstance(value, str)]
        return any(self.in_text(text) or self.in_id(text) for text in texts) or self._is_sum(row)

    def _is_sum(self, row: Any) -> bool:
        """True for a scenario's figure that is one of these sums."""
        return getattr(row, "unit", "") == "pounds" and getattr(row, "value", None) in self.amounts


def hidden_agencies(place: Place, year: str, level: str) -> frozenset[str]:
    """Bodies whose figures readers of this level may not see.

    `embargo` of a [[withheld]] names the widest circle that may: "board" is for the board and for partners.
    """
    rank = LEVELS.index(level)
    return frozenset(each.agency for each in place.withheld if each.year == year and LEVELS.index(each.embargo) < rank)


def secret_of(facts: Facts, place: Place, level: str) -> Secret:
    """What is secret at this level, gathered from place.toml and the sources."""
    agencies = hidden_agencies(place, facts.place.year, level)
    bodies = [agency for agency in place.agencies if agency.id in agencies]
    words = [word for body in bodies for word in (body.name, *body.aliases, *body.codes)]
    for each in place.withheld:
        if each.agency in agencies:
            words.append(each.reason)
            if each.benchmark:
                words += [money.show(each.benchmark), money.pounds(each.benchmark)]
    amounts = _range_of(facts, sum(each.benchmark or 0 for each in place.withheld if each.agency in agencies))
    words += [text for pence in amounts for text in (money.show(pence), money.pounds(pence))]
    if amounts:
        words += [f"{facts.spend.supplied_pct}% supplied", f"{facts.spend.with_estimates_pct}% with estimates"]
    names = {body.name for body in bodies}
    words += [source.file for source in facts.sources if source.agency in names]
    words += [source.file.rpartition("/")[2] for source in facts.sources if source.agency in names]
    return Secret(agencies, tuple(sorted({_fold(word) for word in words if len(word.strip()) > 2})), amounts)


def _range_of(facts: Facts, benchmarks: int) -> frozenset[int]:
    """The high end of the range: less the total, it is what the bodies that withhold are taken to spend."""
    return frozenset({facts.spend.high}) - {facts.spend.amount} if benchmarks else frozenset()


def at_level(facts: Facts, place: Place, level: str) -> Facts:
    """The facts that readers of this level may know.

    Where a body is hidden from them, its rows, its benchmark, the range and the shares that would give the benchmark
    away, every text that names it, and every lens that its rows are in are gone; of a payment to it only what the
    payer's totals hold stays.
    Raises TpError (exit 2) where the body has money of its own in the count: its row cannot go without a trace.
    """
    secret = secret_of(facts, place, level)
    if not secret.agencies:
        return facts
    changed: dict[str, Any] = {
        part.name: _visible(part.name, getattr(facts, part.name), secret, level)
        for part in fields(facts)
        if isinstance(getattr(facts, part.name), tuple)
    }
    rows: dict[str, Any] = {n: _visible(n, facts.registers.table(n), secret, level) for n in TABLES}
    changed["registers"] = replace(facts.registers, **rows)
    allowed = sum(each.benchmark or 0 for each in changed["withheld"])
    closed = closed_lenses(facts.figures, secret)
    changed["caveats"] = (*changed["caveats"], said_instead(len(secret.agencies)), *_said_of(closed))
    changed["place"] = _titled(facts.place, place)
    changed["spend"] = _without_range(facts.spend, allowed)
    changed["figures"] = dict(_figures(facts.figures, secret, allowed, closed))
    return replace(facts, **changed)


def said_instead(bodies: int) -> Words:
    """What is said where bodies are hidden: how many, and that nothing stands for them."""
    who = "One body withholds its figures" if bodies == 1 else f"{bodies} bodies withhold their figures"
    return Words("withheld", "withheld", f"{who} from the readers of this report; no figure here allows for them.")


def closed_lenses(figures: Mapping[str, Figure], secret: Secret) -> dict[str, tuple[str, ...]]:
    """The lenses, with their tables, that rows of a hidden body are in, or may be in where not all rows are kept.

    Their sums would give those rows away, and to take them out is to ask the question again.
    """
    return {lens: tables for lens, tables in tables_of(figures).items() if any(_may_hold(figures, tables, secret))}


def _may_hold(figures: Mapping[str, Figure], tables: Sequence[str], secret: Secret) -> Iterator[bool]:
    for table in tables:
        rows = lens_rows(figures, table)
        texts = [text for row in rows for text in (row.title, *row.texts.values()) if text]
        yield any(secret.in_id(row.key) for row in rows) or any(map(secret.in_text, texts))
        whole = next((f.value for id, f in figures.items() if id.endswith(f",table={table}/rows")), len(rows))
        yield any("agency" in row.texts for row in rows) and whole != len(rows)


def _said_of(closed: Mapping[str, Sequence[str]]) -> Iterator[Words]:
    for lens in closed:
        text = f"The lens {lens} is left out: a body that withholds its figures is, or may be, in its sums."
        yield Words("withheld", "withheld", text)


def scope_title(facts: PlaceFacts, place: Place) -> str:
    """The title of the total without its coverage, which would give a benchmark away."""
    switches = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in place.scope.switches().items())
    return f"{facts.name}, {facts.year}, cash: all public spend, {switches}"


def _visible(table: str, rows: Sequence[Any], secret: Secret, level: str) -> tuple[Any, ...]:
    if table in _BOTH_SIDES:
        return tuple(_unnamed(row, secret) for row in rows if not secret.in_text(row.payer))
    kept = []
    for row in rows:
        if not secret.in_row(row):
            kept.append(row)
        elif any(getattr(row, name) for name in _MONEY_ROWS.get(table, ())):
            raise _counted(row.name, level)
    return tuple(kept)


def _unnamed(row: Any, secret: Secret) -> Any:
    """A payment to a hidden body: neither its name, nor what it is for, nor what either side says of it."""
    if not secret.in_row(row):
        return row
    kept = ("eliminated", "amount", "lines", "basis")  # what the payer's own totals hold
    blank = {name: "" if isinstance(value, str) else None for name, value in vars(row).items() if name not in kept}
    payee = UNNAMED if secret.in_text(row.payee) else row.payee
    return replace(row, **blank | {"payer": row.payer, "payee": payee})


def _counted(name: str, level: str) -> Exception:
    fix = "write for a narrower level, widen `embargo`, or take the body's files out of the count"
    found = f"{name} withholds its figures from this level and has money in the count"
    return stop("withheld-counted", f"tp report --level {level}", found, "no money of a body that withholds", fix)


def _titled(facts: PlaceFacts, place: Place) -> PlaceFacts:
    return replace(facts, title=scope_title(facts, place))


def _without_range(spend: Spend, allowed: int) -> Spend:
    high = spend.amount + allowed
    return replace(spend, low=spend.amount, high=high, supplied_pct=None, with_estimates_pct=None)


def _figures(
    figures: dict[str, Figure], secret: Secret, allowed: int, closed: Mapping[str, Sequence[str]]
) -> Iterable[tuple[str, Figure]]:
    gone = [f"count/{table}/" for tables in closed.values() for table in tables]
    gone += [f"count/lens/lens={lens}{end}" for lens in closed for end in (",", "/")]
    for name, figure in figures.items():
        if name.startswith(tuple(gone)):
            continue
        column, texts = (
            name.rpartition("/")[2],
            [figure.title, *([figure.value] if isinstance(figure.value, str) else [])],
        )
        if column in _OF_SHARES or name.startswith("count/title/"):
            continue
        if secret.in_id(name) or any(map(secret.in_text, texts)):
            continue
        if name == "count/spend/total/high":
            low = figures["count/spend/total/amount"].value
            figure = replace(figure, value=low + allowed if isinstance(low, int) else None)
        yield name, figure


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
