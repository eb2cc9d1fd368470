"""Conditions of a step that contradict what it says is done."""

from __future__ import annotations

from polyopt.errors import UsageError, quoted
from polyopt.laminate.process_verbs import HEATED, VERBS
from polyopt.laminate.steps import Step

_HOT = ("heat press", "heat treat")
_DRY = ("laminate", "hot laminate", "extrude", "metallize")
_AMBIENT = 100.0
"""Pressure from which on no vacuum is left: about that of the atmosphere. [kPa]"""


def refuse_contradiction(step: Step, verb: str) -> None:
    """Raise where a step states a condition that what it does cannot have.

    Parameters
    ----------
    step : Step
        The step.
    verb : str
        What is done, by its name in `polyopt.laminate.process_verbs`.

    Raises
    ------
    UsageError
        If a dry layer or a melt is put on with solvents, a hot press or heat treatment is not hot,
        or a vacuum has the pressure of the atmosphere.
    """
    if step.solvents and verb in _DRY:
        raise UsageError(
            f"{quoted(step.name)} states solvents, but puts on no solution",
            remedy="write 'coat ... on ...' for a solution, or leave the solvents out",
        )
    temperature, pressure = step.condition("temperature"), step.condition("pressure")
    if verb in _HOT and temperature is not None and temperature < HEATED:
        raise UsageError(
            f"{quoted(step.name)} is done with heat, but its temperature_degC is {temperature:g}",
            remedy=f"state {HEATED:g} or more, or write 'press', 'cure' or 'heat'",
        )
    gas = not VERBS[verb].joins  # a press may stand in vacuum
    if gas and step.atmosphere == "vacuum" and pressure is not None and pressure >= _AMBIENT:
        raise UsageError(
            f"{quoted(step.name)} states vacuum, but its pressure_kPa is {pressure:g}",
            remedy="give the absolute pressure of the gas, below 100, or another atmosphere",
        )
