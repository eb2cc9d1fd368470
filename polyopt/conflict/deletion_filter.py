"""From limits that cannot all be met to an irreducible set of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from polyopt.conflict.stated_limits import StatedLimit


def irreducible(
    limits: Sequence[StatedLimit], feasible_without: Callable[[Sequence[StatedLimit]], bool]
) -> tuple[StatedLimit, ...]:
    """Return limits that contradict each other, none of them to spare (a deletion filter).

    The method of J. W. Chinneck and E. W. Dravnieks, ORSA J. Comput. 3, 157 (1991): a limit
    without which the rest is still infeasible is dropped for good.

    Parameters
    ----------
    limits : sequence of StatedLimit
        Limits that cannot all be met; those first are dropped first.
    feasible_without : callable
        Says whether something is feasible once these limits are dropped.
    """
    dropped: list[StatedLimit] = []
    kept = []
    for limit in limits:
        if feasible_without([*dropped, limit]):
            kept.append(limit)
        else:
            dropped.append(limit)
    return tuple(kept)
