"""The count's tables as the kernel works them out on Polars: settled lines, their sums in cells, their pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import narwhals as nw
import polars as pl

from tp_cli.count import kernel
from tp_cli.count.books import TAKEN
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.shares import SHARES, shares
from tp_cli.ledger import AXES, BASES, TABLES
from tp_cli.place import Place

OF_LINE = ("source_id", "sheet", "agency", "year", "basis", "status", "role", "sector")
CELL = (*OF_LINE, *AXES, "share_num", "share_den")
_NEEDED = (*OF_LINE, "amount_pence")


class Workings:
    """Lines of one year, not control lines, in their states; nothing is worked out before it is asked for."""

    def __init__(self, ledger: Ledger, place: Place, year: str, switches: Mapping[str, str], also: Sequence[str] = ()):
        self.ledger, self.place, self.year, self.switches = ledger, place, year, switches
        self.also = tuple(name for name in also if name not in CELL)  # further columns of lines that cells are cut by
        self.wanted = (pl.col("basis") != "control") & (pl.col("year") == year)

    @cached_property
    def readings(self) -> pl.DataFrame:
        return self.ledger.readings.filter(self.wanted)

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
        """`CELL` and sums of `in_pence` and `out_pence`, before anything is taken off: one pass over the lines."""
        keys = (*CELL, *self.also)
        parts = [kernel.group(nw.from_native(each), keys, "in_pence", "out_pence") for each in self._shared(self.also)]
        sums = pl.concat([each.to_native() for each in parts])
        return sums.group_by(keys).agg(pl.col("in_pence", "out_pence", "lines").sum()).collect()

    def settled(self, also: Sequence[str] = ()) -> pl.LazyFrame:
        """Every mapped part of every line in its state but for elimination, with `in_pence` and `out_pence`."""
        return pl.concat([self._in_state(each) for each in self._shared(also)])

    def cells(self, taken: pl.DataFrame | None = None) -> pl.DataFrame:
        """The counted place in cells: `CELL`, `state`, `reason`, `counterparty`, `apportioned`, pence and `lines`."""
        frame = self._in_state(self.raw_cells.lazy())
        if taken is not None and taken.height:
            frame = pl.concat([frame, self._struck(taken)], how="diagonal")
        names = [*CELL, *self.also, "best_basis", "state", "reason", "counterparty", "apportioned"]
        pieces = kernel.divide(nw.from_native(frame.with_columns(map_part=pl.lit(1, pl.Int64)))).to_native()
        if taken is not None and taken.height:
            pieces = pl.concat([pieces.select(*names, "amount_pence", "lines"), self._eliminated(taken, names)])
        return pieces.group_by(names).agg(pl.col("amount_pence", "lines").sum()).collect().sort(names, nulls_last=True)

    def parts(self, taken: pl.DataFrame) -> pl.LazyFrame:
        """The ledger's `parts`, in no particular order: lines of one piece or two as they are, others numbered."""
        simple, split = (self._in_state(each) for each in self._shared(()))
        if taken.height:
            touched = taken.lazy().select("line_id").unique()
            split = pl.concat([split, simple.join(touched, on="line_id", how="semi")])
            simple = simple.join(touched, on="line_id", how="anti")
        plain = kernel.divide(nw.from_native(simple)).to_native()
        after_own = (pl.col("order") == 1000) & (pl.col("in_pence") != 0)
        frames = [plain.with_columns(part=pl.when(after_own).then(2).otherwise(1).cast(pl.Int64))]
        if taken.height or self.ledger.splits:
            struck = nw.from_native(taken.lazy()) if taken.height else None
            frames.append(kernel.number_parts(kernel.divide(nw.from_native(split), struck)).to_native())
        names = list(TABLES["parts"].schema)
        return pl.concat([frame.select(names) for frame in frames])

    def _shared(self, also: Sequence[str]) -> list[pl.LazyFrame]:
        """Lines with what they are for and the place's share of them: of one part, then of several."""
        columns = [*dict.fromkeys((*_NEEDED, *also))]
        found = shares(self.ledger, self.place)
        whole, split = (self._apportioned(each, found) for each in self.ledger.pairs(columns, self.wanted))
        if not self.ledger.splits:
            return [whole, whole.clear()]
        frame = nw.from_native(split)
        frame = kernel.share_by_weight(kernel.share_by_weight(frame, "in_pence"), "out_pence")
        return [whole, frame.to_native()]

    def _apportioned(self, lines: pl.LazyFrame, found: pl.DataFrame) -> pl.LazyFrame:
        if found.height:
            shared = lines.join(found.lazy(), on=["source_id", "agency"], how="left")
            return kernel.apportion(nw.from_native(shared)).to_native()
        return lines.with_columns(
            pl.lit(None, SHARES["share_num"]).alias("share_num"),
            pl.lit(None, SHARES["share_den"]).alias("share_den"),
            pl.lit(False).alias("apportioned"),
            in_pence=pl.col("amount_pence"),
            out_pence=pl.col("amount_pence") - pl.col("amount_pence"),
        )

    def _in_state(self, parts: pl.LazyFrame) -> pl.LazyFrame:
        best = self.bodies.lazy().select("agency", "best_basis")
        frame = parts.join(best, on="agency", how="left").with_columns(apportioned=pl.col("share_num").is_not_null())
        return kernel.settle(nw.from_native(frame), self.switches).to_native()

    def _touched(self, taken: pl.DataFrame) -> pl.LazyFrame:
        key = ["line_id", "map_part"]
        return self.settled(self.also).join(taken.lazy().drop("order"), on=key, how="inner")

    def _struck(self, taken: pl.DataFrame) -> pl.LazyFrame:
        """What was taken off, by the cell that it was taken off, with the sign turned: it leaves what is counted."""
        names = [*CELL, *self.also, "best_basis", "state", "reason", "apportioned"]
        sums = self._touched(taken).group_by(names).agg(in_pence=-pl.col("pence").sum())
        return sums.with_columns(out_pence=pl.lit(0, pl.Int64), lines=pl.lit(0, pl.Int64))

    def _eliminated(self, taken: pl.DataFrame, names: Sequence[str]) -> pl.LazyFrame:
        pieces = self._touched(taken).with_columns(state=pl.lit("eliminated"), reason=pl.col("why"))
        sums = pieces.group_by(names).agg(amount_pence=pl.col("pence").sum(), lines=pl.lit(0, pl.Int64))
        return sums.select(*names, "amount_pence", "lines")


def nothing_taken() -> pl.DataFrame:
    """An empty table of what was taken off."""
    return pl.DataFrame(schema=TAKEN)
