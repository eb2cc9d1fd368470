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
class Act:
    """What a step does to the stack.

    Parameters
    ----------
    verb : str
        What is done, by its name in `polyopt.laminate.process_verbs`.
    layer : str
        What it is done with; empty if it is not said.
    anchor : str
        The film, metal or substrate that the layer then lies on, other resin between them or not;
        ``carrier`` if it lies on none; empty if it is not said.
    moved, base : frozenset of str
        The two parts of the stack that it joins, by their members; empty if it joins none.
    between : frozenset of str
        Layers between these that no step names: on which of the two they were is not said.
    treats, may_treat : frozenset of str
        Layers that it surely, and perhaps, presses with all of their face, dries or heats
        (`polyopt.laminate.step_reach`).
    """

    verb: str
    layer: str = ""
    anchor: str = ""
    moved: frozenset[str] = frozenset()
    base: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    treats: frozenset[str] = frozenset()
    may_treat: frozenset[str] = frozenset()


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
    acts : tuple of Act
        What the words mean on the stack, once they have been understood
        (`polyopt.laminate.assembly`).

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
    acts: tuple[Act, ...] = ()

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
