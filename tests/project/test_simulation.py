"""Monte Carlo: the same draws from the same seed, against what is known exactly, with its own convergence shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.project.case import by, q, result_of
from tests.project.cost_benefit import b1
from tests.project.desk import Desk, scenarios


def spread(line: str, low: str, high: str, name: str = "size", shape: str = "uniform") -> str:
    keys = f'line = "{line}"\ninput = "{name}"\nlow = "{low}"\nhigh = "{high}"\nsource = "x"\nshape = "{shape}"\n'
    return f"[[range]]\n{keys}"


BENEFIT = spread("Admissions", "50%", "150%")


def simulated(desk: Desk, text: str) -> Any:
    return by(result_of(desk, text)["simulation"], "of")


def test_a_uniform_range_gives_the_percentiles_that_are_known(desk: Desk) -> None:
    found = simulated(desk, b1(more=BENEFIT))["all"]
    whole, cost = 165873.63, 140818.01
    for column, share in (("p05", 0.55), ("p50", 1.0), ("p95", 1.45)):
        assert float(found[column]) == pytest.approx(whole * share - cost, abs=whole * 0.02)
    assert float(found["loses"]) == pytest.approx((cost / whole - 0.5) * 100, abs=1.5)


def test_a_triangular_range_has_the_mean_and_the_median_of_its_triangle(desk: Desk) -> None:
    found = simulated(desk, b1(more=spread("Admissions", "50%", "200%", shape="triangular")))["all"]
    whole, cost = 165873.63, 140818.01
    assert float(found["mean"]) == pytest.approx(whole * (0.5 + 1 + 2) / 3 - cost, abs=whole * 0.01)
    median = 2 - (0.5 * 1.5 * 1.0) ** 0.5
    assert float(found["p50"]) == pytest.approx(whole * median - cost, abs=whole * 0.01)


def test_the_same_seed_gives_the_same_draws_and_another_line_changes_none(desk: Desk) -> None:
    one = result_of(desk, b1(more=BENEFIT))["simulation"]
    assert result_of(desk, b1(more=BENEFIT))["simulation"] == one
    assert result_of(desk, b1(more=BENEFIT, top={"seed": 7}))["simulation"] != one
    extra = '[[cost]]\nname = "More"\nagency = "council"\nbasis = "one-off"\namount = "10000"\nevidence_grade = 1\nsource = "x"\n'
    moved = by(result_of(desk, b1(more=BENEFIT + extra))["simulation"], "of")["all"]
    assert round(float(moved["p50"]) - float(by(one, "of")["all"]["p50"])) == -10000


def test_every_body_has_its_own_chance_to_lose(desk: Desk) -> None:
    found = simulated(desk, b1(more=BENEFIT))
    assert (found["nhs"]["loses"], found["council"]["loses"]) == ("0.0", "100.0")


def test_the_bias_may_have_a_range(desk: Desk) -> None:
    found = simulated(desk, b1(more=spread("Team", "0%", "40%", "optimism_bias")))["all"]
    assert float(found["p50"]) == pytest.approx(165873.63 - 128016.37 * 1.2, abs=1500)


def test_convergence_is_shown_and_judged(desk: Desk) -> None:
    found = by(result_of(desk, b1(more=BENEFIT))["convergence"], "draws")
    assert list(found) == ["1000", "2500", "5000", "10000"]
    assert found["10000"]["settled"].startswith("yes: moved by ")
    assert 0 < float(found["10000"]["standard_error"]) < 1000


def test_without_ranges_nothing_is_simulated_and_no_interval_is_claimed(desk: Desk) -> None:
    (only,) = scenarios(desk.project(case=b1()))
    assert "simulation" not in only["result"]
    assert any("no interval is claimed" in caveat for caveat in only["caveats"])


def test_what_is_simulated_is_called_what_it_is(desk: Desk) -> None:
    (only,) = scenarios(desk.project(case=b1(more=BENEFIT)))
    assert any("no confidence interval" in caveat and "rounded to the pound" in caveat for caveat in only["caveats"])
    assert only["result"]["simulation"][0]["p05"].endswith(".00")


def test_the_draws_agree_with_a_plain_loop(desk: Desk) -> None:
    """The vector is held against the same sums done draw by draw, from the published seed."""
    found = simulated(desk, b1(more=BENEFIT + spread("Team", "90%", "140%"), top={"draws": 1000}))["all"]
    streams = {
        name: np.random.default_rng([2010, *f"{name}\0size".encode()]).random(1000) for name in ("Admissions", "Team")
    }
    factors = [1 / 1.035**year for year in range(4)]
    gain = sum(a * f for a, f in zip([0, 42500, 68000, 68000], factors, strict=True))
    cost = sum(a * f for a, f in zip([110000, 11000, 11000, 11000], factors, strict=True))
    triangle = [0.9 + 0.5 * u for u in streams["Team"]]
    npv = sorted(gain * (0.5 + u) - cost * t for u, t in zip(streams["Admissions"], triangle, strict=True))
    assert float(found["mean"]) == pytest.approx(sum(npv) / 1000, abs=1)
    assert float(found["p50"]) == pytest.approx((npv[499] + npv[500]) / 2, abs=1)


def test_nothing_is_drawn_where_it_has_no_hold_on_the_budget(desk: Desk) -> None:
    social = '[[benefit]]\nname = "Joy"\noutcome = "joy"\ntheme = "joy"\nkind = "social"\nimpact_is = "net"\nbasis = "annual"\namount = "5"\nsource = "x"\n'
    text = b1(more=BENEFIT + social + spread("Joy", "0%", "900%"))
    assert simulated(desk, text) == simulated(desk, b1(more=BENEFIT, top={"title": q("A case")}))
