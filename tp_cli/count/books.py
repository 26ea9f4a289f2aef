"""What can still be taken off: the counted parts that a transfer may touch, and what each payee can still absorb."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tp_cli.count.transfers import Body

TAKEN = {
    "line_id": pl.String, "map_part": pl.Int64, "order": pl.Int64, "pence": pl.Int64, "counterparty": pl.String,
    "why": pl.String,
}  # fmt: skip


class Books:
    """Open parts by number, and the room of every payee; what was taken is kept in the order of taking.

    parts    `number` (0, 1, ...), `line_id`, `map_part`, `agency`, `in_pence` and what transfers are found by
    """

    def __init__(self, parts: pl.DataFrame, bodies: Mapping[str, Body]) -> None:
        self.parts = parts
        self._left = parts["in_pence"].clone()
        self._room = {agency: max(body.counted_pence, 0) for agency, body in bodies.items()}
        self._taken: list[pl.DataFrame] = []

    def of_payer(self, payer: str) -> pl.DataFrame:
        return self.parts.filter(agency=payer)

    def left_of(self, numbers: pl.Series) -> int:
        """Pence that these parts still hold, credits against spending."""
        return int(self._left.gather(numbers).sum())

    def room(self, payee: str) -> int:
        return self._room.get(payee, 0)

    def take(self, numbers: pl.Series, pence: int, payee: str, reason: str) -> int:
        """Take up to `pence` off these parts, in proportion to what is left of them and within the payee's room."""
        taken = self.take_spend(numbers, min(pence, self.room(payee)), payee, reason)
        self._room[payee] = self.room(payee) - taken
        return taken

    def take_spend(self, numbers: pl.Series, pence: int, counterparty: str, reason: str) -> int:
        """Take up to `pence` off those of these parts that are spend, in proportion to what is left of them."""
        rows = pl.DataFrame({"number": numbers, "left": self._left.gather(numbers)}).filter(pl.col("left") > 0)
        takes = min(pence, int(rows["left"].sum()))
        if takes <= 0:
            return 0
        self._strike(rows["number"], share_out(takes, rows["left"]), counterparty, reason)
        return takes

    def take_leg(self, numbers: pl.Series, counterparty: str, reason: str) -> int:
        """Take what is left of these parts whole, credits too: one leg of a transfer whose other leg goes with it."""
        legs = self._left.gather(numbers)
        self._strike(numbers, legs, counterparty, reason)
        return int(legs.sum())

    def take_credit(self, numbers: pl.Series, pence: int, counterparty: str, reason: str) -> int:
        """Take up to `pence` of credit off these negative parts, in proportion; what was taken, as a credit."""
        rows = pl.DataFrame({"number": numbers, "left": self._left.gather(numbers)}).filter(pl.col("left") < 0)
        takes = min(pence, -int(rows["left"].sum()))
        if takes <= 0:
            return 0
        self._strike(rows["number"], -share_out(takes, -rows["left"]), counterparty, reason)
        return -takes

    def take_net(self, numbers: pl.Series, payee: str, reason: str) -> int:
        """Take a payer's lines to one payee off, credits against payments, within what the payee can absorb."""
        net = self.left_of(numbers)
        if not 0 <= net <= self.room(payee):
            return self.take(numbers, net, payee, reason)
        self._room[payee] = self.room(payee) - net
        return self.take_leg(numbers, payee, reason)

    def taken(self) -> pl.DataFrame:
        """`TAKEN` and the parts' other columns: what was taken off each part, in the order of taking."""
        nothing = pl.DataFrame(
            schema={
                "number": self.parts.schema["number"],
                "pence": pl.Int64,
                "counterparty": pl.String,
                "why": pl.String,
            }
        )
        rows = pl.concat([nothing, *self._taken]).with_columns(order=pl.int_range(2, pl.len() + 2).over("number"))
        return rows.join(self.parts, on="number", maintain_order="left")

    def _strike(self, numbers: pl.Series, pence: pl.Series, counterparty: str, reason: str) -> None:
        self._left = self._left.scatter(numbers, self._left.gather(numbers) - pence)
        rows = pl.DataFrame({"number": numbers, "pence": pence}).filter(pl.col("pence") != 0)
        why = f"paid between bodies: {reason}"
        self._taken.append(rows.with_columns(counterparty=pl.lit(counterparty), why=pl.lit(why)))


def share_out(pence: int, weights: pl.Series) -> pl.Series:
    """As `money.share_out`, for a column of weights, none below nought, with a sum above it; in 128 bits on the way."""
    whole = pl.lit(int(weights.sum()), dtype=pl.Int128)
    product = pl.col("weight").cast(pl.Int128) * pl.lit(pence, dtype=pl.Int128)
    rows = pl.DataFrame({"weight": weights}).select(floor=product // whole, rest=product % whole).with_row_index("at")
    left = pence - int(rows["floor"].sum())
    first = rows.sort("rest", descending=True, maintain_order=True).head(left).select("at", extra=pl.lit(1, pl.Int128))
    both = rows.join(first, on="at", how="left", maintain_order="left")
    return both.select((pl.col("floor") + pl.col("extra").fill_null(0)).cast(pl.Int64)).to_series()
