"""Whose books a record is in: the declared agency, every body of a national table, or the declared among them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import Problem, TpError, nearest
from tp_cli.ingest.layout import Layout, fold
from tp_cli.ingest.records import DATA, NON_DATA, REJECTED
from tp_cli.place import Source
from tp_cli.reference import table as facts
from tp_cli.safe import slug

ANOTHER = "another body"
_LIVE = pl.col("state").is_in([DATA, REJECTED])


def keep_where(records: pl.DataFrame, source: Source, place_name: str) -> pl.DataFrame:
    """Leave out the records that the source's `where` does not ask for: another region, sector, ...

    raises  TpError for a column that the layout does not have, or a value that stands nowhere in it
    """
    problems: list[Problem] = []
    for role, value in source.where.items():
        wanted = [value] if isinstance(value, str) else list(value)
        present = records.filter(_LIVE).get_column(role).drop_nulls().unique().to_list() if _has(records, role) else []
        problems += _where_problems(role, wanted, sorted(present), records, place_name)
    if problems:
        raise TpError(problems)
    for role, value in source.where.items():
        wanted = [value] if isinstance(value, str) else list(value)
        records = _leave_out(records, ~pl.col(role).is_in(wanted).fill_null(False))
    return records


def assign_agencies(
    records: pl.DataFrame, layout: Layout, source: Source, finder: AgencyFinder, place_name: str
) -> pl.DataFrame:
    """Add `agency`, `agency_name`, `agency_kind`; records of bodies not declared become "another body".

    raises  TpError where no agency is named and none of the place's is found in the table
    """
    if source.agency and source.agency != "*":
        agency = finder[source.agency]
        return records.with_columns(
            agency=pl.lit(agency.id), agency_name=pl.lit(agency.name), agency_kind=pl.lit(agency.kind)
        )
    bodies = records.select("code", "body", "class").unique(maintain_order=True)
    found = [_body_agency(row, layout, source.agency == "*", finder) for row in bodies.iter_rows(named=True)]
    named = dict.fromkeys(("agency", "agency_name", "agency_kind"), pl.String)
    names = pl.DataFrame(found, schema=named, orient="row")
    keys = ["code", "body", "class"]
    joined = records.join(bodies.hstack(names), on=keys, how="left", nulls_equal=True, maintain_order="left")
    if joined.filter(_LIVE).height and not joined.filter(_LIVE & pl.col("agency").is_not_null()).height:
        raise TpError([_nobody(joined, place_name)])
    return _leave_out(_without_body(joined), pl.col("agency").is_null())


def _without_body(records: pl.DataFrame) -> pl.DataFrame:
    """Records that name no body at all are rejected: nobody can say whose money it is."""
    nobody = _LIVE & pl.col("body").is_null() & pl.col("code").is_null()
    return records.with_columns(
        state=pl.when(nobody).then(pl.lit(REJECTED)).otherwise("state"),
        reason=pl.when(nobody).then(pl.lit("no body named")).otherwise("reason"),
        agency=pl.when(nobody).then(pl.lit("")).otherwise("agency"),
    )


def _leave_out(records: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    out = _LIVE & condition
    return records.with_columns(
        state=pl.when(out).then(pl.lit(NON_DATA)).otherwise("state"),
        reason=pl.when(out).then(pl.lit(ANOTHER)).otherwise("reason"),
    )


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
    role: str, wanted: list[str], present: list[str], records: pl.DataFrame, place_name: str
) -> list[Problem]:
    where = f"{place_name}, where.{role}"
    if not _has(records, role):
        roles = [name for name in ("region", "sector", "economic", "code", "class", "body") if _has(records, name)]
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


def _has(records: pl.DataFrame, role: str) -> bool:
    return role in records.columns and records.get_column(role).null_count() < records.height


def _nobody(records: pl.DataFrame, place_name: str) -> Problem:
    bodies = records.filter(pl.col("reason").is_not_null()).get_column("body").drop_nulls().unique().sort().to_list()
    return Problem(
        "agency-not-found",
        place_name,
        f"none of the place's agencies among: {', '.join(bodies[:5])} ...",
        "a declared agency by name, alias or code",
        "declare it as [[agency]] with the name or code that the file uses, or give the source an `agency`",
        "refused",
    )
