"""What a laminate is built of: film, metals, resin layers, substrate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Never

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.condensation import is_polyamide_imide
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.impossible_members import check_poisson, check_porosity, check_positive
from polyopt.laminate.measured import DmaRecord, Measured, PorousSolid, Weighings, with_units
from polyopt.measurements.cure import CureKinetics
from polyopt.temperature.window import TemperatureWindow

POLYIMIDE = "polyimide"
EPOXY_THERMOSET = "epoxy thermoset"
POLYAMIDE_IMIDE = "polyamide-imide"
RESINS = (POLYIMIDE, POLYAMIDE_IMIDE, EPOXY_THERMOSET, "other")
FILM, METAL, SECOND_METAL, SUBSTRATE = "film", "metal", "second metal", "substrate"
FRONT, BACK = "front", "back"
SIDES = (FRONT, BACK, FILM)
SUBSTRATE_KINDS = ("inorganic", "metal", "other")
CURED_ON = (METAL, FILM)

Numbers = Mapping[str, Measured]
Traits = Mapping[str, bool]


def nothing() -> Mapping[str, Never]:
    """Return the mapping that a member holds where nothing is stated."""
    return MappingProxyType({})


UNNAMED_FILM, OWN_VALUES = "unnamed film", "own values"
"""What a film is called of which only values are stated."""

_NO_NAME = frozenset("a base carrier core film insulating my own test the unnamed values".split())


def names_a_material(text: str) -> bool:
    """Return whether a film is called by the name of a material, not by words for any film.

    >>> names_a_material("PET film"), names_a_material("core film")
    (True, False)
    """
    return not _NO_NAME.issuperset(text.casefold().split())


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
    resin : str
        A resin as for a layer; empty if it is not stated.
    traits : mapping of str to bool
        What claims may ask of it, such as ``thermoplastic``.
    measured : mapping of str to Measured
        Measured values by quantity, with their units.
    porous : PorousSolid, optional
        Densities and the solid's permittivity, for a porous film.
    poisson : float, optional
        Poisson's ratio. [-]
    windows : tuple of Measured
        Its CTE over further temperature windows, or that of films of its polymer. [ppm/K]
    stated : Measured, optional
        The CTE as it was stated, where `cte` stands for the window of the layers' CTE. [ppm/K]
    """

    material: str = UNNAMED_FILM
    cte: Measured | None = None
    modulus: float | None = None
    thickness: float | None = None
    source: str = ""
    resin: str = ""
    traits: Traits = field(default_factory=nothing)
    measured: Numbers = field(default_factory=nothing)
    porous: PorousSolid | None = None
    poisson: float | None = None
    windows: tuple[Measured, ...] = ()
    stated: Measured | None = None

    def __post_init__(self) -> None:
        check_positive("the film's modulus", self.modulus)
        check_positive("the film's thickness", self.thickness)
        if self.resin and self.resin not in RESINS:
            raise unknown_name("resin", self.resin, RESINS)
        with_units("the film", self.measured)
        check_poisson("the film's Poisson ratio", self.poisson)


@dataclass(frozen=True, slots=True)
class Metal:
    """The metal layer.

    Parameters
    ----------
    material : str
        Its name.
    kind : str
        ``copper``, ``copper alloy``, ``stainless steel`` or ``other``; empty if nobody says: then
        copper is assumed.
    cte : float, optional
        Linear CTE. [ppm/K]
    modulus : float, optional
        Young's modulus. [GPa]
    thickness : float, optional
        Thickness. [µm]
    source : str
        Where the values come from.
    poisson : float, optional
        Poisson's ratio. [-]
    cte_window : TemperatureWindow, optional
        The temperatures that its CTE is the mean over; None if they are not stated. [°C]
    """

    material: str = "copper"
    kind: str = "copper"
    cte: float | None = None
    modulus: float | None = None
    thickness: float | None = None
    source: str = ""
    poisson: float | None = None
    cte_window: TemperatureWindow | None = None

    def __post_init__(self) -> None:
        check_positive("the metal's modulus", self.modulus)
        check_positive("the metal's thickness", self.thickness)
        check_poisson("the metal's Poisson ratio", self.poisson)


