"""Lens "resources": staff, property and money side by side, and which buildings could be shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from tp_cli.count.lenses.exact import exact, percent, plain, total, whole_pence
from tp_cli.count.lenses.lens import (
    Column,
    Finding,
    Inputs,
    Keys,
    Lens,
    LensTable,
    Row,
    Value,
    distinct,
    evidence,
    stack,
)
from tp_cli.money import show

LOW_OCCUPANCY = Fraction(60, 100)
_STOCK = "stock: what it is worth, never added to spending"
_ONCE = "one-off: never added to spending"


@dataclass(frozen=True)
class Building:
    """A building: floor in m², how much of it is used (None where it was not said), pence a year to run it."""

    key: str
    name: str
    agency: str
    area: str
    floor: Fraction
    occupancy: Fraction | None
    running_pence: int

    @property
    def used(self) -> Fraction:
        """Floor that is needed; all of it where the occupancy was not said."""
        return self.floor * (Fraction(1) if self.occupancy is None else self.occupancy)

    @property
    def is_low(self) -> bool:
        return self.occupancy is not None and self.occupancy < LOW_OCCUPANCY


@dataclass(frozen=True)
class Pair:
    """Two half-empty buildings of one area whose needs fit into the larger; the other could be given up."""

    host: Building
    guest: Building

    @property
    def need(self) -> Fraction:
        return self.host.used + self.guest.used

    @property
    def fits_either(self) -> bool:
        return self.need <= self.guest.floor


def pairs_of(buildings: Sequence[Building]) -> list[Pair]:
    """Co-location pairs, the dearest building given up first.

    1,000 m² at 45% and 800 m² at 40% need 770 m²: that fits the first.

    Source: docs/METHOD.md §3, lens "resources".
    """
    by_area: dict[str, list[Building]] = defaultdict(list)
    for building in buildings:
        if building.is_low:
            by_area[building.area].append(building)
    found = [
        Pair(host, guest)
        for near in by_area.values()
        for number, host in enumerate(_largest_first(near))
        for guest in _largest_first(near)[number + 1 :]
        if host.used + guest.used <= host.floor
    ]
    return sorted(found, key=lambda pair: (-pair.guest.running_pence, pair.host.key, pair.guest.key))


def look(inputs: Inputs) -> Finding | None:
    """Property, pairs, staff by function, and the three beside each other by agency."""
    assets, staff = inputs.register("assets"), inputs.register("staff")
    if not assets.height and not staff.height:
        return None
    assets, buildings = _keyed(assets)
    pairs = pairs_of(buildings)
    low = sum(building.is_low for building in buildings)
    fte = plain(total(staff.get_column("fte")))
    says = (
        f"{low} of {len(buildings)} buildings are less than 60% used; {len(pairs)} pairs of them fit into one;"
        f" {fte} full-time equivalents of staff"
    )
    tables = (
        _by_agency(inputs, assets, buildings, staff),
        _pairs(inputs, assets, pairs),
        _buildings(inputs, assets, buildings),
        _staff(inputs, staff),
    )
    return Finding(says, tables, tuple(_caveats(buildings)))


def _keyed(assets: pl.DataFrame) -> tuple[pl.DataFrame, list[Building]]:
    keys = Keys("asset")
    names = [f"{asset} ({agency})" for asset, agency in assets.select("asset", "agency").iter_rows()]
    assets = assets.with_columns(keys.column(distinct(names)))
    found = [
        Building(
            each["key"],
            each["asset"],
            each["agency"],
            each["area"] or "",
            exact(each["floor_m2"]),
            None if each["occupancy"] is None else exact(each["occupancy"]) / 100,
            each["running_pence"] or 0,
        )
        for each in assets.iter_rows(named=True)
    ]
    return assets, found


def _largest_first(buildings: Sequence[Building]) -> list[Building]:
    return sorted(buildings, key=lambda building: (-building.floor, building.key))


def _pairs(inputs: Inputs, assets: pl.DataFrame, pairs: Sequence[Pair]) -> LensTable:
    columns = (
        Column("host", "text"), Column("host_agency", "text"), Column("guest", "text"), Column("guest_agency", "text"),
        Column("area", "text"),
        Column("need_m2", "number", "floor × occupancy of both"), Column("host_m2", "number", "floor of the larger"),
        Column("fits_either", "text"), Column("running_freed", "pounds"),
    )  # fmt: skip
    keys = Keys("pair")
    rows = tuple(
        Row(
            keys(f"{pair.host.key[6:]}+{pair.guest.key[6:]}"),
            f"{pair.host.name} and {pair.guest.name}",
            (
                pair.host.name, inputs.name_of(pair.host.agency), pair.guest.name, inputs.name_of(pair.guest.agency),
                pair.host.area, plain(pair.need), plain(pair.host.floor),
                "yes" if pair.fits_either else "no",
                pair.guest.running_pence,
            ),
        )
        for pair in pairs
    )  # fmt: skip
    sides = [(row.key, side.key, role) for row, pair in zip(rows, pairs, strict=True) for side, role in _sides(pair)]
    sides_frame = pl.LazyFrame(sides, schema=["pair", "key", "role"], orient="row")
    both = sides_frame.join(assets.lazy(), on="key")
    running = pl.col("running_pence").fill_null(0)
    rests_on = [
        evidence(both, pl.col("pair"), number=pl.col("floor_m2"), reason=pl.col("role")),
        evidence(both.filter(pl.col("role") == "given up"), pl.col("pair"), "running_freed", running),
    ]
    return LensTable("resources_pairs", "Buildings that could be shared", columns, rows, stack(rests_on), kept=50)


def _sides(pair: Pair) -> Iterator[tuple[Building, str]]:
    yield pair.host, "kept"
    yield pair.guest, "given up"


def _buildings(inputs: Inputs, assets: pl.DataFrame, buildings: Sequence[Building]) -> LensTable:
    """Every building, the emptiest first."""
    columns = (
        Column("agency", "text"), Column("area", "text"), Column("floor_m2", "number"), Column("occupancy", "percent"),
        Column("used_m2", "number", "floor × occupancy; all of it where the occupancy was not said"),
        Column("running", "pounds"), Column("per_m2", "pounds", "running costs ÷ floor"),
        Column("value", "pounds"), Column("receipt", "pounds"),
    )  # fmt: skip
    money = {key: (value or 0, receipt or 0) for key, value, receipt in _money(assets)}
    order = sorted(buildings, key=lambda b: (b.occupancy is None, b.occupancy or 0, b.key))
    rows = tuple(
        Row(
            b.key,
            b.name,
            (
                inputs.name_of(b.agency), b.area, plain(b.floor),
                None if b.occupancy is None else percent(b.occupancy, 1), plain(b.used), b.running_pence,
                whole_pence(b.running_pence / b.floor) if b.floor else None, *money[b.key],
            ),
        )
        for b in order
    )  # fmt: skip
    return LensTable("resources_assets", "Every building", columns, rows, _asset_evidence(assets), kept=100)


def _asset_evidence(assets: pl.DataFrame, key: str = "key") -> pl.LazyFrame:
    rows, by = assets.lazy(), pl.col(key)
    return stack(
        [
            evidence(rows, by, "", pl.col("running_pence").fill_null(0), reason=pl.col("asset")),
            evidence(rows, by, "running", pl.col("running_pence").fill_null(0), reason=pl.col("asset")),
            evidence(rows, by, "floor_m2", number=pl.col("floor_m2"), reason=pl.col("asset")),
            evidence(rows, by, "value", pl.col("value_pence").fill_null(0), reason=pl.lit(_STOCK)),
            evidence(rows, by, "receipt", pl.col("receipt_pence").fill_null(0), reason=pl.lit(_ONCE)),
        ]
    )


def _money(assets: pl.DataFrame) -> Iterator[tuple[str, int | None, int | None]]:
    yield from assets.select("key", "value_pence", "receipt_pence").iter_rows()


def _staff(inputs: Inputs, staff: pl.DataFrame) -> LensTable:
    """Full-time equivalents by function, most first."""
    keys = Keys("function")
    staff = staff.with_columns(keys.column(staff.get_column("function")))
    columns = (
        Column("agencies", "number", "agencies with staff of this function"), Column("fte", "number"),
        Column("headcount", "number"), Column("pay", "pounds"), Column("per_fte", "pounds", "pay ÷ FTE"),
    )  # fmt: skip
    found = [(str(key), group) for (key,), group in staff.group_by("key", maintain_order=True)]
    found.sort(key=lambda pair: (-total(pair[1].get_column("fte")), pair[0]))
    rows = tuple(
        Row(key, group.get_column("function")[0], (str(group.get_column("agency").n_unique()), *_staff_values(group)))
        for key, group in found
    )
    return LensTable("resources_staff", "Staff by function", columns, rows, _staff_evidence(staff, "key"))


def _staff_values(staff: pl.DataFrame) -> tuple[Value, ...]:
    fte, pay = total(staff.get_column("fte")), int(staff.get_column("cost_pence").fill_null(0).sum())
    heads = int(staff.get_column("headcount").fill_null(0).sum())
    return plain(fte), str(heads), pay, whole_pence(pay / fte) if fte else None


def _staff_evidence(staff: pl.DataFrame, key: str) -> pl.LazyFrame:
    rows, by = staff.lazy(), pl.col(key)
    return stack(
        [
            evidence(rows, by, "", pl.col("cost_pence").fill_null(0), reason=pl.col("function")),
            evidence(rows, by, "pay", pl.col("cost_pence").fill_null(0), reason=pl.col("function")),
            evidence(rows, by, "fte", number=pl.col("fte"), reason=pl.col("function")),
            evidence(rows, by, "headcount", number=pl.col("headcount").fill_null(0), reason=pl.col("function")),
        ]
    )


def _by_agency(inputs: Inputs, assets: pl.DataFrame, buildings: Sequence[Building], staff: pl.DataFrame) -> LensTable:
    """Money counted, staff and property of each agency side by side; nothing of them is added up."""
    keys = Keys("agency")
    counted = dict(inputs.counted.group_by("agency").agg(pl.col("amount_pence").sum()).iter_rows())
    columns = (
        Column("counted", "pounds", "the agency's counted spending: count/agency"),
        Column("fte", "number"), Column("headcount", "number"), Column("pay", "pounds"),
        Column("per_fte", "pounds", "pay ÷ FTE"),
        Column("buildings", "number", "number of buildings"), Column("floor_m2", "number"),
        Column("used_m2", "number", "Σ floor × occupancy"), Column("running", "pounds"),
        Column("per_m2", "pounds", "running costs ÷ floor"), Column("value", "pounds"), Column("receipt", "pounds"),
    )  # fmt: skip
    agencies = sorted({*assets.get_column("agency"), *staff.get_column("agency")})
    rows = tuple(
        Row(
            keys(agency),
            inputs.name_of(agency),
            (
                counted.get(agency, 0),
                *_staff_values(staff.filter(agency=agency)),
                *_property_values(assets.filter(agency=agency), [b for b in buildings if b.agency == agency]),
            ),
        )
        for agency in agencies
    )
    by_key = [frame.with_columns(by=keys.column(frame.get_column("agency"))) for frame in (assets, staff)]
    rests_on = stack([_asset_evidence(by_key[0], "by"), _staff_evidence(by_key[1], "by")])
    return LensTable("resources", "Money, staff and property", columns, rows, rests_on)


def _property_values(assets: pl.DataFrame, buildings: Sequence[Building]) -> tuple[Value, ...]:
    floor = sum((building.floor for building in buildings), Fraction(0))
    running = sum(building.running_pence for building in buildings)
    stock, receipts = (int(assets.get_column(name).fill_null(0).sum()) for name in ("value_pence", "receipt_pence"))
    used = sum((building.used for building in buildings), Fraction(0))
    per_m2 = whole_pence(running / floor) if floor else None
    return str(len(buildings)), plain(floor), plain(used), running, per_m2, stock, receipts


def _caveats(buildings: Sequence[Building]) -> Iterator[str]:
    unsaid = sum(building.occupancy is None for building in buildings)
    if unsaid:
        yield f"The occupancy of {unsaid} of {len(buildings)} buildings is not known: they are taken as full."
    if any(building.running_pence for building in buildings):
        freed = show(sum(building.running_pence for building in buildings))
        yield f"Running costs ({freed} in all) are part of what bodies spend: they are shown here, not added to it."
    yield "What buildings are worth and what their sale would bring are stock and one-offs, apart from spending."


RESOURCES = Lens("staff, property and money side by side", "a [[source]] of kind assets or staff", look)
