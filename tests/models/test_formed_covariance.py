"""Covariances worked out in blocks are those that a matrix holds, and take no matrix's memory."""

from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import shipped_library
from polyopt.claims.evidence import Portions
from polyopt.models import formed_covariance, repeat_unit_model
from polyopt.models.calibrated.films import OwnFilm
from polyopt.models.calibrated.model import calibrate
from polyopt.models.covariance import HeldCovariance, PairErrors
from polyopt.models.library import load
from polyopt.prediction.predictor import LayerPalette, Predictor

MONOMERS = shipped_library()
ACIDS = [m for m in MONOMERS if m.role == "dianhydride" and m.smiles]
AMINES = [m for m in MONOMERS if m.role == "diamine" and m.smiles]
PAIRS = [(acid, amine) for acid in ACIDS[:4] for amine in AMINES[:6]]


@pytest.fixture
def on_demand(monkeypatch):
    """No covariance is held as a matrix."""
    monkeypatch.setattr(formed_covariance, "MOST_HELD", 0)
    monkeypatch.setattr(repeat_unit_model, "_MOST_PAIRS_KEPT", 0)


def two_layers(acids, amines):
    models = {name: load(name) for name in ("tg", "cte")}
    return [
        LayerPalette("A", tuple(ACIDS[:acids]), tuple(AMINES[:amines]), models),
        LayerPalette("B", tuple(ACIDS[1:acids]), tuple(AMINES[:amines]), models),
    ]


def calibrated():
    films = [
        OwnFilm(Composition.parse(text), value)
        for text, value in (("PMDA // ODA", 30.0), ("BPDA // PDA:50;ODA:50", 20.0))
    ]
    return calibrate(load("cte"), films)


@pytest.mark.parametrize("name", ["tg", "cte_groups", "solubility"])
def test_blocks_are_those_of_the_matrix(name):
    errors = load(name).formed_belief(PAIRS).errors
    whole = errors.dense()
    rng = np.random.default_rng(0)
    rows, columns = rng.integers(len(PAIRS), size=(2, 50, 6))
    scale = np.diag(whole).max()
    expected = whole[rows[:, :, None], columns[:, None, :]]
    assert_allclose(errors.between(rows, columns), expected, atol=1e-5 * scale)
    assert_allclose(errors.between(rows[0], columns[0]), expected[0], atol=1e-9 * scale)
    assert_allclose(errors.variances(), np.diag(whole), atol=1e-5 * scale)


def test_a_matrix_is_held_of_few_repeat_units_only(monkeypatch):
    formed = load("tg").formed_belief(PAIRS).errors.belief
    double = formed_covariance.held(formed)
    monkeypatch.setattr(formed_covariance, "MOST_DOUBLE", len(PAIRS) - 1)
    single = formed_covariance.held(formed)
    monkeypatch.setattr(formed_covariance, "MOST_HELD", len(PAIRS) - 1)
    assert formed_covariance.held(formed) is formed
    assert (double.matrix.dtype, single.matrix.dtype) == (np.float64, np.float32)
    assert_allclose(single.matrix, double.matrix, atol=1e-5 * double.matrix.max())


@pytest.mark.parametrize("rows", [1, 5])
def test_predictions_do_not_depend_on_what_is_held(rows, monkeypatch):
    layers = two_layers(3, 5)
    rng = np.random.default_rng(1)
    present = {layer.name: portions(layer, rng, rows) for layer in layers}
    dense = {name: tuple(role.dense() for role in roles) for name, roles in present.items()}
    held = Predictor.of(layers)
    means, covariance = held.predict_present(present)
    assert np.abs(covariance[:, 0, 1]).min() > 0  # the layers' errors go together
    monkeypatch.setattr(formed_covariance, "MOST_HELD", 0)
    monkeypatch.setattr(repeat_unit_model, "_MOST_PAIRS_KEPT", 0)
    monkeypatch.setattr("polyopt.models.covariance._FEW", 0)
    formed = Predictor.of(layers)
    assert formed.surfaces["A", "tg"].errors.held is None
    for predicted in (formed.predict_present(present), formed.predict(dense)):
        assert_allclose(predicted[0]["B", "cte"], means["B", "cte"], rtol=1e-9)
        assert_allclose(predicted[1], covariance, atol=1e-5 * covariance.max())


