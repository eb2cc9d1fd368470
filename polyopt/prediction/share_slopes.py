"""How properties answer to errors of the shares that are weighed in, and the spread that adds.

Errors of shares move the Tg and the CTE of a layer together, but so little of what is uncertain of
either that their correlation stays below 0.004 at 2 mol % in every preset. It is left out: it would
tie limits together that are exact apart, and their joint probability moves by less than 0.001.

Shapes: g groups of r designs, s monomers of a role, p = m k pairs of a palette, row-major.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.monomers import Monomer
from polyopt.equations.share_errors import closed_variance
from polyopt.models.covariance import present_places
from polyopt.models.property_model import CompositionModel
from polyopt.prediction.pair_forms import PairForm

if TYPE_CHECKING:
    from polyopt.claims.evidence import Portions

Array = NDArray[np.float64]

_BLOCK = 4
"""Rows per group from which matrix products beat sums over pairs, as in `pair_forms`."""


@dataclass(frozen=True, slots=True)
class ShareSlopes:
    """Slopes of one property by the shares of both roles, along their closure.

    Parameters
    ----------
    dianhydrides, diamines : ndarray, shape (s, g, r)
        ``J_i - sum x_j J_j`` of each monomer present; 0 for others.
    """

    dianhydrides: Array
    diamines: Array

    @classmethod
    def of(cls, form: PairForm, dianhydrides: Portions, diamines: Portions) -> ShareSlopes:
        """Return the slopes of a surface.

        Mole-linear, ``J_i = sum_j b_j v_ij``. By Fox's rule ``T = M / H`` on masses m, with
        ``M_i = sum_j b_j m_ij`` and ``H_i = sum_j b_j m_ij / T_ij``, it is
        ``J_i = (M_i - T H_i) / H``, whose mean over the shares is zero already.
        """
        index = dianhydrides.members[:, None] * diamines.size + diamines.members[None]
        turned = index.transpose(1, 0, 2)
        a, b = dianhydrides.shares, diamines.shares
        tables = form.tables[:2] if form.is_fox else form.tables[:1]
        rows = [_along(table, index, b) for table in tables]
        columns = [_along(table, turned, a) for table in tables]
        if form.is_fox:
            over, under = ((part * a).sum(axis=0) for part in rows)
            value = over / under
            by_role = [(m - value * h) / under for m, h in (rows, columns)]
        else:
            value = (rows[0] * a).sum(axis=0)
            by_role = [rows[0] - value, columns[0] - value]
        return cls(by_role[0] * (a > 0), by_role[1] * (b > 0))

    def variance(self, tolerance: float) -> Array:
        """Return what errors of the shares add to the variance, shape (g, r)."""
        roles = self.dianhydrides, self.diamines
        return closed_variance(roles[0], tolerance) + closed_variance(roles[1], tolerance)


def _along(table: Array, index: NDArray[np.intp], shares: Array) -> Array:
    """Return sums over the second monomers, shape (s, g, r), of a table at index (s, s', g)."""
    if shares.shape[2] >= _BLOCK or shares.shape[1] == 1:
        values = table.take(index).transpose(2, 0, 1)
        return np.matmul(values, shares.transpose(1, 0, 2)).transpose(1, 0, 2)
    total = np.zeros((len(index), *shares.shape[1:]))
    for i, row in enumerate(index):
        for place, share in zip(row, shares, strict=True):
            total[i] += table.take(place)[:, None] * share
    return total


def slopes_of_model(
    model: CompositionModel,
    monomers: tuple[tuple[Monomer, ...], tuple[Monomer, ...]],
    roles: tuple[Portions, Portions],
    tolerance: float,
) -> ShareSlopes:
    """Return the slopes of a model of whole compositions: half the step from -t to +t, over t.

    Parameters
    ----------
    model : CompositionModel
        The model; it is asked twice for each monomer of the palette.
    monomers : two tuples of Monomer
        The palette.
    roles : two Portions
        Mole fractions of both roles.
    tolerance : float
        Greatest error t of each share. [-]
    """
    whole = np.hstack([role.dense() for role in roles])
    width = roles[0].size
    found = np.zeros(whole.shape)
    for i in range(whole.shape[1]):
        rows = np.flatnonzero(whole[:, i] > 0)
        if not len(rows):
            continue
        own = slice(0, width) if i < width else slice(width, None)
        values = []
        for sign in (1.0, -1.0):
            moved = whole[rows]
            moved[:, i] = np.maximum(moved[:, i] + sign * tolerance, 0.0)
            moved[:, own] /= moved[:, own].sum(axis=1, keepdims=True)
            values.append(model.predict(*monomers, moved)[0])
        found[rows, i] = (values[0] - values[1]) / (2 * tolerance)
    parts = zip(np.split(found, [width], axis=1), roles, strict=True)
    return ShareSlopes(*(_of_members(slopes, role) for slopes, role in parts))


def _of_members(slopes: Array, role: Portions) -> Array:
    """Return slopes over a palette, shape (g r, m), for the monomers present, shape (s, g, r)."""
    by_group = slopes.reshape(*role.shares.shape[1:], -1)
    groups = np.arange(len(by_group))
    taken = np.stack([by_group[groups, :, members] for members in role.members])
    return np.asarray(taken * (role.shares > 0))


def as_portions(fractions: Array) -> Portions:
    """Return mole fractions over a palette, shape (n, m), as portions of one group."""
    from polyopt.claims.evidence import Portions  # most predictions need no claims

    members = np.arange(fractions.shape[1])[:, None]
    return Portions(members, np.ascontiguousarray(fractions.T)[:, None], fractions.shape[1])


def compact_portions(fractions: Array) -> Portions:
    """Return mole fractions over a palette, shape (n, m), as portions of n groups.

    Only monomers that are present take part: of a large palette, few.
    """
    from polyopt.claims.evidence import Portions  # most predictions need no claims

    places, shares = present_places(fractions)
    return Portions(
        np.ascontiguousarray(places.T),
        np.ascontiguousarray(shares.T)[:, :, None],
        fractions.shape[1],
    )
