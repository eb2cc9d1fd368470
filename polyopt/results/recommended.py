"""Which design of a front is recommended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyopt.results.designs import Design


def best_of(designs: Sequence[Design], directions: Sequence[str]) -> Design | None:
    """Return the design nearest to the best of all objectives at once; None of no designs.

    Parameters
    ----------
    designs : sequence of Design
        A front.
    directions : sequence of str
        ``minimize`` or ``maximize`` for each objective.
    """
    if not designs:
        return None
    signs = np.array([1.0 if d == "minimize" else -1.0 for d in directions])
    values = np.array([design.objectives for design in designs]) * signs
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    return designs[int(np.linalg.norm(scaled, axis=1).argmin())]
