"""Thicknesses that a search just drew, rounded for a design file; every limit still holds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product

from polyopt.design.prepared import known_of_stack
from polyopt.optimizer.space.limits import known_reading, thickness_ratios
from polyopt.problem.definition import Problem
from polyopt.problem.free_thickness import free_thicknesses
from polyopt.problem.known_quantities import known_quantities
from polyopt.quantities import RESIN_THICKNESS, layer_quantity

_PER_UM = 100
"""Steps of a rounded thickness. [1/µm]"""

_MOST = 8
"""Layers up to which all ways to round are tried."""


def rounded_thicknesses(problem: Problem, exact: Mapping[str, float]) -> dict[str, float]:
    """Return the thicknesses of a design, the drawn ones rounded to 0.01 µm. [µm].

    Of the ways to round up or down the nearest that keeps ranges, ratios and limits is taken; the
    exact values where none does. A thickness that an objective, the cost or the curl depends on
    is left as it is.

    Parameters
    ----------
    problem : Problem
        What was searched.
    exact : mapping of str to float
        Thickness by layer. [µm]
    """
    free = {name: ends for name, ends in free_thicknesses(problem).items() if name in exact}
    if not free or len(free) > _MOST:
        return dict(exact)
    stack = known_of_stack(problem.laminate)
    ratios = thickness_ratios(known_reading(problem, stack, known_quantities(problem)))
    fitting = [
        {**exact, **one}
        for one in _ways({name: exact[name] for name in free})
        if all(low <= one[name] <= high for name, (low, high) in free.items())
        and _keeps(problem, ratios, {**exact, **one})
    ]
    return min(
        fitting,
        key=lambda way: sum(abs(way[name] - exact[name]) for name in free),
        default=dict(exact),
    )


def _ways(exact: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Yield every way to round thicknesses up or down."""
    ends = [
        (math.floor(value * _PER_UM) / _PER_UM, math.ceil(value * _PER_UM) / _PER_UM)
        for value in exact.values()
    ]
    for values in product(*ends):
        yield dict(zip(exact, values, strict=True))


def _keeps(
    problem: Problem, ratios: Mapping[tuple[str, str], float], thick: Mapping[str, float]
) -> bool:
    """Say whether thicknesses keep the ratios that claims ask for, and the limits. [µm]."""
    for (over, under), least in ratios.items():
        if {over, under} <= thick.keys() and thick[over] / thick[under] < least:
            return False
    values = {layer_quantity(name, "thickness"): value for name, value in thick.items()}
    if problem.resin_parts:
        values[RESIN_THICKNESS] = sum(values[part] for part in problem.resin_parts)
    return all(
        one.low <= values[one.quantity] <= one.high
        for one in problem.requirements
        if one.quantity in values
    )
