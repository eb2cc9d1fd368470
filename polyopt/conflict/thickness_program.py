"""Whether limits on thicknesses can be met: a linear program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

import numpy as np

from polyopt.claims.judgement import quantity_name
from polyopt.claims.limitations import Ratio
from polyopt.claims.schema import Element
from polyopt.conflict.elastic_program import UNMOVED, ElasticProgram
from polyopt.conflict.stated_limits import THICKNESS, StatedLimit
from polyopt.design.mirror_images import own_quantity
from polyopt.optimizer.space.chosen_reading import ChosenReading
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import Problem, Requirement
from polyopt.quantities import RESIN_THICKNESS, layer_quantity


class Thicknesses:
    """Thicknesses of the layers with a range."""

    def __init__(self, problem: Problem, reading: ChosenReading) -> None:
        self._layers = problem.thick
        self._names = [layer_quantity(layer.name, "thickness") for layer in self._layers]
        self._parts = problem.resin_parts
        self._laminate = problem.laminate
        self._assignment = reading.assignment

    def speaks(self, limit: StatedLimit) -> bool:
        """Say whether a limit is about these thicknesses only."""
        return self._row(limit) is not None

    def _row(self, limit: StatedLimit) -> Array | None:
        size, names = len(self._names), self._names
        stated = limit.stated
        if limit.kind == THICKNESS:
            return np.eye(size)[[layer.name for layer in self._layers].index(limit.layer)]
        if isinstance(stated, Requirement):
            if stated.quantity in names:
                return np.eye(size)[names.index(stated.quantity)]
            if stated.quantity == RESIN_THICKNESS and self._parts:
                return np.array([self._parts.count(name) for name in names], dtype=float)
        if isinstance(stated, Element) and isinstance(stated.test, Ratio):
            test = stated.test
            pair = [
                own_quantity(quantity_name(name, self._assignment), self._laminate)
                for name in (test.over, test.under)
            ]
            if all(name in names for name in pair):
                over, under = (np.eye(size)[names.index(name)] for name in pair)
                return np.asarray(over - test.interval.low * under)
        return None

    def ends(self, limit: StatedLimit) -> tuple[float, float]:
        """Return the ends of a limit."""
        if isinstance(limit.stated, Requirement):
            return limit.stated.low, limit.stated.high
        if limit.kind == THICKNESS:
            layer = next(x for x in self._layers if x.name == limit.layer)
            return layer.thickness or (0.0, inf)
        return 0.0, inf

    def why_short(self, limit: StatedLimit, short: float) -> None:
        """Return nothing: no thickness is beyond what a user may change."""

    def slack(
        self,
        limits: Iterable[StatedLimit],
        elastic: StatedLimit | None = None,
        moved: Mapping[tuple[str, str], float] = UNMOVED,
    ) -> float | None:
        """Return the least slack of one limit with which all hold; None if they cannot.

        Ends of limits may be `moved`: by the text of the limit and ``min`` or ``max``.
        """
        size = len(self._names)
        if size == 0:
            return 0.0
        program = ElasticProgram(size)
        program.add(np.ones(size), 0.0, inf)
        for limit in limits:
            row = self._row(limit)
            low, high = self.ends(limit)
            low = moved.get((limit.text, "min"), low)
            high = moved.get((limit.text, "max"), high)
            if row is not None:
                program.add(row, low, high, elastic=limit == elastic)
        slack = 0.0 if elastic is None else inf
        bounds = np.zeros(size + 1), np.append(np.full(size, inf), slack)
        return program.least_slack(bounds, np.zeros(size + 1))
