"""How a problem shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable

from polyopt.display.notebook import heading, shown
from polyopt.problem.statement import ROLES, LayerProblem, PlainLayer, Statement


def problem_view(problem: Statement) -> str:
    """Return a problem in HTML: stack, palettes and limits, claims, objectives.

    Parameters
    ----------
    problem : Statement
        The problem.
    """
    layers = [row for layer in problem.layers for row in _palettes(layer)]
    layers += [_plain(layer, problem) for layer in problem.plain]
    claims = [
        {"claim": ref.id, "restated": ref.claim_set.claim(ref.number).summary}
        for ref in problem.claims
    ]
    stack = problem.laminate
    around = (stack.metal, stack.film, stack.second_metal, stack.substrate)
    outer = "; ".join(member.material for member in around if member is not None)
    return (
        heading(problem.title, outer)
        + shown(layers, most=len(layers))
        + _listed("Limits", (str(limit) for limit in problem.requirements))
        + _listed("Objectives", (f"{o.direction} {o.expression.text}" for o in problem.objectives))
        + (shown(claims, "Claims that every design must meet", most=len(claims)) if claims else "")
    )


def _plain(layer: PlainLayer, problem: Statement) -> dict[str, object]:
    member = next(x for x in problem.laminate.layers if x.name == layer.name)
    return {
        "layer": layer.name,
        "role": member.made_of,
        "thickness [µm]": layer.thickness and "{:g} to {:g}".format(*layer.thickness),
        "limits": ", ".join(
            f"{n} {v.value:g} {v.unit}".strip() for n, v in member.measured.items()
        ),
    }


def _palettes(layer: LayerProblem) -> list[dict[str, object]]:
    thickness = layer.thickness and "{:g} to {:g}".format(*layer.thickness)
    if layer.formulation is not None:
        made_of = {"layer": layer.name, "role": "given", "monomers": str(layer.formulation)}
        return [{**made_of, "thickness [µm]": thickness}]
    limits = "; ".join(limit.text for limit in layer.limits)
    return [
        {
            "layer": layer.name,
            "role": role,
            "monomers": ", ".join(map(str, layer.monomers(role))),
            "at a time": layer.most.get(role, len(layer.monomers(role))),
            "thickness [µm]": thickness,
            "limits": limits,
        }
        for role in ROLES
    ]


def _listed(title: str, entries: Iterable[str]) -> str:
    listed = "; ".join(entries)
    return heading(title, listed) if listed else ""
