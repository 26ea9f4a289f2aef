"""What `tp count` shows: the total with its scope, where it goes, how it reconciles."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Group
from rich.table import Table
from rich.text import Text

from tp_cli.count import CountResult
from tp_cli.count.result import function_rows
from tp_cli.count.transfers import Entry
from tp_cli.money import millions, per_head
from tp_cli.money import show as pounds
from tp_cli.screen.console import line, on_terminal, out, say, show_json, show_rows, table
from tp_cli.screen.problems import show_problems

_ENTRIES = 5  # eliminations shown under their sum


def show(result: CountResult, as_json: bool, quiet: bool) -> None:
    """The result on standard output, its problems on standard error."""
    if as_json:
        show_json(result)
    elif not on_terminal():
        show_rows(result.as_rows())
    elif result.lens == "spend" and _default(result):
        human(result)
    elif result.lens == "transfers":
        _transfers(result)
    else:
        _plain(result)
    show_problems(result.problems, quiet)
    stored = "" if result.stored else " This is a view: reports use the stored count."
    say(f"Next: tp count transfers · tp project · tp report{stored}", quiet or as_json)


def _default(result: CountResult) -> bool:
    """True for the question that the table of functions and the reconciliation answer: one year, in cash."""
    view = result.answer.view
    return view.by == ["agency", "cofog"] and not (view.real or view.per_head or result.before)


def human(result: CountResult) -> None:
    """Title, headline, where it goes, reconciliation, tests, caveats."""
    answer = result.answer
    line(answer.title, "bold")
    out().print(_headline(result))
    line()
    _side_by_side(result)
    for test in answer.control.tests:
        line(f"Test ({test.id}) {test.title}: {test.ratio_pct}%. {test.text[:1].upper()}{test.text[1:]}.")
    if answer.control.tests:
        line()
    _caveats(result)


def _caveats(result: CountResult) -> None:
    for _, text in result.answer.caveats:
        line(f"! {text}", "yellow")
    if result.answer.caveats:
        line()


def _headline(result: CountResult) -> Text:
    answer, cover = result.answer, result.answer.coverage
    total, low, high = (answer.prices.one(each) for each in (cover.total_pence, cover.low_pence, cover.high_pence))
    words = [f"£{millions(total)}m"]
    for people, whose in ((answer.people, "a head"), (answer.daytime, "a head by day")):
        if people:
            words.append(f"£{per_head(total, people) / 100:,.0f} {whose}")
    notes = [f"{cover.apportioned_pct}% apportioned"] if cover.apportioned_pence else []
    if cover.withheld:
        bodies = "1 body" if len(cover.withheld) == 1 else f"{len(cover.withheld)} bodies"
        notes.append(f"{bodies} withheld (range £{millions(low)}m to £{millions(high)}m)")
    return Text("    ".join([*words, "; ".join(notes)]), style="bold green")


def _side_by_side(result: CountResult) -> None:
    """Functions and reconciliation beside each other where the terminal is wide enough, else one below the other."""
    tables = [_functions(result), _reconciliation(result)]
    console = out()
    width = sum(console.measure(each).maximum for each in tables) + 4
    console.print(Columns(tables, padding=(0, 4)) if width <= console.width else Group(tables[0], Text(), tables[1]))
    line()


def _functions(result: CountResult) -> Table:
    people = result.answer.people
    rows = [
        [f"{code} {name}" if code != "unmapped" else name, millions(pence)]
        + ([f"£{per_head(pence, people) / 100:,.0f}"] if people else [])
        for code, name, pence in function_rows(result.answer)
    ]
    return table([("Where it goes", "left"), ("£m", "right")] + ([("a head", "right")] if people else []), rows)


def _reconciliation(result: CountResult) -> Table:
    states = result.answer.states()
    rows = [["Reported", millions(states["reported"])]]
    words = {
        "apportioned_out": "apportioned out",
        "eliminated": "paid between bodies",
        "out_of_scope": "out of scope",
        "memo": "memo, shown beside",
    }
    for name, text in words.items():
        if states[name]:
            rows.append([text, millions(-states[name])])
            rows += _between(result) if name == "eliminated" else []
    rows.append(["Counted", millions(states["counted"])])
    left = states["reported"] - sum(states[name] for name in (*words, "counted"))
    rows.append(["difference", f"{left / 100:.2f}"])
    return table([("Reconciliation", "left"), ("£m", "right")], rows)


def _between(result: CountResult) -> list[list[str]]:
    """The largest eliminations, payer to payee, indented under their sum."""
    entries = [entry for entry in result.answer.counted.entries if entry.eliminated_pence]
    largest = sorted(entries, key=lambda entry: -abs(entry.eliminated_pence))[:_ENTRIES]
    return [[f"  {_pair(entry)}", f"{millions(-entry.eliminated_pence)}"] for entry in largest]


def _pair(entry: Entry) -> str:
    """Payer to payee; the receiver's leg of a levy, a credit, the other way round."""
    if entry.eliminated_pence < 0:
        return f"{entry.payee} ← {entry.payer}"
    return f"{entry.payer} → {entry.payee}"


def _transfers(result: CountResult) -> None:
    """What was taken off for payments between bodies, then the payments that lines show."""
    answer = result.answer
    line(answer.title, "bold")
    entries, prices = answer.counted.entries, answer.prices
    off = prices.of([entry.eliminated_pence for entry in entries])
    taken = [[_pair(entry), entry.label, pounds(pence)] for entry, pence in zip(entries, off, strict=True)]
    if taken:
        columns = [("Taken off", "left"), ("What for", "left"), ("Eliminated", "right")]
        out().print(table(columns, taken))
        line()
    seen = [
        [f"{payer} → {payee}", basis, f"{lines:,}", prices.show(pence)]
        for payer, payee, basis, pence, lines in answer.payments.iter_rows()
    ]
    columns = [("Payments seen in lines", "left"), ("Basis", "left"), ("Lines", "right"), ("Amount", "right")]
    out().print(table(columns, seen) if seen else "No line names another of the place's bodies as payee.")
    line()
    _caveats(result)


def _plain(result: CountResult) -> None:
    line(result.answer.title, "bold")
    if result.lens == "spend" and not result.before:
        out().print(_headline(result))
        line()
    rows = result.as_rows()
    figures = {name for name in rows.columns if name in _FIGURES or name.endswith(("_pct", "_rows", "_lines"))}
    columns = [(name.replace("_", " "), "right" if name in figures else "left") for name in rows.columns]
    out().print(table(columns, [["" if cell is None else str(cell) for cell in row] for row in rows.iter_rows()]))
    line()
    for each in result.breaks:
        line(f"! {each.text}", "yellow")


_FIGURES = {
    "amount", "per_head", "per_head_daytime", "paid", "received", "eliminated", "unreconciled", "lines", "control",
    "ingested", "rejected", "superseded", "out_of_scope", "memo", "apportioned_out", "counted", "difference",
}  # fmt: skip
