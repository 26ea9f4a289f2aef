"""Suppliers' names: what becomes one supplier, what never does, and why."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tp_cli.count.lenses.names import class_of, company_number, core_of, resolve


def together(
    *names: str, decided: list[dict[str, str]] | None = None, numbers: dict[str, str] | None = None
) -> list[list[str]]:
    """The names in their groups, each group in alphabetical order."""
    found: dict[str, list[str]] = {}
    for name, merge in resolve(dict.fromkeys(names, 1), numbers or {}, decided or []).items():
        found.setdefault(merge.supplier, []).append(name)
    return sorted(sorted(group) for group in found.values())


def test_case_punctuation_spacing_and_legal_form_make_no_other_supplier() -> None:
    names = ("ACME CARE LTD", "Acme Care Limited", "acme  care", "The Acme-Care Co. Ltd", "Acmecare Ltd.")
    assert together(*names) == [sorted(names)]
    why = {merge.name: merge.why for merge in resolve(dict.fromkeys(names, 1), {}).values() if merge.why}
    assert set(why.values()) == {"the same but for case, punctuation and legal form", "the same but for spacing"}


def test_two_legal_forms_are_two_bodies_and_the_name_without_one_stays_alone() -> None:
    assert together("Acme LLP", "Acme Ltd", "ACME LIMITED", "Acme") == [
        ["ACME LIMITED", "Acme Ltd"],
        ["Acme"],
        ["Acme LLP"],
    ]


def test_a_supplier_is_called_by_the_name_with_the_most_money() -> None:
    found = resolve({"ACME LTD": 5, "Acme Limited": 900}, {})
    assert {merge.supplier for merge in found.values()} == {"Acme Limited"}


def test_a_letter_wrong_in_a_long_name_is_seen_and_said_with_its_likeness() -> None:
    found = resolve({"Wrenborough Domiciliary Care": 9, "Wrenborough Domicilary Care": 1}, {})
    merge = found["Wrenborough Domicilary Care"]
    assert merge.supplier == "Wrenborough Domiciliary Care"
    assert merge.why.startswith("one letter differs") and 93 <= merge.score < 100


def test_bodies_whose_names_differ_by_a_letter_stay_apart() -> None:
    assert len(together("Marton Parish Council", "Marston Parish Council")) == 2
    assert len(together("Preston Primary School", "Prenton Primary School")) == 2
    assert len(together("North Yorkshire Care Services", "South Yorkshire Care Services")) == 2
    assert len(together("Unit 1234567 Holdings", "Unit 1234568 Holdings")) == 2


def test_a_name_cut_off_by_a_ledger_is_that_of_the_one_name_that_goes_on() -> None:
    whole = "Wrenshire Community Health Partnership"
    assert together(whole, whole[:31]) == [[whole[:31], whole]]
    assert len(together(whole, "Wrenshire Community Health Partners East", whole[:28])) == 3
    assert len(together("Wrenborough Homes Repairs", "Wrenborough Homes")) == 2


def test_company_numbers_decide_over_names() -> None:
    assert company_number("Acme Ltd (Company No. 1234567)") == "01234567"
    assert company_number("Acme Ltd, reg SC123456") == "SC123456"
    assert company_number("Invoice 1234567") == ""
    assert together("Acme Ltd", "Bell Services Ltd", numbers={"Acme Ltd": "1", "Bell Services Ltd": "1"}) == [
        ["Acme Ltd", "Bell Services Ltd"]
    ]
    assert len(together("Acme Ltd (Co No 01234567)", "Acme Ltd (Co No 07654321)")) == 2


def test_a_person_merges_and_keeps_apart() -> None:
    merge = {"action": "merge", "name": "Bell & Co", "supplier": "ACME LTD", "note": ""}
    assert together("Acme Ltd", "Bell and Co", decided=[merge]) == [["Acme Ltd", "Bell and Co"]]
    apart = {"action": "apart", "name": "ACME CARE", "supplier": "", "note": ""}
    assert together("Acme Care", "Acme Care Ltd", decided=[apart]) == [["Acme Care"], ["Acme Care Ltd"]]


def test_what_a_payee_is_by_its_name() -> None:
    assert class_of("REDACTED PERSONAL DATA") == class_of("Name withheld") == "redacted"
    assert class_of("Mrs A N Other") == class_of("Individual claimants") == "individual"
    assert class_of(None) == class_of("  ") == "none"
    assert class_of("Mister Clean Ltd") == class_of("Drax Power Limited") == "supplier"


def test_the_core_of_a_name_never_vanishes() -> None:
    assert core_of("Limited") == ("limited", "")
    assert core_of("The ACME Co. Ltd") == ("acme", "limited")
    assert core_of("Acme Ltd T/A Best Care") == ("acme", "limited")


words = st.lists(
    st.sampled_from(["acme", "care", "services", "servces", "ltd", "llp", "north", "1"]), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(st.lists(words.map(" ".join), max_size=12), st.randoms(use_true_random=False))
def test_every_name_has_one_supplier_whatever_the_order(names: list[str], chance: object) -> None:
    found = resolve(dict.fromkeys(names, 1), {})
    assert set(found) == set(names)
    assert all(found[merge.supplier].supplier == merge.supplier for merge in found.values())
    mixed = list(names)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert resolve(dict.fromkeys(mixed, 1), {}) == found
