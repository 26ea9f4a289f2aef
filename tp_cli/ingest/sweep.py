"""One sweep over the bytes of a text table: how many records it has, and whether its quotes can only mean one thing.

Nothing is parsed: line ends outside quotes are counted. So the count is a second opinion on every reader of records.
A large file is swept in stretches side by side. Whether a stretch begins inside a quote is known only when those before
it are through, so what each shows is worked out for both cases.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt

MARK = b"\xef\xbb\xbf"
_QUOTE, _LINE_FEED, _RETURN = 34, 10, 13
_PIECE = 1 << 18  # what a processor keeps near
_LONGEST = 1 << 26  # bytes without a line end: no table of records
_STRETCH = 1 << 24  # bytes that are worth a thread of their own
_Letters = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sweep:
    """What the bytes of a text table show.

    records  lines that are not inside quotes: the rows that a spreadsheet program would show
    plain    true where every quote opens at the start of a cell or closes at its end, is closed, and lines end alike
    """

    records: int
    plain: bool


@dataclass(frozen=True)
class _Shown:
    """What whole lines show; of each pair, the first if they begin outside quotes, the second if inside.

    odd      true where they hold an odd number of quotes
    plain    true where every quote stands as it should
    records  records that end in them
    """

    odd: bool = False
    plain: tuple[bool, bool] = (True, True)
    records: tuple[int, int] = (0, 0)

    def then(self, after: _Shown) -> _Shown:
        """What these lines and those after them show together."""
        first, second = (1, 0) if self.odd else (0, 1)
        return _Shown(
            self.odd != after.odd,
            (self.plain[0] and after.plain[first], self.plain[1] and after.plain[second]),
            (self.records[0] + after.records[first], self.records[1] + after.records[second]),
        )


_NOT_PLAIN = _Shown(plain=(False, False))


class _Edges:
    """The letters that may stand beside a quote: before one that opens a cell, after one that closes it."""

    def __init__(self, separator: str) -> None:
        self.opens_after, self.closes_before = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
        self.opens_after[[ord(separator), _LINE_FEED, _QUOTE]] = True
        self.closes_before[[ord(separator), _LINE_FEED, _RETURN, _QUOTE]] = True


def sweep(text: Path | bytes, separator: str, piece: int = _PIECE) -> Sweep:
    """Count the records of a text in an ASCII-compatible encoding, and say whether it is plain.

    separator  between cells, one ASCII character
    piece      bytes that are looked at together, at least
    returns    `records` is exact where the text is plain; use `count_records` where it is not
    """
    edges = _Edges(separator)
    if isinstance(text, bytes):
        shown = _taken(_lines_in(text.removeprefix(MARK), piece), edges)
    else:
        starts = _starts(text)
        stops = [*starts[1:], text.stat().st_size]
        stretches = [_lines_between(text, start, stop, piece) for start, stop in zip(starts, stops, strict=True)]
        with ThreadPoolExecutor(len(stretches)) as threads:
            shown = reduce(_Shown.then, threads.map(partial(_taken, edges=edges), stretches))
    plain = shown.plain[0] and not shown.odd
    return Sweep(shown.records[0] if plain else 0, plain)


def count_records(data: bytes, separator: str) -> int:
    """Records of a text whose quotes are not plain: line ends outside cells that a quote opens.

    A quote inside a cell that none opened is a letter like any other; one that is never closed takes the rest.
    """
    text = data.replace(b"\x00", b"").removeprefix(MARK)
    quoted = re.compile(rb"(?:^|(?<=[\n\r" + re.escape(separator.encode()) + rb']))"(?:[^"]|"")*(?:"|\Z)')
    return count_lines(quoted.sub(b"x", text))


def count_lines(data: bytes) -> int:
    """Lines of a text, whatever their ends are; the last may have none."""
    ends = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    return ends + (1 if data and not data.endswith((b"\n", b"\r")) else 0)


def _starts(path: Path) -> list[int]:
    """Where the stretches of a file begin: after its mark, and after a line feed in each further part of it."""
    size = path.stat().st_size
    parts = max(1, min(os.cpu_count() or 1, size // _STRETCH))
    with path.open("rb") as file:
        starts = [len(MARK) if file.read(len(MARK)) == MARK else 0]
        for part in range(1, parts):
            file.seek(size * part // parts)
            file.readline(_LONGEST)
            starts.append(file.tell())
    return sorted({start for start in starts if start <= size})


def _lines_in(data: bytes, piece: int) -> Iterator[bytes]:
    """A text in memory in pieces of whole lines."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + piece) + 1 or data.find(b"\n", start + piece) + 1 or len(data)
        yield data[start:end]
        start = end


def _lines_between(path: Path, start: int, stop: int, piece: int) -> Iterator[bytes]:
    """A stretch of a file in pieces of whole lines, each but the last ending with a line feed."""
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        rest = b""
        while read := file.read(min(piece, stop - file.tell())):
            end = read.rfind(b"\n") + 1
            if end:
                yield b"".join((rest, memoryview(read)[:end]))
                rest = read[end:]
            else:
                rest += read
                if len(rest) > _LONGEST:
                    break
    if rest:
        yield rest


def _taken(pieces: Iterator[bytes], edges: _Edges) -> _Shown:
    """What pieces of whole lines show together; no more is read once they cannot be plain."""
    shown = _Shown()
    for lines in pieces:
        shown = shown.then(_shown(lines, edges) if len(lines) <= _LONGEST else _NOT_PLAIN)
        if not any(shown.plain):
            break
    return shown


def _shown(lines: bytes, edges: _Edges) -> _Shown:
    """What one piece of whole lines shows."""
    letters = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(letters == _LINE_FEED)
    if b"\x00" in lines or (b"\r" in lines and _lone_returns(letters, ends)):
        return _NOT_PLAIN
    open_end = bool(letters[-1] != _LINE_FEED)
    quotes = np.flatnonzero(letters == _QUOTE)
    if not len(quotes):
        return _Shown(records=(len(ends) + open_end, 0))
    opens = edges.opens_after[letters[quotes - 1]]
    closes = edges.closes_before[letters[np.minimum(quotes + 1, len(letters) - 1)]]
    opens[0] |= quotes[0] == 0
    closes[-1] |= quotes[-1] == len(letters) - 1
    plain = [bool(opens[first::2].all() and closes[1 - first :: 2].all()) for first in (0, 1)]
    odd = len(quotes) % 2 == 1
    outside = len(ends) - int((np.searchsorted(quotes, ends) % 2).sum())
    records = (outside + (open_end and not odd), len(ends) - outside + (open_end and odd))
    return _Shown(odd, (plain[0], plain[1]), records)


def _lone_returns(letters: _Letters, ends: npt.NDArray[np.intp]) -> bool:
    """True where some carriage return has no line feed behind it."""
    returns = np.count_nonzero(letters == _RETURN)
    return bool(returns != np.count_nonzero(letters[ends[ends > 0] - 1] == _RETURN))
