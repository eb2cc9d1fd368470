"""The monomers whose shares the page lets vary, and the limits on these shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from polyopt.errors import printable
from polyopt.optimizer.evaluation.cost import cost_terms
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.prediction.weighing import palette_shares
from polyopt.problem.definition import ROLES, LayerProblem
from polyopt.results.designs import Design

MOST_PAIRS = 160
"""Pairs of monomers of all layers together whose joint covariance a page holds."""

_LONGEST = 160
Offered = dict[tuple[str, str], list[int]]
"""By layer and role, the places in the palette of the monomers that the page offers."""


def words(value: object) -> str:
    """Return a text that comes from outside as the page's data hold it."""
    line = printable(" ".join(str(value).split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def offered_monomers(
    layers: Sequence[LayerProblem], designs: Sequence[Design], best: int
) -> Offered:
    """Return the whole palettes, or where those are large, the monomers used most on the front."""
    room = MOST_PAIRS // len(layers)
    found: Offered = {}
    for layer in layers:
        sizes = [len(layer.monomers(role)) for role in ROLES]
        if sizes[0] * sizes[1] <= room:
            found |= {(layer.name, r): [*range(n)] for r, n in zip(ROLES, sizes, strict=True)}
        else:
            found |= _most_used(layer, designs, best, room)
    return found


def _most_used(layer: LayerProblem, designs: Sequence[Design], best: int, room: int) -> Offered:
    used: Counter[tuple[str, int]] = Counter()
    for i, design in enumerate(designs):
        chosen = next(x for x in design.layers if x.name == layer.name).composition
        for role, shares in zip(ROLES, (chosen.dianhydrides, chosen.diamines), strict=True):
            for monomer, _ in shares:
                place = layer.monomers(role).index(monomer)
                used[role, place] += len(designs) if i == best else 1
    kept: dict[str, list[int]] = {role: [] for role in ROLES}
    for (role, place), _ in used.most_common():
        other = ROLES[1 - ROLES.index(role)]
        if (len(kept[role]) + 1) * max(len(kept[other]), 1) <= room:
            kept[role].append(place)
    return {(layer.name, role): sorted(places) for role, places in kept.items()}


def layer_data(evaluator: Evaluator, layer: LayerProblem, offered: Offered) -> dict[str, Any]:
    """Return a layer's monomers, limits on their shares, and what they cost."""
    roles = []
    for role in ROLES:
        places = offered[layer.name, role]
        most = layer.most.get(role, len(layer.monomers(role)))
        least = layer.min_fraction
        roles.append(
            {
                "role": role,
                "monomers": [words(layer.monomers(role)[i])[:60] for i in places],
                "whole": len(places) == len(layer.monomers(role)),
                "least": least,
                "leastText": f"each {role} absent or at least {100 * least:.3g} mol %",
                "most": most,
                "mostText": f"at most {most} {role}{'s' if most > 1 else ''}",
                "limits": [
                    {
                        "members": [i for i, place in enumerate(places) if limit.members[place]],
                        "low": limit.low,
                        "high": limit.high,
                        "text": words(limit.text),
                    }
                    for limit in layer.limits
                    if limit.role == role
                ]
                + _given(layer, role, places),
            }
        )
    found: dict[str, Any] = {"name": layer.name, "roles": roles}
    if evaluator.problem.costs is not None:
        terms = cost_terms(layer, evaluator.problem.costs)
        spent, made = (
            [side[offered[layer.name, role]].tolist() for side, role in zip(t, ROLES, strict=True)]
            for t in (terms.spent, terms.made)
        )
        found["cost"] = {"spent": spent, "made": made, "lost": terms.lost}
    return found


def _given(layer: LayerProblem, role: str, places: Sequence[int]) -> list[dict[str, Any]]:
    """Return the shares of a formulation that the problem gives, each as a limit."""
    shares = layer.given_shares(role) or ()
    monomers = layer.monomers(role)
    return [
        {
            "members": [i for i, place in enumerate(places) if place == given],
            "low": share,
            "high": share,
            "text": words(f"{monomers[given]} is given: {100 * share:.4g} mol %"),
        }
        for given, share in enumerate(shares)
    ]


def design_shares(
    layers: Sequence[LayerProblem], design: Design, offered: Offered
) -> list[list[list[float]]] | None:
    """Return the shares of a design, None where it holds a monomer that is not offered."""
    shares = []
    for layer in layers:
        chosen = next(x for x in design.layers if x.name == layer.name).composition
        vectors = palette_shares(layer.palette, chosen)
        kept = [
            vector[offered[layer.name, role]] for role, vector in zip(ROLES, vectors, strict=True)
        ]
        if any(
            np.count_nonzero(own) < np.count_nonzero(vector)
            for own, vector in zip(kept, vectors, strict=True)
        ):
            return None
        shares.append([own.tolist() for own in kept])
    return shares
