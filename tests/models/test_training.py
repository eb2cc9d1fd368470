import numpy as np
import pytest

from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import shipped_library
from polyopt.errors import DataError, UsageError
from polyopt.models.films import films_of
from polyopt.models.library import read_model
from polyopt.models.recipes import RECIPES
from polyopt.models.robust_fit import robust_fit
from polyopt.models.training import KINDS, TrainingRow, fit
from polyopt.models.validation import both_out_folds, grouped_folds, monomer_keys
from tests.chemistry.whole_units import backbone

ACIDS = ("PMDA", "BPDA", "6FDA", "BTDA", "ODPA", "BPADA")
AMINES = ("PDA", "ODA", "TFMB", "mPDA", "TPEQ", "BAPP")


def pair(acid, amine):
    known = shipped_library()
    return known.find(acid, "dianhydride"), known.find(amine, "diamine")


def made_up(acid, amine):
    """Return a smooth property of the chain, so that a model has something to find."""
    shape = backbone(repeat_unit(*pair(acid, amine)).smiles)
    return 60 - 50 * shape.straightness + 40 * shape.rotors_per_atom


def row(acid, amine, value=None, group=""):
    value = made_up(acid, amine) if value is None else value
    return TrainingRow([(*pair(acid, amine), 1.0)], value, group)


@pytest.fixture
def rows():
    return [row(a, b) for a in ACIDS for b in AMINES]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_finds_the_trend(rows, kind):
    model, report = fit(rows, "cte", kind)
    assert (report.rows, report.films) == (36, 36)
    values = np.array([r.value for r in rows])
    assert report.mae < 0.8 * np.abs(values - values.mean()).mean()
    assert 0.6 <= report.coverage <= 1
    assert np.isfinite([report.rmse, report.bias]).all()
    assert len(model.fingerprint) == 64


@pytest.mark.parametrize("kind", KINDS)
def test_eight_films_are_enough_and_seven_are_not(rows, kind):
    fit(rows[:8], "cte", kind)
    with pytest.raises(DataError, match="7 distinct films"):
        fit(rows[:7], "cte", kind)


def test_equal_values_can_be_fitted():
    model, _ = fit([row(a, b, 30.0) for a in ACIDS for b in AMINES[:2]], "cte")
    mean = model.posterior([pair("PMDA", "PDA")]).mean
    assert mean[0] == pytest.approx(30, abs=1e-3)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e6, -1e6])
def test_impossible_values_name_their_row(rows, value):
    rows[4] = row("PMDA", "TPEQ", value)
    with pytest.raises(DataError, match="row 5: cte is"):
        fit(rows, "cte")


@pytest.mark.parametrize("share", [-0.1, float("nan")])
def test_impossible_fractions_name_their_row(rows, share):
    rows[0] = TrainingRow([(*pair("PMDA", "PDA"), share)], 10.0)
    with pytest.raises(DataError, match="row 1"):
        fit(rows, "cte")


@pytest.mark.parametrize(("property", "kind"), [("tgg", "gp"), ("tg", "forest")])
def test_unknown_names_are_refused(rows, property, kind):
    with pytest.raises(UsageError, match="unknown"):
        fit(rows, property, kind)


def test_copies_of_a_report_count_once():
    films = films_of(
        [row("PMDA", "PDA", v) for v in (4.0, 4.0, 4.0, 10.0)] + [row("PMDA", "ODA", 30.0)],
        RECIPES["cte"],
    )
    assert films.value.tolist() == [7.0, 30.0]
    assert films.reports == 5


def test_a_copolymer_is_a_mixture_of_its_repeat_units(rows):
    blend = TrainingRow([(*pair("PMDA", "PDA"), 30.0), (*pair("PMDA", "ODA"), 70.0)], 25.0)
    films = films_of([*rows, blend], RECIPES["cte"])
    assert films.weights.shape == (37, 36)
    assert sorted(films.weights[-1][films.weights[-1] > 0]) == pytest.approx([0.3, 0.7])


@pytest.mark.parametrize("kind", KINDS)
def test_copolymers_can_be_fitted(rows, kind, tmp_path):
    blends = [
        TrainingRow(
            [(*pair(a, "PDA"), s), (*pair(a, "ODA"), 1 - s)],
            s * made_up(a, "PDA") + (1 - s) * made_up(a, "ODA"),
        )
        for a in ACIDS
        for s in (0.3, 0.6)
    ]
    model, report = fit([*rows, *blends], "cte", kind)
    assert report.films == 48
    model.save(tmp_path / "own.npz")
    again = read_model(tmp_path / "own.npz")
    polymer = [pair("PMDA", "PDA"), pair("BTDA", "BAPP")]
    assert (again.posterior(polymer).mean == model.posterior(polymer).mean).all()


def test_a_blend_that_is_no_blend_is_a_homopolymer():
    films = films_of(
        [TrainingRow([(*pair("PMDA", "PDA"), 0.4), (*pair("PMDA", "PDA"), 0.6)], 5.0)],
        RECIPES["cte"],
    )
    assert films.are_homopolymers


def test_one_gross_error_hardly_moves_the_fit():
    x = np.linspace(0, 1, 30)
    kernel = np.exp(-((x[:, None] - x[None, :]) ** 2) / 0.08)
    clean, dirty = np.sin(3 * x), np.sin(3 * x)
    dirty[15] += 10
    wrong = kernel @ robust_fit(kernel, dirty, 0.01).dual
    assert np.abs(wrong - clean).max() < 0.1
    assert robust_fit(kernel, dirty, 0.01).row_noise.argmax() == 15


def test_folds_keep_their_promises(rows):
    films = films_of(rows, RECIPES["cte"])
    acids, amines = monomer_keys(films)
    rng = np.random.default_rng(0)
    for train, test in grouped_folds(acids, 3, rng):
        assert not {acids[i] for i in train} & {acids[i] for i in test}
    for train, test in both_out_folds(films, 3, rng):
        assert not {acids[i] for i in train} & {acids[i] for i in test}
        assert not {amines[i] for i in train} & {amines[i] for i in test}
