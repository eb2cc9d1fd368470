"""Designs that survive an error in weighing: limits on shares, probabilities, words."""

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.composition import Composition
from polyopt.cli.app import run
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.prediction.share_slopes import as_portions, slopes_of_model
from polyopt.problem.preset_files import preset_path

RIGID = {"PDA", "44DABA", "mTB"}
ALL = ("heat-resistant", "bonding", "crosslinked-metal-clad")
PRESETS = tuple(f"{name}-laminate" for name in ALL) + ("porous-insulating-film",)


def errors(shares, tolerance, count, rng, *, edge=False):
    """Return the shares as weighed, shape (count, n, k), closed; absent monomers stay absent."""
    off = rng.uniform(-1, 1, (count, *shares.shape))
    amounts = shares + (shares > 0) * tolerance * (np.sign(off) if edge else off)
    return amounts / amounts.sum(axis=-1, keepdims=True)


def small(tolerance, **layer):
    head = {} if tolerance is None else {"problem": {"tolerance_mol_pct": tolerance}}
    return po.Problem.from_dict(
        {
            **head,
            "layers": {
                "A": {"dianhydrides": ["PMDA", "BPDA"], "diamines": ["PDA", "ODA", "mTB"], **layer}
            },
            "objectives": [{"minimize": "layers.A.cte"}],
        }
    )


@pytest.fixture(scope="module")
def found():
    return po.search(budget=2048, prove=False)


def test_no_design_of_the_default_problem_loses_its_limit_in_a_thousand_draws(found):
    rng = np.random.default_rng(0)
    least = []
    for design in found.designs:
        diamines = design.layers[0].composition.diamines
        counts = np.array([str(m) in RIGID for m, _ in diamines])
        shares = np.array([x for _, x in diamines])
        for edge in (False, True):
            made = errors(shares, 0.005, 1000, rng, edge=edge)
            least.append(made[:, counts].sum(axis=1).min())
    assert min(least) >= 0.40 - 1e-12
    assert min(least) < 0.41  # and the limit is used


def test_shares_of_a_user_keep_both_ends_and_the_worst_case_is_used():
    problem = small(1.0, require=[{"sum": ["PDA", "mTB"], "min": 0.2, "max": 0.35}])
    rng = np.random.default_rng(1)
    space = Evaluator.of(problem).space
    designs = space.uniform(300, rng)
    designs.coordinates[:150] = rng.integers(0, 2, designs.coordinates[:150].shape)
    diamines = space.decoded(designs)[0]["A"][1]
    made = errors(diamines, 0.01, 1000, rng, edge=True)
    sums = made[..., np.array(problem.layers[0].limits[0].members)].sum(axis=-1)
    assert sums.min() == pytest.approx(0.2, abs=1e-9)
    assert sums.max() == pytest.approx(0.35, abs=1e-9)


def test_without_a_tolerance_a_search_answers_as_one_of_zero():
    limits = {"require": [{"sum": ["PDA"], "min": 0.3}]}
    plain, zero = (po.search(small(t, **limits), budget=300, prove=False) for t in (None, 0))
    assert [d.objectives for d in plain.designs] == [d.objectives for d in zero.designs]


def test_a_set_point_is_kept_as_it_is_meant():
    problem = small(0.5, require=[{"sum": ["ODA"], "min": 0.5, "max": 0.5}], max_diamines=2)
    best = po.search(problem, budget=64, prove=False).best()
    assert dict(best.layers[0].composition.diamines)[po_monomer("ODA")] == pytest.approx(0.5)


def po_monomer(name):
    return Composition.parse(f"PMDA // {name}").diamines[0][0]


@pytest.mark.parametrize("preset", PRESETS)
def test_probabilities_are_those_of_draws_with_the_error_of_shares(preset):
    """Shares drawn, means computed anew, model errors drawn on top: all limits together."""
    problem = po.Problem.preset(preset)
    assert problem.share_tolerance == 0.005
    tolerance = 0.02  # four times the preset's, so that it matters
    wide, bare = (Evaluator.of(_with(problem, t)) for t in (tolerance, 0.0))
    rng = np.random.default_rng(3)
    designs = wide.space.uniform(5, rng)
    fractions, thickness = wide.space.decoded(designs)
    evidence = wide.evidence(fractions, thickness)
    held = [j for j in wide.judged(evidence) if j.limits]
    stated = wide.probability(evidence, held) if held else np.ones(5)
    count = 20_000
    for i in range(5):
        moved = {
            name: tuple(errors(part[i], tolerance, count, rng) for part in parts)
            for name, parts in fractions.items()
        }
        own = {name: np.repeat(t[i], count) for name, t in thickness.items()}
        made = bare.evidence(moved, own)
        root = np.linalg.cholesky(made.covariance + 1e-10 * np.eye(made.covariance.shape[1]))
        x = np.einsum("nuv,nv->nu", root, rng.standard_normal((count, root.shape[1])))
        inside = np.ones(count, dtype=bool)
        for judged in [j for j in bare.judged(made) if j.limits][: len(held)]:
            for limit in judged.limits:
                value = x @ limit.loading
                inside &= (value >= limit.low) & (value <= limit.high)
        assert stated[i] == pytest.approx(inside.mean(), abs=0.01)


