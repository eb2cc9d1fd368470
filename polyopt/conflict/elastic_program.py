"""A mixed integer program some of whose rows may be missed by one slack, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

import numpy as np

from polyopt.optimizer.space.polytope import Array

UNMOVED: Mapping[tuple[str, str], float] = MappingProxyType({})
"""No end of a limit moved."""


@dataclass(slots=True)
class ElasticProgram:
    """Rows of a mixed integer program over n variables and one slack, the last."""

    size: int
    rows: list[Array] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: Array, low: float, high: float, *, elastic: bool = False) -> None:
        """Add ``low <= row x <= high``; an elastic row may miss either end by the slack."""
        for sign, end in ((1.0, low), (-1.0, -high)):
            if end > -inf:
                self.rows.append(np.append(sign * row, 1.0 if elastic else 0.0))
                self.low.append(end)
                self.high.append(inf)

    def least_slack(self, bounds: tuple[Array, Array], whole: Array) -> float | None:
        """Return the least slack with which all rows hold; None if none does."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        goal = np.append(np.zeros(self.size), 1.0)
        rows = LinearConstraint(np.array(self.rows), self.low, self.high)
        solved = milp(goal, integrality=whole, bounds=Bounds(*bounds), constraints=rows)
        return float(solved.x[-1]) if solved.status == 0 else None
