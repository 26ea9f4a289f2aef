"""Running twice is running once; what changed is said; what is cut off is taken up again."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.ingest.small_place import Folder, codes, place_of
from tp_cli.ingest import Options, from_paths, ingest, remove_source
from tp_cli.store import Store

HEAD = "Supplier,Date,Ref,Amount\n"
MAY, JUNE, NEW_MAY = (
    HEAD + "Acme,01/05/2024,1,100.00\nBeta,02/05/2024,2,70.50\n",
    HEAD + "Acme,01/06/2024,3,5.00\n",
    HEAD + "Acme,01/05/2024,1,110.00\nBeta,02/05/2024,2,70.50\nGamma,03/05/2024,4,1.00\n",
)


def test_the_same_file_again_is_unchanged_and_says_the_same(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    first = place.one(HEAD + "Acme,01/05/2024,1,n/k\nBeta,02/05/2024,2,70.50\n")
    before = place.contents()
    again = place.read().files[0]
    assert (first.outcome, again.outcome) == ("read", "unchanged")
    assert (again.lines, again.total_pence, again.tables) == (first.lines, first.total_pence, first.tables)
    assert again.problems == first.problems
    assert place.contents() == before


def test_a_renamed_file_is_unchanged_and_its_new_name_said(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(MAY, "old.csv")
    (tmp_path / "inputs" / "old.csv").rename(tmp_path / "inputs" / "new.csv")
    result = place.read().files[0]
    assert (result.outcome, codes(result)) == ("unchanged", ["file-renamed"])
    assert "inputs/old.csv" in result.problems[0].found
    assert place.pence() == [10000, 7050]


def test_an_amended_file_is_refused_with_the_difference(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(MAY)
    before = place.contents()
    result = place.one(NEW_MAY)
    assert (result.outcome, codes(result)) == ("refused", ["file-amended"])
    assert "1 amounts changed, 1 added, 0 gone; £170.50 then, £181.50 now" in result.problems[0].found
    assert place.contents() == before


def test_an_amended_file_supersedes_its_earlier_version_when_told(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(MAY)
    assert place.one(NEW_MAY, replace=True).outcome == "read"
    assert place.pence() == [11000, 7050, 100]
    assert place.store.read("sources").collect().height == 1


def test_a_file_under_a_new_name_is_not_superseded_by_the_one_that_took_its_old_name(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(MAY, "latest.csv")
    (tmp_path / "inputs" / "latest.csv").rename(tmp_path / "inputs" / "may.csv")
    place.put(JUNE, "latest.csv")
    results = place.read(replace=True).files
    assert [file.outcome for file in results] == ["read", "unchanged"]
    assert sorted(place.pence(), key=str) == [10000, 500, 7050]


def test_the_same_bytes_under_two_names_are_read_once_however_often(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.put(MAY, "a.csv")
    place.put(MAY, "b.csv")
    for _ in range(2):
        result = place.read()
        assert result.total_pence == 17050
        assert "same-bytes" in codes(result.files[1])
    assert place.pence() == [10000, 7050]


def test_rows_repeated_inside_a_file_are_all_kept(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(HEAD + "Acme,01/05/2024,1,100.00\n" * 3)
    assert place.pence() == [10000] * 3


def test_under_strict_a_breached_control_total_writes_nothing(tmp_path: Path) -> None:
    source = {"agency": "council", "files": "inputs/*.csv", "control_total": "170.51"}
    place = Folder(tmp_path, source)
    result = place.one(MAY, strict=True)
    assert "control" in {problem.kind for problem in result.problems}
    assert place.contents() == {"lines": [], "sources": [], "transfers": [], "problems": []}
    lenient = place.read()
    (problem,) = lenient.problems
    assert (problem.code, problem.kind, problem.amount_pence) == ("control-total-differs", "difference", 1)
    assert place.pence() == [10000, 7050]


def test_under_strict_a_control_total_that_is_met_is_no_matter(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "control_total": "170.50"})
    assert codes(place.one(MAY, strict=True)) == []
    assert place.pence() == [10000, 7050]


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    assert place.one(MAY, dry_run=True).total_pence == 17050
    assert not (tmp_path / ".tp").exists()


def test_one_refused_file_leaves_the_others_read(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.put(MAY, "a.csv")
    place.put(b"%PDF-1.7", "b.csv")
    assert [file.outcome for file in place.read().files] == ["read", "refused"]
    assert place.pence() == [10000, 7050]


@pytest.mark.parametrize("words", ["a.csv", "inputs/a.csv"])
def test_a_source_is_taken_out_by_its_name_and_history_keeps_it(tmp_path: Path, words: str) -> None:
    place = Folder(tmp_path)
    place.put(MAY, "a.csv")
    place.put(JUNE, "b.csv")
    place.read()
    version = place.store.version("lines")
    assert remove_source(place.store, words) == ["inputs/a.csv"]
    assert place.pence() == [500]
    assert place.store.version("lines") > version
    assert remove_source(place.store, "c.csv") == []


def two_sources() -> list[dict[str, Any]]:
    return [{"agency": "council", "files": "inputs/a.csv"}, {"agency": "nhs", "files": "inputs/b.csv"}]


def test_a_source_that_place_toml_no_longer_has_is_taken_out_and_said(tmp_path: Path) -> None:
    place = Folder(tmp_path, *two_sources())
    place.put(MAY, "a.csv")
    place.put(JUNE, "b.csv")
    place.read()
    place.place = place_of(two_sources()[0])
    assert codes(place.read()) == ["source-taken-out"]
    assert place.pence() == [10000, 7050]
    assert codes(place.read()) == []


def test_a_file_that_is_only_missing_keeps_its_lines(tmp_path: Path) -> None:
    for number, source in enumerate(
        (two_sources(), [{"agency": "council", "files": ["inputs/a.csv", "inputs/b.csv"]}])
    ):
        place = Folder(tmp_path / str(number), *source)
        place.put(MAY, "a.csv")
        gone = place.put(JUNE, "b.csv")
        place.read()
        gone.unlink()
        assert codes(place.read()) == ["no-file"]
        assert len(place.pence()) == 3


def test_a_file_deleted_from_a_folder_that_a_pattern_names_is_taken_out(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*/spend.csv"})
    place.put(MAY, "may/spend.csv")
    gone = place.put(JUNE, "june/spend.csv")
    place.read()
    gone.unlink()
    assert codes(place.read()) == ["source-taken-out"]
    assert place.pence() == [10000, 7050]


def test_a_file_named_by_hand_takes_nothing_else_out(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one(MAY, "a.csv")
    path = place.put(JUNE, "b.csv")
    requests, _ = from_paths([path], {}, place.place, tmp_path)
    assert [request.source.agency for request in requests] == ["council"]
    ingest(place.store, place.place, tmp_path, requests, [], Options())
    assert len(place.pence()) == 3


def test_lines_have_the_same_ids_in_any_folder_whatever_the_file_s_name(tmp_path: Path) -> None:
    here, there = Folder(tmp_path / "here"), Folder(tmp_path / "there" / "deep")
    here.one(MAY, "a.csv")
    there.one(MAY, "z.csv")
    assert here.lines()["line_id"].to_list() == there.lines()["line_id"].to_list()


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    names = [("a.csv", "b.csv"), ("b.csv", "a.csv")]
    ids = []
    for number, (first, second) in enumerate(names):
        place = Folder(tmp_path / str(number))
        place.put(MAY, first)
        place.put(JUNE, second)
        place.read()
        ids.append(place.lines().select("line_id", "amount_pence").rows())
    assert ids[0] == ids[1]


def test_a_setting_that_changes_reads_the_file_again(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.one("Service,Amount\nHomes,2\n")
    place.place = place_of({"agency": "council", "files": "inputs/*.csv", "units": "thousands"})
    assert place.read().files[0].outcome == "read"
    assert place.pence() == [200_000]


class Killed(BaseException):
    """Stands for kill -9 between two writes."""


@pytest.mark.parametrize("at", range(1, 16))
def test_a_run_killed_between_any_two_writes_and_run_again_ends_where_it_would_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Three changes in one run: a file amended, one new, one no longer asked for."""
    whole, cut = (_changed(tmp_path / name) for name in ("whole", "cut"))
    whole.read(replace=True)
    writes = 0

    def dying(name: str) -> Any:
        real = getattr(Store, name)

        def write(store: Store, *words: Any) -> None:
            nonlocal writes
            writes += 1
            if writes == at:
                raise Killed
            real(store, *words)

        return write

    with monkeypatch.context() as patch:
        for name in ("replace_source", "remove_source"):
            patch.setattr(Store, name, dying(name))
        with contextlib.suppress(Killed):
            cut.read(replace=True)
    cut.store = Store(cut.folder)
    cut.read(replace=True)
    assert cut.contents() == whole.contents()


