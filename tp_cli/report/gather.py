"""The facts of a report, gathered from what the stages left in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from tp_cli.division import stored_figures
from tp_cli.errors import stop
from tp_cli.place import Place
from tp_cli.report import evidence
from tp_cli.report import facts as f
from tp_cli.report.dates import report_day
from tp_cli.report.figures import FigureRow, Figures
from tp_cli.report.partnership.gathering import gather_registers
from tp_cli.report.shapes import matrix, tornado
from tp_cli.store import Store

_TAKEN = ("out_of_scope", "memo", "apportioned_out", "eliminated")


def gather(store: Store, place: Place, day: date | None = None) -> f.Facts:
    """Everything that a template may use; TpError (exit 2) where nothing has been counted yet.

    day  the day that the report speaks of; `report_day` where not said
    """
    figures = Figures(stored_figures(store))
    if figures.row("spend", "total").pence("amount") is None:
        raise stop("not-counted", "report", "nothing has been counted yet", "a stored count", "run `tp count`")
    names = _agency_names(place, figures)
    notes, projections = evidence.projections(store)
    agencies = tuple(_agencies(figures))
    year = figures.row("spend", "total").text("year")
    amounts = {agency.id: agency.amount for agency in agencies}
    about = (place.facts.name, year, day or report_day(place), names, amounts, place.facts.population)
    return f.Facts(
        place=_place(place, figures),
        agencies=agencies,
        exclusions=tuple(evidence.exclusions(store, names)),
        sources=tuple(evidence.sources(store, names)),
        problems=tuple(evidence.problems(store)),
        headlines=tuple(row for row in projections if row.table == "headline"),
        projections=projections,
        scenario_notes=notes,
        caveats=tuple(evidence.caveats(store)),
        scope=tuple(f.Words(n, f.SCOPE_WORDS.get(n, n), s) for n, s in place.scope.switches().items()),
        states=tuple(f.Words(state, words, _STATE_MEANING[state]) for state, words in f.STATE_WORDS.items()),
        tornado=tuple(tornado(projections)),
        figures=figures.by_id,
        registers=gather_registers(store, figures, *about),
        **_counted(figures, names),
    )


def _counted(figures: Figures, names: dict[str, str]) -> dict[str, Any]:
    """The tables that are read off the figures alone."""
    return {
        "spend": _spend(figures),
        "functions": tuple(_functions(figures, "cofog")),
        "groups": tuple(_functions(figures, "cofog_group")),
        "steps": tuple(_steps(figures)),
        "bridge": tuple(_bridge(figures, names)),
        "eliminations": tuple(_eliminations(figures)),
        "payments": tuple(_payments(figures)),
        "controls": tuple(_controls(figures, "control")),
        "control_divisions": tuple(_controls(figures, "control_division")),
        "withheld": tuple(_withheld(figures)),
        "checks": tuple(_checks(figures)),
        "shares": tuple(evidence.shares(figures)),
        "matrix": tuple(matrix(figures)),
    }


_STATE_MEANING = {
    "counted": "In the total: spent in the place by the body that spends it last.",
    "eliminated": "Paid to another body whose own spending is counted, so that it is not counted twice.",
    "apportioned_out": "The part of a larger body's spending that falls to other places.",
    "out_of_scope": "Left out because the scope of this total says so.",
    "memo": "Shown because it matters, but not added to the total.",
    "superseded": "The same body and year was counted on a better basis, outturn before budget before payments.",
    "unresolved": "A line without an amount, because it is withheld or still to be confirmed; never taken as nought.",
}


def _agency_names(place: Place, figures: Figures) -> dict[str, str]:
    """An agency's name by its id, from place.toml or else from the count."""
    counted = {row.part("agency"): row.title for row in figures.table("agency")}
    return counted | {agency.id: agency.name for agency in place.agencies}


def _place(place: Place, figures: Figures) -> f.PlaceFacts:
    year = figures.row("spend", "total").text("year")
    title = figures.row("title", "").text("text")
    return f.PlaceFacts(place.facts.name, place.facts.code, place.facts.region, year, title)


def _spend(figures: Figures) -> f.Spend:
    total, coverage = figures.row("spend", "total"), figures.row("coverage", "")
    reported = figures.row("states", "state=reported")
    references = {name: total.reference(name) for name in ("amount", "low", "high", "per_head", "population")}
    references |= {name: coverage.reference(name) for name in coverage.figures}
    return f.Spend(
        amount=total.owed("amount"),
        low=total.owed("low"),
        high=total.owed("high"),
        per_head=total.pence("per_head"),
        population=total.pence("population"),
        reported=reported.owed("amount"),
        supplied_pct=coverage.percent("supplied_pct"),
        with_estimates_pct=coverage.percent("with_estimates_pct"),
        apportioned_pct=coverage.percent("apportioned_pct"),
        references=references | {"reported": reported.reference("amount")},
    )


