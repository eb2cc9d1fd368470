"""A search over trimellitic anhydride and diisocyanates, end to end."""

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.condensation import is_polyamide_imide

PALETTE = {"dianhydrides": ["TMA", "BPDA"], "diamines": ["TODI", "NDI", "ODA"]}
SET = "crosslinked-metal-clad-laminate"
CLAIM = f"{SET}:8"


def problem(claims, palette=None, **more):
    return po.Problem.from_dict(
        {
            "problem": {
                "claims": claims,
                "leave_open": [f"{SET}:{e}" for e in ("1d", "1e") if claims == [CLAIM]],
            },
            "metal": {"material": "copper"},
            "layers": {"R": {**(palette or PALETTE), "thickness_um": 20, **more}},
            "objectives": [{"maximize": "layers.R.tg"}, {"minimize": "abs(layers.R.cte - 17)"}],
        }
    )


def test_a_palette_with_an_acid_chloride_and_an_isocyanate_is_refused():
    palette = {"dianhydrides": ["TMAC", "BPDA"], "diamines": ["MDI", "ODA"]}
    with pytest.raises(po.UsageError, match=r"layers.R.*chloride and an isocyanate"):
        problem([CLAIM], palette)


def test_every_design_has_the_unit_and_check_agrees(tmp_path):
    found = po.search(problem([CLAIM]), budget=600, seed=1)
    assert found.designs
    for design in found.designs:
        made = design.layers[0].composition
        assert is_polyamide_imide(made)
        assert {m.abbreviation for m, _ in made.diamines} & {"TODI", "NDI"}
        layer = po.Layer("R", made, thickness=20.0)
        checked = po.check(po.Laminate((layer,), metal=po.Metal(), film=None), claims=[CLAIM])
        verdicts = {e.id: e.verdict for v in checked.verdicts for e in v.elements}
        assert verdicts[f"{SET}:8a"] == "met"
        assert not any(value.in_domain for value in design.layers[0].properties.values())


def test_a_claim_on_a_polyimide_leaves_trimellitic_anhydride_out():
    found = po.search(
        po.Problem.from_dict(
            {
                "problem": {"claims": ["heat-resistant-laminate:6"], "confidence": 0.0},
                "film": {"material": "Kapton HN"},
                "layers": {
                    "A": {
                        "dianhydrides": ["TMA", "PMDA", "BPDA"],
                        "diamines": ["PDA", "PPDI", "ODA"],
                        "thickness_um": 20,
                    }
                },
                "objectives": [{"minimize": "layers.A.cte"}],
            }
        ),
        budget=600,
        seed=1,
    )
    assert found.designs
    for design in found.designs:
        made = design.layers[0].composition
        assert not is_polyamide_imide(made)
        shares = {m.abbreviation: x for m, x in made.diamines}
        assert shares.get("PDA", 0.0) >= 0.4 - 1e-9


def test_a_palette_of_trimellitic_anhydride_alone_is_no_polyimide():
    alone = {"dianhydrides": ["TMA"], "diamines": ["ODA", "PDA"]}
    with pytest.raises(po.PolyoptError, match="is unmet"):
        po.search(problem(["heat-resistant-laminate:4"], alone), budget=100)


def test_a_stated_resin_must_suit_the_palette():
    with pytest.raises(po.UsageError, match=r"polyamide-imide|resin"):
        problem([CLAIM], resin="polyimide")


def test_prices_count_what_is_left_of_a_diisocyanate(tmp_path):
    (tmp_path / "prices.csv").write_text(
        "monomer,cost_per_kg\nTMA,10\nMDI,10\nMDA,10\n", encoding="utf-8"
    )
    costs = []
    for amine in ("MDI", "MDA"):
        entry = {
            "layers": {"R": {"dianhydrides": ["TMA"], "diamines": [amine], "thickness_um": 20}},
            "cost": {"per_kg": "prices.csv"},
            "objectives": [{"minimize": "layers.R.cost"}],
        }
        one = po.Problem.from_dict(entry, tmp_path)
        (design,) = po.search(one, budget=64, seed=1).designs
        made = po.batch_recipe(design.layers[0].composition, 1000.0, solids=20.0)
        costs.append(design.objectives[0])
        assert design.objectives[0] == pytest.approx(10 * made.amic_acid / 1000, rel=1e-6)
    assert np.diff(costs)[0] < 0
