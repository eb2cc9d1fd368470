"""The design that claims speak about: a film, resin layers, a metal, and how they were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from polyopt.errors import UsageError, quoted
from polyopt.laminate.face_to_face import BASE_FILM, LAYER, Stack
from polyopt.laminate.measured import with_units
from polyopt.laminate.members import (
    FILM,
    FRONT,
    METAL,
    SECOND_METAL,
    SUBSTRATE,
    Film,
    Layer,
    Metal,
    Numbers,
    Part,
    Substrate,
    nothing,
)
from polyopt.laminate.stack_order import places_in_order
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
    order : tuple of str
        The names of all members from one face to the other (``metal``, ``second metal``,
        ``substrate``, ``film`` and the layers'), where the usual order by sides does not say it,
        such as ``("R", "metal", "S")`` for resin on both sides of a foil.

    Raises
    ------
    UsageError
        If two layers share a name, both a metal and a substrate close the back, or a stated order
        is not that of the members.
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
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"two layers are called {quoted(name)}")
        if self.second_metal is not None and self.substrate is not None and not self.order:
            raise UsageError(
                "the back has both a second metal and a substrate",
                remedy="say in [laminate] order where each stands",
            )
        with_units("the laminate", self.measured)
        _ = self.stack

    @property
    def stack(self) -> Stack:
        """Its members from face to face."""
        return Stack(
            places_in_order(
                self.layers,
                self.film,
                self.metal,
                self.second_metal,
                self.substrate,
                self.order,
            )
        )

    def member(self, name: str) -> Part | None:
        """Return the member of a name; None if there is none."""
        others = {
            FILM: self.film,
            METAL: self.metal,
            SECOND_METAL: self.second_metal,
            SUBSTRATE: self.substrate,
        }
        layers = {layer.name: layer for layer in self.layers}
        return others[name] if name in others else layers.get(name)

    @property
    def own_layers(self) -> tuple[Layer, ...]:
        """Its layers without mirror images: each coat once."""
        return tuple(layer for layer in self.layers if not layer.twin_of)

    @property
    def twins(self) -> dict[str, str]:
        """The layers behind the film that are mirror images, each with the one in front."""
        return {layer.name: layer.twin_of for layer in self.layers if layer.twin_of}

    def on(self, side: str) -> tuple[Layer, ...]:
        """Return the layers in front of the film, those behind it, or what the film is made of."""
        if not self.order or side == FILM or self.film is None:
            return tuple(layer for layer in self.layers if layer.side == side)
        film = self.order.index(FILM)
        names = self.order[:film] if side == FRONT else self.order[film + 1 :]
        layers = {layer.name: layer for layer in self.layers}
        return tuple(layers[name] for name in names if name in layers)

    def _repr_html_(self) -> str:
        return stack_view(self.title, _places(self))


def _places(laminate: Laminate) -> Iterator[tuple[str, Part | None]]:
    """Yield what stands in the stack, each after the name of its place."""
    solid = [(f"layer {x.name}, the film itself", x) for x in laminate.on(FILM)]
    for place in laminate.stack.places:
        layer = place.kind == LAYER
        yield f"layer {place.name}" if layer else place.name, laminate.member(place.name)
        yield from solid if place.kind == BASE_FILM else ()
    yield from solid if laminate.film is None else ()
