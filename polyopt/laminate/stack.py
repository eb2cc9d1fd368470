"""The design that claims speak about: a film, resin layers, a metal, and how they were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from polyopt.errors import UsageError, quoted
from polyopt.laminate.measured import with_units
from polyopt.laminate.members import (
    BACK,
    FILM,
    FRONT,
    METAL,
    SECOND_METAL,
    Film,
    Layer,
    Metal,
    Numbers,
    Part,
    Substrate,
    nothing,
)
from polyopt.laminate.steps import Step
from polyopt.laminate.view import stack_view
from polyopt.temperature.window import TemperatureWindow


@dataclass(frozen=True, slots=True)
class Laminate:
    """A film with resin layers on one or both faces, and metal on one, both or none.

    Parameters
    ----------
    layers : tuple of Layer
        Resin layers as they touch each other: those of the front from the metal to the film,
        then those of the back from the film outwards.
    film : Film, optional
        The insulating film; None if the design has none.
    metal : Metal, optional
        The metal layer in front; None if the design has none.
    process : tuple of str or Step
        Declared process steps in their order.
    facts : mapping of str to bool
        What only the user can state, such as ``{"semiconductor device": True}``.
    title : str
        What to call the design.
    second_metal : Metal, optional
        A metal layer on the back.
    substrate : Substrate, optional
        A substrate on the back.
    measured : mapping of str to Measured
        Values measured on the laminate as a whole, with their units.
    stress_free : float, optional
        Temperature at which the stack lies flat, for an estimate of its curl. [°C]
    tolerances : mapping of str to float
        What the user calls equal where a claim does not say, such as ``bond temperature`` (°C).
    cte_window : TemperatureWindow, optional
        The temperatures it is designed for: CTEs are compared as they are over these; if left out,
        as the layers' CTE was measured or is predicted. [°C]

    Raises
    ------
    UsageError
        If two layers share a name, or both a metal and a substrate close the back.
    """

    layers: tuple[Layer, ...]
    film: Film | None = field(default_factory=Film)
    metal: Metal | None = field(default_factory=Metal)
    process: tuple[str | Step, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=nothing)
    title: str = ""
    second_metal: Metal | None = None
    substrate: Substrate | None = None
    measured: Numbers = field(default_factory=nothing)
    stress_free: float | None = None
    tolerances: Mapping[str, float] = field(default_factory=nothing)
    cte_window: TemperatureWindow | None = None

    def __post_init__(self) -> None:
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"two layers are called {quoted(name)}")
        if self.second_metal is not None and self.substrate is not None:
            raise UsageError("the back has both a second metal and a substrate")
        with_units("the laminate", self.measured)

    def on(self, side: str) -> tuple[Layer, ...]:
        """Return the layers in front of the film, or those behind it."""
        return tuple(layer for layer in self.layers if layer.side == side)

    def _repr_html_(self) -> str:
        return stack_view(self.title, _places(self))


def _places(laminate: Laminate) -> Iterator[tuple[str, Part | None]]:
    """Yield what may stand in the stack, each after the name of its place."""
    yield METAL, laminate.metal
    yield from ((f"layer {layer.name}", layer) for layer in laminate.on(FRONT))
    yield FILM, laminate.film
    yield from ((f"layer {layer.name}, the film itself", layer) for layer in laminate.on(FILM))
    yield from ((f"layer {layer.name}", layer) for layer in laminate.on(BACK))
    yield SECOND_METAL, laminate.second_metal
    yield "substrate", laminate.substrate
