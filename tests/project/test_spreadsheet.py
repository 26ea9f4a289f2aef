"""The same cost-benefit case as a workbook of live formulas, recalculated by LibreOffice, held against `tp`'s figures.

The workbook is written here from the case's inputs; none of the method's code takes part.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.project.case import by, q, result_of
from tests.project.cost_benefit import b1
from tests.project.desk import Desk
from tests.project.test_cost_benefit import FORMULA
from tests.report.libreoffice import needs_libreoffice, recalculated

SHARES = (("nhs", 0.70), ("council", 0.30))
INPUTS = [("rate", 0.035), ("cost bias", 0.10), ("benefit bias", 0.15), ("nhs share", 0.70), ("council share", 0.30)]
PEOPLE = [
    ("people", 2000),
    ("prevalence", 0.10),
    ("engagement", 0.50),
    ("impact", 0.30),
    ("deadweight", 0.20),
    ("value", 4000),
]


def book(path: Path, costs: list[int], benefits: list[int] | None) -> Path:
    """Inputs in B1:B11, years in row 14 down; totals, payback and positions in column K."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row, (name, value) in enumerate([*INPUTS, *PEOPLE], 1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value)
    sheet["D1"], sheet["E1"] = "proof of recalculation", "=1+1"
    for year in range(4):
        row = 14 + year
        sheet.cell(row, 1, year)
        sheet.cell(row, 2, costs[year])
        a_year = "=B6*B7*B8*B9*(1-B10)*B11"
        sheet.cell(row, 3, benefits[year] if benefits else a_year)
        sheet.cell(row, 4, f"=B{row}*(1+$B$2)/(1+$B$1)^A{row}")
        sheet.cell(row, 5, f"=C{row}*(1-$B$3)/(1+$B$1)^A{row}")
        sheet.cell(row, 6, f"=SUM(E$14:E{row})-SUM(D$14:D{row})")
    rows = {
        1: "=SUM(D14:D17)",
        2: "=SUM(E14:E17)",
        3: "=ROUND(K2-K1,2)",
        4: '=IF(F14>=0,0,IF(F15>=0,1,IF(F16>=0,2,IF(F17>=0,3,"none in horizon"))))',
        # positions in pence: floors first, then the pennies left to the largest remainders
        5: "=K2*B4*100",
        6: "=(K2*B5-K1)*100",
        7: "=ROUND(K3*100,0)-INT(K5)-INT(K6)",
        8: "=(INT(K5)+IF(K7>=2,1,IF(K7=1,IF(K5-INT(K5)>=K6-INT(K6),1,0),0)))/100",
        9: "=(INT(K6)+IF(K7>=2,1,IF(K7=1,IF(K5-INT(K5)>=K6-INT(K6),0,1),0)))/100",
    }
    for row, formula in rows.items():
        sheet.cell(row, 11, formula)
    made.save(path)
    return path


CASES = [
    ("amounts", [100000, 10000, 10000, 10000], [0, 50000, 80000, 80000], {}),
    ("formula", [100000, 10000, 10000, 10000], None, FORMULA | {"evidence_grade": 4}),
    ("never", [900000, 10000, 10000, 10000], [0, 50000, 80000, 80000], {}),
]


@needs_libreoffice
@pytest.mark.parametrize(("name", "costs", "benefits", "keys"), CASES, ids=[case[0] for case in CASES])
def test_a_spreadsheet_of_its_own_gives_the_same_pennies(
    desk: Desk, tmp_path: Path, name: str, costs: list[int], benefits: list[int] | None, keys: dict[str, object]
) -> None:
    listed = ", ".join(q(pounds) for pounds in costs)
    found = result_of(desk, b1(cost={"amounts": f"[{listed}]"}, benefit=keys))
    sheet = openpyxl.load_workbook(
        recalculated(book(tmp_path / f"{name}.xlsx", costs, benefits), tmp_path), data_only=True
    ).active
    assert sheet is not None and sheet["E1"].value == 2
    assert f"{sheet['K3'].value:.2f}" == found["headline"]["npv"]
    assert str(sheet["K4"].value) == found["headline"]["payback_year"]
    positions = by(found["by_agency"], "agency")
    assert f"{sheet['K8'].value:.2f}" == positions["nhs"]["position"]
    assert f"{sheet['K9'].value:.2f}" == positions["council"]["position"]
    for row, year in enumerate(found["by_year"], 14):
        assert f"{sheet.cell(row, 6).value:.2f}" == year["cumulative"]
