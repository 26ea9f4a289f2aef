"""A place folder: place.toml read into a `Place`, every mistake in it named at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date as Day
from decimal import InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tp_cli.errors import Problem, TpError, nearest, stop
from tp_cli.mistakes import explain
from tp_cli.money import pence_of
from tp_cli.safe import slug
from tp_cli.words import BASES, KINDS, AgencyKind

FILE_NAME = "place.toml"
NAMELESS = "-"
FOLDERS = ("inputs", "maps", "scenarios", "templates", "outputs")

Switch = Literal["in", "out", "memo"]
Units = Literal["pounds", "thousands", "millions"]
Basis = Literal["outturn", "budget", "allocation", "payments", "control"]
SourceKind = Literal[
    "spend",
    "transfers",
    "people",
    "outcomes",
    "assets",
    "staff",
    "streams",
    "returns",
    "commitments",
    "flags",
    "readiness",
    "officers",
    "stances",
    "obstacles",
    "drivers",
    "suppliers",
]


def year_text(value: object) -> str:
    """A financial year as "2024-25"; ValueError for anything else, such as 24/25 or 2024-26."""
    text = str(value)
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError('a financial year such as "2024-25"')
    return text


def _money(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('pounds in quotes, such as "230000000.00"')
    try:
        return pence_of(str(value).replace(",", "").removeprefix("£"))
    except (InvalidOperation, ValueError):
        raise ValueError('pounds in quotes, to the penny, such as "230000000.00"') from None


def _listed(value: object) -> object:
    """One text as a list of one: areas = "all"."""
    return [value] if isinstance(value, str) else value


Year = Annotated[str, BeforeValidator(year_text)]
Pence = Annotated[int, BeforeValidator(_money)]
PaidPence = Annotated[int, BeforeValidator(_money), Field(ge=0)]
People = Annotated[int, Field(gt=0)]
AgencyId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class Share(_Model):
    """How much of a body larger than the place is the place's: driver in place / driver in body.

    Either both numbers with their year and source, or the areas that the body serves: `tp` then looks the driver of
    each area up in a [[source]] of kind drivers, or in its own tables, for the year that is counted; "all" stands for
    every area of that table.
    """

    driver: Annotated[str, Field(min_length=1)]
    place: Annotated[int, Field(ge=0)] | None = None
    body: Annotated[int, Field(gt=0, le=10**9)] | None = None  # a share of a line then fits into 64 bits
    year: Year | None = None
    source: str = ""
    areas: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Share:
        given = {"place": self.place, "body": self.body, "year": self.year, "source": self.source or None}
        missing = [name for name, value in given.items() if value is None]
        if self.areas is not None:
            if len(missing) < len(given):
                raise ValueError("a driver and areas, or place, body, year and source; not both")
            return self
        if missing:
            lines = ", ".join(f"{name} = {_RIGHT[name]}" for name in missing)
            raise ValueError(f"{lines} beside the driver, or areas = {_RIGHT['areas']} to look the numbers up by")
        if (self.place or 0) > (self.body or 0):
            raise ValueError("a driver in the place that is not more than that in the whole body")
        return self


class Facts(_Model):
    """What the place is: table [place]."""

    name: Annotated[str, Field(min_length=1)]
    code: Annotated[str, Field(min_length=1)]
    years: Annotated[list[Year], Field(min_length=1)]
    population: dict[Year, People] = Field(default_factory=dict)
    daytime_population: dict[Year, People] = Field(default_factory=dict)
    region: str = ""
    areas: list[str] = Field(default_factory=list)

    @property
    def own_areas(self) -> list[str]:
        """The areas of tables of drivers that are the place's own: its code where it names none."""
        return self.areas or [self.code, self.name]


class Scope(_Model):
    """What a total holds: table [scope]."""

    benefits: Switch = "in"
    schools: Switch = "in"
    housing_revenue_account: Switch = "memo"
    capital: Switch = "in"
    apportioned: Switch = "in"
    non_identifiable: Switch = "out"

    def switches(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in type(self).model_fields}


class Agency(_Model):
    """A body whose money is counted: one [[agency]]."""

    id: AgencyId
    name: Annotated[str, Field(min_length=1)]
    kind: AgencyKind
    aliases: list[str] = Field(default_factory=list)
    codes: list[str] = Field(default_factory=list)
    department: str = ""
    share: Share | None = None


