"""The count's tables as the kernel works them out on Polars: settled lines, their sums in cells, their pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import narwhals as nw
import polars as pl

from tp_cli.count import kernel
from tp_cli.count.books import TAKEN
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.shares import SHARES, Shares, shares
from tp_cli.ledger import AXES, BASES, TABLES
from tp_cli.place import Place

OF_LINE = ("source_id", "sheet", "agency", "year", "basis", "status", "role", "sector")
CELL = (*OF_LINE, *AXES, "share_num", "share_den")
_SHARE = {name: SHARES[name] for name in ("share_num", "share_den")}
_STATE = ("best_basis", "state", "reason", "counterparty", "apportioned")


class Workings:
    """Lines of one year, not control lines, in their states; nothing is worked out before it is asked for.

    also  further columns of lines that the cells are cut by
    """

    def __init__(
        self, ledger: Ledger, place: Place, year: str, switches: Mapping[str, str], also: Sequence[str] = ()
    ) -> None:
        self.ledger, self.place, self.year, self.switches = ledger, place, year, switches
        self.keys = (*CELL, *(name for name in also if name not in CELL))
        self.wanted = (pl.col("basis") != "control") & (pl.col("year") == year)

    @cached_property
    def readings(self) -> pl.DataFrame:
        return self.ledger.readings.filter(self.wanted)

    @cached_property
    def shares(self) -> Shares:
        """The shares of the year's sources and bodies."""
        return shares(self.ledger, self.place, self.year)

    @cached_property
    def bodies(self) -> pl.DataFrame:
        """`agency`, `agency_name`, `agency_kind`, `best_basis` of every body with lines of the year."""
        ranks = {basis: rank for rank, basis in enumerate(BASES)}
        names = dict(enumerate(BASES))
        return (
            self.readings.group_by("agency")
            .agg(
                pl.col("agency_name", "agency_kind").min(),
                pl.col("basis").replace_strict(ranks, return_dtype=pl.Int64).min(),
            )
            .with_columns(best_basis=pl.col("basis").replace_strict(names, return_dtype=pl.String))
            .drop("basis")
            .sort("agency")
        )

    @cached_property
    def raw_cells(self) -> pl.DataFrame:
        """The keys and sums of `in_pence` and `out_pence`, before anything is taken off: one pass over the lines."""
        further = [name for name in self.keys if name not in (*CELL, *OF_LINE)]
        sums: list[pl.DataFrame] = [
            kernel.group(nw.from_native(each), self.keys, "in_pence", "out_pence").to_native().collect()
            for each in self._shared(further)
        ]
        if len(sums) == 1:
            return sums[0]
        together: pl.DataFrame = pl.concat(sums).group_by(self.keys).agg(pl.col("in_pence", "out_pence", "lines").sum())
        return together

    def settled(self, also: Sequence[str] = ()) -> Iterator[pl.LazyFrame]:
        """Every mapped part of every line in its state but for elimination: lines of one part, then of several."""
        return (self._in_state(each) for each in self._shared(also))

    def cells(self, taken: pl.DataFrame | None = None) -> pl.DataFrame:
        """The counted place in cells: the keys, `state`, `reason`, `counterparty`, `apportioned`, pence and `lines`.

        taken  what is eliminated of each part, with the keys of its cell
        """
        names = [*self.keys, *_STATE]
        frame = self.raw_cells.with_columns(map_part=pl.lit(1, pl.Int64))
        pieces = self._pieces(self._in_state(frame.lazy()), None)
        if taken is not None and taken.height:
            off = taken.with_columns(pl.col(name).cast(pl.String) for name in self.keys if name not in _SHARE)
            off = off.with_columns(state=pl.lit("counted"), reason=pl.lit(""), lines=pl.lit(0, pl.Int64))
            off = off.join(self.bodies.select("agency", "best_basis"), on="agency")
            off = off.with_columns(apportioned=pl.col("share_num").is_not_null())
            left = off.with_columns(counterparty=pl.lit(None, pl.String), amount_pence=-pl.col("pence"))
            gone = off.with_columns(state=pl.lit("eliminated"), reason="why", amount_pence="pence")
            columns = [*names, "amount_pence", "lines"]
            pieces = pl.concat([each.lazy().select(columns) for each in (pieces, left, gone)])
        return pieces.group_by(names).agg(pl.col("amount_pence", "lines").sum()).collect().sort(names, nulls_last=True)

    def parts(self, taken: pl.DataFrame) -> Iterator[pl.LazyFrame]:
        """The ledger's `parts` in tables that follow each other, each in no particular order.

        Lines of one part that nothing was taken off stand first: what stays of them, then what is not the place's.
        """
        simple, *split = self.settled()
        touched = taken.lazy().select("line_id").unique()
        if taken.height:
            split.append(simple.join(touched, on="line_id", how="semi"))
            simple = simple.join(touched, on="line_id", how="anti")
        names = list(TABLES["parts"].schema)
        stays = kernel.staying(nw.from_native(simple)).to_native()
        yield stays.with_columns(part=pl.lit(1, pl.Int64)).select(names)
        if self.shares.frame.height:
            own = pl.when(pl.col("in_pence") != 0).then(2).otherwise(1).cast(pl.Int64)
            yield kernel.not_ours(nw.from_native(simple)).to_native().with_columns(part=own).select(names)
        if split:
            struck = taken.select(TAKEN.keys()) if taken.height else None
            pieces = self._pieces(pl.concat(split), struck)
            yield kernel.number_parts(nw.from_native(pieces)).to_native().select(names)

    def _pieces(self, parts: pl.LazyFrame, taken: pl.DataFrame | None) -> pl.LazyFrame:
        struck = None if taken is None else nw.from_native(taken.lazy())
        return _native(kernel.divide(nw.from_native(parts), struck))

    def _shared(self, also: Sequence[str]) -> list[pl.LazyFrame]:
        """Lines with what they are for and the place's share of them: of one part, then of several where there are."""
        columns = [*dict.fromkeys((*OF_LINE, "amount_pence", *also))]
        whole, split = (self._apportioned(each) for each in self.ledger.pairs(columns, self.wanted))
        if not self.ledger.splits:
            return [whole]
        frame = kernel.share_by_weight(nw.from_native(split), "in_pence")
        return [whole, kernel.share_by_weight(frame, "out_pence").to_native()]

    def _apportioned(self, lines: pl.LazyFrame) -> pl.LazyFrame:
        if self.shares.frame.height:
            return self.shares.apportion(lines)
        none = [pl.lit(None, kind).alias(name) for name, kind in _SHARE.items()]
        amount = pl.col("amount_pence")
        return lines.with_columns(*none, apportioned=pl.lit(False), in_pence=amount, out_pence=amount - amount)

    def _in_state(self, parts: pl.LazyFrame) -> pl.LazyFrame:
        best = self.bodies.lazy().select("agency", "best_basis")
        frame = parts.join(best, on="agency", how="left").with_columns(apportioned=pl.col("share_num").is_not_null())
        return _native(kernel.settle(nw.from_native(frame), self.switches))


def _native(frame: kernel.Frame) -> pl.LazyFrame:
    native: pl.LazyFrame = frame.to_native()
    return native
