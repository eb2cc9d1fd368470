"""Values that no member of a laminate can have: what is refused when one is stated."""

from __future__ import annotations

import math

from polyopt.errors import UsageError


def check_positive(what: str, value: float | None) -> None:
    """Raise a `UsageError` for a value that is given and not a positive number."""
    if value is not None and not (math.isfinite(value) and value > 0):
        raise UsageError(f"{what} is {value}", remedy="it must be finite and more than 0")


def check_poisson(what: str, value: float | None) -> None:
    """Raise a `UsageError` for a Poisson ratio that no isotropic solid of positive one has. [-]."""
    if value is not None and not 0 <= value <= 0.5:
        raise UsageError(f"{what} is {value}", remedy="it lies from 0 to 0.5")


def check_porosity(
    layer: str, porosity: float | None, searched: tuple[float, float] | None, tolerance: float
) -> None:
    """Raise a `UsageError` for a porosity or a tolerance of it that no layer has. [-].

    Parameters
    ----------
    layer : str
        The layer.
    porosity : float or None
        The porosity it has.
    searched : tuple of (float, float) or None
        The ends between which it is searched instead.
    tolerance : float
        Half the width of what holds 90 % of the films; 0 if none is stated.
    """
    if porosity is not None and not 0 <= porosity < 1:
        raise UsageError(f"the porosity of layer {layer} is {porosity}", remedy="0.3 for 30 %")
    if tolerance and porosity is None and searched is None:
        raise UsageError("porosity_tolerance is given without porosity", remedy="add porosity")
    if not 0 <= tolerance < 0.5:
        raise UsageError(
            f"the porosity_tolerance of layer {layer} is {tolerance}",
            remedy="half a width, 0.03 for ± 3 %",
        )
