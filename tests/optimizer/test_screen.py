"""Screening: nothing that could be kept is lost, and nothing depends on who evaluates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyopt as po
from polyopt.optimizer.evaluation import screen
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive, selected
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.evaluation.screen import Stretch, judged_stretch, promising
from polyopt.optimizer.space.designs import Designs, Families

SOURCE = {
    "problem": {"title": "one layer"},
    "layers": {
        "A": {
            "dianhydrides": ["PMDA", "BPDA", "ODPA", "6FDA"],
            "diamines": ["PDA", "mTB", "ODA", "TPE-R", "TFMB"],
            "max_dianhydrides": 2,
            "max_diamines": 3,
            "min_fraction": 0.05,
            "require": [
                {"sum": ["PDA", "mTB", "TFMB"], "min": 0.4},
                {"sum": ["PMDA", "BPDA"], "min": 0.3, "max": 0.9},
            ],
        }
    },
    "require": [
        {"quantity": "layers.A.cte", "min": 5, "max": 30},
        {"quantity": "layers.A.tg", "min": 250, "max": 400},
    ],
    "objectives": [{"minimize": "abs(layers.A.cte - 17)"}, {"maximize": "layers.A.tg"}],
}


@pytest.fixture(scope="module")
def evaluator():
    return Evaluator.of(po.Problem.from_dict(SOURCE))


@pytest.fixture(scope="module")
def laminate():
    return Evaluator.of(po.Problem.default())


def in_blocks(space, groups, rows, seed=0):
    rng = np.random.default_rng(seed)
    return Families(space.random_subsets(groups, rng), rng.random((space.width, groups, rows)))


@pytest.mark.parametrize("which", ["evaluator", "laminate"])
@pytest.mark.parametrize("rows", [1, 2, 4, 64])
def test_the_present_pairs_give_what_the_whole_palette_gives(which, rows, request):
    """Means and the joint covariance, across layers too, against dense matrices."""
    chosen = request.getfixturevalue(which)
    present, thickness = chosen.space.portions(in_blocks(chosen.space, 40, rows))
    dense = {name: (a.dense(), b.dense()) for name, (a, b) in present.items()}
    fast = chosen.evidence(present, thickness)
    slow = chosen.evidence(dense, thickness)
    assert fast.uncertain == slow.uncertain
    for name, quantity in slow.quantities.items():
        assert fast.quantities[name].mean == pytest.approx(quantity.mean, rel=1e-11)
    np.testing.assert_allclose(fast.covariance, slow.covariance, rtol=1e-9, atol=1e-9)
    one, other = chosen.outcome(fast), chosen.outcome(slow)
    np.testing.assert_allclose(one.constraints, other.constraints, rtol=1e-8, atol=1e-9)


def test_blocks_of_the_same_monomers_have_their_turn(evaluator):
    space = evaluator.space
    choices = space.subset_count
    start, step = screen._order(choices, 7)
    assert 0 <= start < choices
    rng = np.random.default_rng(0)
    half = choices // 2
    found = [
        Stretch((0,), size * 8, 8, first, start, step).subsets(space, rng)
        for first, size in ((0, half), (half, choices - half))
    ]
    rows = np.vstack(found)
    assert len(np.unique(rows, axis=0)) == choices
    assert (rows < space.subset_counts).all()


@settings(max_examples=60)
@given(
    st.integers(1, 400),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.02, 0.5, 1.0]),
    st.integers(0, 2**31),
)
def test_a_selection_needs_no_more_than_what_is_promising(count, columns, share, seed):
    rng = np.random.default_rng(seed)
    objectives = np.round(rng.normal(size=(count, columns)), rng.integers(1, 6))
    constraints = np.where(rng.random((count, 2)) < np.sqrt(share), -1.0, rng.random((count, 2)))
    objectives[rng.random(count) < 0.05, 0] = np.nan
    outcome = Outcome(objectives, constraints)
    signs = rng.choice([-1.0, 1.0], columns)
    designs = Designs(np.arange(count)[:, None], np.zeros((count, 1)))
    every = Archive(designs, outcome, np.full(count, -1))
    rows = promising(outcome, signs)
    assert (np.diff(rows) > 0).all()
    kept = selected(every.take(rows), signs)
    expected = selected(every, signs)
    assert kept.designs.subset[:, 0].tolist() == expected.designs.subset[:, 0].tolist()


def test_screened_designs_are_what_they_came_to(evaluator):
    designs, outcome = judged_stretch(evaluator, Stretch((1, 2), 4096, 16, 3, 5, 1))
    again = evaluator.evaluate(designs)
    np.testing.assert_allclose(again.objectives, outcome.objectives, rtol=1e-9)
    np.testing.assert_allclose(again.constraints, outcome.constraints, rtol=1e-9, atol=1e-9)


def test_probabilities_are_found_where_they_matter(laminate):
    """The same selection as where every design's joint probability is known."""
    stretch = Stretch((4, 0), 3000)
    drawn = stretch.drawn(laminate.space)
    every = Archive.unrecorded(drawn.designs(), laminate.evaluate(drawn))
    kept = selected(Archive.unrecorded(*judged_stretch(laminate, stretch)), laminate.signs)
    expected = selected(every, laminate.signs)
    assert kept.designs.coordinates.tolist() == expected.designs.coordinates.tolist()
    np.testing.assert_allclose(kept.outcome.objectives, expected.outcome.objectives, rtol=1e-9)


def test_a_palette_of_hundreds_is_searched():
    """The 300 diamines of one role, four at a time: labels with tables of values."""
    from dataclasses import replace

    from polyopt.chemistry.monomers import DIAMINE, Monomer
    from polyopt.models.surface import PairSurface

    problem = po.Problem.from_dict(SOURCE)
    layer = problem.layers[0]
    diamines = tuple(Monomer(f"amine-{i}", DIAMINE) for i in range(300))
    shape = (len(layer.palette.dianhydrides), 300)
    values = np.random.default_rng(0).uniform(0, 1, shape)
    models = {
        "tg": PairSurface.from_table("tg", "degC", 200 + 200 * values),
        "cte": PairSurface.from_table("cte", "ppm/K", 60 - 50 * values),
    }
    palette = replace(layer.palette, diamines=diamines, models=models)
    limits = tuple(limit for limit in layer.limits if limit.role != DIAMINE)
    wide = replace(
        layer, palette=palette, limits=limits, most={**layer.most, DIAMINE: 4}, min_fraction=0.0
    )
    large = Evaluator.of(replace(problem, layers=(wide,)))
    assert large.space.subset_counts[1] == 335_291_425
    result = po.search(replace(problem, layers=(wide,)), budget=20_000)
    assert result.designs
