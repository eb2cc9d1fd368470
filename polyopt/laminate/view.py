"""How a laminate shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from polyopt.display.notebook import shown
from polyopt.laminate.measured import Measured


def stack_view(laminate: Any) -> str:
    """Return the members of a laminate in HTML, from its front to its back.

    Parameters
    ----------
    laminate : Laminate
        The design.
    """
    rows = [_row(place, member) for place, member in _members(laminate) if member is not None]
    return shown(rows, laminate.title or "Laminate", "from front to back")


def _members(laminate: Any) -> Iterator[tuple[str, Any]]:
    """Yield what may stand in the stack, each after the name of its place."""
    yield "metal", laminate.metal
    yield from ((f"layer {layer.name}", layer) for layer in laminate.on("front"))
    yield "film", laminate.film
    yield from ((f"layer {layer.name}, the film itself", layer) for layer in laminate.on("film"))
    yield from ((f"layer {layer.name}", layer) for layer in laminate.on("back"))
    yield "second metal", laminate.second_metal
    yield "substrate", laminate.substrate


def _formulation(member: Any) -> str:
    """Return a formulation with shares to 0.1 mol %; nothing where there is none."""
    composition = getattr(member, "composition", None)
    if composition is None:
        return ""
    roles = (composition.dianhydrides, composition.diamines)
    return " // ".join(", ".join(f"{m} {100 * x:.1f}" for m, x in role) for role in roles)


def _row(place: str, member: Any) -> Mapping[str, Any]:
    measured = dict(getattr(member, "measured", {}))
    cte = measured.pop("cte", None) or getattr(member, "cte", None)
    what = _formulation(member) or getattr(member, "material", "")
    return {
        "place": place,
        "what": str(what or getattr(member, "resin", "")),
        "thickness [µm]": getattr(member, "thickness", None),
        "CTE [ppm/K]": cte.value if isinstance(cte, Measured) else cte,
        "modulus [GPa]": getattr(member, "modulus", None),
        "measured": "; ".join(f"{n} {v.value:g} {v.unit}".strip() for n, v in measured.items()),
    }
