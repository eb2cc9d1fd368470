"""The maths of calibration, against a dense computation over all unknowns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from polyopt.models.calibrated import belief as learning
from polyopt.models.calibrated.belief import (
    PRIORS,
    Observed,
    ProcessPrior,
    learn,
    main_process,
    updated,
)
from polyopt.models.calibrated.model import prior_of
from polyopt.models.library import load

PRIOR = ProcessPrior(8.0, 0.15, about=60.0)
MISFIT = 2.5
UNITS, ASKED = 6, 4
PROCESSES = ("ester", "acid", "ester", "ester", "acid", "ester", "spin")


def case(seed=0):
    """Return belief about units and asked pairs, and films with copolymers among them."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(UNITS + ASKED, UNITS + ASKED)) * 3
    mean = rng.uniform(0, 60, UNITS + ASKED)
    slope = np.vstack([np.eye(UNITS)[:4], rng.dirichlet(np.ones(UNITS), 3)])
    expected = slope @ mean[:UNITS]
    value = expected + rng.normal(8, 6, len(slope))
    noise = rng.uniform(3, 6, len(slope))
    return mean, root @ root.T, Observed(slope, expected, value, noise, PROCESSES, MISFIT)


def same_films(process):
    """Return which asked unit is made like which film: the second like the first of the process."""
    same = np.zeros((ASKED, len(PROCESSES)), dtype=bool)
    same[1, PROCESSES.index(process)] = True
    return same


def answer(mean, covariance, observed, process, prior=PRIOR, same=None):
    learned = learn(mean[:UNITS], covariance[:UNITS, :UNITS], observed, prior)
    return learned, updated(
        learned,
        process,
        mean[:UNITS],
        mean[UNITS:],
        covariance[UNITS:, :UNITS],
        covariance[UNITS:, UNITS:],
        np.zeros((ASKED, len(observed.value)), dtype=bool) if same is None else same,
    )


def dense(mean, covariance, observed, process, row_noise, misfit, same):
    """Condition the joint normal of values, offsets, scales and misfits on the films."""
    names = sorted(set(observed.process))
    q = len(names)
    n = len(observed.value)
    size = len(mean) + 2 * q + n
    prior = np.zeros((size, size))
    prior[: len(mean), : len(mean)] = covariance
    effects = [PRIOR.offset**2] * q + [PRIOR.scale**2] * q
    prior[len(mean) :, len(mean) :] = np.diag([*effects, *misfit])

    def row(weights, expected, name, films):
        effects = np.zeros(2 * q)
        effects[names.index(name)] = weights.sum()
        effects[q + names.index(name)] = expected - PRIOR.about * weights.sum()
        return np.concatenate([weights, effects, films])

    films = np.array(
        [
            row(np.concatenate([s, np.zeros(ASKED)]), e, p, np.eye(n)[i])
            for i, (s, e, p) in enumerate(
                zip(observed.slope, observed.expected, observed.process, strict=True)
            )
        ]
    )
    asked = np.array(
        [row(np.eye(len(mean))[UNITS + i], mean[UNITS + i], process, same[i]) for i in range(ASKED)]
    )
    gain = prior @ films.T @ np.linalg.inv(films @ prior @ films.T + np.diag(row_noise - misfit))
    state = np.concatenate([mean, np.zeros(2 * q + n)])
    after = state + gain @ (observed.value - observed.expected)
    left = prior - gain @ films @ prior
    shown = asked.copy()
    shown[:, : len(mean)] = np.eye(len(mean))[UNITS:]
    return after, left, shown @ after, shown @ left @ shown.T


