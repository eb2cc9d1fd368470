"""A film's CTE alone and beside a layer's is one uncertain quantity; a limit's own confidence."""

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.app import run

DESIGN = """
[film]
cte_ppm_per_K = 15
cte_sd_ppm_per_K = 8
cte_range_degC = "50-200"
[metal]
material = "copper"
[layers.A]
thickness_um = 4
[layers.A.measured]
tg_degC = 350
cte_ppm_per_K = 15
cte_sd_ppm_per_K = 14
cte_range_degC = "50-200"
[layers.B]
thickness_um = 1
[layers.B.measured]
tg_degC = 200
"""


def test_limits_on_a_film_and_on_its_difference_to_a_layer_are_judged_together(tmp_path, capsys):
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    claim = "heat-resistant-laminate:3"
    assert run(["check", str(tmp_path / "design.toml"), "--claims", claim]) == 0
    rng = np.random.default_rng(3)
    film, layer = 15 + 8 * rng.standard_normal(400_000), 15 + 14 * rng.standard_normal(400_000)
    difference = layer - film
    within = (difference >= -10) & (difference <= 20)
    within &= (film >= 5) & (film <= 25) & (layer >= 5) & (layer <= 30)
    words = capsys.readouterr().out
    stated = float(words.partition("  P ")[2].split()[0])
    assert stated == pytest.approx(within.mean(), abs=0.01)


@pytest.mark.parametrize(("asked", "kept"), [(None, True), (0.5, True), (0.95, False)])
def test_a_limit_with_a_confidence_holds_measured_values_to_it(asked, kept):
    limit = {"quantity": "layers.E.tg", "min": 149}
    result = po.search(
        po.Problem.from_dict(
            {
                "layers": {
                    "A": {"dianhydrides": ["PMDA"], "diamines": ["PDA", "ODA"]},
                    "E": {
                        "resin": "epoxy thermoset",
                        "measured": {"tg_degC": 150, "tg_sd_degC": 20},
                    },
                },
                "require": [limit if asked is None else {**limit, "confidence": asked}],
                "objectives": [{"maximize": "layers.A.tg"}],
            }
        ),
        budget=64,
        prove=False,
    )
    assert bool(result.designs) == kept
