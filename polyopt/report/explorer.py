"""What the page needs to predict any shares of a palette by itself: surfaces and limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import MEASURED, Evidence
from polyopt.design.evidence import LAYER_PROPERTIES
from polyopt.design.weighing import palette_shares
from polyopt.errors import printable
from polyopt.optimizer.evaluation.cost import cost_terms
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.front_designs import Design
from polyopt.optimizer.what_remains import evidence_of
from polyopt.problem.definition import ROLES, LayerProblem
from polyopt.problem.quantities import CURL
from polyopt.report.labels import QUANTITIES, decimals
from polyopt.report.limit_tests import Judge

MOST_PAIRS = 160
"""Pairs of monomers of all layers together whose joint covariance a page holds."""

_DIGITS = 10
_LONGEST = 160
Array = NDArray[np.float64]
Offered = dict[tuple[str, str], list[int]]


@dataclass(frozen=True, slots=True)
class Explorer:
    """What a page explores formulations with.

    Parameters
    ----------
    offered : mapping of (str, str) to list of int
        By layer and role, the places in the palette of the monomers it offers.
    data : mapping
        For the page's script (`explore_model.js`).
    """

    offered: Offered
    data: dict[str, Any]


def explorer(evaluator: Evaluator, designs: Sequence[Design], best: int) -> Explorer | None:
    """Return what a page explores formulations with; None if a model cannot leave Python.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : sequence of Design
        Those that the page shows.
    best : int
        The one it starts with.
    """
    predictor, problem = evaluator.predictor, evaluator.problem
    if predictor.costly:
        return None
    offered = _offered(problem.layers, designs, best)
    evidence = evidence_of(evaluator, designs[best])
    quantities = _quantities(evaluator, evidence)
    judge = Judge(evaluator, evidence, quantities, offered, evaluator.reading.assignment)
    limits, open_ = judge.limits()
    shown = [_design(evaluator, design, offered) for design in designs]
    if shown[best]["shares"] is None:
        return None
    data = {
        "confidence": problem.confidence,
        "layers": [_layer(evaluator, layer, offered) for layer in problem.layers],
        "properties": [_property(evaluator, key, offered) for key in _properties(evaluator)],
        "quantities": quantities,
        "limits": [{**limit, "text": _words(limit["text"])} for limit in limits],
        "open": [_words(words) for words in open_],
        "designs": shown,
    }
    return Explorer(offered, data)


def _words(words: object) -> str:
    said = printable(" ".join(str(words).split()))
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _offered(layers: Sequence[LayerProblem], designs: Sequence[Design], best: int) -> Offered:
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


def _properties(evaluator: Evaluator) -> list[str]:
    held = {key for _, key in evaluator.predictor.surfaces}
    return [key for key in LAYER_PROPERTIES if key in held]


def _quantities(evaluator: Evaluator, evidence: Evidence) -> dict[str, dict[str, Any]]:
    """Return how the page finds each quantity that it can; not those of the curl."""
    problem, keys = evaluator.problem, _properties(evaluator)
    names = [layer.name for layer in problem.layers]
    found: dict[str, dict[str, Any]] = {
        f"layers.{layer}.{key}": {
            "kind": "predicted",
            "layer": names.index(layer),
            "k": keys.index(key),
        }
        for layer, key in evaluator.predictor.surfaces
    }
    found |= {name: {"kind": "fixed"} for name in _fixed(evaluator)}
    if problem.costs is not None:
        found |= {
            f"layers.{layer}.cost": {"kind": "cost", "layer": i} for i, layer in enumerate(names)
        }
        found |= {"laminate.cost": {"kind": "cost"}} if len(_fixed(evaluator)) > len(names) else {}
    for member in problem.laminate.layers:
        solid = f"layers.{member.name}.permittivity"
        if member.porosity is not None and solid in found:
            found[f"layers.{member.name}.porous_permittivity"] = {
                "kind": "porous",
                "solid": solid,
                "porosity": member.porosity,
            }
    for name, quantity in evidence.quantities.items():
        if name not in CURL and (name not in found or quantity.basis == MEASURED):
            spread = float(evidence.standard_deviation(name)[0])
            value = float(quantity.mean[0])
            found[name] = {"kind": "constant", "value": value, "sd": spread}
    return found


def _fixed(evaluator: Evaluator) -> list[str]:
    """Return the quantities in which designs differ besides their shares."""
    layers = evaluator.problem.layers
    found = [f"layers.{x.name}.thickness" for x in layers if x.thickness is not None]
    return [*found, "laminate.resin_thickness"] if len(found) == len(layers) else found


def _layer(evaluator: Evaluator, layer: LayerProblem, offered: Offered) -> dict[str, Any]:
    roles = []
    for role in ROLES:
        places = offered[layer.name, role]
        most = layer.most.get(role, len(layer.monomers(role)))
        least = layer.min_fraction
        roles.append(
            {
                "role": role,
                "monomers": [_words(layer.monomers(role)[i])[:60] for i in places],
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
                        "text": _words(limit.text),
                    }
                    for limit in layer.limits
                    if limit.role == role
                ],
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


def _property(evaluator: Evaluator, key: str, offered: Offered) -> dict[str, Any]:
    """Return one property of all layers: their surfaces and the joint covariance of all pairs."""
    predictor = evaluator.predictor
    label, unit = QUANTITIES[key]
    blocks: list[dict[str, Any] | None] = []
    places: dict[str, NDArray[np.intp]] = {}
    size = 0
    for layer in evaluator.problem.layers:
        surface = predictor.surfaces.get((layer.name, key))
        if surface is None:
            blocks.append(None)
            continue
        first, second = (offered[layer.name, role] for role in ROLES)
        grid = np.arange(surface.mean.size).reshape(surface.mean.shape)[np.ix_(first, second)]
        place = places[layer.name] = grid.ravel()
        fox = surface.mixing == "fox-mass" and surface.mass is not None
        blocks.append(
            {
                "start": size,
                "mean": _numbers(surface.mean.ravel()[place]),
                "mass": _numbers(np.ravel(surface.mass)[place]) if fox else None,
                "noise": surface.noise_sd,
                "share": surface.mixing_share,
                "inside": surface.in_domain.ravel()[place].astype(int).tolist(),
            }
        )
        size += len(place)
    return {
        "key": key,
        "label": label,
        "unit": unit,
        "digits": decimals(key),
        "size": size,
        "joint": _numbers(_joint(evaluator, key, places)),
        "blocks": blocks,
    }


def _joint(evaluator: Evaluator, key: str, places: Mapping[str, NDArray[np.intp]]) -> Array:
    """Return the lower triangle of the joint covariance of all layers' pairs, row by row."""
    predictor = evaluator.predictor
    rows = []
    for one, at in places.items():
        row = []
        for other, there in places.items():
            if one == other:
                block = predictor.surfaces[one, key].covariance
            elif (one, other, key) in predictor.cross:
                block = predictor.cross[one, other, key]
            elif (other, one, key) in predictor.cross:
                block = predictor.cross[other, one, key].T
            else:
                block = None
            empty = np.zeros((len(at), len(there)))
            row.append(empty if block is None else block[np.ix_(at, there)])
        rows.append(np.hstack(row))
    joint = np.vstack(rows)
    return np.asarray(joint[np.tril_indices(len(joint))])


def _numbers(values: Array) -> list[float]:
    """Return numbers that a page holds in few characters, good to ten digits."""
    return [float(f"{v:.{_DIGITS}g}") for v in values.tolist()]


def _design(evaluator: Evaluator, design: Design, offered: Offered) -> dict[str, Any]:
    """Return the shares of a design, None where it holds a monomer that is not offered."""
    shares: list[list[list[float]]] | None = []
    for layer in evaluator.problem.layers:
        chosen = next(x for x in design.layers if x.name == layer.name).composition
        vectors = palette_shares(layer.palette, chosen)
        own = []
        for role, vector in zip(ROLES, vectors, strict=True):
            kept = vector[offered[layer.name, role]]
            if len(kept) < len(vector) and np.count_nonzero(kept) < np.count_nonzero(vector):
                shares = None
                break
            own.append(kept.tolist())
        if shares is None:
            break
        shares.append(own)
    quantities = evidence_of(evaluator, design).quantities
    fixed = {name: float(quantities[name].mean[0]) for name in _fixed(evaluator)}
    return {"shares": shares, "fixed": fixed}
