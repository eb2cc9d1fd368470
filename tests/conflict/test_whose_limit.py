"""A conflict names the layer that is short of a limit, and why it is that one."""

import pytest

import polyopt as po

CLAIM = "heat-resistant-laminate:4"


def refusal(dianhydrides, diamines, **more):
    declared = {
        "problem": {"claims": [CLAIM]},
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper"},
        "layers": {
            "A": {"dianhydrides": dianhydrides, "diamines": diamines, **more},
            "B": {"formulation": "ODPA // APB-133", "thickness_um": 2},
        },
    }
    with pytest.raises(po.InfeasibleError) as caught:
        po.search(po.Problem.from_dict(declared), budget=100)
    return str(caught.value)


@pytest.mark.parametrize(
    ("palette", "other"),
    [((["PMDA"], ["ODA"]), ""), ((["BPDA", "PMDA"], ["MDI", "TODI"]), "diisocyanates not being")],
)
def test_a_palette_without_such_a_monomer_is_to_be_widened(palette, other):
    text = refusal(*palette)
    assert "layer A's palette holds no such diamine" in text
    assert ("diisocyanates" in text) == bool(other)
    assert text.endswith("leave it out, or widen the palette")
    assert "the other limits" not in text
    assert "layer B" not in text


def test_a_given_layer_is_named_with_the_part_that_it_plays():
    text = refusal(["TMA"], ["MDI"])
    assert "layer B is the claim's layer A here, for layer A's palette makes no polyimide" in text
    assert "let layer A's palette make a polyimide with such a diamine" in text


def test_a_claim_to_avoid_says_which_sum_stays_inside_it():
    """Claim 5 names the rigid diamines of claim 4 that the palette holds: one sum, both ways."""
    declared = {
        "problem": {
            "claims": [CLAIM],
            "avoid": ["heat-resistant-laminate:5"],
            "tolerance_mol_pct": 0.5,
        },
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper"},
        "layers": {"A": {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "mTB", "ODA"]}},
    }
    found = po.search(po.Problem.from_dict(declared), budget=200, prove=False)
    (text,) = (text for text in found.conflict if text.startswith("avoid"))
    assert "5a: with the limits on shares the least sum is 40.5 mol%" in text
    assert "outside is less than 40, errors in weighing included" in text
    assert "4b" not in text
