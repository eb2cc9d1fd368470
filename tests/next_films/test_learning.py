"""The value of measuring a film, against brute force."""

import numpy as np
import pytest
from scipy.stats import norm

from polyopt.claims.probability import Limit
from polyopt.next_films.learning import (
    Candidates,
    assessed,
    best_batch,
    standard_draws,
    worth_of,
)

NOISE = 4.0


def candidates(mean, model, low, high, noise=NOISE, kept=0.0):
    """Return one film per laminate, one property, one window."""
    n = len(mean)
    own = noise**2 * np.eye(n)
    return Candidates(
        limits=(Limit(np.ones(1), low - mean, high - mean),),
        certain=np.ones(n),
        covariance=np.diag(model + own)[:, None, None].copy(),
        observed=model + own,
        cross=(model + kept * own)[:, None, :],
        films=tuple((i,) for i in range(n)),
    )


def tiny(kept=0.0):
    mean = np.array([12.0, 18.0, 26.0])
    sd, correlation = (
        np.array([6.0, 9.0, 7.0]),
        np.array([[1.0, 0.7, 0.1], [0.7, 1.0, 0.4], [0.1, 0.4, 1.0]]),
    )
    model = correlation * np.outer(sd, sd)
    return mean, model, candidates(mean, model, 5.0, 15.0, kept=kept)


def chance(mean, sd):
    return norm.cdf((15.0 - mean) / sd) - norm.cdf((5.0 - mean) / sd)


@pytest.mark.parametrize("film", [0, 1, 2])
@pytest.mark.parametrize("kept", [0.0, 0.6])
def test_the_worth_of_a_film_against_monte_carlo(film, kept):
    mean, model, found = tiny(kept)
    rng = np.random.default_rng(5)
    total = model[film, film] + NOISE**2
    value = mean[film] + np.sqrt(total) * rng.standard_normal(200_000)
    joint = model[:, film] + kept * NOISE**2 * (np.arange(3) == film)
    after = mean + np.outer(value - mean[film], joint / total)
    spread = np.sqrt(np.diag(model) + NOISE**2 - joint**2 / total)
    before = chance(mean, np.sqrt(np.diag(model) + NOISE**2)).max()
    expected = chance(after, spread).max(axis=1).mean() - before
    draws = standard_draws(4096, 1, 1, seed=1)[:, 0]
    worth = worth_of(found, found.belief(len(draws)), found.films[film], draws)
    assert worth.gain == pytest.approx(expected, abs=0.003)


def test_the_worth_of_a_batch_against_monte_carlo():
    mean, model, found = tiny()
    rng = np.random.default_rng(6)
    batch = [1, 2]
    total = model[np.ix_(batch, batch)] + NOISE**2 * np.eye(2)
    values = rng.multivariate_normal(mean[batch], total, 200_000)
    gain = model[:, batch] @ np.linalg.inv(total)
    after = mean + (values - mean[batch]) @ gain.T
    spread = np.sqrt(np.diag(model - gain @ model[batch]) + NOISE**2)
    before = chance(mean, np.sqrt(np.diag(model) + NOISE**2)).max()
    expected = chance(after, spread).max(axis=1).mean() - before
    picks = assessed(found, batch, standard_draws(4096, 2, 1, seed=1))
    assert sum(p.worth.gain for p in picks) == pytest.approx(expected, abs=0.003)


def test_a_film_without_model_uncertainty_is_worth_nothing():
    mean = np.array([12.0, 30.0])
    draws = standard_draws(64, 1, 1, seed=0)[:, 0]
    for noise in (0.0, NOISE):
        found = candidates(mean, np.zeros((2, 2)), 5.0, 15.0, noise=noise)
        worth = worth_of(found, found.belief(len(draws)), (0,), draws)
        assert abs(worth.gain) < 1e-12
        assert worth.taught < 1e-12


def test_a_measured_film_is_settled_where_its_spread_stays_with_it():
    """With the whole spread kept, the best probability after one film is 1 or that of the rest."""
    mean = np.array([12.0])
    found = candidates(mean, np.array([[36.0]]), 5.0, 15.0, kept=1.0)
    draws = standard_draws(4096, 1, 1, seed=0)[:, 0]
    after = found.probability(found.belief(len(draws)).measured([0], draws))[:, 0]
    assert set(np.round(after, 6)) == {0.0, 1.0}
    assert after.mean() == pytest.approx(chance(12.0, np.sqrt(36 + 16)), abs=0.002)


def test_a_batch_does_not_repeat_what_it_will_know():
    """Two films that are one in all but name: the second adds nothing, a third film is better."""
    model = np.array([[81.0, 81.0, 0.0], [81.0, 81.0, 0.0], [0.0, 0.0, 49.0]])
    mean = np.array([18.0, 18.0, 22.0])
    found = candidates(mean, model, 5.0, 15.0, noise=0.0, kept=1.0)
    draws = standard_draws(128, 3, 1, seed=2)
    batch = best_batch(found, 3, draws, shortlist=3)
    assert set(batch[:2]) in ({0, 2}, {1, 2})
    twice = assessed(found, [0, 1], standard_draws(512, 2, 1, seed=3))
    assert twice[0].worth.gain > 0.05
    assert abs(twice[1].worth.gain) < 1e-9


def test_a_batch_is_deterministic_and_names_each_film_once():
    _, _, found = tiny()
    draws = standard_draws(32, 8, 1, seed=9)
    first = best_batch(found, 8, draws, shortlist=8)
    assert first == best_batch(found, 8, standard_draws(32, 8, 1, seed=9), shortlist=8)
    assert sorted(first) == [0, 1, 2]


def test_learning_never_lowers_the_expected_best():
    rng = np.random.default_rng(3)
    for seed in range(20):
        root = rng.normal(size=(5, 5)) * 6
        found = candidates(rng.uniform(0, 40, 5), root @ root.T, 5.0, 15.0, kept=1.0)
        draws = standard_draws(1024, 1, 1, seed=seed)[:, 0]
        for film in found.films:
            assert worth_of(found, found.belief(len(draws)), film, draws).gain >= 0.0


def test_films_measured_already_come_last():
    _, _, found = tiny()
    draws = standard_draws(64, 3, 1, seed=1)
    first = best_batch(found, 1, draws, 40)[0]
    assert best_batch(found, 3, draws, 40, {first})[-1] == first