class Source(_Model):
    """Files of one kind from one body, and how they are read: one [[source]]."""

    files: str | list[str]
    agency: str = ""
    kind: SourceKind = "spend"
    basis: Basis = "outturn"
    year: Year | None = None
    layout: str = ""
    units: Units | None = None
    sheet: str = ""
    header_row: Annotated[int, Field(ge=1)] | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    encoding: str = ""
    vat: Literal["net", "gross", ""] = ""
    control_total: Pence | None = None
    measure: str = ""
    where: dict[str, str | list[str]] = Field(default_factory=dict)
    skip: list[Annotated[int, Field(ge=1)]] = Field(default_factory=list)
    share: Share | None = None
    reports: Literal["gross", "net"] | None = None
    status: Literal["supplied", "estimated"] = "supplied"

    def patterns(self) -> list[str]:
        return [self.files] if isinstance(self.files, str) else list(self.files)


class Transfer(_Model):
    """A payment between two agencies that both sides know of: one [[transfer]]."""

    payer: str
    payee: str
    year: Year
    paid: PaidPence | None = None
    received: PaidPence | None = None
    label: str = ""
    payee_reports: Literal["gross", "net"] | None = None

    @model_validator(mode="after")
    def _has_an_amount(self) -> Transfer:
        if self.paid is None and self.received is None:
            raise ValueError('paid = "8000000.00", received, or both')
        return self


class Matching(_Model):
    """How far the two sides of a payment may differ and still be one: table [matching]."""

    tolerance: PaidPence = 0
    tolerance_pct: Annotated[float, Field(ge=0, le=10)] = 0


class Withheld(_Model):
    """A body that does not give its figures: one [[withheld]]."""

    agency: str
    year: Year
    benchmark: Pence | None = None
    reason: str = ""
    embargo: Literal["partner", "board", "public"] = "board"


class Report(_Model):
    """What a report is to say of itself: table [report]."""

    date: Day | None = None


class Disclosure(_Model):
    """When a published figure would say too much of one payee or person: table [disclosure].

    threshold      fewer payees than this behind an amount, or people in a number, hide it
    largest        so many of the largest payees together ...
    share_pct      ... with this share of an amount or more hide it
    precision_pct  an amount hides when one payee could work out another's to within this much
    suppliers_from a supplier is named to the public from this much in all, in pounds; less stays unnamed
    """

    threshold: Annotated[int, Field(ge=2, le=100)] = 5
    largest: Annotated[int, Field(ge=1, le=10)] = 2
    share_pct: Annotated[int, Field(ge=50, le=100)] = 85
    precision_pct: Annotated[int, Field(ge=1, le=50)] = 10
    suppliers_from: PaidPence = 25_000_00


class Place(_Model):
    """Everything that place.toml says, checked."""

    facts: Facts = Field(alias="place")
    scope: Scope = Field(default_factory=Scope)
    agencies: list[Agency] = Field(default_factory=list, alias="agency")
    sources: list[Source] = Field(default_factory=list, alias="source")
    transfers: list[Transfer] = Field(default_factory=list, alias="transfer")
    withheld: list[Withheld] = Field(default_factory=list)
    report: Report = Field(default_factory=Report)
    disclosure: Disclosure = Field(default_factory=Disclosure)
    matching: Matching = Field(default_factory=Matching)

    @property
    def nameless(self) -> bool:
        """True for the place of a look at a file outside any place."""
        return self.facts.code == NAMELESS

    def agency(self, agency_id: str) -> Agency | None:
        return next((agency for agency in self.agencies if agency.id == agency_id), None)

    def fingerprint(self) -> str:
        """Changes when anything in place.toml that figures rest on does; comments, layout and [report] do not count."""
        return hashlib.sha256(self.model_dump_json(by_alias=True, exclude={"report"}).encode()).hexdigest()[:16]


def empty_place(agency: str) -> Place:
    """A place without a name and with one agency, for a look at a file outside any place."""
    body = {"id": slug(agency), "name": agency, "kind": "other"}
    return Place.model_validate({"place": {"name": "-", "code": NAMELESS, "years": ["1999-00"]}, "agency": [body]})


