"""What a design states, held against the words and units of the claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from polyopt.claims.schema import (
    ClaimSet,
    asked_quantities,
    asked_tolerances,
    declared_facts,
)
from polyopt.design.contradictions import refuse_wrong_traits, without_contradiction
from polyopt.design.possible_values import refuse_impossible
from polyopt.design.stated_conditions import (
    known_conditions,
    least_asked,
    refuse_unknown_conditions,
    with_doubt,
)
from polyopt.design.twice_stated import refuse_twice_stated
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import FILM
from polyopt.laminate.stack import Laminate
from polyopt.quantities import (
    LAMINATE,
    LAYER_PROPERTIES,
    QuantityName,
    member_quantity,
)

STANDARD_GRAVITY = 9.80665
"""Newtons to the kilogram of force (exact by definition: CGPM 1901). [m/s²]"""

_FACTORS = MappingProxyType(
    {
        ("N", "kg"): 1 / STANDARD_GRAVITY,
        ("kgf", "kg"): 1.0,
        ("N/mm", "g/mm"): 1000 / STANDARD_GRAVITY,
        ("N/cm", "g/mm"): 100 / STANDARD_GRAVITY,
        ("gf/mm", "g/mm"): 1.0,
        ("mm", "cm"): 0.1,
        ("m", "cm"): 100.0,
        ("nm", "um"): 0.001,
        ("µm", "um"): 1.0,
        ("kPa", "Pa"): 1e3,
        ("MPa", "Pa"): 1e6,
        ("GPa", "Pa"): 1e9,
        ("°C", "degC"): 1.0,
        ("s/100mL", "s/100cc"): 1.0,
        ("s/100 mL", "s/100cc"): 1.0,
        ("", "-"): 1.0,
        ("%", "wt%"): 1.0,
        ("mass%", "wt%"): 1.0,
        ("% by weight", "wt%"): 1.0,
    }
)
"""Exact factors from units people write to units of the claims."""


_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "dielectric_constant": "permittivity",
        "relative_permittivity": "permittivity",
        "dk": "permittivity",
        "epsilon": "permittivity",
        "glass_transition": "tg",
        "glass_transition_temperature": "tg",
        "thermal_expansion": "cte",
        "coefficient_of_thermal_expansion": "cte",
        "air_permeability": "gurley",
        "peel_strength": "adhesion",
        "curvature_radius": "curl_radius",
        "radius_of_curvature": "curl_radius",
    }
)
"""Other names of quantities, for a pointer to the name they have here."""


def in_words_of(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> Laminate:
    """Return a laminate in the units of the claims, its facts without contradiction.

    Parameters
    ----------
    laminate : Laminate
        As declared.
    claim_sets : sequence of ClaimSet
        The sets whose words are known.

    Raises
    ------
    UsageError
        If a fact, trait, tolerance or measured quantity is one that no claim asks for, a trait is
        one that the stack or a resin decides, a unit does not fit, a value is impossible or
        stated twice and differently, a condition is one that no claim states, or facts contradict
        each other.
    """
    asked = {fact for claim_set in claim_sets for fact in declared_facts(claim_set)}
    _refuse_unknown("fact", laminate.facts, asked)
    tolerances = {name for claim_set in claim_sets for name in asked_tolerances(claim_set)}
    _refuse_unknown("tolerance", laminate.tolerances, tolerances)
    refuse_wrong_traits(laminate, claim_sets)
    asked_of = _Asked.by(claim_sets)
    layers = tuple(
        replace(x, measured=_converted(x.measured, "layer", asked_of, f"layer {x.name}"))
        for x in laminate.layers
    )
    film = laminate.film
    if film is not None:
        film = replace(film, measured=_converted(film.measured, FILM, asked_of, "the film"))
    whole = _converted(laminate.measured, LAMINATE, asked_of, "the laminate")
    facts = without_contradiction(laminate, claim_sets)
    worded = replace(laminate, layers=layers, film=film, measured=whole, facts=facts)
    refuse_twice_stated(worded)
    return worded


@dataclass(frozen=True, slots=True)
class _Asked:
    """What claims ask of measured quantities: their units, conditions and least values."""

    units: Mapping[str, str]
    conditions: Mapping[str, Mapping[str, float | str]]
    least: Mapping[str, float]

    @classmethod
    def by(cls, claim_sets: Sequence[ClaimSet]) -> _Asked:
        """Return what some sets ask; of two units of one quantity that of the first set."""
        units: dict[str, str] = {}
        for claim_set in claim_sets:
            units = {**asked_quantities(claim_set), **units}
        return cls(units, known_conditions(claim_sets), least_asked(claim_sets))


def _converted(
    measured: Mapping[str, Measured], head: str, asked: _Asked, where: str
) -> dict[str, Measured]:
    found = {}
    names = [QuantityName.split(name) for name in asked.units]
    known = {name.tail for name in names if name.head == head}
    for name, value in measured.items():
        place, full_name = f"{where}: {name}", member_quantity(head, name)
        implied = name in LAYER_PROPERTIES and not value.unit
        if not implied and name not in known:
            raise _unknown_quantity(name, known, where)
        refuse_unknown_conditions(value, asked.conditions.get(full_name, {}), place)
        converted = value if implied else _in_unit(value, asked.units[full_name], place)
        refuse_impossible(name, converted, value, place)
        if implied:
            found[name] = value
            continue
        found[name] = with_doubt(converted, asked.least.get(full_name, 0.0))
    return found


def _unknown_quantity(name: str, known: Iterable[str], where: str) -> UsageError:
    """Return the error for a quantity that no claim asks for, with the name it has here."""
    here = _OTHER_NAMES.get(name.casefold().replace(" ", "_").replace("-", "_"))
    error = unknown_name("measured quantity", name, sorted(known), where=where)
    if here is None:
        return error
    return UsageError(error.what, where=where, remedy=f"it is called {quoted(here)} here")


def _in_unit(value: Measured, unit: str, where: str) -> Measured:
    if value.unit == unit:
        return value
    factor = _FACTORS.get((value.unit, unit))
    if factor is None:
        ways = [u for u, to in _FACTORS if to == unit and u]
        raise UsageError(
            f"the unit {quoted(value.unit)} does not fit",
            where=where,
            remedy="give it as a plain number, unit '-'"
            if unit == "-"
            else f"give it in {', '.join([unit, *ways])}",
        )
    return replace(value, value=value.value * factor, sd=value.sd * factor, unit=unit)


def _refuse_unknown(kind: str, stated: Iterable[str], asked: Iterable[str]) -> None:
    known = sorted(asked)
    for name in stated:
        if name not in known:
            raise unknown_name(kind, name, known, where=f"[{kind}s]")
