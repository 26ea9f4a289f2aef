"""Whose books a record is in: the declared agency, every body of a national table, or the declared among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED, TableRead
from tp_cli.place import Source
from tp_cli.reference import table as facts
from tp_cli.safe import slug

ANOTHER = "another body"
_LIVE = pl.col("state").is_in([DATA, REJECTED])


def keep_where(table: TableRead, source: Source, place_name: str) -> TableRead:
    """Leave out the records that the source's `where` does not ask for: another region, sector, ...

    raises  TpError for a column that the layout does not have, or a value that stands nowhere in it
    """
    if not source.where:
        return table
    wanted = {role: [value] if isinstance(value, str) else list(value) for role, value in source.where.items()}
    known = [role for role in wanted if table.has(role)]
    texts = _texts(table, known)
    live = table.records.select(_LIVE).to_series()
    problems: list[Problem] = []
    for role, values in wanted.items():
        present = texts.filter(live).get_column(role).drop_nulls().unique().to_list() if role in known else []
        problems += _where_problems(role, values, sorted(present), table, place_name)
    if problems:
        raise TpError(problems)
    kept = [pl.col(role).is_in(values).fill_null(False) for role, values in wanted.items()]
    return _leave_out(table, ~texts.select(pl.all_horizontal(kept)).to_series())


def assign_agencies(
    table: TableRead, layout: Layout, source: Source, finder: AgencyFinder, place_name: str
) -> TableRead:
    """Add `agency`, `agency_name`, `agency_kind` to the records; those of bodies not declared become "another body".

    Nothing is added where the source names its agency.
    raises  TpError where no agency is named and none of the place's is found in the table
    """
    if source.agency and source.agency != "*":
        return table
    keys = ["code", "body", "class"]
    texts = _texts(table, keys)
    bodies = texts.unique(maintain_order=True)
    found = [_body_agency(row, layout, source.agency == "*", finder) for row in bodies.iter_rows(named=True)]
    named = dict.fromkeys(("agency", "agency_name", "agency_kind"), pl.String)
    names = pl.DataFrame(found, schema=named, orient="row")
    joined = texts.join(bodies.hstack(names), on=keys, how="left", nulls_equal=True, maintain_order="left")
    records = table.records.hstack(joined.select(pl.col(named).cast(pl.Categorical)))
    live = records.filter(_LIVE)
    if live.height and live["agency"].null_count() == live.height:
        raise TpError([_nobody(texts, place_name)])
    nobody = joined.select(pl.col("body").is_null() & pl.col("code").is_null()).to_series()
    table = _without_body(replace(table, records=records), nobody)
    return _leave_out(table, table.records["agency"].is_null() & ~nobody)


def _texts(table: TableRead, roles: list[str]) -> pl.DataFrame:
    """The texts of some roles, a row a record."""
    return table.with_texts().select(pl.col(roles)).collect() if roles else pl.DataFrame()


def _without_body(table: TableRead, nobody: pl.Series) -> TableRead:
    """Records that name no body at all are rejected: nobody can say whose money it is."""
    records = table.records.with_columns(
        state=pl.when(_LIVE & nobody).then(pl.lit(REJECTED)).otherwise(pl.col("state").cast(pl.String)),
        reason=pl.when(_LIVE & nobody).then(pl.lit("no body named")).otherwise(pl.col("reason").cast(pl.String)),
    )
    return replace(table, records=records)


def _leave_out(table: TableRead, condition: pl.Series) -> TableRead:
    out = _LIVE & condition
    records = table.records.with_columns(
        state=pl.when(out).then(pl.lit(NON_DATA)).otherwise(pl.col("state").cast(pl.String)),
        reason=pl.when(out).then(pl.lit(ANOTHER)).otherwise(pl.col("reason").cast(pl.String)),
    )
    return replace(table, records=records)


def _body_agency(
    body: Mapping[str, str | None], layout: Layout, every: bool, finder: AgencyFinder
) -> tuple[str | None, str | None, str | None]:
    """Id, name and kind of the agency that a body is; nothing where it is not declared and not every body counts."""
    declared = finder.find(body["code"]) or finder.find(body["body"])
    if declared:
        agency = finder[declared]
        return agency.id, agency.name, agency.kind
    name = body["body"] or body["code"]
    if not every or not name:
        return None, None, None
    return slug(name), name, _kind(body, layout)


def _kind(body: Mapping[str, str | None], layout: Layout) -> str:
    """Kind of a body that nobody declared: from the table of authorities, its class, or the words of its name."""
    known = facts("authorities").filter(pl.col("e_code") == (body["code"] or "")).get_column("kind").to_list()
    words = fold(body["body"] or "").split()
    by_words = next((each.kind for each in layout.kind_words if set(each.words) <= set(words)), "other")
    default = layout.kinds.get(body["class"] or "", by_words) if layout.kinds else "department"
    return str(known[0]) if known else default


def _where_problems(
    role: str, wanted: list[str], present: list[str], table: TableRead, place_name: str
) -> list[Problem]:
    where = f"{place_name}, where.{role}"
    if not table.has(role):
        roles = [name for name in ("region", "sector", "economic", "code", "class", "body") if table.has(name)]
        return [Problem("bad-where", where, f'no column "{role}"', ", ".join(roles), "correct `where`", "refused")]
    return [
        Problem(
            "bad-where", where, f'"{value}"', "a value of that column", f"nearest: {_near(value, present)}", "refused"
        )
        for value in wanted
        if value not in present
    ]


def _near(value: str, present: list[str]) -> str:
    return ", ".join(nearest(value, present) or present[:5])


def _nobody(texts: pl.DataFrame, place_name: str) -> Problem:
    bodies = texts.get_column("body").drop_nulls().unique().sort().to_list()
    return Problem(
        "agency-not-found",
        place_name,
        f"none of the place's agencies among: {', '.join(bodies[:5])} ...",
        "a declared agency by name, alias or code",
        "declare it as [[agency]] with the name or code that the file uses, or give the source an `agency`",
        "refused",
    )
