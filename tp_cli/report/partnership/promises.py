"""The commitments of an agreement as a template uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tp_cli.report.partnership import agreement as a
from tp_cli.report.partnership.facts import Promise
from tp_cli.report.partnership.rows import Row, Rows, day_text, doubles, refer


def promises(rows: Rows) -> tuple[Promise, ...]:
    """Every commitment, of whatever year, in the order of the register.

    A number used twice is said: answers to it are read as answers to the first of them.
    """
    found = rows.of("commitments", any_year=True)
    given = [_commitment(row) for row in found]
    for name in doubles(one.key for one in given):
        rows.note("commitments", f'"{name}" is the number of more than one commitment: give each its own.')
    by_key = {one.key: one for one in reversed(given)}
    answers = a.answered_by(given)
    return tuple(_fact(rows, row, one, by_key, answers[one.key]) for row, one in zip(found, given, strict=True))


def _commitment(row: Row) -> a.Commitment:
    return a.Commitment(
        key=row["commitment"],
        side=row["side"],
        kind=row["kind"],
        amount=row["amount_pence"],
        honoured=row["honoured_pence"],
        due=row["due"],
        status=row["status"] or "open",
        answers=tuple(name.strip() for name in (row["answers"] or "").split(";") if name.strip()),
    )


def _fact(
    rows: Rows, row: Row, one: a.Commitment, by_key: Mapping[str, a.Commitment], answers: Sequence[str]
) -> Promise:
    words: dict[str, Any] = {name: row[name] or "" for name in ("party", "text", "condition", "evidence")}
    return Promise(
        key=f"commitment={one.key}",
        commitment=one.key,
        side=one.side,
        kind=one.kind,
        amount=one.amount,
        honoured=one.honoured,
        outstanding=one.outstanding,
        due=day_text(one.due),
        status=one.status,
        standing=a.standing_of(one, by_key, answers),
        answers=", ".join(answers),
        overdue_days=one.overdue_days(rows.day),
        faults="; ".join(a.faults(one, by_key)),
        reference=refer("commitments", "amount", commitment=one.key),
        **words,
    )
