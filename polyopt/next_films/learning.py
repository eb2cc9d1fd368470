"""What measuring a film is worth: the expected rise of the best joint probability.

Shapes: n laminates, u uncertain quantities of each, o values that measuring could give (one for
each property of each film), s draws of their outcomes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.claims.probability import Limit, joint_probability
from polyopt.optimizer.space.polytope import Array

_NOTHING_LEFT = 1e-7
_FLOOR = 1e-8
_TAUGHT = 0.02


@dataclass(frozen=True, slots=True)
class Candidates:
    """Laminates that might be built, and films that might be measured before.

    Parameters
    ----------
    limits : tuple of Limit
        Limits on the uncertain quantities of the laminates, the means taken off.
    certain : ndarray, shape (n,)
        Probability of what no measurement of a film changes.
    covariance : ndarray, shape (n, u, u)
        Of the uncertain quantities of each laminate. [unit²]
    observed : ndarray, shape (o, o)
        Of the values that measuring would give, the spread of one film included. [unit²]
    cross : ndarray, shape (n, u, o)
        Between the two. [unit²]
    films : tuple of tuple of int
        For each film the values that measuring it gives, as columns of `observed`.
    """

    limits: tuple[Limit, ...]
    certain: Array
    covariance: Array
    observed: Array
    cross: Array
    films: tuple[tuple[int, ...], ...]

    def belief(self, draws: int = 1) -> Belief:
        """Return what is believed before anything is measured, `draws` times the same."""
        shift = np.zeros((draws, *self.covariance.shape[:2]))
        return Belief(self.covariance, self.observed, self.cross, shift)

    def probability(self, belief: Belief) -> Array:
        """Return the probability that each laminate meets all limits, shape (s, n)."""
        settled = belief.covariance + _FLOOR * np.eye(belief.shift.shape[2])
        limits = []
        for limit in self.limits:
            moved = belief.shift @ limit.loading
            limits.append(Limit(limit.loading, limit.low - moved, limit.high - moved))
        chance = self.certain * joint_probability(limits, settled)
        return np.broadcast_to(chance, belief.shift.shape[:2])


@dataclass(frozen=True, slots=True)
class Belief:
    """Joint Gaussian belief in s imagined futures: one spread for all, a mean for each.

    Parameters
    ----------
    covariance, observed, cross : ndarray
        As those of `Candidates`, given what has been measured.
    shift : ndarray, shape (s, n, u)
        How far each future moves the means of the quantities. [unit]
    """

    covariance: Array
    observed: Array
    cross: Array
    shift: Array

    def measured(self, columns: Sequence[int], draws: Array) -> Belief:
        """Return the belief after some values are measured.

        Parameters
        ----------
        columns : sequence of int
            Which values.
        draws : ndarray, shape (s, len(columns))
            How many standard deviations each future lies from what was expected.

        Notes
        -----
        One value at a time: with v its variance and c its covariance with a quantity, the mean
        of the quantity moves by z c / sqrt(v) and its covariances fall by c c' / v. The spread
        left does not depend on the outcome. Fox's rule is linearised at the mean.
        """
        belief = self
        for i, column in enumerate(columns):
            belief = belief._after(column, draws[:, i])
        return belief

    def _after(self, column: int, z: Array) -> Belief:
        variance = self.observed[column, column]
        if variance <= _NOTHING_LEFT:
            return self
        pull = self.cross[:, :, column] / np.sqrt(variance)
        own = self.observed[:, column] / np.sqrt(variance)
        return Belief(
            self.covariance - pull[:, :, None] * pull[:, None, :],
            self.observed - np.outer(own, own),
            self.cross - pull[:, :, None] * own,
            self.shift + z[:, None, None] * pull,
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """What measuring a film is worth.

    Parameters
    ----------
    gain : float
        Expected rise of the best probability.
    taught : float
        By how much the probabilities of all laminates are expected to move, in the mean.
    """

    gain: float
    taught: float

    @property
    def score(self) -> float:
        """The gain; what it teaches decides where no film raises the best probability."""
        return self.gain + _TAUGHT * self.taught


@dataclass(frozen=True, slots=True)
class Pick:
    """One film of a batch.

    Parameters
    ----------
    film : int
        Which film.
    worth : Worth
        What it adds to the films picked before it.
    by_value : tuple of Worth
        The same for each of its values measured alone.
    """

    film: int
    worth: Worth
    by_value: tuple[Worth, ...]


def standard_draws(count: int, films: int, values: int, seed: int) -> Array:
    """Return standard normal draws shared by all candidates, shape (s, films, values).

    Scrambled Sobol points, `count` of them rounded up to a power of two.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    sobol = qmc.Sobol(max(films * values, 1), scramble=True, rng=np.random.default_rng(seed))
    points = sobol.random_base2(max(0, int(count - 1).bit_length()))
    normal = ndtri(points.clip(1e-9, 1 - 1e-9))
    return np.asarray(normal[:, : films * values].reshape(len(points), films, values))


