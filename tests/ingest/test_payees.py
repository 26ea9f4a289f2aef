"""Who is paid: public bodies however they are written, names blacked out, people; and no company taken for any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.small_place import Folder
from tp_cli.agencies import AgencyFinder
from tp_cli.ingest.payees import PayeeReader
from tp_cli.place import empty_place

READER = PayeeReader(AgencyFinder(empty_place("one-body")))


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("LEEDS CITY COUNCIL 1 (G)", "Leeds City Council"),
        ("Leeds Council", "Leeds City Council"),
        ("GATESHEAD MBC", "Gateshead Metropolitan Borough Council"),
        ("LONDON BOROUGH OF CAMDEN#RC31620111", "London Borough of Camden"),
        ("CAMDEN LB", "London Borough of Camden"),
        ("CITY OF YORK COUNCIL", "City of York Council"),
        ("West Yorkshire Police Authority (G)", "West Yorkshire Police Authority"),
        ("POLICE & CRIME COMMISSIONER FOR WEST YORKSHIRE", "Police and Crime Commissioner for West Yorkshire"),
        ("CARE QUALITY COMMISSION (CQC) CQC033", "Care Quality Commission"),
        ("THE HOME OFFICE", "Home Office"),
    ],
)
def test_a_public_body_is_known_however_it_is_written(written: str, body: str) -> None:
    assert READER.read(written) == (None, "public_body", body)


def test_a_name_that_ends_in_a_form_that_only_law_gives_is_a_public_body() -> None:
    assert READER.read("Wrenshire Hospitals NHS Foundation Trust").kind == "public_body"
    assert READER.read("Wrenshire Hospitals NHS Foundation Trust Charity").kind == "supplier"


@pytest.mark.parametrize(
    "name",
    [
        "Leeds City College", "Leeds City Council Credit Union", "Council for Voluntary Service", "York Timber Ltd", "Kent County FC",
        "Redactive Publishing Ltd", "Private Hire Ltd", "Personal Best Coaching", "Confidential Shredding Ltd", "Wrenborough Borough",
        "Mr Clutch Autocentres", "Dr Martens", "Miss Selfridge", "W H Smith", "Marks & Spencer", "J Sainsbury", "Robert Dyas Ltd",
        "Dr J Wren & Partners", "Chubb Fire & Security", "Police Federation", "Total Gas & Power", "Foster Care Associates",
        "Individual Restaurants Ltd", "Data Protection Services Ltd", "City of Wrenborough Cricket Club", "1st Class Care", "",
    ],
)  # fmt: skip
def test_a_company_is_a_supplier(name: str) -> None:
    assert READER.read(name).kind == "supplier"


@pytest.mark.parametrize(
    "name",
    [
        "REDACTED PERSONAL DATA", "Redacted", "[Redacted]", "Name withheld", "Personal Information", "Private individual",
        "redacted - s40 FOI", "Commercial - confidential", "Supplier name removed under GDPR", "Individual",
    ],
)  # fmt: skip
def test_a_name_blacked_out_is_a_class_of_its_own(name: str) -> None:
    assert READER.read(name) == (None, "redacted", None)


@pytest.mark.parametrize("name", ["Mr J Wren", "MRS JANE WREN", "Wren A Dr", "Ms S. J. Wren-Finch"])
def test_a_title_with_initials_or_a_forename_is_likely_a_person(name: str) -> None:
    assert READER.read(name).kind == "individual"


def test_lines_say_who_is_paid_and_their_money_counts_all_the_same(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    names = [
        "WRENSHIRE INTEGRATED CARE BOARD 1 (G)",
        "Leeds City Council",
        "REDACTED PERSONAL DATA",
        "Mr J Wren",
        "Acme Ltd",
    ]
    rows = "".join(f"{name},01/05/2024,1,10\n" for name in names)
    assert place.one("Supplier,Date,Ref,Amount\n" + rows + ",01/05/2024,2,10\n").total_pence == 6000
    assert place.lines().select("payee_agency", "payee_class", "payee_body").rows() == [
        ("nhs", "public_body", "Wrenshire Integrated Care Board"),
        (None, "public_body", "Leeds City Council"),
        (None, "redacted", None),
        (None, "individual", None),
        (None, "supplier", None),
        (None, None, None),
    ]
