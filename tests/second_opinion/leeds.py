"""Leeds, 2011-12, counted a second time: whole pence, plain Python, the publishers' own files and nothing of `tp_cli`.

    python tests/second_opinion/leeds.py

Only what the two national files say is here; every amount is pence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

DATA = Path(__file__).parents[3] / "shared" / "data"
OUTTURN, OUTTURN_SHEET = DATA / "outturn" / "mhclg_rs_2011-12_by_la.xls", "RS LA Data 2011-12 (1)"
DATABASE, DATABASE_SHEET = DATA / "outturn" / "hmt_cra_2014_database.xlsx", "CRA14 combined database"
YEAR, REGION = "2011-12", "ENGLAND_Yorkshire and the Humber"

LEEDS, WEST_YORKSHIRE, YORKSHIRE = 750_683, 2_227_371, 5_288_212  # residents, mid-2011
AUTHORITIES = {"council": "E4704", "police": "E6047", "fire": "E6147", "transport": "E6347"}
BODY = {"council": LEEDS, "police": WEST_YORKSHIRE, "fire": WEST_YORKSHIRE, "transport": WEST_YORKSHIRE}
COUNTIES = ("20", "27", "44", "47")  # Humber, North, South and West Yorkshire, as authorities' codes have them
JOINT = ("60", "61", "63")  # police, fire and transport, followed by the county
PARKS = ("North York Moors", "Yorkshire Dales")

Cell = object
Cells = Mapping[str, int]  # heading → pence


class Authority(NamedTuple):
    """One authority's row: net current expenditure by heading, levies apart, and council tax benefit beside it."""

    name: str
    spend: Cells
    levies: Cells
    council_tax_benefit: int
    stated: int  # net current expenditure, as the authority's row gives it

    @property
    def net_current(self) -> int:
        return sum(self.spend.values()) + sum(self.levies.values())


class Segment(NamedTuple):
    """One row of the national table that is the region's, its pence rounded once."""

    department: str
    division: str
    kind: tuple[str, str]  # CG, LG or PC; CUR or CAP
    pence: int


@dataclass(frozen=True)
class Opinion:
    total: int
    per_head: int
    agencies: Mapping[str, int]  # the four, then departments by name
    divisions: Mapping[str, int]  # of the national table's share only: "07" → pence
    states: Mapping[str, int]
    cg_current: int
    cg_capital: int
    identifiable: int  # the region's, all of it
    identifiable_current: int
    region_authorities: int  # net current expenditure of the region's authorities together
    region_bodies: int
    lg_current: int  # what the national table has for them
    other_authorities: int  # spend, levies and council tax benefit of the authorities that are not Leeds's
    other_segments: int  # rows of the national table that are not the region's central government


def to_pence(cell: Cell) -> int:
    """£ thousand, the shortest decimal of the stored number, to pence: half to even."""
    return int((Decimal(str(cell or 0)) * 100_000).to_integral_value(ROUND_HALF_EVEN))


def share(pence: int, body: int) -> int:
    """The part for Leeds of two, the penny left over to the larger remainder; credits as debits mirrored."""
    floor, rest = divmod(abs(pence) * LEEDS, body)
    part = floor + (rest > 0 and rest >= body - rest)
    return part if pence >= 0 else -part


def read_sheet(path: Path, sheet: str) -> list[list[Cell]]:
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()]


def read_authorities() -> dict[str, Authority]:
    """Code → authority, for the rows that a code and a class begin."""
    rows = read_sheet(OUTTURN, OUTTURN_SHEET)
    header = next(row for row in rows if row[0] == "E-code")
    headings = [str(cell).strip() for cell in header]
    return {str(row[0]): read_authority(headings, row) for row in rows if str(row[0])[1:].isdigit() and row[3]}


def read_authority(headings: list[str], row: list[Cell]) -> Authority:
    first, last = headings.index("Education services"), find(headings, "NET CURRENT EXPENDITURE")
    subtotal, benefit = find(headings, "TOTAL SERVICE EXPENDITURE"), find(headings, "Local tax collection: Council tax")
    columns = [i for i in range(first, last) if i != subtotal]
    levies = [i for i in columns if headings[i].endswith("levy") or headings[i] == "Other levies"]
    spend = {headings[i]: to_pence(row[i]) for i in columns if i not in levies}
    paid = {headings[i]: to_pence(row[i]) for i in levies}
    return Authority(str(row[1]).strip(), spend, paid, to_pence(row[benefit]), to_pence(row[last]))