def worth_of(candidates: Candidates, belief: Belief, columns: Sequence[int], draws: Array) -> Worth:
    """Return what measuring some values is worth.

    Parameters
    ----------
    candidates : Candidates
        Laminates and films.
    belief : Belief
        What is believed, films that will be measured included.
    columns : sequence of int
        The values.
    draws : ndarray, shape (s, len(columns))
        Their outcomes, in standard deviations from what is expected.

    Notes
    -----
    The gain is the knowledge gradient (P. Frazier, W. Powell, S. Dayanik, INFORMS J. Comput. 21,
    599, 2009) on the probability of meeting all limits together: the mean over the outcomes of
    the best probability of any laminate, less what it was before. What is subtracted is, outcome
    by outcome, the probability of the laminate that was best before: its mean is the same, it is
    never the larger of the two, and most of the scatter of the draws cancels.
    """
    return _worth(candidates, belief, candidates.probability(belief), columns, draws)


def _worth(
    candidates: Candidates, belief: Belief, before: Array, columns: Sequence[int], draws: Array
) -> Worth:
    if not any(belief.observed[c, c] > _NOTHING_LEFT for c in columns):
        return Worth(0.0, 0.0)
    after = candidates.probability(belief.measured(columns, draws))
    stay = np.take_along_axis(after, before.argmax(axis=1)[:, None], axis=1)[:, 0]
    gain = float((after.max(axis=1) - stay).mean())
    return Worth(gain, float(np.abs(after - before).mean()))


def best_batch(
    candidates: Candidates,
    count: int,
    draws: Array,
    shortlist: int,
    last: Collection[int] = (),
) -> tuple[int, ...]:
    """Return the films to measure together, each judged given those before it.

    Parameters
    ----------
    candidates : Candidates
        Laminates and films.
    count : int
        How many films; each is picked once at most.
    draws : ndarray, shape (s, count, values)
        Outcomes, one column for each place of the batch, the same for every film.
    shortlist : int
        After the first pick only the films that were worth most alone are judged again.
    last : collection of int
        Films that come after all others, such as those measured already.
    """
    belief = candidates.belief(len(draws))
    left = list(range(len(candidates.films)))
    picked: list[int] = []
    while left and len(picked) < count:
        z = draws[:, len(picked)]
        before = candidates.probability(belief)
        score = {
            f: _worth(candidates, belief, before, columns, z[:, : len(columns)]).score
            for f, columns in ((f, candidates.films[f]) for f in left)
        }
        left.sort(key=lambda f: (f in last, -score[f], f))
        film = left.pop(0)
        picked.append(film)
        columns = candidates.films[film]
        belief = belief.measured(columns, z[:, : len(columns)])
        left = left[: max(shortlist, count - len(picked))]
    return tuple(picked)


def assessed(candidates: Candidates, films: Sequence[int], draws: Array) -> tuple[Pick, ...]:
    """Return what each film of a batch adds to those before it.

    Parameters
    ----------
    candidates : Candidates
        Laminates and films.
    films : sequence of int
        The batch in its order.
    draws : ndarray, shape (s, len(films), values)
        Outcomes; others than those the batch was chosen by, or its worth is overrated.
    """
    belief = candidates.belief(len(draws))
    picks: list[Pick] = []
    for film, z in zip(films, np.moveaxis(draws, 1, 0), strict=False):
        columns = candidates.films[film]
        before = candidates.probability(belief)
        alone = [
            _worth(candidates, belief, before, [c], z[:, i : i + 1]) for i, c in enumerate(columns)
        ]
        used = z[:, : len(columns)]
        together = _worth(candidates, belief, before, columns, used)
        picks.append(Pick(film, together, tuple(alone)))
        belief = belief.measured(columns, used)
    return tuple(picks)
