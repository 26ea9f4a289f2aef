"""Each lens of the method on files as a partnership keeps them, from the spreadsheet to the printed figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.count.lenses.desk import RULE_HEAD, Desk, rows
from tp_cli.errors import TpError

STREAMS = (
    "Stream,Agency,Theme,Amount,Ring-fenced,Entitlement\n"
    "A,council,Four,25,yes,no\nB,council,Four,25,no,yes\nC,nhs,Four,25,yes,yes\nD,nhs,Four,25,no,no\n"
    "E,council,Led,70,,\nF,council,Led,10,,\nG,council,Led,10,,\nH,council,Led,10,,\n"
)


def test_funding_by_theme(tmp_path: Path) -> None:
    found = rows(Desk(tmp_path, streams=STREAMS).counted().look("funding"))
    four, led = found["theme=Four"], found["theme=Led"]
    assert (four["herfindahl"], led["herfindahl"]) == ("0.25", "0.52")
    assert (four["total"], four["ring_fenced"], four["entitlement"], four["tied"], four["flexible"]) == (
        "100.00", "50.00", "50.00", "75.00", "25.00",
    )  # fmt: skip
    assert found["all"]["total"] == "200.00" and found["all"]["flexible"] == "125.00"


def test_what_is_not_said_to_be_tied_is_said_to_be_unknown(tmp_path: Path) -> None:
    caveats = Desk(tmp_path, streams=STREAMS).counted().look("funding").finding.caveats
    assert any("4 streams" in text and "£100.00" in text for text in caveats)


def test_three_returns_cost_54_000_and_what_is_asked_twice_is_seen(tmp_path: Path) -> None:
    text = (
        "Return,Agency,Department,Number,Hours,Rate,Repeats\nOne,council,DHSC,50,12,30,\nTwo,council,DHSC,50,12,30,one\n"
        "Three,nhs,DLUHC,50,12,30,Nowhere\n"
    )
    result = Desk(tmp_path, returns=text).counted().look("burden")
    assert rows(result)["all"]["amount"] == "54000.00"
    assert rows(result)["all"]["twice"] == "36000.00"
    assert rows(result, "burden_department")["department=DHSC"]["amount"] == "36000.00"
    assert [text for text in result.finding.caveats if "Nowhere" in text] and "one" not in result.finding.caveats[0]


def test_two_half_empty_buildings_could_be_one(tmp_path: Path) -> None:
    text = (
        "Asset,Agency,Ward,Floor area,Occupancy,Running cost,Value,Receipt\n"
        "First,council,Old Town,1000,45%,90000,2000000,\nSecond,nhs,Old Town,800,40%,64000.10,1000000,800000\n"
        "Third,nhs,Riverside,100,,5000,,\n"
    )
    result = Desk(tmp_path, assets=text).counted().look("resources")
    (pair,) = rows(result, "resources_pairs").values()
    assert (pair["host"], pair["need_m2"], pair["running_freed"]) == ("First", "770", "64000.10")
    nhs = rows(result)["agency=nhs"]
    assert (nhs["floor_m2"], nhs["used_m2"], nhs["running"], nhs["per_m2"]) == ("900", "420", "69000.10", "76.67")
    assert (nhs["value"], nhs["receipt"]) == ("1000000.00", "800000.00")


def test_staff_by_function_across_agencies(tmp_path: Path) -> None:
    text = "Agency,Function,FTE,Headcount,Pay\ncouncil,Finance,10.5,12,500000\nnhs,Finance,4.25,5,250000.50\n"
    finance = rows(Desk(tmp_path, staff=text).counted().look("resources"), "resources_staff")["function=Finance"]
    assert (finance["fte"], finance["headcount"], finance["pay"], finance["agencies"]) == (
        "14.75",
        "17",
        "750000.50",
        "2",
    )


def test_outcomes_beside_their_cost(tmp_path: Path) -> None:
    text = (
        "Indicator,Period,Value,Polarity,N,Spend\n"
        "Feel safe,2023-24,61,higher,120,1000000\nFeel safe,2024-25,68,higher,120,950000\n"
        "Small,2023-24,5,lower,29,10\nSmall,2024-25,4,lower,300,9\nAlone,2024-25,1,lower,,\n"
    )
    result = Desk(tmp_path, outcomes=text).counted().look("outcomes")
    safe, small = rows(result)["indicator=feel-safe"], rows(result)["indicator=Small"]
    assert (safe["cost_change_pct"], safe["value_before"], safe["value_after"], safe["n"]) == (
        "-5.0",
        "61",
        "68",
        "120",
    )
    assert (safe["quadrant"], small["quadrant"]) == ("cheaper and better", "insufficient")
    assert any("1 indicators have one reading only" in text for text in result.finding.caveats)


def spending(folder: Path) -> Desk:
    """Three services that two bodies pay for, tagged by the place's own rules."""
    desk = Desk(folder)
    desk.put("Service,Net expenditure\nFalls care,300000\nHome visits,96\nChecks,4\n", "council.csv")
    nhs = {"agency": "nhs", "files": "inputs/nhs.csv", "year": "2024-25"}
    desk.place = type(desk.place).model_validate(
        desk.place.model_dump(by_alias=True) | {"source": [*desk.place.model_dump(by_alias=True)["source"], nhs]}
    )
    desk.put("Service,Net expenditure\nFalls care,120000\n", "nhs.csv")
    (desk.maps / "own.csv").write_text(
        RULE_HEAD + "falls,exact,Falls care,10.2,Care,older people,react\nvisits,exact,Home visits,10.4,Homes,,react\n"
        "checks,exact,Checks,10.4,Homes,,prevent\n",
        encoding="utf-8",
    )
    return desk


