"""What a body withholds is in no byte of a pack that its readers may not see."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Tp

WORDS = [f"zqcanary{number:03d}" for number in range(320)]
AMOUNTS = [7_310_013_37 + number * 101_017 for number in range(180)]  # pence, each of a kind


NAME = WORDS[301]  # the body's own
YEARS = [(81, "2022-23"), (83, "2023-24"), (88, "2024-25")]


def spellings(pence: int) -> list[str]:
    """How an amount could stand in a file: exact, with commas, in whole pounds, in £m, in pence."""
    pounds = f"{pence / 100:.2f}"
    return [pounds, f"{pence / 100:,.2f}", pounds.rstrip("0"), str(pence), f"{pence / 100:,.0f}"]


def plant(place: Path, embargo: str, with_money: bool) -> None:
    """Withheld data full of canaries: names, aliases, reasons, benchmark, rows of the body's own file, transfers."""
    words, amounts = iter(WORDS), iter(AMOUNTS)
    rows = ["Service,Area,Paid to,Narrative,Amount"]
    for number in range(75):
        amount = f"{next(amounts) / 100:.2f}" if with_money and number % 2 else "Withheld"
        rows.append(f"{next(words)} housing,{next(words)},{next(words)} Ltd,{next(words)},{amount}")
    file = place / "inputs" / f"{next(words)}_housing.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = (place / "place.toml").read_text(encoding="utf-8")
    text = text.replace("inputs/housing_association_2024-25.csv", f"inputs/{file.name}")
    text = text.replace('name = "Wren Valley Homes"', f'name = "{next(words)} Homes"\naliases = ["{next(words)} HA"]')
    text = text.replace('"40000000.00"', f'"{next(amounts) / 100:.2f}"').replace("not agreed for release", next(words))
    text = text.replace('embargo = "board"', f'embargo = "{embargo}"')
    transfer = f'[[transfer]]\npayer = "council"\npayee = "housing"\nyear = "2024-25"\nlabel = "{next(words)}"\n'
    text += f'\n{transfer}paid = "{next(amounts) / 100:.2f}"\n'
    (place / "place.toml").write_text(text, encoding="utf-8")
    plant_in_registers(place, words, amounts)


def plant_in_registers(place: Path, words: Iterator[str], amounts: Iterator[int]) -> None:
    """The body's streams, staff, buildings and returns; an indicator and a scenario that bear its name."""
    rows = {
        "streams": "{w},housing,{w},{w},{a},yes,no,1,2025-03-31",
        "staff": "housing,{w},21.5,23,{a}",
        "assets": "{w},housing,{w},{w},1234.5,35%,{a},{a},{a}",
        "returns": "{w},housing,{w},3,7,30.00,{a}",
    }
    for kind, row in rows.items():
        path = place / "inputs" / f"{kind}_2024-25.csv"
        while "{" in row:
            row = row.replace("{w}", next(words), 1).replace("{a}", f"{next(amounts) / 100:.2f}", 1)
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{row}\n", encoding="utf-8")
    outcomes = place / "inputs" / "outcomes_2024-25.csv"
    lines = [f"Repairs done in time by {NAME} Homes,{year},{n},%,higher,90,outcome,,,," for n, year in YEARS]
    outcomes.write_text(outcomes.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(lines) + "\n", "utf-8")
    claims = place / "scenarios" / "claims.toml"
    claim = (
        f'\n[[claim]]\ntext = "{NAME} Homes saves £3m of £10m, 30%"\npart = "£3m"\nwhole = "£10m"\npercent = "30%"\n'
    )
    claims.write_text(claims.read_text(encoding="utf-8") + claim + 'source = "a leaflet"\n', encoding="utf-8")


def every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a pack, zipped ones part by part."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    yield f"{path.name}/{name}", name.encode() + book.read(name)


def leaks(folder: Path) -> list[str]:
    needles = [word.encode() for word in WORDS]
    needles += [text.encode() for pence in AMOUNTS for text in spellings(pence)]
    return [f"{name}: {needle.decode()}" for name, data in every_byte(folder) for needle in needles if needle in data]


def counted_with(tp: Tp, place: Path, embargo: str, with_money: bool) -> Path:
    plant(place, embargo, with_money)
    for verb in ("ingest", "map", "count", "project"):
        result = tp(verb, "--place", place, "--fail-on", "never")
        assert result.exit_code == 0, result.stderr
    return place


@pytest.mark.parametrize("with_money", [False, True])
@pytest.mark.parametrize("embargo", ["board", "partner"])
def test_no_canary_of_a_withheld_body_is_in_the_public_pack(
    tp: Tp,
    sample: Path,
    tmp_path: Path,
    embargo: str,
    with_money: bool,
) -> None:
    assert len(WORDS) + len(AMOUNTS) == 500
    place = counted_with(tp, sample, embargo, with_money)
    result = tp("report", "--level", "public", "--place", place, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "publish.xlsx").is_file()
    assert leaks(tmp_path / "out") == []
    assert leaks(place / "releases") == []
    shown = {path.stem for path in (tmp_path / "out" / "publish").glob("*.csv")}
    assert {"funding-by-theme", "staff-by-function", "buildings", "outcomes", "scenarios"} <= shown
    assert ("suppliers" in shown) is not with_money  # its payments are in their sums
    assert [word for word in WORDS if word in result.output] == []


def test_a_body_withheld_from_the_board_is_in_no_byte_of_the_board_pack(
    tp: Tp,
    sample: Path,
    tmp_path: Path,
) -> None:
    place = counted_with(tp, sample, "partner", with_money=False)
    result = tp("report", "board", "--place", place, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert leaks(tmp_path / "out") == []
    text = (tmp_path / "out" / "count.md").read_text(encoding="utf-8")
    assert "One body withholds its figures" in text
    assert "The lens funding is left out" in text
    partner = tp("report", "board", "--level", "partner", "--place", place, "-o", tmp_path / "partner")
    assert partner.exit_code == 0, partner.stderr
    assert WORDS[301] in (tmp_path / "partner" / "count-partner.md").read_text(encoding="utf-8")


def test_money_of_a_body_withheld_from_the_board_stops_the_board_pack(
    tp: Tp,
    sample: Path,
    tmp_path: Path,
) -> None:
    place = counted_with(tp, sample, "partner", with_money=True)
    result = tp("report", "board", "--place", place, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "has money in the count" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("pack", "embargo"), [("publish", "board"), ("board", "partner")])
def test_a_benchmark_cannot_be_had_from_shares_ranges_titles_or_scenarios(
    tp: Tp, sample: Path, tmp_path: Path, pack: str, embargo: str
) -> None:
    place = counted_with(tp, sample, embargo, with_money=False)
    assert tp("report", pack, "--place", place, "-o", tmp_path / "out").exit_code == 0
    benchmark = AMOUNTS[0]
    high = 554_000_000_00 + benchmark
    shares = [f"{55_400_000_000 * 100 / high:.1f}%", f"{high / 100:.2f}", f"{high / 100:,.2f}", f"{high / 1e8:.1f}m"]
    for name, data in every_byte(tmp_path / "out"):
        for word in [*shares, "% supplied"]:
            assert word.encode() not in data, (name, word)