def _agencies(figures: Figures) -> Iterator[f.Agency]:
    cells: dict[str, dict[str, int]] = defaultdict(dict)
    divisions = [row.part("cofog") for row in figures.table("cofog")]
    for row in figures.table("agency_cofog"):
        cells[row.part("agency")][row.part("cofog")] = row.owed("amount")
    for row in figures.table("agency"):
        by_function = dict.fromkeys(divisions, 0) | cells[row.part("agency")]
        yield f.Agency(
            key=row.key,
            id=row.part("agency"),
            name=row.title,
            by_function=by_function,
            **_amounts(row),
        )


def _amounts(row: FigureRow) -> dict[str, Any]:
    return {
        "amount": row.owed("amount"),
        "per_head": row.pence("per_head"),
        "share": row.percent("share_pct"),
        "reference": row.reference("amount"),
    }


def _functions(figures: Figures, table: str) -> Iterator[f.Function]:
    for row in figures.table(table):
        code = row.part("cofog")
        named = row.title if row.title != code else ""
        label = "Not mapped" if code == "unmapped" else f"{code} {named}".strip()
        yield f.Function(key=row.key, code=code, name=named or label, label=label, **_amounts(row))


def _steps(figures: Figures) -> Iterator[f.Step]:
    words = {"reported": "Reported by the bodies", **f.STATE_WORDS, "counted": "Counted, each pound once"}
    for state in ("reported", *_TAKEN, "counted"):
        row = figures.row("states", f"state={state}")
        if row.owed("amount") or state in ("reported", "counted"):
            yield f.Step(state, words[state], row.owed("amount"), row.reference("amount"))


def _bridge(figures: Figures, names: dict[str, str]) -> Iterator[f.Bridge]:
    for row in figures.table("bridge"):
        yield f.Bridge(
            key=row.key,
            name=names.get(row.part("agency"), row.title),
            control_total=row.pence("control_total"),
            ingested=row.owed("ingested"),
            rejected=row.owed("rejected"),
            superseded=row.owed("superseded"),
            out_of_scope=row.owed("out_of_scope"),
            memo=row.owed("memo"),
            apportioned_out=row.owed("apportioned_out"),
            eliminated=row.owed("eliminated"),
            counted=row.owed("counted"),
            unresolved_lines=row.owed("unresolved_lines"),
            cause=row.text("cause"),
            reference=row.reference("counted"),
        )


def _eliminations(figures: Figures) -> Iterator[f.Elimination]:
    for row in figures.table("ledger"):
        yield f.Elimination(
            key=row.key,
            payer=row.text("payer_name"),
            payee=row.text("payee_name"),
            label=row.text("label"),
            paid=row.pence("paid"),
            received=row.pence("received"),
            eliminated=row.pence("eliminated"),
            unreconciled=row.pence("unreconciled"),
            note=row.text("note"),
            reference=row.reference("eliminated"),
        )


def _payments(figures: Figures) -> Iterator[f.Payment]:
    for row in figures.table("payments"):
        yield f.Payment(
            key=row.key,
            payer=row.text("payer_name"),
            payee=row.text("payee_name"),
            amount=row.owed("amount"),
            lines=row.owed("lines"),
            basis=row.text("basis"),
            reference=row.reference("amount"),
        )


def _controls(figures: Figures, table: str) -> Iterator[f.Control]:
    for row in figures.table(table):
        yield f.Control(
            key=row.key,
            title=row.title,
            bottom_up=row.pence("bottom_up"),
            top_down=row.pence("top_down"),
            ratio=row.percent("ratio_pct"),
            text=row.text("text"),
            reference=row.reference("ratio_pct"),
        )


def _withheld(figures: Figures) -> Iterator[f.Withheld]:
    for row in figures.table("coverage"):
        if row.key:
            name, benchmark, reason = row.text("name"), row.pence("benchmark"), row.text("reason")
            yield f.Withheld(row.key, name, benchmark, reason, row.reference("benchmark"))


def _checks(figures: Figures) -> Iterator[f.Check]:
    for row in figures.table("checks"):
        holds = row.text("holds") == "yes"
        yield f.Check(row.key, row.title, holds, row.text("detail"), row.reference("holds"))