@pytest.mark.parametrize("process", ["ester", "acid", "spin"])
@pytest.mark.parametrize("updates", [0, 30])
def test_the_update_is_that_of_a_dense_computation(monkeypatch, process, updates):
    monkeypatch.setattr(learning, "_UPDATES", updates)
    mean, covariance, observed = case()
    same = same_films(process)
    learned, (after, left) = answer(mean, covariance, observed, process, same=same)
    total = learned.factor @ learned.factor.T
    free = learn(mean[:UNITS], covariance[:UNITS, :UNITS], observed, PRIOR)
    assert_allclose(free.dual, learned.dual)
    row_noise = observed.noise_sd**2
    if updates:
        monkeypatch.setattr(learning, "_UPDATES", 0)
        plain = learn(mean[:UNITS], covariance[:UNITS, :UNITS], observed, PRIOR)
        row_noise = np.diag(total - plain.factor @ plain.factor.T) + observed.noise_sd**2
    state, left_dense, expected, covariance_dense = dense(
        mean, covariance, observed, process, row_noise, learned.misfit, same
    )
    assert_allclose(after, expected, rtol=1e-9)
    assert_allclose(left, covariance_dense, atol=1e-8)
    names = sorted(set(PROCESSES))
    effect = learned.effect(process)
    k = len(mean) + names.index(process)
    at_centre = np.zeros(len(state))
    at_centre[[k, k + 3]] = 1.0, effect.centre - PRIOR.about
    assert effect.offset == pytest.approx(at_centre @ state)
    assert effect.offset_sd == pytest.approx(np.sqrt(at_centre @ left_dense @ at_centre))
    assert effect.scale == pytest.approx(state[k + 3])
    assert effect.scale_sd == pytest.approx(np.sqrt(left_dense[k + 3, k + 3]))
    assert effect.films == PROCESSES.count(process)


def test_left_out_errors_are_those_of_a_computation_without_the_film(monkeypatch):
    monkeypatch.setattr(learning, "_UPDATES", 0)
    mean, covariance, observed = case()
    learned, _ = answer(mean, covariance, observed, "ester")
    total = learned.factor @ learned.factor.T
    deviation = observed.value - observed.expected
    for i in range(len(deviation)):
        rest = np.delete(np.arange(len(deviation)), i)
        gain = total[i, rest] @ np.linalg.inv(total[np.ix_(rest, rest)])
        assert learned.left_out[i] == pytest.approx(deviation[i] - gain @ deviation[rest])
        variance = total[i, i] - gain @ total[rest, i]
        assert learned.left_out_sd[i] == pytest.approx(np.sqrt(variance))


def test_order_of_films_is_neutral():
    mean, covariance, observed = case()
    order = np.random.default_rng(3).permutation(len(observed.value))
    shuffled = Observed(
        observed.slope[order],
        observed.expected[order],
        observed.value[order],
        observed.noise_sd[order],
        tuple(PROCESSES[i] for i in order),
    )
    straight, (after, left) = answer(mean, covariance, observed, "ester")
    other, (after_2, left_2) = answer(mean, covariance, shuffled, "ester")
    assert_allclose(after, after_2, rtol=1e-9)
    assert_allclose(left, left_2, atol=1e-9)
    assert_allclose(straight.weight[order], other.weight, rtol=1e-9)


def test_films_of_another_process_do_not_move_the_offset_of_an_exact_model():
    mean, _, observed = case()
    nothing = np.zeros((UNITS + ASKED, UNITS + ASKED))
    learned, (after, left) = answer(mean, nothing, observed, "spin")
    alone = Observed(
        observed.slope[-1:],
        observed.expected[-1:],
        observed.value[-1:],
        observed.noise_sd[-1:],
        ("spin",),
    )
    _, (after_alone, left_alone) = answer(mean, nothing, alone, "spin")
    assert_allclose(after, after_alone)
    assert_allclose(left, left_alone, atol=1e-9)
    one = learned.effect("spin")
    assert one.offset_sd < PRIOR.offset
    assert one.scale_sd < PRIOR.scale


