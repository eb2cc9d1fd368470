"""A limit not met as surely as asked says why, and is to be left open where no model knows."""

import polyopt as po

LIMIT = "crosslinked-metal-clad-laminate:9b"
ODD = "O=C=Nc1ccc([Si](C)(C)c2ccc(N=C=O)c(Br)c2)c([N+](=O)[O-])c1"


def odd(leave_open):
    return {
        "problem": {"claims": ["crosslinked-metal-clad-laminate:9"], "leave_open": leave_open},
        "metal": {"material": "copper", "thickness_um": 12},
        "layers": {
            "R": {
                "dianhydrides": ["TMA"],
                "diamines": [{"name": "Odd", "smiles": ODD}],
                "thickness_um": [8, 25],
            }
        },
        "objectives": [{"maximize": "layers.R.thickness"}],
    }


def test_what_lies_outside_of_every_model_may_be_left_open():
    whole = "crosslinked-metal-clad-laminate"
    for open_ones in ([whole], [whole, LIMIT]):
        found = po.search(po.Problem.from_dict(odd(open_ones)), budget=200, prove=False)
        assert found.designs


def test_a_mean_inside_names_the_surest_probability_found():
    limit = {"quantity": "layers.A.cte", "min": 18, "max": 22, "confidence": 0.9}
    stated = {
        "metal": {"material": "copper"},
        "layers": {"A": {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"]}},
        "require": [limit],
        "objectives": [{"maximize": "layers.A.tg"}],
    }
    found = po.search(po.Problem.from_dict(stated), budget=300, prove=False)
    (text,) = found.conflict
    assert "the surest found has P 0." in text
    assert "asked is 0.9" in text
    assert "not as surely" not in text


def test_a_film_that_a_model_knows_is_not_left_open():
    stated = odd(["crosslinked-metal-clad-laminate"])
    layer = {"dianhydrides": ["BPDA"], "diamines": ["PDA"], "thickness_um": [8, 25]}
    found = po.search(
        po.Problem.from_dict({**stated, "layers": {"R": layer}}), budget=200, prove=False
    )
    assert "no model knows it" not in " ".join(found.conflict)
