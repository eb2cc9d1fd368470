"""What follows from a stack alone: what touches what, what is what, and who belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polyopt.laminate.measured import Measured
from polyopt.laminate.members import (
    BACK,
    EPOXY_THERMOSET,
    FILM,
    FRONT,
    METAL,
    SECOND_METAL,
    Film,
    Layer,
    Metal,
)
from polyopt.laminate.stack import Laminate

THERMOPLASTIC = "thermoplastic"


@dataclass(frozen=True, slots=True)
class Structure:
    """Facts and groups of a stack.

    Parameters
    ----------
    facts : dict of str to bool
        What is there and what touches what; what the stack does not show is missing.
    groups : dict of str to tuple of str
        Members of the stack by what they have in common.
    """

    facts: dict[str, bool]
    groups: dict[str, tuple[str, ...]]


def structure(laminate: Laminate) -> Structure:
    """Return the facts and groups of a stack.

    Examples
    --------
    >>> found = structure(Laminate((Layer("A"), Layer("B"))))
    >>> found.facts["A touches metal"], found.facts["A touches film"]
    (True, False)
    >>> found.groups["layers at metal"]
    ('A',)
    """
    facts = {
        "film": laminate.film is not None,
        "metal": laminate.metal is not None,
        "second metal": laminate.second_metal is not None,
        "substrate": laminate.substrate is not None
        and laminate.substrate.kind in ("inorganic", "metal"),
        "resin layer": bool(laminate.layers),
    }
    facts |= _contacts(laminate)
    for layer in laminate.layers:
        facts |= _nature(layer.name, layer.resin, layer)
    if laminate.film is not None:
        facts |= _nature(FILM, laminate.film.resin, laminate.film)
    for name, metal in metals(laminate).items():
        for kind in ("copper", "copper alloy", "stainless steel"):
            facts[f"{name} is {kind}"] = metal.kind == kind
    return Structure(facts, _groups(laminate, facts))


def metals(laminate: Laminate) -> dict[str, Metal]:
    """Return the metal layers by name, the front one first."""
    both = {METAL: laminate.metal, SECOND_METAL: laminate.second_metal}
    return {name: metal for name, metal in both.items() if metal is not None}


def insulators(laminate: Laminate) -> tuple[str, ...]:
    """Return the names of the resin layers and the film, from front to back."""
    film = (FILM,) if laminate.film is not None else ()
    front, back = (tuple(x.name for x in laminate.on(side)) for side in (FRONT, BACK))
    return (*front, *film, *back)


def _contacts(laminate: Laminate) -> dict[str, bool]:
    stack = insulators(laminate)
    at_metal = _at_metal(laminate, stack)
    facts = {}
    for place, name in enumerate(stack):
        beside = (*stack[max(place - 1, 0) : place], *stack[place + 1 : place + 2])
        facts[f"{name} touches metal"] = name in at_metal
        facts[f"{name} touches film"] = FILM in beside
        facts[f"{name} is outermost"] = place in (0, len(stack) - 1)
    return facts


def _at_metal(laminate: Laminate, stack: Sequence[str]) -> tuple[str, ...]:
    ends = []
    if stack and laminate.metal is not None:
        ends.append(stack[0])
    if stack and laminate.second_metal is not None:
        ends.append(stack[-1])
    return tuple(dict.fromkeys(ends))


def _nature(name: str, resin: str, member: Layer | Film) -> dict[str, bool]:
    """Return what a layer or film is; a thermoset is no thermoplastic, whatever it is called."""
    facts = {f"{name} is {trait}": value for trait, value in member.traits.items()}
    if resin:
        for kind in ("polyimide", "polyamide-imide", EPOXY_THERMOSET):
            facts[f"{name} is {kind}"] = resin == kind
    if resin == EPOXY_THERMOSET:
        facts[f"{name} is {THERMOPLASTIC}"] = False
    return facts


def _groups(laminate: Laminate, facts: dict[str, bool]) -> dict[str, tuple[str, ...]]:
    stack = insulators(laminate)
    front, back = (tuple(x.name for x in laminate.on(side)) for side in (FRONT, BACK))
    between: tuple[str, ...] = ()
    if laminate.film is not None:
        between += front if laminate.metal is not None else ()
        between += back if laminate.second_metal is not None else ()
    return {
        "insulating layers": stack,
        "core layers": tuple(x for x in stack if not facts.get(f"{x} is {THERMOPLASTIC}")),
        "layers at metal": _at_metal(laminate, stack),
        "layers between metal and film": between,
        "front layers": front,
        "back layers": back,
        "metals": tuple(metals(laminate)),
    }


def cte_words(cte: Measured) -> str:
    """Return a CTE with its uncertainty and what it holds for.

    >>> cte_words(Measured(20.0, 2.0))
    '20 ± 2 ppm/K'
    """
    spread = f" ± {cte.sd:.2g}" if cte.sd else ""
    window = "" if cte.window is None else f" over {cte.window}"
    conditions = f", {cte.conditions}" if cte.conditions else ""
    return f"{cte.value:g}{spread} ppm/K{window}{conditions}"


def stack_text(laminate: Laminate) -> str:
    """Return a stack in words, from metal to film, with the film's CTE and what it holds for.

    >>> from polyopt.laminate.measured import Measured
    >>> from polyopt.temperature.window import TemperatureWindow
    >>> film = Film("Kapton HN", cte=Measured(20.0, window=TemperatureWindow(-14, 38)))
    >>> stack_text(Laminate((Layer("A"),), film=film))
    'copper / A / Kapton HN (CTE 20 ppm/K over -14 to 38 °C)'
    """
    parts = [laminate.metal.material] if laminate.metal else []
    parts += [layer.name for layer in laminate.on(FRONT)]
    made_of = ", ".join(layer.name for layer in laminate.on(FILM))
    if made_of:
        parts.append(f"film of {made_of}")
    elif laminate.film is not None:
        cte = laminate.film.stated or laminate.film.cte
        known = "CTE not given" if cte is None else f"CTE {cte_words(cte)}"
        parts.append(f"{laminate.film.material} ({known})")
    parts += [layer.name for layer in laminate.on(BACK)]
    closing = laminate.second_metal or laminate.substrate
    parts += [closing.material] if closing else []
    return " / ".join(parts)
