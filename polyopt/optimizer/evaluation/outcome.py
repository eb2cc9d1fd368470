"""What designs came to: objectives and constraints, and what they violate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.optimizer.space.polytope import Array


@dataclass(frozen=True, slots=True)
class Outcome:
    """What n designs came to.

    Parameters
    ----------
    objectives : ndarray, shape (n, k)
        Values as the user states them; NaN where they cannot be computed.
    constraints : ndarray, shape (n, c)
        At most zero where the limitation is met.
    """

    objectives: Array
    constraints: Array

    @property
    def violation(self) -> Array:
        """Sum of what each design breaks, shape (n,); zero if feasible."""
        broken = np.zeros(len(self.objectives))
        for constraint in self.constraints.T:
            broken += np.maximum(constraint, 0.0)
        for objective in self.objectives.T:
            broken[np.isnan(objective)] = np.inf
        return broken

    @classmethod
    def stacked(cls, parts: Sequence[Outcome]) -> Outcome:
        """Return outcomes one after the other; at least one."""
        return cls(
            np.vstack([part.objectives for part in parts]),
            np.vstack([part.constraints for part in parts]),
        )

    def take(self, index: NDArray[np.intp]) -> Outcome:
        """Return the outcome of some of the designs."""
        return Outcome(self.objectives[index], self.constraints[index])

    def joined(self, other: Outcome) -> Outcome:
        """Return these outcomes followed by others."""
        return Outcome.stacked([self, other])


def least_violating(violation: Array, count: int) -> NDArray[np.intp]:
    """Return the `count` designs that violate least, the first of equals, the least first.

    Parameters
    ----------
    violation : ndarray, shape (n,)
        What each design violates; zero if feasible.
    count : int
        How many; all where there are fewer.
    """
    last = min(count, len(violation)) - 1
    if last < 0:
        return np.zeros(0, dtype=np.intp)
    feasible = np.flatnonzero(violation == 0)
    if len(feasible) > last:
        return feasible[: last + 1]
    near = np.flatnonzero(violation <= np.partition(violation, last)[last])
    return near[np.argsort(violation[near], kind="stable")[: last + 1]]