def portions(layer, rng, rows):
    found = []
    for palette, most in ((layer.dianhydrides, 2), (layer.diamines, 3)):
        members = np.array([rng.permutation(len(palette))[:most] for _ in range(20)]).T
        shares = rng.dirichlet(np.ones(most), (20, rows)).transpose(2, 0, 1)
        found.append(Portions(members, shares, len(palette)))
    return tuple(found)


def test_weights_of_many_pairs_are_multiplied_out_where_they_are(monkeypatch):
    errors = PairErrors.of(load("cte").posterior(PAIRS).covariance)
    rng = np.random.default_rng(3)
    left, right = rng.random((2, 9, len(PAIRS))) * (rng.random((2, 9, len(PAIRS))) < 0.2)
    at_once = errors.form(left, right), errors.products(left, right)
    monkeypatch.setattr("polyopt.models.covariance._FEW", 0)
    assert_allclose(errors.form(left, right), at_once[0], rtol=1e-12)
    assert_allclose(errors.products(left, right), at_once[1], rtol=1e-12)


def test_a_palette_in_two_layers_is_held_once():
    models = {"tg": load("tg")}
    layers = [LayerPalette(n, tuple(ACIDS[:4]), tuple(AMINES[:6]), models) for n in "AB"]
    surfaces = Predictor.of(layers).surfaces
    one, two = (surfaces[name, "tg"].errors.held for name in "AB")
    assert one is two
    assert one.nbytes == len(PAIRS) ** 2 * 8


def test_memory_grows_with_the_pairs_and_not_with_their_square(on_demand):
    sizes = []
    for count in (10, 40):
        predictor = Predictor.of(two_layers(5, count))
        predictor.predict_present(
            {p.name: portions(p, np.random.default_rng(0), 1) for p in two_layers(5, count)}
        )
        sizes.append(array_bytes(predictor))
    # 20 kB a repeat unit: what films say of it, its counts and descriptors
    assert sizes[1] < 1.1 * 4 * sizes[0]
    assert sizes[1] < 5 * 40 * 30_000


def test_the_greatest_matrix_is_bounded():
    assert formed_covariance.MOST_HELD**2 * np.float32().nbytes <= 150e6


def array_bytes(value, seen=None):
    """Return the bytes of all arrays that a value holds, each counted once."""
    seen = {} if seen is None else seen
    if isinstance(value, np.ndarray):
        while isinstance(value.base, np.ndarray):
            value = value.base
        seen[id(value)] = value.nbytes
    elif isinstance(value, dict):
        for part in value.values():
            array_bytes(part, seen)
    elif isinstance(value, tuple | list):
        for part in value:
            array_bytes(part, seen)
    elif is_dataclass(value):
        parts = [getattr(value, field.name) for field in fields(value)]
        for part in (*parts, getattr(value, "__dict__", {})):
            array_bytes(part, seen)
    return sum(seen.values())


def test_calibrated_blocks_are_those_of_the_matrix():
    errors = calibrated().formed_belief(PAIRS).errors
    whole = errors.dense()
    rows = np.random.default_rng(0).integers(len(PAIRS), size=(50, 6))
    expected = whole[rows[:, :, None], rows[:, None, :]]
    assert_allclose(errors.between(rows, rows), expected, atol=1e-9 * whole.max())


def test_held_blocks_are_taken_from_the_matrix():
    matrix = np.arange(16.0).reshape(4, 4)
    errors = PairErrors(HeldCovariance(matrix), np.array([3, 1]), np.array([0, 2]))
    assert errors.dense().tolist() == [[12.0, 14.0], [4.0, 6.0]]
    assert errors.between(np.array([[1]]), np.array([[0, 1]])).tolist() == [[[4.0, 6.0]]]