@dataclass(frozen=True, slots=True)
class Layer:
    """One resin layer.

    Parameters
    ----------
    name : str
        The name claims and limits use, such as ``A``.
    composition : Composition, optional
        What polyimide or polyamide-imide it is.
    resin : str
        ``polyimide``, ``polyamide-imide``, ``epoxy thermoset`` or ``other``; empty if it is not
        stated: then its formulation says which of the first two it is, and without one it is
        taken to be a polyimide, which is assumed.
    thickness : float, optional
        Thickness. [µm]
    measured : mapping of str to Measured
        Measured values by quantity (``tg`` in °C, ``cte`` in ppm/K, ``permittivity``, others with
        their units); they override predictions.
    side : str
        ``front`` between the metal and the film, ``back`` on the other face of the film; ``film``
        for what the film itself is made of, no layer of the stack.
    modulus : float, optional
        Young's modulus. [GPa]
    traits : mapping of str to bool
        What claims may ask of it, such as ``thermoplastic``.
    dma : DmaRecord, optional
        Its storage modulus against temperature.
    weighings : Weighings, optional
        What an extraction left of it.
    poisson : float, optional
        Poisson's ratio. [-]
    stress_free : float, optional
        Temperature at which it joined its substrate without stress; of the stack if left out. [°C]
    cured_on : str
        The substrate it joined then, ``metal`` or ``film``.
    porosity : float, optional
        Volume fraction of pores in it. [-]
    may_be : tuple of str
        The resins that a formulation which is still to be found may make it; empty where none is
        to be found.
    cure : CureKinetics, optional
        How its insoluble content grows in a cure, by a table of films.
    porosity_range : tuple of (float, float), optional
        Ends between which it is searched, where it is no one value. [-]
    porosity_tolerance : float
        Half the width of the interval that holds 90 % of the films made at that porosity. [-]
    twin_of : str
        In a mirrored laminate, the layer in front that this one behind the film is the same coat
        as: one quantity of the two is one quantity. Empty for any other layer.
    """

    name: str
    composition: Composition | None = None
    resin: str = ""
    thickness: float | None = None
    measured: Numbers = field(default_factory=nothing)
    side: str = FRONT
    modulus: float | None = None
    traits: Traits = field(default_factory=nothing)
    dma: DmaRecord | None = None
    weighings: Weighings | None = None
    poisson: float | None = None
    stress_free: float | None = None
    cured_on: str = METAL
    porosity: float | None = None
    may_be: tuple[str, ...] = ()
    porosity_range: tuple[float, float] | None = None
    porosity_tolerance: float = 0.0
    cure: CureKinetics | None = None
    twin_of: str = ""

    def __post_init__(self) -> None:
        check_positive(f"the thickness of layer {self.name}", self.thickness)
        check_positive(f"the modulus of layer {self.name}", self.modulus)
        if self.side not in SIDES:
            raise unknown_name("side", self.side, SIDES, where=f"layer {self.name}")
        check_poisson(f"the Poisson ratio of layer {self.name}", self.poisson)
        check_porosity(self.name, self.porosity, self.porosity_range, self.porosity_tolerance)
        if self.cured_on not in CURED_ON:
            raise unknown_name("substrate", self.cured_on, CURED_ON)
        if self.resin and self.resin not in RESINS:
            raise unknown_name("resin", self.resin, RESINS)
        if self.name in (FILM, METAL, SECOND_METAL, SUBSTRATE):
            raise UsageError(f"a resin layer cannot be called {quoted(self.name)}")
        with_units(f"layer {self.name}", self.measured)
        if self.composition is not None and self.resin not in ("", self._formulated):
            raise UsageError(
                f"layer {self.name} has the formulation of a {self._formulated}, and its resin is "
                f"stated as {quoted(self.resin)}",
                remedy="take away one of the two",
            )

    @property
    def own(self) -> str:
        """The layer whose quantities are its own: itself, or the one it is the mirror image of."""
        return self.twin_of or self.name

    @property
    def made_of(self) -> str:
        """Its resin: as stated or by its formulation, else a polyimide."""
        return self.resin or self._formulated

    @property
    def _formulated(self) -> str:
        if self.composition is None:
            return self.may_be[0] if self.may_be else POLYIMIDE
        return POLYAMIDE_IMIDE if is_polyamide_imide(self.composition) else POLYIMIDE

    @property
    def resin_is_assumed(self) -> bool:
        """Whether nobody says what resin it is."""
        return not self.resin and self.composition is None and not self.may_be


@dataclass(frozen=True, slots=True)
class Substrate:
    """What carries the laminate on its back.

    Parameters
    ----------
    material : str
        Its name.
    kind : str
        ``inorganic``, ``metal`` or ``other``.
    """

    material: str
    kind: str = "other"

    def __post_init__(self) -> None:
        if self.kind not in SUBSTRATE_KINDS:
            raise unknown_name("kind of substrate", self.kind, SUBSTRATE_KINDS)


Part = Layer | Film | Metal | Substrate
"""Anything that a laminate is built of."""
