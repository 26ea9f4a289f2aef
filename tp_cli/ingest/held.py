"""Which texts of a long table are kept as it is gone through, so that it is not gone through for them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tp_cli.ingest.grid import Grid
from tp_cli.ingest.records import ROLES
from tp_cli.ingest.scan import Scanned

ROOM = 250_000_000  # bytes of all the texts of one table
_CODE, _VIEW, _SHORT = 4, 16, 12  # bytes of a code, of a text's place, of a text that needs no other place
_OFTEN = 2  # rows a text, of those at either end: then each is stored once


@dataclass(frozen=True)
class Kept:
    """Letters of columns: those of few texts, of which each is looked at once, and others whose texts are kept too."""

    coded: Sequence[str] = ()
    plain: Sequence[str] = ()


NOTHING = Kept()


def texts_to_keep(grid: Grid, letters: Mapping[str, str]) -> Kept:
    """What is kept of a grid with these columns by role: all that its lines need, or else the names of payees only.

    Nothing more is kept of cells that are in memory already, nor of texts too many for it; what they need is reckoned
    from the rows at either end.
    """
    payee = [letters["payee"]] if "payee" in letters else []
    if not isinstance(grid, Scanned):
        return Kept(payee)
    amounts = [letters[role] for role in ("amount", "debit", "credit") if role in letters]
    few = [name for name in grid.letters if name in payee or _is_repeated(grid.cells.get_column(name))]
    coded = [name for name in few if name not in amounts]
    plain = [name for role, name in letters.items() if role in ROLES and name not in coded]
    each = len(coded) * _CODE + sum(_bytes(grid.cells.get_column(name)) for name in plain)
    return Kept(coded, plain) if each * grid.height <= ROOM else Kept(payee)


def _is_repeated(texts: pl.Series) -> bool:
    filled = len(texts) - texts.null_count()
    return texts.drop_nulls().n_unique() * _OFTEN <= filled


def _bytes(texts: pl.Series) -> float:
    """Of a text of the column, on average."""
    lengths = texts.str.len_bytes().fill_null(0)
    return _VIEW + int(lengths.filter(lengths > _SHORT).sum()) / max(1, len(texts))
