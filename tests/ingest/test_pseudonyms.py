"""The register of people: a key that says who somebody is is refused with its column named and never quoted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.small_place import Folder, codes, rows
from tp_cli.ingest.pseudonyms import what_tells

SOURCE = {"kind": "people", "files": "inputs/*.csv", "agency": "nhs"}
TELLING = [
    (["943 476 5919", "9434765870", "401 023 2137"], "NHS numbers"),
    (["QQ123456C", "AB 12 34 56 D"], "National Insurance numbers"),
    (["a.b@example.org", "P2", "P3"], "e-mail addresses"),
    (["07700 900123", "07700 900456"], "telephone numbers"),
    (["14/03/1947", "1 May 1950", "2/2/51"], "dates, such as dates of birth"),
    (["1947-03-14", "1950-05-01 00:00:00"], "dates, such as dates of birth"),
    (["14031947", "19500501"], "dates, such as dates of birth"),
    (["JS14031947", "AB-1950-05-01"], "dates with other marks, such as a date of birth with initials"),
    (["ZZ99 9ZZ", "ZZ9 8XY"], "postcodes"),
    (["1 High Street", "P2"], "addresses"),
    (["Example, Ada", "P0002", "P0003"], "names"),
    (["Mrs E. O'Example", "P0002"], "names"),
    (["Ada Zoë Exemplar", "Bo Example-Sample"], "names"),
    (["exemplar", "SAMPLE", "P3"], "words without a digit, which may be names"),
]
MADE_UP = [
    [f"P{n:04d}" for n in range(40)],
    [hashlib.sha256(str(n).encode()).hexdigest() for n in range(40)],
    [hashlib.sha256(str(n).encode()).hexdigest()[:10] for n in range(40)],
    [str(1000000000 + n) for n in range(40)],
    [f"client {n}" for n in range(40)],
    ["A", "B", "C"],
    ["8f14e45f-ceea-467f-a0e6-9d5f3c1b2a77"],
]


@pytest.mark.parametrize(("keys", "what"), TELLING)
def test_keys_that_tell_are_known_by_what_they_are(keys: list[str], what: str) -> None:
    assert what_tells(keys) == what


@pytest.mark.parametrize("keys", MADE_UP)
def test_made_up_keys_pass(keys: list[str]) -> None:
    assert what_tells(keys) == ""


@pytest.mark.parametrize(("keys", "what"), TELLING)
def test_the_file_is_refused_the_column_named_and_no_key_quoted(tmp_path: Path, keys: list[str], what: str) -> None:
    place = Folder(tmp_path, SOURCE)
    lines = "".join(f'"{key}",nhs,100.00\n' for key in keys)
    result = place.one("Client ID,Agency,Cost\n" + lines, "people.csv")
    assert (result.outcome, codes(result)) == ("refused", ["not-pseudonymous"])
    (problem,) = result.problems
    assert problem.found == f'the column "Client ID" holds {what}'
    assert not any(key in str(problem) for key in keys)
    assert place.store.read("people").collect().is_empty()


def test_a_total_row_is_no_name(tmp_path: Path) -> None:
    text = "Client ID,Agency,Cost\nP1,nhs,1.00\nP2,nhs,2.00\nGrand total,,3.00\n"
    assert rows(Folder(tmp_path, SOURCE).one(text, "people.csv"))["accepted"] == 2


def test_what_a_rejected_row_of_a_person_says_is_not_shown(tmp_path: Path) -> None:
    result = Folder(tmp_path, SOURCE).one("Client ID,Agency,Cost\nP1,nhs,1.00\nP2,nhs,see Mrs Example\n", "people.csv")
    assert [problem.rows for problem in result.problems if problem.code == "row-rejected"] == [(3,)]
    assert "Example" not in str(result.problems)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**12).map(lambda n: f"K{n}"), min_size=1, max_size=50))
def test_numbered_keys_never_tell(keys: list[str]) -> None:
    assert what_tells(keys) == ""