def test_what_is_unlike_all_films_keeps_the_uncertainty_of_the_offset():
    mean, _, observed = case()
    block = np.zeros((UNITS + ASKED, UNITS + ASKED))
    block[UNITS:, UNITS:] = np.diag(np.full(ASKED, 4.0))
    learned, (after, left) = answer(mean, block, observed, "acid", ProcessPrior(8.0, 0.0))
    effect = learned.effect("acid")
    assert_allclose(after, mean[UNITS:] + effect.offset)
    shared = left[~np.eye(ASKED, dtype=bool)]
    assert_allclose(shared, effect.offset_sd**2)
    assert_allclose(np.diag(left), 4.0 + effect.offset_sd**2)


def test_a_film_that_the_others_contradict_counts_less():
    mean, covariance, observed = case()
    value = observed.expected + 10.0
    value[2] += 150.0
    wrong = Observed(observed.slope, observed.expected, value, observed.noise_sd, PROCESSES)
    learned, _ = answer(mean, covariance / 20, wrong, "ester")
    assert learned.weight.argmin() == 2
    assert learned.weight[2] < 0.05
    assert learned.weight[[0, 1, 3]].min() > 0.5
    assert learned.effect("ester").offset == pytest.approx(9, abs=4)


def test_ties_between_processes_go_by_name():
    assert main_process(["b", "a", "b", "a", "c"]) == "a"


@pytest.fixture(scope="module")
def belief():
    from polyopt.chemistry.monomers import shipped_library

    known = shipped_library()
    acids = [known.find(n, "dianhydride") for n in "PMDA BPDA BTDA ODPA 6FDA BPADA".split()]
    amines = [known.find(n, "diamine") for n in "PDA ODA mPDA TFMB mTB TPE-R BAPP 44DABA".split()]
    return {name: load(name).posterior([(a, b) for a in acids for b in amines]) for name in PRIORS}


def drawn(found, property, shift, count, wrong, draws=150):
    """Return errors before and after and the coverage, for films drawn from the belief itself."""
    rng = np.random.default_rng(0)
    size = len(found.mean)
    root = np.linalg.cholesky(found.covariance + 1e-6 * np.eye(size))
    before, after, covered = [], [], []
    for _ in range(draws):
        truth = found.mean + root @ rng.normal(size=size) + shift
        films = truth + found.noise_sd * rng.normal(size=size)
        order = rng.permutation(size)
        own, rest = order[:count], order[count:]
        given = films[own].copy()
        given[:wrong] = 3 * np.abs(given[:wrong])
        observed = Observed(
            np.eye(count), found.mean[own], given, found.noise_sd[own], ("p",) * count
        )
        model = found.model_covariance
        inside, cross = model[np.ix_(own, own)], model[np.ix_(rest, own)]
        learned = learn(found.mean[own], inside, observed, prior_of(load(property)))
        own_rest = model[np.ix_(rest, rest)]
        none = np.zeros((len(rest), count), dtype=bool)
        mean, left = updated(learned, "p", found.mean[own], found.mean[rest], cross, own_rest, none)
        sd = np.sqrt(np.diag(left) + found.noise_sd[rest] ** 2)
        before.append(np.abs(found.mean[rest] - films[rest]).mean())
        after.append(np.abs(mean - films[rest]).mean())
        covered.append((np.abs(mean - films[rest]) < 1.645 * sd).mean())
    return np.mean(before), np.mean(after), np.mean(covered)


@pytest.mark.parametrize(("property", "shift"), [("cte", 12.0), ("tg", 20.0)])
@pytest.mark.parametrize(("count", "wrong"), [(3, 0), (5, 0), (5, 1)])
def test_films_of_a_shifted_process_help(belief, property, shift, count, wrong):
    before, after, covered = drawn(belief[property], property, shift, count, wrong)
    assert after < (0.8 if property == "cte" else 0.9) * before
    if property == "cte" and count == 5 and not wrong:
        assert after < 0.6 * before
    assert 0.82 < covered < 0.97
