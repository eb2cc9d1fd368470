"""How much better any front of two objectives could be: a staircase under all of them.

In each band of the first objective the second is bounded from below over all designs that are at
least as good in the first as the band's end (the epsilon-constraint method); no front dominates
more than the staircase of those bounds.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from polyopt.optimizer.evaluation.front import nondominated
from polyopt.optimizer.proof.bilinear import Effort
from polyopt.optimizer.proof.bound import bounded
from polyopt.optimizer.proof.expression_bounds import affine, quantity
from polyopt.optimizer.proof.layer_atoms import cuts_of, form_of, quantity_names
from polyopt.optimizer.proof.limit_windows import LimitWindow
from polyopt.optimizer.proof.relaxation import Relaxation
from polyopt.optimizer.space.polytope import Array

_MOST_BANDS = 400

Signed = tuple[ast.expr, float]
"""An objective: its expression, and 1 to minimise or -1 to maximise."""


@dataclass(frozen=True, slots=True)
class FrontBound:
    """What is proven about a front of two objectives, both as values to minimise.

    Parameters
    ----------
    hypervolume, most : float
        Hypervolume of the front found, and the most that any front has.
    levels : tuple of (float, float)
        End of each band of the first objective, and the bound of the second up to it.
    cells : int
        Cells it took.
    """

    hypervolume: float
    most: float
    levels: tuple[tuple[float, float], ...]
    cells: int


def below(relaxation: Relaxation, objective: Signed, end: float) -> Relaxation | None:
    """Return a problem with ``sign * expression <= end`` among its limits; None if it is no form.

    Parameters
    ----------
    relaxation : Relaxation
        The problem.
    objective : tuple of (ast.expr, float)
        An affine expression of one layer, or the absolute value of one.
    end : float
        Where it ends.
    """
    tree, sign = objective
    inside = isinstance(tree, ast.Call) and quantity(tree.func) == "abs" and sign > 0
    inner = tree.args[0] if inside and isinstance(tree, ast.Call) else tree
    layers = {relaxation.forms[n].layer for n in quantity_names(inner) if n in relaxation.forms}
    terms = affine(inner, relaxation.fixed)
    if terms is None or len(layers) != 1:
        return None
    (layer,) = layers
    if any(name and name not in relaxation.forms for name in terms):
        return None
    space = relaxation.spaces[layer]
    named = [(name, sign * factor) for name, factor in terms.items() if name]
    shape = (space.first.shape[2], space.second.shape[2])
    atom = form_of(named, sign * terms.get("", 0.0), relaxation.forms, shape)
    if atom is None:
        return None
    cuts = cuts_of(LimitWindow("", (), -end if inside else -np.inf, end), atom)
    spaces = {**relaxation.spaces, layer: space.with_cuts(cuts)}
    return replace(relaxation, spaces=spaces)


def front_bound(
    relaxation: Relaxation,
    objectives: tuple[Signed, Signed],
    found: Array,
    reference: Sequence[float],
    effort: Effort,
    gap: float,
) -> FrontBound | None:
    """Return the most hypervolume any front could have.

    Parameters
    ----------
    relaxation : Relaxation
        The problem.
    objectives : tuple of two (ast.expr, float)
        The first must be a form of one layer, or its absolute value.
    found : ndarray, shape (n, 2)
        The front found, both columns to be minimised.
    reference : sequence of two float
        Reference point of the hypervolume, in the same sense.
    effort : Effort
        Most cells in all.
    gap : float
        Stop once the hypervolume found lacks at most this share of the bound. [-]

    Returns
    -------
    FrontBound or None
        None if no band of the first objective can be made.
    """
    inside = found[(found < np.asarray(reference)).all(axis=1)]
    points = inside[nondominated(inside)] if len(inside) else inside
    work = _Staircase(relaxation, objectives, points, (reference[0], reference[1]), effort, gap)
    return work.climbed()


@dataclass(slots=True)
class _Staircase:
    relaxation: Relaxation
    objectives: tuple[Signed, Signed]
    points: Array
    reference: tuple[float, float]
    effort: Effort
    gap: float
    cells: int = 0

    def climbed(self) -> FrontBound | None:
        """Return the staircase, its worst band split until the gap is closed."""
        if below(self.relaxation, self.objectives[0], self.reference[0]) is None:
            return None
        start = bounded(self.relaxation, *self.objectives[0], self._share())
        self.cells += start.cells
        if not np.isfinite(start.low):
            return None
        low, high = min(start.low, self.reference[0]), self.reference[0]
        bands = [(low, high, self._level(high, -np.inf))]
        total = self._area(low, high)
        while len(bands) < _MOST_BANDS and self.cells < self.effort.cells:
            worst = int(np.argmax([self._most(b) - self._area(b[0], b[1]) for b in bands]))
            if sum(map(self._most, bands)) - total <= self.gap * total:
                break
            left, right, level = bands.pop(worst)
            middle = (left + right) / 2
            bands += [(left, middle, self._level(middle, level)), (middle, right, level)]
        bands.sort()
        most = max(total, sum(map(self._most, bands)))
        return FrontBound(total, most, tuple((b[1], b[2]) for b in bands), self.cells)

    def _share(self) -> Effort:
        return Effort(max(2000, self.effort.cells // 10), self.effort.tolerance)

    def _level(self, end: float, least: float) -> float:
        """Return the bound of the second objective where the first is at most `end`."""
        limited = below(self.relaxation, self.objectives[0], end) or self.relaxation
        reached = self.points[self.points[:, 0] <= end, 1].min(initial=np.inf)
        found = bounded(limited, *self.objectives[1], self._share(), float(reached))
        self.cells += max(found.cells, 1)
        return float(min(max(found.low, least), reached, self.reference[1]))

    def _most(self, band: tuple[float, float, float]) -> float:
        return float((band[1] - band[0]) * max(0.0, self.reference[1] - band[2]))

    def _area(self, left: float, right: float) -> float:
        """Return the area that the found front dominates between two ends."""
        if len(self.points) == 0:
            return 0.0
        starts = self.points[:, 0].clip(left, right)
        ends = np.append(starts[1:], right)
        return float(((ends - starts) * (self.reference[1] - self.points[:, 1])).sum())
