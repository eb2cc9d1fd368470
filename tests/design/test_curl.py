"""Curl of a laminate: the check values of two-layer and four-layer stacks; their uncertainty."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.claims.evidence import DECLARED, PREDICTED, Evidence, Quantity
from polyopt.design.curl import CURVATURE, ETCHED, RADIUS, curls, with_curl
from polyopt.design.curl_stack import CurlStack, Member, curl_stack, lacking_for_curl
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Film, Layer, Metal
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.check import check

HOT = 23.0 + 225.0
COPPER = Metal(cte=16.5, modulus=110.0, thickness=12.0, poisson=0.34)


def four_layers(difference, *, metal=COPPER):
    """The stack of the check values: film, B, A, copper, and A's CTE above the film's."""
    film = Film(cte=Measured(16.0), modulus=5.0, thickness=25.0, poisson=0.34)
    a = Layer("A", thickness=3.0, modulus=3.0, measured={"cte": Measured(16.0 + difference)})
    b = Layer("B", thickness=1.5, modulus=2.5, measured={"cte": Measured(50.0)})
    layers = (replace(a, poisson=0.34), replace(b, poisson=0.34))
    return Laminate(layers, film=film, metal=metal, stress_free=HOT)


def curvatures(laminate):
    result = check(laminate, "heat-resistant-laminate:1")
    return [c.curvature for c in result.curl]


@pytest.mark.parametrize(
    ("difference", "made", "etched"),
    [
        (-10.0, -2.316784118694485, -6.0192022786661115),
        (0.0, -0.9896733307629529, -37.528678759011946),
        (10.0, 0.33743745716984946, -69.03815523935786),
        (20.0, 1.6645482451021396, -100.5476317197039),
        (25.0, 2.3281036390684138, -116.30236995987686),
    ],
)
def test_four_layers_as_made_and_etched(difference, made, etched):
    assert curvatures(four_layers(difference)) == pytest.approx([made, etched], rel=1e-9)


@pytest.mark.parametrize(("a", "b"), [(-10.0, 0.0), (0.0, 10.0), (10.0, 20.0)])
def test_curvature_is_linear_in_the_cte_of_the_window(a, b):
    middle = curvatures(four_layers((a + b) / 2))
    ends = np.array([curvatures(four_layers(d)) for d in (a, b)])
    assert middle == pytest.approx(ends.mean(axis=0), rel=1e-9)


def test_the_crosslinked_film_on_foil():
    """20 µm of 4 GPa cast on 18 µm of copper: 4.789 1/m for each ppm/K, so 15 cm at 1.39 ppm/K."""
    copper = Metal(cte=17.0, modulus=110.0, thickness=18.0, poisson=0.34)
    for mismatch in (1.0, 1.391936375987315):
        layer = Layer(
            "P",
            thickness=20.0,
            modulus=4.0,
            poisson=0.34,
            stress_free=298.0,
            measured={"cte": Measured(17.0 + mismatch)},
        )
        (curl,) = check(
            Laminate((layer,), film=None, metal=copper), "heat-resistant-laminate:1"
        ).curl
        assert abs(curl.curvature) == pytest.approx(4.789490943462075 * mismatch, rel=1e-9)
    assert curl.radius == pytest.approx(15.0, rel=1e-9)


def test_a_layer_cured_hotter_starts_from_its_substrate():
    """With the substrate's own CTE, the temperature at which it was cured cannot matter."""
    same = Measured(16.5)
    stacks = [
        replace(
            four_layers(0.0),
            layers=(
                replace(four_layers(0.0).layers[0], measured={"cte": same}, stress_free=cure),
                four_layers(0.0).layers[1],
            ),
        )
        for cure in (None, 200.0, 400.0)
    ]
    values = np.array([curvatures(stack) for stack in stacks])
    assert values == pytest.approx(np.broadcast_to(values[0], values.shape), rel=1e-12)
    hotter = replace(four_layers(0.0).layers[0], stress_free=400.0)
    stack = replace(four_layers(0.0), layers=(hotter, four_layers(0.0).layers[1]))
    assert curvatures(stack) != pytest.approx(curvatures(four_layers(0.0)), rel=1e-3)