@pytest.mark.parametrize("preset", PRESETS)
def test_predictions_widen_as_draws_of_the_shares_do(preset):
    problem, rng = po.Problem.preset(preset), np.random.default_rng(4)
    wide, bare = (Evaluator.of(_with(problem, t)) for t in (0.01, 0.0))
    designs = wide.space.uniform(3, rng)
    fractions, _ = wide.space.decoded(designs)
    more = wide.predictor.predict(fractions)[1] - bare.predictor.predict(fractions)[1]
    present, _ = wide.space.portions(designs)
    both = wide.predictor.predict_present(present)[1] - bare.predictor.predict_present(present)[1]
    assert both == pytest.approx(more, abs=1e-8)
    for i in range(3):
        moved = {
            name: tuple(errors(part[i], 0.01, 20_000, rng) for part in parts)
            for name, parts in fractions.items()
        }
        means = bare.predictor.predict(moved)[0]
        for u, key in enumerate(bare.predictor.keys(moved)):
            assert more[i, u, u] == pytest.approx(means[key].var(), rel=0.05, abs=1e-9)


def test_a_model_of_whole_compositions_widens_alike():
    slopes = np.array([10.0, 40, 5, 7, 90])

    class Linear:
        def predict(self, dianhydrides, diamines, shares):
            return shares @ slopes, np.ones(len(shares))

    a, b = np.array([[0.3, 0.7], [1.0, 0.0]]), np.array([[0.2, 0.5, 0.3], [0.0, 0.4, 0.6]])
    roles = as_portions(a), as_portions(b)
    found = slopes_of_model(Linear(), ((), ()), roles, 0.01).variance(0.01).reshape(-1)
    rng = np.random.default_rng(5)
    for i in range(2):
        draws = [errors(role[i], 0.01, 50_000, rng) for role in (a, b)]
        assert found[i] == pytest.approx((np.hstack(draws) @ slopes).var(), rel=0.03)


def test_a_check_says_how_likely_a_limit_on_shares_is():
    layers = (
        po.Layer("A", po.Composition.parse("PMDA // PDA:40.2;ODA:59.8"), thickness=4.0),
        po.Layer("B", po.Composition.parse("ODPA // TPE-R"), thickness=1.5),
    )
    laminate = po.Laminate(layers, po.shipped_film("Kapton HN"), po.shipped_metal("copper"))

    def limitation(**more):
        table = po.check(laminate, "heat-resistant-laminate:4", **more).limitations()
        return table[table.limitation == "heat-resistant-laminate:4b"].iloc[0]

    assert (limitation().verdict, limitation().probability) == ("met", 1.0)
    doubtful = limitation(tolerance_mol_pct=0.5)
    draws = errors(np.array([0.402, 0.598]), 0.005, 100_000, np.random.default_rng(6))[:, 0]
    assert doubtful.probability == pytest.approx((draws >= 0.4).mean(), abs=0.005)
    assert doubtful.verdict == "met"
    assert limitation(tolerance_mol_pct=0.5, confidence=0.9).verdict == "unknown"
    with pytest.raises(po.UsageError, match="tolerance_mol_pct is 7"):
        limitation(tolerance_mol_pct=7)


def test_search_and_check_agree_on_the_found_designs(found):
    layer = found.problem.laminate.layers
    for design in found.designs[::10]:
        made = po.Laminate(
            tuple(
                po.Layer(d.name, d.composition, thickness=d.thickness, side=own.side)
                for d, own in zip(design.layers, layer, strict=True)
            ),
            found.problem.laminate.film,
            found.problem.laminate.metal,
        )
        again = po.check(made, [v.id for v in design.verdicts], tolerance_mol_pct=0.5)
        assert [v.verdict for v in again.verdicts] == [v.verdict for v in design.verdicts]
        for one, other in zip(again.verdicts, design.verdicts, strict=True):
            assert one.probability == pytest.approx(other.probability, abs=1e-6)


def test_words_say_what_an_error_leaves_of_the_limits(tmp_path, capsys):
    text = preset_path("heat-resistant-laminate").read_text(encoding="utf-8")
    path = tmp_path / "problem.toml"
    path.write_text(text, encoding="utf-8")
    assert run(["search", str(path), "--budget", "512", "--no-prove"]) == 0
    assert "Composition limits hold with 0.5 mol % of weighing error." in capsys.readouterr().out
    tight = "[[layers.A.require]]\nsum = ['mTB']\nmax = 0.051\n[[layers.A.require]]\n"
    tight += "sum = ['mTB']\nmin = 0.05\n"
    text = text.replace("tolerance_mol_pct = 0.5 ", "tolerance_mol_pct = 0 ")
    path.write_text(text.replace("[layers.B]", f"{tight}[layers.B]"), encoding="utf-8")
    assert run(["search", str(path), "--budget", "512", "--no-prove"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "less than a usual weighing error; tolerance_mol_pct = 0.5" in shown


def _with(problem, tolerance):
    from dataclasses import fields

    values = {f.name: getattr(problem, f.name) for f in fields(problem)}
    return type(problem)(**{**values, "share_tolerance": tolerance})
