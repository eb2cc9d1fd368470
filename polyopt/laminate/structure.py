"""What the members of a laminate are, and the stack in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from polyopt.errors import UsageError
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import (
    EPOXY_THERMOSET,
    FILM,
    METAL,
    POLYAMIDE_IMIDE,
    POLYIMIDE,
    RESINS,
    SECOND_METAL,
    SUBSTRATE,
    Film,
    Metal,
    Substrate,
    names_a_material,
)
from polyopt.laminate.shipped_materials import shipped_metal
from polyopt.laminate.stack import Laminate

THERMOPLASTIC = "thermoplastic"
HEAT_RESISTANT, HIGHLY_HEAT_RESISTANT = "heat-resistant", "highly heat-resistant"
ADHESIVE, HEAT_RESISTANT_ADHESIVE = "adhesive", "heat-resistant adhesive"
METAL_KINDS = ("copper", "copper alloy", "stainless steel")

_COUNTS_AS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {HEAT_RESISTANT: (POLYIMIDE, POLYAMIDE_IMIDE), HIGHLY_HEAT_RESISTANT: (POLYIMIDE,)}
)
"""Resins that have a trait unless it is denied, as the claims are read."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the members of a laminate are.

    Parameters
    ----------
    facts : dict of str to bool
        What each member is; what nobody says is missing.
    assumed : frozenset of str
        Facts that nobody states and that go without saying, such as that a layer is a polyimide.
    unsaid : frozenset of str
        Facts that are missing only because nothing at all is said of a member: a claim may take
        them for granted.
    by_formulation : frozenset of str
        Facts that are missing because the formulation, which is not fixed, decides them.
    """

    facts: dict[str, bool]
    assumed: frozenset[str]
    unsaid: frozenset[str]
    by_formulation: frozenset[str] = frozenset()


def structure(laminate: Laminate, formulated: Collection[str] = ()) -> Structure:
    """Return what the members of a laminate are, where it is stated or goes without saying.

    Parameters
    ----------
    laminate : Laminate
        The laminate.
    formulated : collection of str
        Layers whose formulation, though not fixed, says what they are.

    Examples
    --------
    >>> from polyopt.laminate.members import Layer
    >>> found = structure(Laminate((Layer("A"),)))
    >>> found.facts["A is polyimide"], "A is polyimide" in found.assumed
    (True, True)
    """
    facts: dict[str, bool] = {}
    assumed: set[str] = set()
    open_facts: set[str] = set()
    for layer in laminate.layers:
        known = _nature(layer.name, layer.made_of, layer.traits)
        if len(layer.may_be) > 1:
            other = _nature(layer.name, layer.may_be[1], layer.traits)
            open_facts |= {f for f in known.keys() | other if known.get(f) != other.get(f)}
            known = {fact: value for fact, value in known.items() if fact not in open_facts}
        facts |= known
        if layer.resin_is_assumed and layer.own not in formulated:
            stated = {f"{layer.name} is {trait}" for trait in layer.traits}
            assumed |= known.keys() - stated
    unsaid: set[str] = set()
    if laminate.film is not None:
        film = _nature(FILM, laminate.film.resin, laminate.film.traits)
        facts |= film
        granted = {f"{FILM} is {HEAT_RESISTANT}"}
        # Of a film called by a name that no table knows, such as PET, nothing goes without saying.
        named = names_a_material(laminate.film.material)
        said = named or bool(laminate.film.resin or set(RESINS) & laminate.film.traits.keys())
        unsaid |= set() if said else granted - film.keys()
    for name, kind in _metal_kinds(laminate).items():
        facts |= {f"{name} is {known}": (kind or METAL_KINDS[0]) == known for known in METAL_KINDS}
        assumed |= set() if kind else {f"{name} is {known}" for known in METAL_KINDS}
    return Structure(facts, frozenset(assumed), frozenset(unsaid), frozenset(open_facts))


def _nature(name: str, resin: str, traits: Mapping[str, bool]) -> dict[str, bool]:
    """Return what a layer or film is: by its resin, and by what is said of it."""
    facts: dict[str, bool] = {}
    resin = resin or next((kind for kind in RESINS if traits.get(kind)), "")
    if resin:
        facts = {kind: resin == kind for kind in (POLYIMIDE, POLYAMIDE_IMIDE, EPOXY_THERMOSET)}
        facts |= {trait: True for trait, resins in _COUNTS_AS.items() if resin in resins}
    if resin == EPOXY_THERMOSET:
        facts[THERMOPLASTIC] = False
    facts |= traits
    if HEAT_RESISTANT in traits:
        facts[HIGHLY_HEAT_RESISTANT] = traits.get(HIGHLY_HEAT_RESISTANT, traits[HEAT_RESISTANT])
    if traits.get(HIGHLY_HEAT_RESISTANT):
        facts[HEAT_RESISTANT] = True
    if traits.get(HEAT_RESISTANT_ADHESIVE):
        facts.setdefault(ADHESIVE, True)
    if traits.get(ADHESIVE) is False:
        facts[HEAT_RESISTANT_ADHESIVE] = False
    return {f"{name} is {fact}": value for fact, value in facts.items()}


def _metal_kinds(laminate: Laminate) -> dict[str, str]:
    """Return the kinds of the metals by name; of a plate only where its material is known."""
    kinds = {name: metal.kind for name, metal in metals(laminate).items()}
    plate = laminate.substrate
    if plate is not None and plate.kind == "metal":
        try:
            kinds[SUBSTRATE] = shipped_metal(plate.material).kind
        except UsageError:
            known = plate.material.casefold()
            kinds |= {SUBSTRATE: known} if known in METAL_KINDS else {}
    return kinds


def metals(laminate: Laminate) -> dict[str, Metal]:
    """Return the metal layers by name, the front one first; a metal substrate is not among them."""
    both = {METAL: laminate.metal, SECOND_METAL: laminate.second_metal}
    return {name: metal for name, metal in both.items() if metal is not None}


def insulators(laminate: Laminate) -> tuple[str, ...]:
    """Return the names of the resin layers and the film, from face to face."""
    return laminate.stack.group("insulating layers", {})


def cte_words(cte: Measured) -> str:
    """Return a CTE with its uncertainty and what it holds for.

    >>> cte_words(Measured(20.0, 2.0))
    '20 ± 2 (sd) ppm/K'
    """
    spread = f" ± {cte.sd:.2g} (sd)" if cte.sd else ""
    window = "" if cte.window is None else f" over {cte.window}"
    conditions = f", {cte.conditions}" if cte.conditions else ""
    return f"{cte.value:g}{spread} ppm/K{window}{conditions}"


def stack_text(laminate: Laminate) -> str:
    """Return a stack in words, from face to face, with the film's CTE and what it holds for.

    >>> from polyopt.laminate.measured import Measured
    >>> from polyopt.laminate.members import Layer
    >>> from polyopt.temperature.window import TemperatureWindow
    >>> film = Film("Kapton HN", cte=Measured(20.0, window=TemperatureWindow(-14, 38)))
    >>> stack_text(Laminate((Layer("A"),), film=film))
    'copper / A / Kapton HN (CTE 20 ppm/K over -14 to 38 °C)'
    """
    return " / ".join(_words(laminate, place.name) for place in laminate.stack.places)


def _words(laminate: Laminate, name: str) -> str:
    """Return a member of a stack in words."""
    member = laminate.member(name)
    made_of = ", ".join(layer.name for layer in laminate.on(FILM))
    match member:
        case Film() if made_of:
            return f"film of {made_of}"
        case Film():
            cte = member.stated or member.cte
            known = "CTE not given" if cte is None else f"CTE {cte_words(cte)}"
            return f"{member.material} ({known})"
        case Metal() | Substrate():
            return member.material
    return name