def test_overlap_is_found_and_an_analyst_s_word_is_kept(tmp_path: Path) -> None:
    desk = spending(tmp_path).counted()
    found = rows(desk.look("overlap"))["function=10.2,group=older-people"]
    assert (found["total"], found["largest"], found["at_risk"], found["tag"]) == (
        "420000.00",
        "300000.00",
        "120000.00",
        "",
    )
    (desk.maps / "overlap.csv").write_text(
        "function,client group,tag,note\n10.2,Older People,complementary,needs both\n10.9,nobody,confirmed,\n",
        encoding="utf-8",
    )
    result = desk.look("overlap")
    assert rows(result)["function=10.2,group=older-people"]["tag"] == "complementary"
    total = rows(result, "overlap_total")["all"]
    assert (total["at_risk"], total["complementary"], total["unjudged"]) == ("120000.00", "120000.00", "0.00")
    assert any("10.9, nobody" in text for text in result.finding.caveats)


def test_a_wrong_word_of_an_analyst_is_refused_with_its_row(tmp_path: Path) -> None:
    desk = spending(tmp_path).counted()
    (desk.maps / "overlap.csv").write_text("function,client_group,tag\n10.2,older people,confirmd\n", encoding="utf-8")
    with pytest.raises(TpError) as stopped:
        desk.look("overlap")
    (problem,) = stopped.value.problems
    assert problem.where == "maps/overlap.csv" and "row 2" in problem.found and "confirmed" in problem.fix


def test_prevention_against_reaction(tmp_path: Path) -> None:
    found = rows(spending(tmp_path).counted().look("prevention"))
    homes = found["theme=Homes"]
    assert (homes["prevent"], homes["react"], homes["total"], homes["prevent_pct"]) == (
        "4.00",
        "96.00",
        "100.00",
        "4.0",
    )


