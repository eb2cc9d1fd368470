"""A search judges layers on either face, under several metals, as a check does."""

import random
from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.claims.evaluate import verdicts
from polyopt.optimizer.evaluation.evaluate import Evaluator
from tests.problem.test_checks_agree import checked, chosen

STIFF = {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA"], "thickness_um": [2.0, 8.0]}
SOFT = {
    "dianhydrides": ["ODPA", "BPADA"],
    "diamines": ["TPE-R", "BAPP"],
    "thickness_um": [0.5, 3.0],
    "is": ["thermoplastic", "heat-resistant adhesive"],
}
CLAIMS = (
    *(f"heat-resistant-laminate:{n}" for n in (1, 2, 3, 7, 8, 9, 10, 11, 12)),
    *(f"bonding-laminate:{n}" for n in (1, 3, 6, 8, 9)),
    *(f"porous-insulating-film:{n}" for n in (4, 12, 13, 14)),
    "crosslinked-metal-clad-laminate:1",
)
PORES = {
    "mean_pore_size": {"value": 0.2, "unit": "um"},
    "porosity": {"value": 50, "unit": "%"},
    "cte": {"value": 22, "unit": "ppm/K", "sd": 2},
}
STACKS, DESIGNS = 25, 40
"""1 000 designs."""


def declared(seed):
    """Return a problem with any members in any order, by sides or by an order."""
    rng = random.Random(seed)
    names = [f"L{i}" for i in range(rng.choice((1, 2, 2, 3, 4)))]
    layers = {name: dict(rng.choice((STIFF, SOFT))) for name in names}
    around = {
        "film": rng.choice(({"material": "Kapton HN"}, {"resin": "polyimide", "measured": PORES})),
        "metal": rng.choice(({"material": "copper"}, {"material": "aluminium"}, None)),
        "second_metal": rng.choice(({"material": "stainless steel 304"}, None)),
        "substrate": rng.choice(({"material": "glass", "kind": "inorganic"}, None, None)),
    }
    around = {name: table for name, table in around.items() if table}
    claim = rng.choice(CLAIMS)
    problem = {
        "problem": {"claims": [claim], "leave_open": [claim]},
        **around,
        "facts": {"fine pores in the centre": True},
        "layers": layers,
        "objectives": [{"minimize": "layers.L0.cte"}],
    }
    both = {"second_metal", "substrate"} <= around.keys()
    if both or rng.random() < 0.5:
        order = [*names, *around]
        rng.shuffle(order)
        problem["laminate"] = {"order": order}
    else:
        for layer in layers.values():
            layer["side"] = rng.choice(("front", "back"))
    return problem


def drawn(problem, evaluator=None):
    """Return fractions and thicknesses of designs of a problem, and what is known of them."""
    free = evaluator or Evaluator.of(replace(problem, claims=()))
    designs = free.space.uniform(DESIGNS, np.random.default_rng(0))
    fractions, thickness = free.space.decoded(designs)
    return fractions, thickness, free.evidence(fractions, thickness)


@pytest.mark.parametrize("seed", range(STACKS))
def test_a_search_judges_as_a_check(seed):
    problem = po.Problem.from_dict(declared(seed))
    (ref,) = problem.claims
    try:
        evaluator = Evaluator.of(problem)
    except po.InfeasibleError:
        evaluator = None
    fractions, thickness, evidence = drawn(problem, evaluator)
    of_check = [v.verdict for v in verdicts(ref, evidence, confidence=problem.confidence)]
    for i in (0, DESIGNS - 1):
        layers = [chosen(layer, fractions, thickness, i) for layer in problem.layers]
        (found,) = checked(problem, layers).verdicts
        assert found.verdict == of_check[i]
    if evaluator is None:
        assert set(of_check) == {"unmet"}
        return
    held = [j.truth for j in evaluator.judged(evidence)]
    of_search = np.min(held, axis=0) if held else np.ones(DESIGNS)
    left_open = bool(evaluator.reading.open)
    for truth, verdict in zip(of_search, of_check, strict=True):
        if truth == 1:
            assert verdict == ("unknown" if left_open else "met")
        if truth == -1 and len(evidence.layers) == 1:
            assert verdict == "unmet"


def test_layer_b_behind_the_film_cannot_meet_claim_8():
    problem = {
        "problem": {"claims": ["heat-resistant-laminate:8"]},
        "film": {"material": "Kapton HN"},
        "metal": {"material": "copper"},
        "layers": {"A": STIFF, "B": {**SOFT, "side": "back"}},
        "objectives": [{"minimize": "layers.A.cte"}],
    }
    with pytest.raises(po.InfeasibleError, match="8b"):
        po.search(po.Problem.from_dict(problem), budget=64)
    problem["layers"] = {"A": STIFF, "B": SOFT}
    assert po.search(po.Problem.from_dict(problem), budget=256).status == "feasible"