def find_place(start: Path) -> Path:
    """The nearest folder upward that holds place.toml; TpError (exit 2) where there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise stop(
        "no-place",
        str(start),
        "no place.toml in this folder or above it",
        "a place folder",
        "run `tp init DIR`, go into a place folder, or name one with --place DIR",
    )


def load_place(folder: Path) -> Place:
    """Read and check DIR/place.toml; TpError with a problem for every key that is wrong."""
    path = folder / FILE_NAME
    data = _read_toml(path)
    try:
        place = Place.model_validate(data)
    except ValidationError as error:
        raise TpError([explain(item, data, FILE_NAME, Place, _RIGHT) for item in error.errors()]) from None
    problems = list(_cross_check(place))
    if problems:
        raise TpError(problems)
    return place


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise stop("no-place", str(path), error.strerror or "", "a readable place.toml", "run `tp init`") from None
    except UnicodeDecodeError:
        raise stop("place-encoding", str(path), "bytes that are not UTF-8", "UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise stop(
            "place-syntax", str(path), str(error), "TOML", "correct the line; text needs quotes on both sides"
        ) from None


_RIGHT = {
    "name": '"Wrenborough"',
    "code": '"E08000099"',
    "years": '["2024-25"]',
    "population": '{ "2024-25" = 500000 }',
    "daytime_population": '{ "2024-25" = 560000 }',
    "year": '"2024-25"',
    "id": '"council" (small letters, digits, - and _)',
    "kind": " | ".join(KINDS),
    "basis": " | ".join((*BASES, "control")),
    "files": '"inputs/council_*.xlsx"',
    "aliases": '["Wrenborough MBC"]',
    "codes": '["E0299"]',
    "columns": '{ amount = "Net Amount" }',
    "skip": "[17]",
    "place": "500000",
    "body": "1500000",
    "driver": '"population"',
    "areas": '["E08000098", "E08000099"]',
    "source": '"ONS mid-2024 estimates"',
    "date": "2025-09-30 (a day, without quotes)",
}


def _cross_check(place: Place) -> Iterator[Problem]:
    """Mistakes that no single key shows: ids used twice or never declared, years that the place does not have."""
    ids = [agency.id for agency in place.agencies]
    for agency_id in sorted({name for name in ids if ids.count(name) > 1}):
        yield _bad(f"[[agency]] id = {agency_id!r}", "two agencies with this id", "one agency an id", "rename one")
    for number, source in enumerate(place.sources, 1):
        if source.agency and source.agency != "*":
            yield from _declared(source.agency, ids, f"[[source]] number {number}, agency")
        if source.kind != "drivers":  # a driver may be older than every year counted
            yield from _in_years(source.year, place, f"[[source]] number {number}, year")
    yield from _check_transfers(place, ids)
    yield from _check_withheld(place, ids)


def _check_transfers(place: Place, ids: Sequence[str]) -> Iterator[Problem]:
    for number, transfer in enumerate(place.transfers, 1):
        where = f"[[transfer]] number {number}"
        for name in (transfer.payer, transfer.payee):
            yield from _declared(name, ids, where)
        yield from _in_years(transfer.year, place, f"{where}, year")
        if transfer.payer == transfer.payee:
            yield _bad(where, "payer and payee are the same", "two agencies", "correct one")


def _check_withheld(place: Place, ids: Sequence[str]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for number, withheld in enumerate(place.withheld, 1):
        where = f"[[withheld]] number {number}"
        yield from _declared(withheld.agency, ids, f"{where}, agency")
        yield from _in_years(withheld.year, place, f"{where}, year")
        if (withheld.agency, withheld.year) in seen:
            yield _bad(where, "the same body and year twice", "once", "give one benchmark for the body and year")
        seen.add((withheld.agency, withheld.year))


def _in_years(year: str | None, place: Place, where: str) -> Iterator[Problem]:
    if year and year not in place.facts.years:
        yield _bad(where, year, ", ".join(place.facts.years), "add it to years, or correct it")


def _declared(name: str, ids: Sequence[str], where: str) -> Iterator[Problem]:
    if name not in ids:
        close = nearest(name, ids) or list(ids)
        yield _bad(where, f'"{name}"', "the id of an [[agency]]", f"nearest: {', '.join(close) or 'none declared'}")


def _bad(where: str, found: str, expected: str, fix: str) -> Problem:
    return Problem("bad-place", f"{FILE_NAME}, {where}", found, expected, fix, "usage")
