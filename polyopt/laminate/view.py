"""How a laminate shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polyopt.display.notebook import shown
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Film, Layer, Metal, Part, Substrate


def stack_view(title: str, places: Iterable[tuple[str, Part | None]]) -> str:
    """Return the members of a laminate in HTML.

    Parameters
    ----------
    title : str
        What the laminate is called.
    places : iterable of (str, Part or None)
        From front to back, what each place is called and what stands there.
    """
    rows = [_row(place, part) for place, part in places if part is not None]
    return shown(rows, title or "Laminate", "from front to back")


def _row(place: str, part: Part) -> Mapping[str, object]:
    measured = dict(part.measured) if isinstance(part, Layer | Film) else {}
    stated = part.cte if isinstance(part, Film | Metal) else None
    cte = measured.pop("cte", None) or stated
    return {
        "place": place,
        "what": _what(part),
        "thickness [µm]": None if isinstance(part, Substrate) else part.thickness,
        "CTE [ppm/K]": cte.value if isinstance(cte, Measured) else cte,
        "modulus [GPa]": None if isinstance(part, Substrate) else part.modulus,
        "measured": "; ".join(f"{n} {v.value:g} {v.unit}".strip() for n, v in measured.items()),
    }


def _what(part: Part) -> str:
    """Return a formulation or the name of a material; the kind of resin where neither is known."""
    if isinstance(part, Layer):
        return _formulation(part) or part.made_of
    return part.material or (part.resin if isinstance(part, Film) else "")


def _formulation(layer: Layer) -> str:
    """Return a formulation with shares to 0.1 mol %; nothing where there is none."""
    if layer.composition is None:
        return ""
    roles = (layer.composition.dianhydrides, layer.composition.diamines)
    return " // ".join(", ".join(f"{m} {100 * x:.1f}" for m, x in role) for role in roles)
