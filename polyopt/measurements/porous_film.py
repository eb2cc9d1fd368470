"""A porous film from what is known of it: permittivity, Gurley time, pores, modulus, together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from polyopt.equations.foam import modulus_open_cell, porosity_of_densities
from polyopt.equations.permeability import (
    gurley_time,
    permeability_of_pores,
    pore_diameter,
    range_flags,
)
from polyopt.equations.porous import (
    RULES,
    inverse_maxwell_garnett,
    maxwell_garnett,
    porosity_for,
)
from polyopt.errors import DomainError

LOWER, UPPER = "inverse-maxwell-garnett", "maxwell-garnett"


@dataclass(frozen=True, slots=True)
class PorousFilm:
    """What follows for a porous film; None where something it needs is not given.

    Parameters
    ----------
    porosity : float or None
        Given, or from densities. [-]
    permittivity, permittivity_low, permittivity_high : float or None
        By the chosen rule, and between the isotropic bounds. [-]
    porosity_needed, porosity_needed_low, porosity_needed_high : float or None
        For a wanted permittivity, by the rule and the bounds. [-]
    gurley : float or None
        Given, or from the pores. [s per 100 cm³]
    diameter : float or None
        Mean pore diameter, given or from the Gurley time. [µm]
    modulus : float or None
        Of the film as an open-cell foam. [GPa]
    notes : tuple of str
        What to mind.
    """

    porosity: float | None = None
    permittivity: float | None = None
    permittivity_low: float | None = None
    permittivity_high: float | None = None
    porosity_needed: float | None = None
    porosity_needed_low: float | None = None
    porosity_needed_high: float | None = None
    gurley: float | None = None
    diameter: float | None = None
    modulus: float | None = None
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


def analyze_porous(
    *,
    porosity: float | None = None,
    densities: tuple[float, float] | None = None,
    solid: float | None = None,
    wanted: float | None = None,
    rule: str = "bruggeman",
    diameter: float | None = None,
    gurley: float | None = None,
    thickness: float | None = None,
    tortuosity: float = 1.5,
    modulus: float | None = None,
) -> PorousFilm:
    """Return what follows from what is known of a porous film.

    Parameters
    ----------
    porosity : float, optional
        Volume fraction of pores. [-]
    densities : tuple of float, optional
        Apparent density of the film and density of its solid. [g/cm³]
    solid : float, optional
        Permittivity of the solid at the frequency and humidity in question. [-]
    wanted : float, optional
        Permittivity that the film should not exceed. [-]
    rule : str
        Mixture rule; the bounds are given beside it.
    diameter : float, optional
        Mean pore diameter. [µm]
    gurley : float, optional
        Gurley time. [s per 100 cm³]
    thickness : float, optional
        Thickness of the film. [µm]
    tortuosity : float
        By how much winding slows the flow of air; 1.5 is a guess. [-]
    modulus : float, optional
        Young's modulus of the solid. [GPa]

    Returns
    -------
    PorousFilm
        What follows, in the same units; None where something it needs is not given.

    Raises
    ------
    DomainError
        If a value is outside its range, two of them contradict each other, or nothing follows.

    Notes
    -----
    The bounds of the permittivity hold for any isotropic mixture; Gurley times are flagged outside
    TAPPI T 460 and ISO 5636-5. Not validated on porous polyimide films. Equations and sources:
    `polyopt.equations.porous`, `polyopt.equations.foam` and `polyopt.equations.permeability`.

    Examples
    --------
    >>> film = analyze_porous(porosity=0.5, solid=3.4, wanted=2.5)
    >>> round(film.permittivity, 3), round(film.porosity_needed, 3)
    (1.965, 0.3)
    """
    if rule not in RULES:
        raise DomainError(f"{rule!r} is not a mixture rule", remedy="one of " + ", ".join(RULES))
    if porosity is not None and densities is not None:
        raise DomainError("the porosity is given twice", remedy="as a number or by densities")
    if diameter is not None and gurley is not None:
        raise DomainError(
            "pore diameter and Gurley time are both given", remedy="one follows from the other"
        )
    p = float(porosity_of_densities(*densities)) if densities is not None else porosity
    if solid is None and wanted is not None:
        raise DomainError("a wanted permittivity needs that of the solid")
    mixed, needed = _mixed(p, solid, rule), _needed(wanted, solid, rule)
    gurley, diameter = _air(p, diameter, gurley, thickness, tortuosity)
    film = PorousFilm(
        porosity=p,
        permittivity=mixed.value,
        permittivity_low=mixed.low,
        permittivity_high=mixed.high,
        porosity_needed=needed.value,
        porosity_needed_low=needed.low,
        porosity_needed_high=needed.high,
        gurley=gurley,
        diameter=diameter,
        modulus=None if modulus is None or p is None else float(modulus_open_cell(modulus, p)),
    )
    if film == PorousFilm(porosity=p) and densities is None:
        raise DomainError(
            "nothing follows from these values",
            remedy="give a porosity with the permittivity or modulus of the solid, or with pores",
        )
    return replace(film, notes=tuple(_notes(film, wanted, tortuosity)))


@dataclass(frozen=True, slots=True)
class _Bounded:
    """A number by the chosen rule and between the isotropic bounds; None where it is not asked."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


def _mixed(p: float | None, solid: float | None, rule: str) -> _Bounded:
    """Return the permittivity of the film."""
    if p is None or solid is None:
        return _Bounded()
    return _Bounded(
        float(RULES[rule](solid, p)),
        float(inverse_maxwell_garnett(solid, p)),
        float(maxwell_garnett(solid, p)),
    )


def _needed(wanted: float | None, solid: float | None, rule: str) -> _Bounded:
    """Return the porosity for a wanted permittivity."""
    if wanted is None or solid is None:
        return _Bounded()
    aim = min(wanted, solid)
    return _Bounded(*(porosity_for(aim, solid, by) for by in (rule, LOWER, UPPER)))


def _air(
    p: float | None,
    diameter: float | None,
    gurley: float | None,
    thickness: float | None,
    tortuosity: float,
) -> tuple[float | None, float | None]:
    """Return Gurley time and pore diameter, one from the other."""
    if p is None or thickness is None:
        if diameter is not None or gurley is not None:
            raise DomainError("pores and Gurley times need a porosity and a thickness")
        return None, None
    if diameter is not None:
        through = permeability_of_pores(diameter, p, tortuosity)
        return float(gurley_time(through, thickness)), diameter
    if gurley is not None:
        return gurley, pore_diameter(gurley, thickness, p, tortuosity)
    return None, None


def _notes(film: PorousFilm, wanted: float | None, tortuosity: float) -> list[str]:
    notes = []
    if film.permittivity is not None or wanted is not None:
        notes.append("mixture rules are not validated on films; frequency as that of the solid")
    if film.gurley is not None:
        notes.append(f"round pores of one width, tortuosity {tortuosity:g}: not validated on films")
        notes += [f"Gurley time {flag}" for flag in range_flags(film.gurley)]
    if film.modulus is not None:
        notes.append("open-cell foam, exponent 2: one published porous polyimide is stiffer")
    p, needed = film.porosity, film.porosity_needed
    if p is not None and needed is not None:
        word = "enough" if p >= needed else "too little"
        notes.append(f"a porosity of {p:.3g} is {word} for a permittivity of {wanted:g}")
    return notes
