"""One sweep over the bytes of a text table: how many records it has, and whether its quotes can only mean one thing.

Nothing is parsed: line ends outside quotes are counted. So the count is a second opinion on every reader of records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

_QUOTE, _LINE_FEED, _RETURN = 34, 10, 13
PIECE = 1 << 18  # what a processor keeps near
_LONGEST = 1 << 26  # bytes without a line end: no table of records


@dataclass(frozen=True)
class Sweep:
    """What the bytes of a text table show.

    records  lines that are not inside quotes: the rows that a spreadsheet program would show
    plain    true where every quote opens at the start of a cell or closes at its end, is closed, and lines end alike
    """

    records: int
    plain: bool


@dataclass
class _State:
    """What is carried from one piece to the next."""

    records: int = 0
    inside: bool = False
    plain: bool = True
    opens_after: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(256, np.bool_))
    closes_before: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(256, np.bool_))


def sweep(pieces: Iterable[bytes], separator: str) -> Sweep:
    """Count the records of a text in an ASCII-compatible encoding, and say whether it is plain.

    pieces     the bytes in order, in pieces of any size
    separator  between cells, one ASCII character
    returns    `records` is exact where the text is plain; use `count_records` where it is not
    """
    state = _State()
    state.opens_after[[ord(separator), _LINE_FEED, _QUOTE]] = True
    state.closes_before[[ord(separator), _LINE_FEED, _RETURN, _QUOTE]] = True
    for piece in _whole_lines(pieces):
        _take(piece, state)
        if not state.plain:
            return Sweep(0, False)
    return Sweep(state.records, state.plain and not state.inside)


def count_records(data: bytes, separator: str) -> int:
    """Records of a text whose quotes are not plain: line ends outside cells that a quote opens.

    A quote inside a cell that none opened is a letter like any other; one that is never closed takes the rest.
    """
    text = data.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    quoted = re.compile(rb"(?:^|(?<=[\n\r" + re.escape(separator.encode()) + rb']))"(?:[^"]|"")*(?:"|\Z)')
    outside = quoted.sub(b"x", text)
    ends = outside.count(b"\n") + outside.count(b"\r") - outside.count(b"\r\n")
    return ends + (1 if outside and not outside.endswith((b"\n", b"\r")) else 0)


def pieces_of(data: bytes) -> Iterator[bytes]:
    """A text in memory in pieces."""
    return (data[start : start + PIECE] for start in range(0, len(data), PIECE))


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, each piece but the last ending with a line feed; one endless piece where there is none."""
    rest = b""
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if not end:
            rest += piece
            if len(rest) > _LONGEST:
                yield b"\x00"
                return
            continue
        yield rest + piece[:end]
        rest = piece[end:]
    if rest:
        yield rest


def _take(piece: bytes, state: _State) -> None:
    """Take one piece of whole lines into account."""
    if b"\x00" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
        state.plain = False
        return
    open_end = not piece.endswith(b"\n")
    if b'"' not in piece:
        state.records += 0 if state.inside else piece.count(b"\n") + open_end
        return
    letters = np.frombuffer(piece, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    before = letters[quotes - 1]
    after = letters[np.minimum(quotes + 1, len(letters) - 1)]
    if quotes[0] == 0:
        before[0] = _LINE_FEED
    if open_end and quotes[-1] == len(letters) - 1:
        after[-1] = _LINE_FEED
    first = int(state.inside)
    state.plain = bool(state.opens_after[before[first::2]].all() and state.closes_before[after[1 - first :: 2]].all())
    ends = np.flatnonzero(letters == _LINE_FEED)
    outside = (np.searchsorted(quotes, ends) + first) % 2 == 0
    state.inside = (len(quotes) + first) % 2 == 1
    state.records += int(outside.sum()) + (open_end and not state.inside)
