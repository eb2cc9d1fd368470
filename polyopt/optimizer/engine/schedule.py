"""When the engine screens, refines and polishes: fixed by the evaluations done, not the budget.

A run given a larger budget therefore goes on as a run of that budget would have from the start,
where the smaller budget ends with a generation; else its last generation was cut short, and the
runs differ from there.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_EPOCH = 16_384
"""Evaluations of the first epoch; each later one is as long as all before it."""

_SCREENED_PARTS, _PARTS = 1, 4
_LEAST, _MOST = 4096, 65_536
_LONG_RUN = 32
"""A generation is no longer than this part of what is done, or than the most: in long runs there
are pieces for many workers, and an interrupt waits for a small part of the run."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the next generation does.

    Parameters
    ----------
    size : int
        Its evaluations.
    screens : bool
        True if it draws uniform designs, False if it refines.
    screened, to_screen : int
        Evaluations screened before, and those of this epoch's screening in all.
    """

    size: int
    screens: bool
    screened: int
    to_screen: int


def turn(done: int) -> Turn:
    """Return what follows after `done` evaluations.

    Each epoch spends a quarter of its evaluations on uniform designs over all subsets, the rest
    near the best; a generation is a quarter of its epoch.

    Examples
    --------
    >>> [turn(n).screens for n in (0, 4096, 16384, 32767)]
    [True, False, True, False]
    """
    start, length = 0, FIRST_EPOCH
    while done >= start + length:
        start += length
        length = start
    part = max(length // _PARTS, _LEAST)
    most = max(_MOST, done // _LONG_RUN)
    to_screen = _SCREENED_PARTS * part
    left = to_screen - (done - start)
    if left > 0:
        before = start * _SCREENED_PARTS // _PARTS + done - start
        return Turn(min(left, most), True, before, to_screen)
    refined = (done - start - to_screen) % max(part, _LEAST)
    ends = start + length - done
    return Turn(min(max(part, _LEAST) - refined, ends, most), False, 0, 0)
