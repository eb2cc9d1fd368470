"""The design that is recommended: as good as the balanced one as far as is known, and safer."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import balanced, evidence_of, fractions_of
from polyopt.results.recommendation import LIKELY, SURELY, Choice, Safety, chosen
from polyopt.results.shared_errors import ALIKE, chances_behind
from polyopt.runs.stored import stored_result


@pytest.fixture(scope="module")
def problem():
    return po.Problem.default()


@pytest.fixture(scope="module")
def found(problem, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recommended") / "run"
    return folder, po.search(problem, budget=2048, prove=False, out=folder)


@pytest.fixture(scope="module")
def evaluator(problem):
    return Evaluator.of(problem)


def first_of(result):
    return int(balanced(result.designs, [d for _, d in result.objectives]).argmin())


def test_a_design_is_not_behind_itself(evaluator, found):
    designs, place = found[1].designs, first_of(found[1])
    chances = chances_behind(evaluator, designs, place)
    assert chances.shape == (len(designs), len(designs[0].objectives))
    assert set(chances[:, 1]) <= {0.0, 1.0}, "a probability counts as exact"
    assert (0.1 < chances[:, 0]).any()


def test_two_names_of_one_quantity_have_one_error():
    """The permittivity of a porous film is that of the layer that it is made of."""
    preset = po.Problem.preset("porous-insulating-film")
    source = preset.source
    one, other = (
        Evaluator.of(po.Problem.from_dict({**source, "objectives": [{"minimize": quantity}]}))
        for quantity in ("layers.S.porous_permittivity", "film.permittivity")
    )
    designs = po.search(preset, budget=600, prove=False).designs
    chances = chances_behind(other, designs, 0)[1:]
    assert ((0.01 < chances) & (chances < 0.99)).any()
    assert (chances == chances_behind(one, designs, 0)[1:]).all()


def test_errors_that_two_designs_share_cancel(problem, found):
    """Of a linear objective the chance has a closed form, by the spread of the difference."""
    source = {**problem.source, "objectives": [{"minimize": "layers.A.cte"}]}
    evaluator = Evaluator.of(po.Problem.from_dict(source))
    designs, place = found[1].designs, first_of(found[1])
    chances = np.delete(chances_behind(evaluator, designs, place)[:, 0], place)
    evidence = evidence_of(evaluator, *designs)
    mean, sds = (
        evidence.quantities["layers.A.cte"].mean,
        evidence.standard_deviation("layers.A.cte"),
    )
    a, b = fractions_of(evaluator, designs)["A"]
    surface = evaluator.predictor.surfaces["A", "cte"]
    slope = surface.response(a, b)[1]
    apart = slope - slope[place]
    model = np.einsum("np,pq,nq->n", apart, surface.covariance, apart)
    film = np.sqrt(surface.film_variance(a, b))
    square = ((np.hstack([a, b]) - np.hstack([a[place], b[place]])) ** 2).sum(axis=1)
    alike = np.exp(-square / (2 * ALIKE**2))
    spread = np.sqrt(model + film**2 + film[place] ** 2 - 2 * film * film[place] * alike)
    with np.errstate(invalid="ignore"):
        exact = np.delete(ndtr((mean - mean[place]) / spread), place)
    assert chances == pytest.approx(exact, abs=0.07)
    assert (np.delete(spread, place) < np.delete(np.hypot(sds, sds[place]), place)).all()


def test_what_is_certain_is_behind_or_not(problem, found):
    source = {**problem.source, "objectives": [{"minimize": "layers.A.thickness"}]}
    evaluator = Evaluator.of(po.Problem.from_dict(source))
    designs, place = found[1].designs, first_of(found[1])
    thick = np.array([d.layers[0].thickness for d in designs])
    chances = chances_behind(evaluator, designs, place)[:, 0]
    assert chances.tolist() == (thick > thick[place]).tolist()


def test_the_recommended_design_is_as_good_as_can_be_told_and_safer(evaluator, found):
    result = found[1]
    first, place = first_of(result), result.choice.place
    as_good = chances_behind(evaluator, result.designs, first)[:, 0] <= SURELY
    assert as_good[place]
    chances = np.array([d.probability for d in result.designs])
    assert chances[place] >= chances[as_good].max() - LIKELY
    assert result.best() is result.designs[place]
    assert place != first
    assert result.recommended_because == f"it is {result.choice.reason}"


def safety(probability, margin, monomers, cost=None):
    return Safety(
        np.array(probability),
        np.array(margin),
        np.array(monomers),
        None if cost is None else np.array(cost),
    )


@pytest.mark.parametrize(
    ("known", "safest"),
    [
        (safety([0.7, 0.8, 0.81], [0.5, 0.1, 0.3], [4, 4, 9]), [2]),
        (safety([0.8, 0.8, 0.81], [0.3, 0.1, 0.3], [4, 4, 9]), [0]),
        (safety([0.8, 0.8, 0.7], [0.5, 0.5, 0.5], [5, 5, 3], [12.0, 11.0, 1.0]), [1]),
        (safety([0.8, 0.8, 0.8], [0.5, 0.48, 0.5], [5, 5, 5], [1.0, 1.005, 1.1]), [0, 1]),
    ],
)
def test_what_is_safer_is_asked_one_after_the_other(known, safest):
    assert known.safest(np.arange(3)).tolist() == safest


def test_what_is_gained_and_what_it_costs_is_named():
    known = safety([0.69, 0.81], [0.5, 0.5], [5, 3], [10.0, 12.0])
    words = known.words(1, 0)
    assert "P 0.81 instead of 0.69 and 3 instead of 5 monomers" in words
    assert words.endswith("though a cost of 12 instead of 10")
    assert known.words(0, 0) == ""


def test_a_front_of_one_and_an_empty_one(evaluator, found):
    assert chosen(evaluator, found[1].designs[:1]) == Choice(0)
    assert chosen(evaluator, ()) == Choice()


def test_composition_limits_count_in_mol_per_cent(problem, found):
    """A share 2 mol % above a limit has a margin of 0.2 of its scale."""
    designs = found[1].designs[:1]
    monomer, share = max(designs[0].layers[0].composition.diamines, key=lambda s: s[1])
    limit = {"sum": [str(monomer)], "min": share - 0.02}
    layers = problem.source["layers"]
    layers = {**layers, "A": {**layers["A"], "require": [limit]}}
    limited = Evaluator.of(po.Problem.from_dict({**problem.source, "layers": layers}))
    loose = {**limit, "min": share - 0.2}
    layers = {**layers, "A": {**layers["A"], "require": [loose]}}
    wide = Evaluator.of(po.Problem.from_dict({**problem.source, "layers": layers}))
    here = np.array([0])
    assert Safety.of(limited, designs, here).margin[0] == pytest.approx(0.2)
    assert Safety.of(wide, designs, here).margin[0] > 0.2


def outside(design):
    """Return a design whose layers' properties are all predicted outside the domain."""
    layers = [
        replace(x, properties={k: replace(v, in_domain=False) for k, v in x.properties.items()})
        for x in design.layers
    ]
    return replace(design, layers=tuple(layers))


