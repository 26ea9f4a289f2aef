"""All registers of a place gathered into the facts of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tp_cli.registers import REGISTERS
from tp_cli.report.figures import Figures
from tp_cli.report.partnership import facts as f
from tp_cli.report.partnership import quadrants, signup, standing
from tp_cli.report.partnership.agreement import ONE_SIDED
from tp_cli.report.partnership.assessment import assessment, scores
from tp_cli.report.partnership.monitoring import monitoring
from tp_cli.report.partnership.officers import AFTER, BEFORE, whole
from tp_cli.report.partnership.promises import promises
from tp_cli.report.partnership.readiness import verdict_of
from tp_cli.report.partnership.rounding import percent_of
from tp_cli.report.partnership.rows import Rows, day_text
from tp_cli.store import Store

READS = ("commitments", "flags", "outcomes", "readiness", "officers", "stances", "obstacles")


def gather_registers(
    store: Store,
    figures: Figures,
    place: str,
    year: str,
    day: date,
    names: Mapping[str, str],
    counted: Mapping[str, int],
    population: Mapping[str, int],
) -> f.Registers:
    """What the registers give.

    figures      of the count, its lenses with them
    place, year  the place's name; the financial year of the count
    day          the day that the report speaks of: what is overdue is overdue on it
    names        a body's name by its id
    counted      counted pence by body
    population   residents by year
    """
    rows = Rows(store, year, day, names, figures.by_id)
    tables: dict[str, Any] = {"commitments": promises(rows)}
    tables["answers"], tables["flags"], tables["actors"] = assessment(rows)
    tables["scores"] = tuple(scores(rows))
    tables["indicators"], tables["readings"] = monitoring(rows, place)
    tables["quadrant"] = tuple(quadrants.of_lens(figures)) or tuple(quadrants.of_register(rows, place, population))
    domains = tuple(standing.domains(rows))
    given, tables["charges"] = standing.charges(rows)
    tables["stances"], tables["asks"] = standing.stances(rows)
    tables["obstacles"] = tuple(standing.obstacles(rows))
    accounted: dict[str, Any] = {"accounted_before": whole(given, BEFORE), "accounted_after": whole(given, AFTER)}
    readiness = verdict_of(domain for domain, _ in domains) if domains else ""
    return f.Registers(
        partnership=f.Totals(
            date=day_text(day), readiness=readiness, references=_references(rows), **accounted, **_sums(tables)
        ),
        domains=tuple(fact for _, fact in domains),
        officers=tuple(standing.officers(rows, given)),
        accounts=tuple(standing.accounts(rows, given, counted)),
        register_notes=tuple(rows.notes),
        missing_registers=tuple(missing(store)),
        **tables,
    )


def _sums(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What was promised, what came of it, what was asked for and what is blocked."""
    commitments = tables["commitments"]
    promised = sum(one.amount or 0 for one in commitments)
    honoured = sum(one.honoured or 0 for one in commitments)
    return {
        "promised": promised,
        "honoured": honoured,
        "honoured_pct": percent_of(Fraction(honoured, promised)) if promised else None,
        "one_sided": sum(one.standing == ONE_SIDED for one in commitments),
        "overdue": sum(one.overdue_days > 0 for one in commitments),
        "asked": sum(ask.amount for ask in tables["asks"]),
        "blocked": signup.blocked((one.status, one.amount) for one in tables["obstacles"]),
    }


def missing(store: Store, registers: Sequence[str] = READS) -> Iterator[f.MissingRegister]:
    """The registers without a row, each with how to supply it."""
    for name in registers:
        if not store.exists(name) or store.read(name).head(1).collect().is_empty():
            yield f.MissingRegister(name, REGISTERS[name].meaning, f"No rows of {name} have been read. {supply(name)}")


def supply(name: str) -> str:
    """How to supply a register: the lines of place.toml and the columns that its file needs."""
    columns = [column for column in REGISTERS[name].columns[4:] if column.needed]
    needed = ", ".join(column.name.removesuffix("_pence") for column in columns)
    return (
        f'Put a table with the columns {needed} into inputs/, add [[source]] kind = "{name}", '
        f'files = "inputs/{name}.csv" to place.toml and run `tp run` (docs/COMMANDS.md lists all its columns).'
    )


def _references(rows: Rows) -> dict[str, str]:
    return {
        "promised": rows.refer("commitments", "amount"),
        "honoured": rows.refer("commitments", "honoured"),
        "accounted_before": rows.refer("officers", "amount", when=BEFORE),
        "accounted_after": rows.refer("officers", "amount", when=AFTER),
        "asked": rows.refer("stances", "amount"),
        "blocked": rows.refer("obstacles", "amount", status=(*signup.BLOCKING, "")),
    }
