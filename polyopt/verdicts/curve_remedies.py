"""What would settle a limitation on the least storage modulus above Tg."""

from __future__ import annotations

from dataclasses import replace
from math import exp

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import UNKNOWN
from polyopt.claims.limitations import StorageLimit
from polyopt.equations.normal_interval import Z90
from polyopt.quantities import layer_quantity
from polyopt.verdicts.case import Case
from polyopt.verdicts.quantity_remedies import to_measure
from polyopt.verdicts.remedy import CHANGE, Expected, Remedy

PLATEAU = "plateau_modulus"
"""How the estimate of the plateau above Tg is called, where there is one. [MPa]"""

_PA_TO_MPA = 1e-6

STORAGE_MINIMUM = ".storage_minimum"
"""How the quantities that a curve gives are called: the minimum, and its temperature."""


def storage_remedy(test: StorageLimit, case: Case) -> Remedy:
    """Return what would settle a test on the minimum of E'.

    Parameters
    ----------
    test : StorageLimit
        The test.
    case : Case
        The design and the limitation.
    """
    member = case.own(case.layers.get(test.layer, test.layer))
    curve = case.evidence.curves.get(member)
    open_ = int(case.judged(test).truth[0]) == UNKNOWN
    if curve is None and open_:
        allowed = f"minimum of E' at most {_PA_TO_MPA * test.interval.high:.3g} MPa"
        known = _plateau(member, case.evidence)
        return replace(curve_to_measure(member), expected=known, limit=allowed)
    least = curve.minimum if curve is not None else None
    if curve is not None and least is None:
        return to_measure(f"E' of {member} further above its Tg")
    if least is not None and open_ and not least.falling:
        around = f"E' of {member} at closer temperatures around {least.temperature:.0f} degC"
        return to_measure(around)
    if least is not None and open_:
        above = f"E' of {member} above {least.temperature:.0f} degC, until it rises again"
        return to_measure(above)
    what, limit = f"the minimum of E' of {member}", test.interval.high
    by = f"to {_PA_TO_MPA * limit:.3g} MPa"
    if least is not None:
        by = f"{least.modulus / limit:.3g}-fold, from {_PA_TO_MPA * least.modulus:.3g} MPa {by}"
    return Remedy(CHANGE, f"lower {what} {by}", what, "Pa")


def _plateau(member: str, evidence: Evidence) -> Expected | None:
    """Return what an estimate of the plateau says of the minimum, in MPa; None if there is none.

    The estimate is in MPa, its logarithm normal: its spread is that of the logarithm times it.
    """
    name = layer_quantity(member, PLATEAU)
    known = evidence.quantities.get(name)
    if known is None:
        return None
    middle = float(known.mean[0])
    factor = exp(Z90 * float(evidence.standard_deviation(name)[0]) / middle)
    return Expected(middle, middle / factor, middle * factor, unit="MPa")


def curve_to_measure(member: str) -> Remedy:
    """Return the curve to measure of a layer.

    Parameters
    ----------
    member : str
        Name of the layer.
    """
    return to_measure(
        f"E' of layer {member} by DMA from below its Tg until E' rises again",
        rest=f", and name the file in [layers.{member}.dma]; the claim states no frequency or "
        "rate, so state yours",
    )
