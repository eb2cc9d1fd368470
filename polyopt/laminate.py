"""The design that claims speak about: a film, resin layers, a metal, and how they were made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from polyopt.composition import Composition
from polyopt.errors import UsageError, quoted, unknown_name

POLYIMIDE = "polyimide"
EPOXY_THERMOSET = "epoxy thermoset"
RESINS = (POLYIMIDE, EPOXY_THERMOSET, "other")
MEASURABLE = ("tg", "cte")
FILM, METAL = "film", "metal"


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value with its standard uncertainty, in the unit of its quantity.

    Parameters
    ----------
    value : float
        The value.
    sd : float
        Standard uncertainty; zero if none is stated.
    conditions : str
        Method, range, direction: what the value depends on.
    """

    value: float
    sd: float = 0.0
    conditions: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise UsageError(f"a measured value is {self.value}", remedy="give a finite number")
        if not (math.isfinite(self.sd) and self.sd >= 0):
            raise UsageError(f"the standard uncertainty is {self.sd}", remedy="it is 0 or more")


def _positive(what: str, value: float | None) -> None:
    if value is not None and not (math.isfinite(value) and value > 0):
        raise UsageError(f"{what} is {value}", remedy="it must be finite and more than 0")


@dataclass(frozen=True, slots=True)
class Film:
    """The heat-resistant insulating film that carries the resin layers.

    Parameters
    ----------
    material : str
        Its name.
    cte : Measured, optional
        In-plane linear CTE. [ppm/K]
    modulus : float, optional
        Young's modulus. [GPa]
    thickness : float, optional
        Thickness. [µm]
    source : str
        Where the values come from.
    """

    material: str = "unnamed film"
    cte: Measured | None = None
    modulus: float | None = None
    thickness: float | None = None
    source: str = ""

    def __post_init__(self) -> None:
        _positive("the film's modulus", self.modulus)
        _positive("the film's thickness", self.thickness)


@dataclass(frozen=True, slots=True)
class Metal:
    """The metal layer.

    Parameters
    ----------
    material : str
        Its name.
    kind : str
        ``copper``, ``copper alloy``, ``stainless steel`` or ``other``.
    cte : float, optional
        Linear CTE. [ppm/K]
    modulus : float, optional
        Young's modulus. [GPa]
    thickness : float, optional
        Thickness. [µm]
    source : str
        Where the values come from.
    """

    material: str = "copper"
    kind: str = "copper"
    cte: float | None = None
    modulus: float | None = None
    thickness: float | None = None
    source: str = ""

    def __post_init__(self) -> None:
        _positive("the metal's modulus", self.modulus)
        _positive("the metal's thickness", self.thickness)


@dataclass(frozen=True, slots=True)
class Layer:
    """One resin layer.

    Parameters
    ----------
    name : str
        The name claims and limits use, such as ``A``.
    composition : Composition, optional
        What polyimide it is.
    resin : str
        ``polyimide``, ``epoxy thermoset`` or ``other``.
    thickness : float, optional
        Thickness. [µm]
    measured : mapping of str to Measured
        Measured values by quantity (``tg`` in °C, ``cte`` in ppm/K); they override predictions.
    """

    name: str
    composition: Composition | None = None
    resin: str = POLYIMIDE
    thickness: float | None = None
    measured: Mapping[str, Measured] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        _positive(f"the thickness of layer {self.name}", self.thickness)
        if self.resin not in RESINS:
            raise unknown_name("resin", self.resin, RESINS)
        if self.name in (FILM, METAL):
            raise UsageError(f"a resin layer cannot be called {quoted(self.name)}")
        for name, value in self.measured.items():
            if name not in MEASURABLE:
                raise unknown_name("measured property", name, MEASURABLE)
            if not isinstance(value, Measured):
                raise UsageError(
                    f"layer {self.name}: measured {name} is {quoted(value)}",
                    remedy="write Measured(value, sd)",
                )
        if self.composition is not None and self.resin != POLYIMIDE:
            raise UsageError(f"layer {self.name} has a formulation but is no polyimide")


@dataclass(frozen=True, slots=True)
class Laminate:
    """A film with resin layers on a face, and a metal on them or none.

    Parameters
    ----------
    layers : tuple of Layer
        Resin layers from the metal's side to the film's side, as they touch each other.
    film : Film, optional
        The insulating film; None if the design has none.
    metal : Metal, optional
        The metal layer; None if the design has none.
    process : tuple of str
        Declared process steps in their order.
    facts : mapping of str to bool
        What only the user can state, such as ``{"semiconductor device": True}``.
    title : str
        What to call the design.

    Raises
    ------
    UsageError
        If two layers share a name.
    """

    layers: tuple[Layer, ...]
    film: Film | None = field(default_factory=Film)
    metal: Metal | None = field(default_factory=Metal)
    process: tuple[str, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    title: str = ""

    def __post_init__(self) -> None:
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"two layers are called {quoted(name)}")

    def structural_facts(self) -> dict[str, bool]:
        """Return the facts that follow from the stack: what is there, what touches what."""
        return stack_facts(
            [(layer.name, layer.resin) for layer in self.layers],
            has_film=self.film is not None,
            has_metal=self.metal is not None,
        )


def stack_text(laminate: Laminate) -> str:
    """Return a stack in words, from metal to film, with the film's CTE and what it holds for.

    >>> film = Film("Kapton HN", cte=Measured(20.0, conditions="from -14 to 38"))
    >>> stack_text(Laminate((Layer("A"),), film=film))
    'copper / A / Kapton HN (CTE 20 ppm/K, from -14 to 38 °C)'
    """
    parts = [laminate.metal.material] if laminate.metal else []
    parts += [layer.name for layer in laminate.layers]
    if laminate.film is not None:
        cte = laminate.film.cte
        known = "CTE not given"
        if cte is not None:
            spread = f" ± {cte.sd:g}" if cte.sd else ""
            window = f", {cte.conditions} °C" if cte.conditions else ""
            known = f"CTE {cte.value:g}{spread} ppm/K{window}"
        parts.append(f"{laminate.film.material} ({known})")
    return " / ".join(parts)


def stack_facts(
    layers: list[tuple[str, str]], *, has_film: bool, has_metal: bool
) -> dict[str, bool]:
    """Return the structural facts of a stack of layers, given from metal to film.

    Parameters
    ----------
    layers : list of (str, str)
        Name and resin of each layer.
    has_film, has_metal : bool
        Whether a film and a metal close the stack.

    Examples
    --------
    >>> facts = stack_facts([("A", "polyimide"), ("B", "polyimide")], has_film=True, has_metal=True)
    >>> facts["A touches metal"], facts["A touches film"]
    (True, False)
    """
    facts = {"film": has_film, "metal": has_metal, "resin layer": bool(layers)}
    for place, (name, resin) in enumerate(layers):
        facts[f"{name} touches metal"] = has_metal and place == 0
        facts[f"{name} touches film"] = has_film and place == len(layers) - 1
        facts[f"{name} is polyimide"] = resin == POLYIMIDE
        facts[f"{name} is epoxy thermoset"] = resin == EPOXY_THERMOSET
    return facts
