"""Limits that are held on another quantity than their user's: a least radius on the curvature."""

from __future__ import annotations

from dataclasses import replace

from polyopt.design.curl import CURVATURE, CURVATURES, RADIUS
from polyopt.problem.definition import Requirement

_CM = 100.0
"""Radius [cm] times curvature [1/m]."""


def is_restated(limit: Requirement) -> bool:
    """Say whether a limit is one on the radius, held on the curvature."""
    return bool(limit.text) and limit.quantity in CURVATURES


def radius_of(curvature: float) -> float:
    """Return the radius of a curvature [1/m] of either sign; infinite if flat. [cm].

    >>> radius_of(-20.0)
    5.0
    """
    return _CM / abs(curvature) if curvature else float("inf")


def with_least_radius(limit: Requirement, least: float) -> Requirement:
    """Return the limit with another least radius [cm]; its text follows."""
    name = limit.quantity.replace(CURVATURE, RADIUS)
    text = Requirement(name, least, float("inf")).ends
    return replace(limit, low=-_CM / least, high=_CM / least, text=text)