def test_suppliers_across_agencies_add_up_to_all_payments(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    council = {"agency": "council", "files": "inputs/council.csv", "basis": "payments", "year": "2024-25"}
    nhs = {"agency": "nhs", "files": "inputs/nhs.csv", "basis": "payments", "year": "2024-25"}
    desk.place = type(desk.place).model_validate(desk.place.model_dump(by_alias=True) | {"source": [council, nhs]})
    desk.put(
        "Supplier,Service,Amount\nACME CARE LTD,Care,100.00\nAcme Care Limited,Care,50.00\nREDACTED,Care,7.00\n"
        "Mrs A Other,Care,3.00\nWrenshire Integrated Care Board,Care,40.00\n",
        "council.csv",
    )
    desk.put("Supplier,Service,Amount\nThe Acme Care Co Ltd,Care,25.00\nBell Services,Care,10.00\n", "nhs.csv")
    result = desk.counted().look("suppliers")
    acme = rows(result)["supplier=acme-care-ltd"]
    assert (acme["amount"], acme["agencies"], acme["names"]) == ("175.00", "2", "3")
    classes = {key: row["amount"] for key, row in rows(result, "supplier_classes").items()}
    assert classes == {
        "class=supplier": "185.00", "class=public-body": "40.00", "class=individual": "3.00", "class=redacted": "7.00",
        "class=all": "235.00",
    }  # fmt: skip
    assert {row["agency"]: row["amount"] for row in rows(result, "supplier_shared").values()} == {
        "Wrenborough Council": "150.00", "Wrenshire Integrated Care Board": "25.00",
    }  # fmt: skip
    text = str(result.as_json())
    assert "Mrs A Other" not in text and "Mrs" not in text


def test_a_register_of_company_numbers_joins_names_and_keeps_them_apart(tmp_path: Path) -> None:
    """Numbers lose their noughts in a spreadsheet; a name with two numbers is joined by neither, and said so."""
    desk = Desk(tmp_path, suppliers=(
        "Payee name,Company number,Note\nAcme Care Ltd,1234567,\nBRIGHTER HOMES,01234567.0,once Acme\n"
        "Acme Care,SC123456,a Scottish one\nBell Ltd,7,\nBell Ltd,8,\nNobody,,\n"
    ))  # fmt: skip
    council = {"agency": "council", "files": "inputs/council.csv", "basis": "payments", "year": "2024-25"}
    said = desk.place.model_dump(by_alias=True)
    numbers = next(each for each in said["source"] if each["kind"] == "suppliers")
    desk.place = type(desk.place).model_validate(said | {"source": [council, {**numbers, "year": None}]})
    desk.put(
        "Supplier,Service,Amount\nAcme Care Ltd,Care,100.00\nBrighter Homes,Care,50.00\nAcme Care,Care,5.00\n"
        "Bell Ltd,Care,1.00\n",
        "council.csv",
    )
    result = desk.counted().look("suppliers")
    assert {row["title"]: row["amount"] for row in rows(result).values()} == {
        "Acme Care Ltd": "150.00", "Acme Care": "5.00", "Bell Ltd": "1.00",
    }  # fmt: skip
    (merge,) = rows(result, "supplier_merges").values()
    assert (merge["title"], merge["why"]) == ("Brighter Homes", "company number 01234567")
    assert any('"Bell Ltd" has several company numbers' in text for text in result.finding.caveats)


def test_overlap_is_of_one_area_where_rules_say_which(tmp_path: Path) -> None:
    """The same service for the same people in two parts of the place is no overlap."""
    desk = spending(tmp_path)
    desk.put("Service,Net expenditure\nFalls care,300000\nFalls west,80000\n", "council.csv")
    desk.put("Service,Net expenditure\nFalls care,120000\n", "nhs.csv")
    (desk.maps / "own.csv").write_text(
        "rule,how,service,agency,cofog,client_group,area\neast,exact,Falls care,council,10.2,older people,East\n"
        "west,exact,Falls west,council,10.2,older people,West\nnhs,exact,Falls care,nhs,10.2,older people,East\n",
        encoding="utf-8",
    )
    (found,) = rows(desk.counted().look("overlap")).values()
    assert (found["area"], found["total"], found["at_risk"]) == ("East", "420000.00", "120000.00")
    assert "area=East" in found["key"]


def test_a_person_keeps_two_names_apart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    council = {"agency": "council", "files": "inputs/council.csv", "basis": "payments", "year": "2024-25"}
    desk.place = type(desk.place).model_validate(desk.place.model_dump(by_alias=True) | {"source": [council]})
    desk.put("Supplier,Service,Amount\nACME CARE LTD,Care,100.00\nAcme Care,Care,50.00\n", "council.csv")
    desk.counted()
    assert len(rows(desk.look("suppliers"))) == 1
    (desk.maps / "suppliers.csv").write_text("action,name\napart,acme care\n", encoding="utf-8")
    assert len(rows(desk.look("suppliers"))) == 2


@pytest.mark.parametrize("lens", ["funding", "burden", "resources", "outcomes", "people", "suppliers"])
def test_a_lens_without_anything_to_look_at_says_what_it_needs(tmp_path: Path, lens: str) -> None:
    with pytest.raises(TpError) as stopped:
        Desk(tmp_path).counted().look(lens)
    assert stopped.value.problems[0].code == "nothing-to-see" and stopped.value.exit_code == 2
