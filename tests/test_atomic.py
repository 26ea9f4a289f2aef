"""Files are old-complete or new-complete."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tp_cli.atomic import replacing, write_text, write_with
from tp_cli.errors import Exit, TpError


def test_a_file_is_written_whole_with_plain_line_feeds(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.txt", "£1\nzwei\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "£1\nzwei\n".encode()


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")

    def half(temporary: Path) -> None:
        temporary.write_text("ne", encoding="utf-8")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        write_with(path, half)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_the_old_file_stands_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with replacing(path) as temporary:
        temporary.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"


def test_others_may_read_what_the_umask_allows(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").touch()
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == stat.S_IMODE((tmp_path / "b.txt").stat().st_mode)


@pytest.mark.parametrize("name", ["file/a.txt", "folder"])
def test_a_place_that_cannot_be_written_to_is_exit_5(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(TpError) as caught:
        write_text(tmp_path / name, "x")
    assert caught.value.exit_code == Exit.OUTPUT
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]
