"""The stage: the count asked for, checked, and stored where it is the place's own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from tp_cli.count.answer import Answer, answer
from tp_cli.count.figures import figures_of
from tp_cli.count.ledger_read import Ledger, read_ledger
from tp_cli.count.lenses import LENSES
from tp_cli.count.lenses.lens import Level
from tp_cli.count.lenses.transfers import transfer_rows
from tp_cli.count.looking import LensResult, inputs_of, lens_figures, look_through, state_of_inputs, stored_inputs
from tp_cli.count.result import CountResult, bridge_rows, spend_rows, state_rows
from tp_cli.count.shares import old_drivers, shares
from tp_cli.count.view import View
from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.folders import code_of
from tp_cli.ledger import TABLES
from tp_cli.place import Place
from tp_cli.store import Store

OWN_ROWS: dict[str, Callable[[Answer], pl.DataFrame]] = {
    "spend": spend_rows,
    "bridge": bridge_rows,
    "states": state_rows,
    "transfers": transfer_rows,
}
ASKED = (*OWN_ROWS, *LENSES)  # what `tp count` can be asked


def count(
    store: Store, place: Place, view: View, lens: str = "spend", keep: bool = True, unread: Sequence[str] = ()
) -> CountResult:
    """Count the place; a plain spend count is stored, with its figures and what must be said beside them.

    lens    one of OWN_ROWS; the others are asked by `look`
    keep    false: nothing is stored (a dry run)
    unread  files that place.toml asks for and that are not in the ledger as they are: said beside the total
    raises  TpError (exit 2) where ingest or map must run first
    """
    ledger = read_ledger(store)
    _refuse_shares(ledger, place, view.years)
    *before, said = [answer(ledger, place, replace(view, year=year), unread) for year in view.years or (view.year,)]
    problems = [problem for each in (*before, said) for problem in _problems(each)]
    stored = keep and view.plain and lens == "spend"
    if stored:
        _store(store, place, said, problems, fingerprint(store, place, unread))
    rows = [_of_year(OWN_ROWS[lens](each), each.view.year, bool(before)) for each in (*before, said)]
    return CountResult(lens, said, pl.concat(rows, how="diagonal"), stored, problems, before)


def _refuse_shares(ledger: Ledger, place: Place, years: Sequence[str]) -> None:
    """TpError with every share of any of the years that cannot be looked up."""
    problems: list[Problem] = []
    for year in years:
        try:
            shares(ledger, place, year)
        except TpError as error:
            problems += error.problems
    if problems:
        raise TpError(list(dict.fromkeys(problems)))


def _of_year(rows: pl.DataFrame, year: str, several: bool) -> pl.DataFrame:
    """The rows with their year in front, where several years stand side by side and the cut does not have it."""
    return rows.select(pl.lit(year).alias("year"), pl.all()) if several and "year" not in rows.columns else rows


def look(
    store: Store, place: Place, view: View, lens: str, level: Level = "partner", unread: Sequence[str] = ()
) -> LensResult:
    """Look at the place's count through one of LENSES; nothing is stored.

    raises  TpError (exit 2) where there is nothing to look at, or in other prices than cash; or ingest or map must run
    """
    if view.real:
        fix = "leave --real out: what this lens looks at is in cash, and cash never stands beside other prices"
        raise stop("bad-flag", "--real", f'"{view.real}" with {lens}', f"one of {', '.join(OWN_ROWS)}", fix)
    counted = count(store, place, view, keep=False, unread=unread)
    return LensResult(lens, counted, look_through(lens, inputs_of(store, counted.answer, level)), level)


def check_lens(lens: str) -> None:
    """TpError (exit 2) for a question that `tp count` does not know."""
    if lens not in ASKED:
        close = nearest(lens, ASKED) or list(ASKED)
        raise stop("unknown-lens", "tp count LENS", f'"{lens}"', ", ".join(ASKED), f"did you mean {close[0]}?")


def fingerprint(store: Store, place: Place, unread: Sequence[str] = ()) -> str:
    """What a count is made from; the same as `store.fingerprint("figures")` where nothing has changed since."""
    versions = [str(store.version(name)) for name in ("lines", "sources", "transfers", "mapped")]
    return hashlib.sha256(
        "|".join([code_of("count"), *versions, *state_of_inputs(store), place.fingerprint(), *sorted(unread)]).encode()
    ).hexdigest()[:16]


def _store(store: Store, place: Place, said: Answer, problems: list[Problem], made_from: str) -> None:
    caveats = [{"code": code, "text": text, "position": position} for position, (code, text) in enumerate(said.caveats)]
    rows = [
        {**problem.as_json(), "kind": problem.kind, "rows": "", "amount_pence": problem.amount_pence}
        for problem in problems
    ]
    figures = figures_of(said)
    with store.lock():
        for table, frame in said.counted.stored().items():
            store.replace(table, frame, made_from)
        store.replace("caveats", pl.DataFrame(caveats, schema=TABLES["caveats"].schema), made_from)
        store.replace("count_problems", pl.DataFrame(rows, schema=TABLES["count_problems"].schema), made_from)
        store.replace("figures", figures, made_from)


def keep_lenses(store: Store, place: Place) -> None:
    """Look through every lens at the stored count and store the figures, where that has not been done since."""
    made_from = store.fingerprint("figures")
    if not made_from or store.fingerprint("lens_figures") == made_from:
        return
    with store.lock():
        first = store.read("figures").select(pl.len()).collect().item()
        store.replace("lens_figures", lens_figures(stored_inputs(store, place), first), made_from)


def _problems(said: Answer) -> list[Problem]:
    """Findings that a person should act on: what is not reconciled, checks that fail, tests far off."""
    found = [
        Problem(
            "transfer-unreconciled",
            f"{entry.payer} to {entry.payee}, {entry.label}",
            f"£{entry.unreconciled_pence / 100:,.2f}{' in cash' if said.view.real else ''} that the two sides do not"
            " agree on",
            "the same amount on both sides",
            "ask both; the part that they agree on was eliminated, the rest stays counted",
            amount_pence=entry.unreconciled_pence,
        )
        for entry in said.counted.entries
        if entry.unreconciled_pence
    ]
    failed = [
        Problem("check-fails", check.title, check.detail, "the check to hold", "see the files concerned", "difference")
        for check in said.checks
        if not check.holds
    ]
    return [*found, *failed, *old_drivers(said.counted.workings.shares.listed, said.view.year)]
