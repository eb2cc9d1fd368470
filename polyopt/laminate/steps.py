"""A step of a process with the conditions it was run under."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from polyopt.errors import UsageError, quoted, unknown_name

CONDITIONS = {
    "temperature": "degC",
    "time": "min",
    "pressure": "kPa",
    "residual_solvent": "wt%",
}
"""Numbers that a step may state, with their units."""

ATMOSPHERES = ("air", "nitrogen", "argon", "helium", "inert gas", "vacuum", "other")


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Parameters
    ----------
    name : str
        What is done, such as ``predry`` or ``laminate A on film``.
    conditions : mapping of str to float
        ``temperature`` [°C], ``time`` [min], ``pressure`` [kPa, absolute] and
        ``residual_solvent`` after the step [wt% of the coat].
    atmosphere : str
        ``air``, ``nitrogen``, ``argon``, ``helium``, ``inert gas``, ``vacuum`` or ``other``;
        empty if it is not stated.
    solvents : mapping of str to float
        Solvents of the solution with their boiling points. [°C]

    Raises
    ------
    UsageError
        If a condition is unknown or no number.

    Examples
    --------
    >>> Step("predry", {"temperature": 110.0}, solvents={"NMP": 202.0}).condition("temperature")
    110.0
    """

    name: str
    conditions: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    atmosphere: str = ""
    solvents: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for name, value in self.conditions.items():
            if name not in CONDITIONS:
                raise unknown_name("condition", name, CONDITIONS, where=self.name)
            if not math.isfinite(value):
                raise UsageError(
                    f"the {name} is {value}", where=self.name, remedy="give a finite number"
                )
        for name, value in self.solvents.items():
            if not math.isfinite(value):
                raise UsageError(f"the boiling point of {quoted(name)} is {value}")
        if self.atmosphere and self.atmosphere not in ATMOSPHERES:
            raise unknown_name("atmosphere", self.atmosphere, ATMOSPHERES, where=self.name)

    def condition(self, name: str) -> float | None:
        """Return a condition, or None if it is not stated."""
        return self.conditions.get(name)
