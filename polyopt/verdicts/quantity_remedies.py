"""What would settle a limitation on quantities: a measurement, or a change by so much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polyopt.claims.conditions import conditions_text, differences
from polyopt.claims.evidence import PREDICTED, Evidence
from polyopt.claims.judgement import MET, UNKNOWN, quantity_name
from polyopt.claims.limitations import Linear, Ratio
from polyopt.design.curl import RADIUS
from polyopt.design.curl_stack import lacking_for_curl
from polyopt.equations.normal_interval import Z90
from polyopt.quantities import LAYER_PROPERTIES, QuantityName
from polyopt.verdicts.case import Case
from polyopt.verdicts.remedy import CHANGE, DECLARE, MEASURE, Expected, Remedy, with_unit

_DIGITS = 9


def linear_remedies(test: Linear, case: Case) -> tuple[Remedy, ...]:
    """Return what would settle a test of a sum of quantities, one thing after the other.

    Parameters
    ----------
    test : Linear
        The test.
    case : Case
        The design and the limitation.
    """
    stated = dict(case.element.at)
    names = [case.quantity(name) for name, _ in test.terms]
    missing = [name for name in names if name not in case.evidence.quantities]
    if missing:
        return tuple(_to_measure(name, test, case) for name in missing)
    found = [case.evidence.quantities[name] for name in names]
    contradicted = [name for name, q in zip(names, found, strict=True) if differences(q.at, stated)]
    soft = [n for n, q in zip(names, found, strict=True) if q.basis == PREDICTED]
    if contradicted:
        return tuple(_to_measure(name, test, case) for name in contradicted)
    truth = int(case.judged(test).truth[0])
    only_unsure = bool(soft) and truth == MET
    if truth != UNKNOWN and not only_unsure:
        value = sum(f * q.mean[0] for q, (_, f) in zip(found, test.terms, strict=True))
        return (_change(names, test, float(value)),)
    return tuple(_to_measure(name, test, case) for name in soft)


def ratio_remedy(test: Ratio, case: Case) -> Remedy:
    """Return what would settle a test of a quotient of two quantities.

    Parameters
    ----------
    test : Ratio
        The test.
    case : Case
        The design and the limitation.
    """
    names = [case.quantity(name) for name in (test.over, test.under)]
    missing = [name for name in names if name not in case.evidence.quantities]
    if missing:
        return Remedy(DECLARE, f"give {' and '.join(missing)}")
    over, under = (float(case.evidence.quantities[name].mean[0]) for name in names)
    least = test.interval.low * under
    text = f"raise {names[0]} from {over:g} to {least:g}, or lower {names[1]} from {under:g}"
    return Remedy(CHANGE, text)


def to_measure(quantity: str, unit: str = "", conditions: str = "", rest: str = "") -> Remedy:
    """Return a measurement to make.

    Parameters
    ----------
    quantity : str
        What is measured.
    unit : str
        Its unit.
    conditions : str
        Conditions that the claim states, in words.
    rest : str
        Further words on it.

    Examples
    --------
    >>> to_measure("layers.A.dimensional_change", "%", "temperature 200 degC").text
    'measure layers.A.dimensional_change in % at temperature 200 degC'
    """
    unit = "" if unit == "-" else unit
    at = f" at {conditions}" if conditions else ""
    text = f"measure {with_unit(quantity, unit)}{at}{rest}"
    return Remedy(MEASURE, text, quantity, unit, conditions)


def _to_measure(name: str, test: Linear, case: Case) -> Remedy:
    found = _measurement(name, test.unit, case)
    return replace(found, expected=expected(name, case.evidence), limit=limit_words(test, case))


def _measurement(name: str, unit: str, case: Case) -> Remedy:
    if name == RADIUS and RADIUS not in case.evidence.quantities:
        needs = ", ".join(lacking_for_curl(case.laminate, case.evidence.quantities))
        return to_measure(name, unit, rest=f", or estimate it by giving {needs}")
    if QuantityName.split(name).head == "process":
        return Remedy(DECLARE, f"declare {name}", name)
    conditions = conditions_text(dict(case.element.at))
    unstated = "" if conditions else "; the claim states no conditions, so state yours"
    return to_measure(name, unit, conditions, unstated)


def expected(name: str, evidence: Evidence) -> Expected | None:
    """Return what is predicted of a quantity; None where it is unknown or known otherwise.

    Parameters
    ----------
    name : str
        The quantity.
    evidence : Evidence
        What is known, of one design.
    """
    q = evidence.quantities.get(name)
    if q is None or q.basis != PREDICTED:
        return None
    mean = float(q.mean[0])
    if q.bounds is not None:
        low, high = (float(end[0]) for end in q.bounds)
        return Expected(mean, low, high, sure=True)
    half = Z90 * float(evidence.standard_deviation(name)[0])
    return Expected(mean, mean - half, mean + half) if half > 0 else Expected(mean)


def limit_words(test: Linear, case: Case) -> str:
    """Return what a test allows, in words; of several quantities, their sum before it.

    Parameters
    ----------
    test : Linear
        The test.
    case : Case
        The design and the limitation.
    """
    names = [quantity_name(name, case.layers) for name, _ in test.terms]
    of = f"{_sum(names, test)}: " if len(names) > 1 else ""
    return f"{of}{test.interval.words} {test.unit}".rstrip(" -")


def _sum(names: Sequence[str], test: Linear) -> str:
    return " ".join(
        f"{'+' if factor > 0 else '-'} {name}"
        for name, (_, factor) in zip(names, test.terms, strict=True)
    ).removeprefix("+ ")


def _change(names: list[str], test: Linear, value: float) -> Remedy:
    """Return by how much a value must change to lie within the interval of a test."""
    latent = LAYER_PROPERTIES.get(QuantityName.split(names[0]).tail)
    if len(names) == 1 and latent is not None and latent.above_zero:
        text = f"choose a formulation that is predicted {latent.above_zero}"
        return Remedy(CHANGE, text, names[0])
    to, unit = test.interval, test.unit
    up = value < to.low or (value == to.low and not to.low_in)
    apart = round(abs((to.low if up else to.high) - value), _DIGITS)
    strictly = "more than " if apart == 0 or not (to.low_in if up else to.high_in) else ""
    by = f"by {strictly}{apart:.3g} {unit}".rstrip(" -")
    what = _sum(names, test) if len(names) > 1 else names[0]
    verb = "raise" if up else "lower"
    text = f"{verb} {what} {by}: it is {value:.4g}, {to.words} is allowed"
    return Remedy(CHANGE, text, what, unit)