def find(headings: list[str], start: str) -> int:
    return next(i for i, heading in enumerate(headings) if heading.startswith(start))


def is_yorkshire(code: str, name: str) -> bool:
    return code[1:3] in COUNTIES or (code[1:3] in JOINT and code[3:5] in COUNTIES) or name.startswith(PARKS)


def read_segments() -> tuple[list[Segment], int]:
    """The region's rows, all of them identifiable, and the sum of every row of the table."""
    header, *rows = read_sheet(DATABASE, DATABASE_SHEET)
    names = ["Department", "COFOG Level 0", "CG, LG or PC", "CAP or CUR", "NUTS Region", "ID/non-ID", YEAR]
    at = dict(zip(names, map(header.index, names), strict=True))
    ours = [row for row in rows if (row[at["NUTS Region"]], row[at["ID/non-ID"]]) == (REGION, "ID")]
    everything = sum(to_pence(row[at[YEAR]]) for row in rows)
    return [read_segment([row[at[name]] for name in names]) for row in ours], everything


def read_segment(cells: list[Cell]) -> Segment:
    department, division, sector, economic = map(str, cells[:4])
    return Segment(department.strip(), division.split(".")[0].zfill(2), (sector, economic), to_pence(cells[-1]))


def of_kind(segments: Iterable[Segment], *kinds: tuple[str, str]) -> int:
    return sum(segment.pence for segment in segments if segment.kind in kinds)


def shared_lines(authorities: Mapping[str, Authority], central: Iterable[Segment]) -> Iterator[tuple[str, str, int]]:
    """Agency, division (of the national table only) and the pence for Leeds, cell by cell; levies left out."""
    for agency, code in AUTHORITIES.items():
        yield from ((agency, "", share(pence, BODY[agency])) for pence in authorities[code].spend.values())
    yield from ((segment.department, segment.division, share(segment.pence, YORKSHIRE)) for segment in central)


def add_up(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, pence in pairs:
        sums[name] += pence
    return dict(sums)


def find_states(total: int, ours: Mapping[str, Authority], current: int, capital: int) -> dict[str, int]:
    """Levies go on both sides, at the part that is for Leeds; what no state else has is apportioned out."""
    levies = {agency: share(sum(body.levies.values()), BODY[agency]) for agency, body in ours.items()}
    memo = capital + sum(body.council_tax_benefit for body in ours.values())
    reported = sum(body.net_current for body in ours.values()) + current + memo
    states = {"counted": total, "eliminated": sum(levies.values()), "out_of_scope": 0, "memo": memo}
    return {"reported": reported, "apportioned_out": reported - sum(states.values()), **states}


def give_opinion() -> Opinion:
    authorities, (segments, everything) = read_authorities(), read_segments()
    ours = {agency: authorities[code] for agency, code in AUTHORITIES.items()}
    region = [body for code, body in authorities.items() if is_yorkshire(code, body.name)]
    central = [segment for segment in segments if segment.kind == ("CG", "CUR")]
    lines = list(shared_lines(authorities, central))
    total = sum(pence for _, _, pence in lines)
    current, capital = of_kind(segments, ("CG", "CUR")), of_kind(segments, ("CG", "CAP"))
    read = {code: body.net_current + body.council_tax_benefit for code, body in authorities.items()}
    return Opinion(
        total,
        int((Decimal(total) / LEEDS).to_integral_value(ROUND_HALF_EVEN)),
        add_up((agency, pence) for agency, _, pence in lines),
        add_up((division, pence) for _, division, pence in lines if division),
        find_states(total, ours, current, capital),
        current,
        capital,
        sum(segment.pence for segment in segments),
        of_kind(segments, ("CG", "CUR"), ("LG", "CUR"), ("PC", "CUR")),
        sum(body.net_current for body in region),
        len(region),
        of_kind(segments, ("LG", "CUR")),
        sum(read.values()) - sum(read[code] for code in AUTHORITIES.values()),
        everything - current - capital,
    )


def show(name: str, pence: int) -> None:
    print(f"{name:<70}{Decimal(pence).scaleb(-2):>22,}")


if __name__ == "__main__":
    found = give_opinion()
    for each in (found.agencies, found.divisions, found.states):
        for key, amount in sorted(each.items(), key=lambda item: -item[1]):
            show(key, amount)
        print()
    show("Leeds, 2011-12", found.total)
    show("a head", found.per_head)
    show(f"{found.region_bodies} authorities of the region", found.region_authorities)
    show("the national table's local government, current", found.lg_current)
    show("the region's identifiable spend", found.identifiable)
