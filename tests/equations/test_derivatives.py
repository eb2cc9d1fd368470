"""Forward-mode derivatives against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from polyopt.equations.derivatives import Dual
from polyopt.problem.expression import Expression

STEP = 1e-6
POINTS = st.lists(st.floats(0.3, 3.0), min_size=2, max_size=2)
EXPRESSIONS = (
    "x * y / (1 + x)",
    "sqrt(x) - log(y) ** 2",
    "abs(x - 3.7) + max(x, y + 5)",
    "min(x * y, 40) ** 1.5",
    "x ** y - 2 / y",
    "-abs(y - 9) * 0.3 + x / 7",
)


def seeded(point):
    return [Dual(np.array([v]), row[None]) for v, row in zip(point, np.eye(2), strict=True)]


def central(function, point):
    found = []
    for i in range(2):
        ends = [np.array(point), np.array(point)]
        ends[0][i] += STEP
        ends[1][i] -= STEP
        found.append((function(*ends[0]) - function(*ends[1])) / (2 * STEP))
    return np.array(found).ravel()


@pytest.mark.parametrize("text", EXPRESSIONS)
@given(point=POINTS)
@settings(max_examples=30, deadline=None)
def test_the_greatest_piece_of_an_expression_and_its_slope(text, point):
    expression = Expression.parse(text)
    x, y = seeded(point)
    for sign in (1.0, -1.0):
        pieces = [p({"x": x, "y": y}) for p in expression.pieces(sign)]
        greatest = max(pieces, key=lambda p: float(p.value[0]))

        def plain(a, b, sign=sign):
            return sign * expression.evaluate({"x": np.array([a]), "y": np.array([b])})

        assert greatest.value == pytest.approx(plain(*point))
        assert greatest.slope[0] == pytest.approx(central(plain, point), rel=1e-5, abs=1e-6)


@given(point=POINTS)
@settings(max_examples=30, deadline=None)
def test_the_normal_distribution(point):
    x, y = seeded(point)

    def function(a, b):
        return ndtri(0.9 * ndtr(a - b)) + ndtr(a * b)

    found = function(x, y)
    assert found.value == pytest.approx(function(*point))
    assert found.slope[0] == pytest.approx(central(function, point), rel=1e-5, abs=1e-7)


def test_an_infinite_bound_has_no_slope():
    x = Dual(np.array([2.0]), np.array([[1.0]]))
    chance = ndtr((np.inf - x) / (x * x)) - ndtr((-np.inf - x) / x)
    assert chance.value.tolist() == [1.0]
    assert chance.slope.tolist() == [[0.0]]


def test_what_has_no_rule_is_refused():
    with pytest.raises(TypeError):
        np.sin(Dual(np.array([2.0]), np.array([[1.0]])))
