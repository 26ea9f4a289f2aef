"""A plain text table read in passes gives the cells that a reader of every letter gives."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.agencies import AgencyFinder
from tp_cli.errors import TpError
from tp_cli.ingest.container import Container, identify
from tp_cli.ingest.dialect import dialect_of
from tp_cli.ingest.grid import Grid, read_grids
from tp_cli.ingest.scan import counted, read_plain
from tp_cli.ingest.source import read_source
from tp_cli.ingest.sweep import count_records, sweep
from tp_cli.place import Source, empty_place

CELL = st.text(alphabet='ab1,;"\n\r \t£é\u00a0.-', max_size=6)
FINDER = AgencyFinder(empty_place("council"))
LINES = st.lists(st.text(alphabet='ab,"\n\r ', max_size=12), max_size=8)


def container_of(data: bytes, folder: Path) -> Container:
    path = folder / f"{hashlib.sha256(data).hexdigest()[:12]}.csv"
    path.write_bytes(data)
    return identify(path)


def careful(container: Container) -> Grid:
    (grid,) = read_grids(container)
    return grid


def same(container: Container) -> bool:
    """True where the text is plain, and then with the cells that the careful reader gives."""
    plain = read_plain(container)
    if plain is None:
        return False
    assert plain.cells.equals(careful(container).cells)
    return True


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12),
    ends=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_what_a_writer_of_csv_writes_reads_alike_in_both_ways(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], ends: str, quoting: int, encoding: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ends, quoting=quoting).writerows([["Supplier", "Date", "Amount"], *rows])  # type: ignore[arg-type]
    same(container_of(text.getvalue().encode(encoding), tmp_path_factory.mktemp("csv")))


@settings(max_examples=500, deadline=None)
@given(lines=LINES)
def test_any_text_reads_alike_in_both_ways_or_in_the_careful_way_only(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    data = ("a,b,c\n" + "\n".join(lines)).encode()
    container = container_of(data, tmp_path_factory.mktemp("csv"))
    try:
        height = careful(container).height
    except TpError:
        return
    same(container)
    assert counted(container, dialect_of(container.text())) == height


def test_titles_above_short_rows_and_blank_lines_are_plain(tmp_path: Path) -> None:
    text = "Payments over £500\n\nSupplier,Date,Amount\nAcme,01/05/2024,1.00\n\nBeta,02/05/2024\n,,\n"
    assert same(container_of(text.encode(), tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        'a,b,c\n1,x"y,3\n',
        'a,b,c\n1, "x,y",3\n',
        "a,b,c\n1,2,3,4\n",
        "a,b,c\r1,2,3\r",
        'a,b,c\n1,"2,3\n',
        "a,b,c,d\n1,2,3\n\x00\x00",
    ],
)
def test_what_could_be_read_in_two_ways_is_read_with_care(tmp_path: Path, text: str) -> None:
    assert read_plain(container_of(text.encode(), tmp_path)) is None


@given(data=st.text(alphabet='a,"\r\n', max_size=60), size=st.integers(1, 9))
def test_the_sweep_counts_alike_whatever_the_pieces(data: str, size: int) -> None:
    octets = data.encode()
    whole = sweep(octets, ",")
    assert sweep(octets, ",", size) == whole
    assert not whole.plain or whole.records == count_records(octets, ",")


@settings(max_examples=300, deadline=None)
@given(data=st.text(alphabet='a,"\r\n', max_size=80), size=st.integers(1, 30), stretch=st.integers(1, 40))
def test_the_sweep_of_a_file_counts_alike_whatever_its_stretches(
    tmp_path_factory: pytest.TempPathFactory, data: str, size: int, stretch: int
) -> None:
    path = tmp_path_factory.mktemp("swept") / "text.csv"
    path.write_bytes(data.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tp_cli.ingest.sweep._STRETCH", stretch)
        patch.setattr("os.cpu_count", lambda: 5)
        assert sweep(path, ",", size) == sweep(data.encode(), ",")


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["Acme Ltd", " Acme Ltd", "Leeds City Council", "Total", "", "\u00a0", "Mr J Smith"]),
            st.sampled_from(["01/05/2024", "2024-05-02", "13/05/2024 ", "31-May-24", "soon", ""]),
            st.sampled_from(["10.00", "1,234.50", "(5.00)", "£7", "tbc", "-", "x", "", "10.00 "]),
            st.sampled_from(["a", "b", "Sub-total", " ", "ref 1"]),
        ),
        min_size=1,
        max_size=30,
    ),
    room=st.sampled_from([0, 250_000_000]),
)
def test_a_table_read_in_passes_gives_the_same_lines_and_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], room: int
) -> None:
    """Whether its texts are kept, each once, or there is no room for them; beside the same cells held in memory."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["Supplier", "Date", "Amount", "Description"], *rows, ["Acme", "03/05/2024", "1", "z"]])
    path = tmp_path_factory.mktemp("passes") / "payments.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    source = Source(files="payments.csv", agency="council", basis="payments")

    def read() -> tuple[object, ...]:
        reading = read_source(path, source, "2024-25", "", FINDER)
        return reading.lines.sort("row").collect().rows(), reading.problems, [sheet.table for sheet in reading.sheets]

    held = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tp_cli.ingest.scan.IN_MEMORY", 0)
        patch.setattr("tp_cli.ingest.held.ROOM", room)
        assert read() == held


def test_a_cell_longer_than_what_is_read_at_a_time_is_one_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tp_cli.ingest.scan.IN_MEMORY", 0)
    path = tmp_path / "payments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Supplier", "Amount", "Description"])
        for row in range(30_000):
            text = 'long, "long"\n' * 200_000 if row in (7, 9_000, 29_999) else f"line {row}\nof two"
            writer.writerow([f"Supplier {row % 7}", f"{row}.01", text])
    reading = read_source(path, Source(files="payments.csv", agency="council", basis="payments"), "", "", FINDER)
    lines = reading.lines.collect()
    assert reading.large
    assert (lines.height, reading.total_pence) == (30_000, sum(row * 100 + 1 for row in range(30_000)))
    assert lines["narrative"].str.len_bytes().to_list().count(len('long, "long"\n') * 200_000 - 1) == 3
