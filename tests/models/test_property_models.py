from dataclasses import replace
from functools import cache

import pytest

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import shipped_library
from polyopt.errors import UsageError
from polyopt.models import library
from polyopt.models.calibrated.model import OwnFilm, calibrate
from polyopt.models.films import TrainingRow
from polyopt.models.regressor.estimators import estimator_recipe
from polyopt.models.training import fit
from tests.models.property_model_contract import PropertyModelContract


@pytest.mark.parametrize("name", library.names(), scope="class")
class TestShippedModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        return library.load(name)


MOVABLE = [name for name in library.names() if name.startswith(("tg", "cte"))]


@pytest.mark.parametrize("name", MOVABLE, scope="class")
class TestCalibratedModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        shares = ("PMDA // ODA", "BPDA // PDA", "PMDA:50;BPDA:50 // PDA:30;TFMB:70", "6FDA // mPDA")
        films = [
            OwnFilm(Composition.parse(text), value, process=process)
            for text, value, process in zip(
                shares, (50.0, 20.0, 40.0, 60.0), ("a", "b", "a", "a"), strict=True
            )
        ]
        if name.startswith("tg"):
            films = [replace(film, value=250 + 2 * film.value) for film in films]
        return calibrate(library.load(name), films)


REGRESSORS = {
    "ridge": {},
    "random-forest": {"n_estimators": 20},
    "svr": {"C": 10.0},
    "mlp": {"hidden_layer_sizes": [8], "max_iter": 200},
    "bayesian-ridge": {},
}


@cache
def trained(name):
    known = shipped_library()
    films = [
        TrainingRow(
            [(known.find(acid, "dianhydride"), known.find(amine, "diamine"), 1.0)],
            10.0 + 7 * i + 5 * j + (i * j) % 3,
        )
        for i, acid in enumerate(("PMDA", "BPDA", "ODPA", "6FDA"))
        for j, amine in enumerate(("PDA", "ODA", "mPDA", "BAPP", "mTB"))
    ]
    return fit(films, "cte", estimator_recipe(name, REGRESSORS[name]))[0]


@pytest.mark.parametrize("name", REGRESSORS, scope="class")
class TestEstimatorModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        return trained(name)

    def test_a_file_gives_the_same_model(self, model, pairs, tmp_path):
        fingerprint = model.save(tmp_path / "own.npz")
        again = library.load(tmp_path / "own.npz")
        assert again.fingerprint == model.fingerprint == fingerprint
        before, after = model.posterior(pairs), again.posterior(pairs)
        assert abs(before.mean - after.mean).max() < 1e-9
        assert abs(before.covariance - after.covariance).max() < 1e-9
        assert before.nearest == after.nearest

    def test_it_can_be_calibrated(self, model, pairs):
        film = OwnFilm(Composition.parse("PMDA // TFMB"), 30.0)
        moved = calibrate(model, [film]).posterior(pairs)
        place = next(i for i, (a, b) in enumerate(pairs) if (str(a), str(b)) == ("PMDA", "TFMB"))
        before = model.posterior(pairs).mean[place]
        assert abs(moved.mean[place] - 30) < abs(before - 30)


def test_a_property_without_known_shifts_is_not_calibrated():
    film = OwnFilm(Composition.parse("PMDA // ODA"), 3.0)
    with pytest.raises(UsageError, match="cannot move a model of permittivity"):
        calibrate(library.load("permittivity"), [film])
