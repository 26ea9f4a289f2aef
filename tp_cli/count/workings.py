"""The count's tables as the kernel works them out on Polars: settled parts, their sums in cells, their pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import narwhals as nw
import polars as pl

from tp_cli.count.books import TAKEN
from tp_cli.count.ledger_read import Ledger
from tp_cli.count.shares import SHARES, Shares, shares
from tp_cli.division import kernel
from tp_cli.division.pieces import in_parts, pieces_of
from tp_cli.ledger import AXES, FACTS
from tp_cli.place import Place
from tp_cli.words import BASES

OF_LINE = ("source_id", "sheet", "agency", "year", "basis", "status", "role", "sector")
CELL = (*OF_LINE, *AXES, "share_num", "share_den")
_SHARE = {name: SHARES[name] for name in ("share_num", "share_den")}
_STATE = ("best_basis", "state", "reason", "counterparty", "apportioned")
_ROW = ("purpose", "map_part")


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
    def known(self) -> pl.DataFrame:
        """One row a part of each purpose of the year: facts, what it is for, share, state but for elimination."""
        parts = self.ledger.purposes.filter(self.wanted).rename({"part": "map_part"})
        shared = parts.join(self.shares.frame, on=["source_id", "agency"], how="left")
        best = self.bodies.select("agency", "best_basis")
        frame = shared.join(best, on="agency", how="left").with_columns(apportioned=pl.col("share_num").is_not_null())
        settled = kernel.settle(nw.from_native(frame.lazy()), self.switches)
        return pl.DataFrame(settled.to_native().collect().sort(_ROW))

    @cached_property
    def raw_cells(self) -> pl.DataFrame:
        """The keys and sums of `in_pence` and `out_pence`, before anything is taken off.

        A purpose in one part that is all the place's has its lines' sum; of others every line is divided by itself.
        """
        further = [name for name in self.keys if name not in CELL and name not in FACTS]
        facts = self.known.with_columns(parts=pl.len().over("purpose"))
        plain = (pl.col("parts") == 1) & pl.col("share_num").is_null() & pl.lit(not further)
        whole = facts.filter(plain).join(self.ledger.sums, on="purpose")
        sums = [whole.select(*_ROW, "lines", in_pence="amount_pence", out_pence=pl.lit(0, pl.Int64))]
        divided = facts.filter(~plain)
        if divided.height:
            numbers = divided.select(*_ROW, "weight_num", "weight_den", *_SHARE, "share_over")
            lines = self.ledger.scan_lines.select("amount_pence", "purpose", *further)
            few = lines.filter(pl.col("purpose").is_in(divided["purpose"].unique().implode()))
            rows = few.collect(engine="streaming").with_row_index("line_id").lazy()
            by = [*_ROW, *further]
            parts = (nw.from_native(each) for each in in_parts(rows, numbers, self.shares.over))
            groups = [kernel.group(each, by, "in_pence", "out_pence").to_native() for each in parts]
            sums += pl.collect_all(groups, engine="streaming")
        together = pl.concat(sums, how="diagonal").join(facts, on=_ROW)
        return together.group_by(self.keys).agg(pl.col("in_pence", "out_pence", "lines").sum())

    def settled(self, lines: pl.LazyFrame, also: Sequence[str] = ()) -> list[pl.LazyFrame]:
        """Every part of these lines in its state but for elimination: of lines in one part, then others.

        lines  with their `purpose`
        also   further columns of them, that purposes do not have
        """
        return in_parts(lines.select("line_id", "amount_pence", "purpose", *also), self.known, self.shares.over)

    def cells(self, taken: pl.DataFrame | None = None) -> pl.DataFrame:
        """The counted place in cells: the keys, `state`, `reason`, `counterparty`, `apportioned`, pence and `lines`.

        taken  what is eliminated of each part, with the keys of its cell
        """
        names = [*self.keys, *_STATE]
        frame = self.raw_cells.with_columns(map_part=pl.lit(1, pl.Int64)).join(self._states, on=CELL, nulls_equal=True)
        pieces = kernel.divide(nw.from_native(frame.lazy())).to_native()
        if taken is not None and taken.height:
            off = taken.with_columns(pl.col(name).cast(pl.String) for name in self.keys if name not in _SHARE)
            off = off.with_columns(state=pl.lit("counted"), reason=pl.lit(""), lines=pl.lit(0, pl.Int64))
            off = off.join(self.bodies.select("agency", "best_basis"), on="agency")
            off = off.with_columns(apportioned=pl.col("share_num").is_not_null())
            left = off.with_columns(counterparty=pl.lit(None, pl.String), amount_pence=-pl.col("pence"))
            gone = off.with_columns(state=pl.lit("eliminated"), reason="why", amount_pence="pence")
            columns = [*names, "amount_pence", "lines"]
            pieces = pl.concat([each.lazy().select(columns) for each in (pieces, left, gone)])
        sums = pieces.group_by(names).agg(pl.col("amount_pence", "lines").sum())
        return pl.DataFrame(sums.collect().sort(names, nulls_last=True))

    @cached_property
    def _states(self) -> pl.DataFrame:
        """What `CELL` settles: `best_basis`, `state`, `reason`, `apportioned`."""
        return self.known.select(*CELL, "best_basis", "state", "reason", "apportioned").unique()

    def parts(self, taken: pl.DataFrame) -> pl.LazyFrame:
        """The ledger's PARTS in no particular order, worked out as they are read."""
        return pieces_of(self.settled(self.ledger.scan_lines), taken.select(TAKEN.keys()))
