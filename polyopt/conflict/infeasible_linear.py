"""Linear limits that contradict each other, before anything is searched.

Mole fractions of one role, with a number of monomers and a least fraction, are a small mixed
integer program; thicknesses are a linear one. Both are solved by HiGHS (scipy.optimize.milp).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, isfinite

import numpy as np

from polyopt.claims.schema import Element
from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening
from polyopt.conflict.deletion_filter import irreducible
from polyopt.conflict.share_program import RoleShares
from polyopt.conflict.stated_limits import (
    LEAST,
    MOST,
    TOLERANCE,
    StatedLimit,
    reading_of,
    stated_limits,
)
from polyopt.conflict.thickness_program import Thicknesses
from polyopt.optimizer.space.claimed_shares import share_limits
from polyopt.problem.definition import ROLES, Problem

_ROUNDING = 1e4
_FURTHER = (1e-3, 5e-3, 2e-2)
_THIN = 1e-3
"""Room left between thicknesses so that rounding cannot break them. [µm]"""


def linear_conflict(problem: Problem) -> Conflict | None:
    """Return linear limits that contradict each other, with the least relaxation of each.

    Parameters
    ----------
    problem : Problem
        The problem.

    Returns
    -------
    Conflict or None
        None if the linear limits can be met.
    """
    reading = reading_of(problem)
    limits = stated_limits(problem)
    for layer in problem.layers:
        for role in ROLES:
            claimed = share_limits(reading, layer)
            shares = RoleShares(layer, role, claimed, problem)
            own = [limit for limit in limits if shares.speaks(limit)]
            found = _conflict(own, shares)
            if found is not None:
                return found
    thick = Thicknesses(problem, reading)
    return _conflict([limit for limit in limits if thick.speaks(limit)], thick)


def _conflict(limits: Sequence[StatedLimit], program: RoleShares | Thicknesses) -> Conflict | None:
    if program.slack(limits) is not None:
        return None

    def feasible_without(dropped: Iterable[StatedLimit]) -> bool:
        return program.slack([x for x in limits if x not in dropped]) is not None

    members = irreducible(limits, feasible_without)
    alone = len(members) == 1
    found = tuple(_member(limits, limit, program, alone) for limit in members)
    return Conflict(found, proven=True)


def _member(
    limits: Sequence[StatedLimit],
    limit: StatedLimit,
    program: RoleShares | Thicknesses,
    alone: bool,
) -> ConflictingLimit:
    """Return a limit with its least relaxation while all others hold."""
    slack = program.slack(limits, elastic=limit)
    if slack is None:
        return ConflictingLimit(limit.text)
    if isinstance(limit.stated, Element):
        drop, why = Loosening("drop", None), program.why_short(limit, slack)
        if why is not None:
            return ConflictingLimit(limit.text, why.words, drop, instead=why.instead)
        whose = "the palette leaves" if alone else "the other limits leave"
        return ConflictingLimit(limit.text, f"{whose} it short by {slack:.4g}", drop)
    if limit.kind == TOLERANCE:
        return ConflictingLimit(limit.text, loosening=Loosening("value", _percent(slack)))
    ends = program.ends(limit)
    if limit.kind == MOST:
        return ConflictingLimit(limit.text, loosening=Loosening("value", ends[1] + round(slack)))
    if limit.kind == LEAST:
        return ConflictingLimit(limit.text, loosening=Loosening("value", _down(ends[0] - slack)))
    slack += _THIN if isinstance(program, Thicknesses) else 0.0
    # an end that is moved is tightened a little otherwise for errors of the shares
    for further in (0.0, *(_FURTHER if isinstance(program, RoleShares) else ())):
        low, high = _down(ends[0] - slack - further), _up(ends[1] + slack + further)
        for end, value, bound in (("min", low, ends[0]), ("max", high, ends[1])):
            moved = {(limit.text, end): value}
            if np.isfinite(bound) and program.slack(limits, moved=moved) is not None:
                return ConflictingLimit(limit.text, loosening=Loosening(end, value))
    return ConflictingLimit(limit.text)


def _percent(share: float) -> float:
    """Return a share in mol %, rounded down to a hundredth."""
    return floor(100 * share * 100 + 1e-6) / 100


def _down(value: float) -> float:
    if not isfinite(value):
        return value
    return max(0.0, floor(value * _ROUNDING + 1e-6) / _ROUNDING)


def _up(value: float) -> float:
    return ceil(value * _ROUNDING - 1e-6) / _ROUNDING if isfinite(value) else value