def _changed(folder: Path) -> Folder:
    """A place read once, then changed in three ways."""
    more = {"agency": "council", "files": "inputs/c.csv"}
    place = Folder(folder, *two_sources())
    place.put(MAY, "a.csv")
    place.put(JUNE, "b.csv")
    place.read()
    place.place = place_of(two_sources()[0], more)
    place.put(NEW_MAY, "a.csv")
    place.put(HEAD + "New,01/07/2024,9,7.00\n", "c.csv")
    return place


def test_a_setting_taken_back_after_a_kill_is_not_mistaken_for_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Folder(tmp_path)
    place.one("Service,Amount\nHomes,2\n")
    before, pounds = place.contents(), place.place
    place.place = place_of({"agency": "council", "files": "inputs/*.csv", "units": "thousands"})
    real = Store.replace_source

    def dying(store: Store, table: str, *words: Any) -> None:
        if table == "sources":
            raise Killed
        real(store, table, *words)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "replace_source", dying)
        with pytest.raises(Killed):
            place.read()
    place.place = pounds
    place.read()
    assert place.contents() == before


def test_a_control_total_is_of_all_files_of_its_source(tmp_path: Path) -> None:
    place = Folder(tmp_path, {"agency": "council", "files": "inputs/*.csv", "control_total": "341.00"})
    place.put(MAY, "a.csv")
    place.put(MAY.replace("Acme", "Omega").replace(",2,", ",3,"), "b.csv")
    assert codes(place.read()) == ["same-month"]


