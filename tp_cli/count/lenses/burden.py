"""Lens "burden": what it costs to be inspected and to fill in returns, and which returns ask for the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from tp_cli.count.lenses.exact import exact, plain, whole_pence
from tp_cli.count.lenses.lens import Column, Finding, Inputs, Keys, Lens, LensTable, Row, distinct, evidence, stack
from tp_cli.money import show

_GIVEN = "as the register has it"
_RULE = "number × hours × rate + fees"


def cost_of(number: int, hours: Fraction, rate_pence: int, fee_pence: int = 0) -> int:
    """Pence that one return costs in a year: 150 times 12 hours at £30 is £54,000.

    Source: docs/METHOD.md §3, lens "burden".
    """
    return whole_pence(number * hours * rate_pence) + fee_pence


def look(inputs: Inputs) -> Finding | None:
    """Every return with its cost, the cost by who asks and by who answers, and what is asked twice."""
    returns = inputs.register("returns")
    if not returns.height:
        return None
    returns = _costed(inputs, returns)
    total = int(returns.get_column("cost_pence").sum())
    twice = returns.filter(pl.col("repeats").is_not_null())
    repeated = int(twice.get_column("cost_pence").sum())
    says = f"Returns and inspections cost {show(total)} a year; {show(repeated)} of it asks for what another one has"
    tables = (
        _sums("burden", "All returns and inspections", returns.with_columns(key=pl.lit("all")), {"all": "All of them"}),
        _listed(inputs, returns),
        _by(returns, "burden_department", "By who asks", "department", {}),
        _by(returns, "burden_agency", "By who answers", "agency", inputs.names),
    )
    return Finding(says, tables, tuple(_unknown(returns)))


def _costed(inputs: Inputs, returns: pl.DataFrame) -> pl.DataFrame:
    costs = [
        cost_of(number or 0, exact(hours), rate or 0, fee or 0)
        for number, hours, rate, fee in returns.select("number", "hours", "rate_pence", "fee_pence").iter_rows()
    ]
    return returns.with_columns(pl.Series("cost_pence", costs, pl.Int64))


def _listed(inputs: Inputs, returns: pl.DataFrame) -> LensTable:
    order = ["cost_pence", "name", "agency", "source_id", "row"]
    listed = returns.sort(order, descending=[True, False, False, False, False])
    keys = Keys("return")
    names = [f"{name} ({agency})" for name, agency in listed.select("name", "agency").iter_rows()]
    listed = listed.with_columns(keys.column(distinct(names)))
    columns = (
        Column("agency", "text"), Column("department", "text"),
        Column("number", "number", _GIVEN), Column("hours", "number", _GIVEN),
        Column("rate", "pounds", _GIVEN), Column("fee", "pounds", _GIVEN),
        Column("amount", "pounds"), Column("repeats", "text"),
    )  # fmt: skip
    rows = tuple(
        Row(
            each["key"],
            each["name"],
            (
                inputs.name_of(each["agency"]), each["department"] or "", str(each["number"]),
                plain(exact(each["hours"])), each["rate_pence"], each["fee_pence"] or 0, each["cost_pence"],
                each["repeats"] or "",
            ),
        )
        for each in listed.iter_rows(named=True)
    )  # fmt: skip
    return LensTable("burden_returns", "Every return and inspection", columns, rows, _rests_on(listed), kept=100)


def _by(returns: pl.DataFrame, name: str, title: str, column: str, names: Mapping[str, str]) -> LensTable:
    keys = Keys(column)
    values = returns.get_column(column).fill_null("")
    words = {keys(value): names.get(value, value or "Not said") for value in values.unique()}
    return _sums(name, title, returns.with_columns(keys.column(values)), words)


def _sums(name: str, title: str, returns: pl.DataFrame, words: dict[str, str]) -> LensTable:
    """Cost and repeated cost by `key`, dearest first."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, cost, repeats in returns.select("key", "cost_pence", "repeats").iter_rows():
        sums[key][0] += 1
        sums[key][1] += cost
        sums[key][2] += cost if repeats is not None else 0
    order = sorted(sums, key=lambda key: (-sums[key][1], key))
    rows = tuple(Row(key, words[key], (str(sums[key][0]), sums[key][1], sums[key][2])) for key in order)
    columns = (Column("returns", "number", "number of entries"), Column("amount", "pounds"), Column("twice", "pounds"))
    rests_on = [_rests_on(returns), evidence(*_of(returns.filter(pl.col("repeats").is_not_null()), "twice"))]
    return LensTable(name, title, columns, rows, stack(rests_on))


def _rests_on(returns: pl.DataFrame) -> pl.LazyFrame:
    return stack(evidence(*_of(returns, column), reason=pl.lit(_RULE)) for column in ("", "amount"))


def _of(returns: pl.DataFrame, column: str) -> tuple[pl.LazyFrame, pl.Expr, str, pl.Expr]:
    return returns.lazy(), pl.col("key"), column, pl.col("cost_pence")


def _unknown(returns: pl.DataFrame) -> list[str]:
    """Returns said to repeat one that the register does not have."""
    known = {name.casefold() for name in returns.get_column("name")}
    missing = sorted({text for text in returns.get_column("repeats").drop_nulls() if text.casefold() not in known})
    return [f'A return is said to repeat "{text}", which is not in the register.' for text in missing]


BURDEN = Lens("what inspection and returns cost", "a [[source]] of kind returns", look)