def inside(design):
    layers = [
        replace(x, properties={k: replace(v, in_domain=True) for k, v in x.properties.items()})
        for x in design.layers
    ]
    return replace(design, layers=tuple(layers))


def test_margins_of_predictions_outside_the_domain_do_not_rank(problem, found):
    tgs = [d.layers[0].properties["tg"].mean for d in found[1].designs]
    low = int(np.argmin(tgs))
    requires = [{"quantity": "layers.A.tg", "min": tgs[low] - 1.0}]
    bare = {k: v for k, v in problem.source.items() if k != "require"}
    evaluator = Evaluator.of(po.Problem.from_dict({**bare, "require": requires}))
    designs = [inside(d) for d in found[1].designs]
    everyone = np.arange(len(designs))
    known = Safety.of(evaluator, designs, everyone).margin
    assert known[low] < 0.05
    unlike = [outside(d) if i == low else d for i, d in enumerate(designs)]
    ranked = Safety.of(evaluator, unlike, everyone).margin
    assert (ranked >= known).all() and ranked[low] > known[low]
    others = np.delete(everyone, low)
    assert Safety.of(evaluator, unlike, others).margin.tolist() == known.tolist()


def test_margins_of_limitations_left_open_do_not_rank():
    """Claim 2 of the crosslinked laminate is left open: its index of solubility is no margin."""
    preset = po.Problem.preset("crosslinked-metal-clad-laminate")
    designs = po.search(preset, budget=600, prove=False).designs
    open_ = [
        e.margin
        for d in designs
        for v in d.verdicts
        for e in v.elements
        if e.id.endswith(":2b") and e.margin is not None
    ]
    assert min(open_) < 0
    assert Safety.of(Evaluator.of(preset), designs, np.arange(len(designs))).margin.min() >= 0


def test_all_that_marks_a_design_marks_the_same(found):
    folder, result = found
    again = stored_result(folder)
    assert again.choice == result.choice
    assert result.as_dict()["recommended"] == result.choice.place
    assert result.table()["recommended"].to_numpy().nonzero()[0].tolist() == [result.choice.place]
    few = replace(result, designs=result.designs[:1])
    assert few.best() is result.designs[0]