def test_the_same_bytes_counted_by_two_sources_are_a_difference(tmp_path: Path) -> None:
    first = {"agency": "council", "files": "inputs/spend.csv"}
    place = Folder(tmp_path, first, {**first, "files": "inputs/*.csv", "layout": "spend"})
    place.put(MAY)
    found = [(problem.code, problem.kind) for problem in place.read().problems]
    assert found == [("counted-twice", "difference")]


def test_sheets_that_add_up_to_the_same_are_a_difference(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    book = xlsxwriter.Workbook(tmp_path / "inputs" / "spend.csv")
    for name in ("RO", "RO final"):
        sheet = book.add_worksheet(name)
        for row, cells in enumerate((("Service", "Net expenditure"), ("Adults", 100), ("Highways", 50))):
            sheet.write_row(row, 0, cells)
    book.close()
    (problem,) = place.read().problems
    assert (problem.code, problem.kind, problem.amount_pence) == ("sheets-alike", "difference", 15000)


def test_the_same_payment_in_two_files_is_said_with_its_money_and_both_are_counted(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    place.put(MAY, "a.csv")
    place.put(MAY.replace("Acme", "Omega"), "b.csv")
    for again in range(2):
        result = place.read()
        (problem,) = [each for each in result.problems if each.code == "same-payments"]
        assert (problem.where, problem.amount_pence) == ("inputs/b.csv", 7050), again
    assert result.total_pence == 34100


def test_a_renamed_file_has_its_new_name_in_the_ledger(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    old = place.put(MAY, "a.csv")
    place.read()
    old.rename(old.with_name("b.csv"))
    assert codes(place.read()) == ["file-renamed"]
    assert [row["file"] for row in place.contents()["sources"]] == ["inputs/b.csv"]
    assert codes(place.read()) == []


def test_equal_rows_are_kept_and_said(tmp_path: Path) -> None:
    head, first, *_ = MAY.splitlines()
    result = Folder(tmp_path).one("\n".join([head, first, first, first, ""]))
    (problem,) = result.problems
    assert (problem.code, problem.rows, result.lines) == ("equal-rows", (3, 4), 3)


def test_a_return_that_says_nil_is_read_without_a_line(tmp_path: Path) -> None:
    result = Folder(tmp_path).one("Spend over £25\nDepartment,Entity\nWrenshire,\n\n,Nil Return\n")
    assert (result.outcome, result.lines, codes(result)) == ("read", 0, ["nil-return"])


def test_payments_that_do_not_say_whether_vat_is_in_them_are_noted_until_it_is_declared(tmp_path: Path) -> None:
    source = {"agency": "council", "files": "inputs/*.csv", "basis": "payments"}
    assert codes(Folder(tmp_path / "a", source).one(MAY)) == ["vat-unknown"]
    assert codes(Folder(tmp_path / "b", {**source, "vat": "net"}).one(MAY)) == []
    assert codes(Folder(tmp_path / "c", source).one(MAY.replace("Amount", "Net Amount"))) == []


def test_a_text_read_in_passes_leaves_the_same_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = MAY + "Total,,,170.50\n"
    at_once, in_passes = Folder(tmp_path / "a"), Folder(tmp_path / "b")
    at_once.one(text)
    monkeypatch.setattr("tp_cli.ingest.scan.IN_MEMORY", 10)
    in_passes.one(text)
    assert in_passes.contents() == at_once.contents()
    in_passes.one(text.replace("100.00", "110.00"), replace=True)
    assert sorted(in_passes.pence()) == [7050, 11000]
