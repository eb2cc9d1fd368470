"""Which trials are planned together: fixed by their numbers alone.

So a sampler that comes new to a study, or to another process, plans the batch that a trial belongs
to as any other would, and takes the trial's own place in it.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST, MOST = 16, 1024
_PART = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """Trials that are planned together.

    Parameters
    ----------
    first : int
        Number of the first.
    size : int
        How many there are.
    """

    first: int
    size: int


def batch_of(number: int) -> Batch:
    """Return the batch that a trial belongs to.

    A batch is a quarter of the trials before it, from 16 to 1024: few at first, where each outcome
    counts, and more later, so that planning does not cost more than the trials do.

    Examples
    --------
    >>> batch_of(0), batch_of(17), batch_of(5000)
    (Batch(first=0, size=16), Batch(first=16, size=16), Batch(first=4385, size=1024))
    """
    first, size = 0, FIRST
    while first + size <= number:
        first += size
        size = min(max(FIRST, first // _PART), MOST)
        if size == MOST:
            first += (number - first) // MOST * MOST
    return Batch(first, size)
