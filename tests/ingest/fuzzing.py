"""Files that are nearly right: whole ones with bytes changed, taken out, doubled or cut off, from a seed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from tests.errors.making import HEADER, ROWS, TEXT, hidden_things, macros_and_links, web_archive, xml_2003
from tests.ingest.books import biff, ods, xlsb, zipped

SEEDS: dict[str, bytes] = {
    "a.csv": TEXT.encode() * 4,
    "b.csv": TEXT.encode("utf-16"),
    "c.csv": 'Supplier;Date;Amount\n"Acme\nLtd";01/04/2024;"£1,234.50"\n'.encode("cp1252") * 5,
    "d.xls": web_archive(),
    "e.xls": xml_2003(),
    "f.html": web_archive().split(b"\r\n\r\n", 2)[2],
    "g.xlsx": hidden_things(),
    "h.xlsm": macros_and_links(),
    "i.xlsb": xlsb(ROWS, [2]),
    "j.xls": biff({"Spend": [*ROWS, ["Gamma", "03/04/2024", "#REF!"]]}),
    "k.ods": ods(ROWS),
    "l.xls": biff({"Spend": [HEADER, ["Acme", "01/04/2024", 1.5]]}, version=5),
}
_NASTY = (
    b"\x00",
    b"\xff\xff\xff\xff",
    b'"',
    b"'",
    b"<",
    b">",
    b"&",
    b"]]>",
    b"\r",
    b"\n",
    b",",
    b"\x80",
    b"9" * 30,
    b"-1",
)


def mutated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of so many files; the same for the same seed."""
    chance = random.Random(seed)
    names = list(SEEDS)
    for number in range(count):
        name = names[number % len(names)]
        yield f"{number}-{name}", _changed(SEEDS[name], chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Of a zip file mostly what is inside its parts, which its sums would otherwise keep from every reader."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        chosen = chance.choice(list(parts))
        return zipped(parts | {chosen: _spoilt(bytes(parts[chosen]), chance)})  # type: ignore[arg-type]
    return _spoilt(data, chance)


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 2, 4, 16, 200)))
        way = chance.randrange(6)
        if way == 0:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif way == 1:
            data = data[:at] + chance.choice(_NASTY) + data[end:]
        elif way == 2:
            data = data[:at] + data[end:]
        elif way == 3:
            data = data[:end] + data[at:end] * chance.choice((1, 50)) + data[end:]
        elif way == 4:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(4)) + data[at + 4 :]
        elif at > 20:
            data = data[:at]
    return data