def evidence(n=1, sd=(8.0, 10.0, 15.0), correlation=0.4):
    """Film, B and A with uncertain CTEs and Tg of B."""
    names = ("layers.A.cte", "layers.B.cte", "layers.B.tg")
    means = (20.0, 50.0, 240.0)
    covariance = np.outer(sd, sd) * (correlation + (1 - correlation) * np.eye(3))
    quantities = {k: Quantity(np.full(n, m), PREDICTED) for k, m in zip(names, means, strict=True)}
    for name, value in {
        "film.cte": 16.0,
        "film.thickness": 25.0,
        "layers.A.thickness": 3.0,
        "layers.B.thickness": 1.5,
        "metal.cte": 16.5,
        "metal.thickness": 12.0,
    }.items():
        quantities[name] = Quantity(np.full(n, value), DECLARED)
    return Evidence(n, ("A", "B"), quantities, names, np.tile(covariance, (n, 1, 1)))


STACK = CurlStack(
    (
        Member("film", 5.0, 0.34),
        Member("layers.B", 2.5, 0.34),
        Member("layers.A", 3.0, 0.34, 350.0, "metal"),
        Member("metal", 110.0, 0.34),
    ),
    "layers.B.tg",
)


def test_uncertainty_agrees_with_draws():
    bent = with_curl(evidence(), STACK)
    rng = np.random.default_rng(3)
    means = [float(bent.quantities[n].mean[0]) for n in ("layers.A.cte", "layers.B.cte")]
    n = 200_000
    base = evidence(n)
    drawn = rng.multivariate_normal([*means, 240.0], base.covariance[0], n)
    quantities = dict(base.quantities)
    for i, name in enumerate(base.uncertain):
        quantities[name] = Quantity(drawn[:, i], PREDICTED)
    each = with_curl(replace(base, quantities=quantities), STACK)
    for name in (CURVATURE, CURVATURE + ETCHED):
        values = each.quantities[name].mean
        sd = float(bent.standard_deviation(name)[0])
        assert sd == pytest.approx(values.std(), rel=0.03)
        with_a = np.cov(values, drawn[:, 0])[0, 1]
        u, v = bent.uncertain.index(name), bent.uncertain.index("layers.A.cte")
        assert bent.covariance[0, u, v] == pytest.approx(with_a, rel=0.05)


def test_the_joint_covariance_can_be_factored():
    bent = with_curl(evidence(5), STACK)
    assert np.linalg.eigvalsh(bent.covariance).min() > -1e-9
    np.linalg.cholesky(bent.covariance + 1e-12 * np.eye(5))
    assert bent.quantities[CURVATURE].basis == PREDICTED


@given(st.floats(-60.0, 60.0), st.floats(0.1, 40.0))
def test_bounds_of_the_radius_enclose_it(curvature, sd):
    bent = with_curl(evidence(), STACK)
    curl = replace(curls(bent)[0], curvature=curvature, sd=sd)
    low, high, tight, wide = curl.bounds(1.6448536269514722)
    assert low < curvature < high
    assert tight <= curl.radius <= wide
    assert np.isinf(wide) == (low < 0 < high)


def test_a_stack_says_what_it_lacks():
    bare = replace(four_layers(0.0), stress_free=None, metal=replace(COPPER, poisson=None))
    bare = replace(bare, layers=(Layer("A"), bare.layers[1]))
    known = {f"{n}.{q}" for n in ("film", "layers.B", "metal") for q in ("cte", "thickness")}
    lacking = lacking_for_curl(bare, known)
    assert curl_stack(bare, known) is None
    assert lacking == (
        "[layers.A] modulus_GPa",
        "[layers.A] cte_ppm_per_K",
        "[layers.A] thickness_um",
        "[laminate] stress_free_degC",
    )


def test_flat_at_the_tg_of_the_bonding_layer_unless_declared():
    free = replace(four_layers(0.0), stress_free=None)
    measured = {**free.layers[1].measured, "tg": Measured(HOT)}
    free = replace(free, layers=(free.layers[0], replace(free.layers[1], measured=measured)))
    result = check(free, "heat-resistant-laminate:1")
    assert [c.curvature for c in result.curl] == pytest.approx(curvatures(four_layers(0.0)))
    assert "Tg of layer B" in result.curl_basis
    assert "worst case" in result.curl_basis
    assert "Tg" not in check(four_layers(0.0), "heat-resistant-laminate:1").curl_basis
    assert RADIUS in result.evidence.quantities
