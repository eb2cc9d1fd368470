"""The front of a search as designs, and the one of them that is recommended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.claims.evaluate import verdicts
from polyopt.claims.evidence import MEASURED, Evidence
from polyopt.design.curl import curls
from polyopt.design.pores import pores_of
from polyopt.design.prepared import with_curl_if_known
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive, distinct
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.predictor import LayerPalette
from polyopt.quantities import LAYER_PROPERTIES, PORES, layer_quantity
from polyopt.results.designs import Design, DesignedLayer, PropertyValue
from polyopt.results.outside import outside_claims
from polyopt.results.plain_layers import PlainDesignedLayer


def front_designs(
    evaluator: Evaluator, archive: Archive, runs: Mapping[int, str] | None = None
) -> tuple[Design, ...]:
    """Return the front of an archive as designs that hold every limit to the last digit.

    The fractions are settled, evaluated once more, and what no longer belongs is left out.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    archive : Archive
        The designs to choose from.
    runs : mapping of int to str, optional
        The run that each design comes from, by its number in the archive.
    """
    signs = np.array([o.sign for o in evaluator.problem.objectives])
    front = archive.front(signs)
    if len(front) == 0:
        return ()
    fractions, thickness = evaluator.space.decoded(front.designs)
    fractions = _settled(evaluator, fractions)
    outcome = evaluator.outcome(evaluator.evidence(fractions, thickness))
    feasible = np.flatnonzero(outcome.violation == 0)
    values = outcome.objectives[feasible] * signs
    kept = feasible[distinct(values)] if len(feasible) else feasible
    kept = kept[np.lexsort((outcome.objectives[kept] * signs).T[::-1])]
    fractions = {name: (a[kept], b[kept]) for name, (a, b) in fractions.items()}
    thickness = {name: t[kept] for name, t in thickness.items()}
    evidence = evaluator.evidence(fractions, thickness)
    chances = evaluator.probability(evidence, evaluator.judged(evidence))
    problem = evaluator.problem
    bent = with_all_known(evaluator, evidence)
    judged = [
        verdicts(ref, bent, confidence=problem.confidence, assume_met=problem.assume_met)
        for ref in problem.claims
    ]
    why = outside_claims(evaluator.avoided, evidence, problem.confidence)
    return tuple(
        Design(
            layers=_layers(evaluator, evidence, fractions, i),
            objectives=tuple(float(v) for v in outcome.objectives[row]),
            verdicts=tuple(of_claim[i] for of_claim in judged),
            probability=float(chances[i]),
            run=(runs or {}).get(int(front.number[row]), ""),
            curl=curls(bent, i),
            outside=why[i],
            plain=_plain(evaluator, evidence, i),
        )
        for i, row in enumerate(kept)
    )


def with_all_known(evaluator: Evaluator, evidence: Evidence) -> Evidence:
    """Return evidence with the curl, even where the search did not ask for it."""
    if evaluator.curl is not None:
        return evidence
    return with_curl_if_known(evidence, evaluator.problem.laminate)


def evidence_of(evaluator: Evaluator, *designs: Design) -> Evidence:
    """Return what is known of one or more designs of a front, in their order."""
    fractions = fractions_of(evaluator, designs)
    thickness = {
        name: np.array([design.thicknesses[name] for design in designs], dtype=float)
        for name in designs[0].thicknesses
    }
    thickness |= {
        pores_of(layer.name): np.array([d.layers[place].porosity for d in designs], dtype=float)
        for place, layer in enumerate(designs[0].layers)
        if layer.porosity is not None
    }
    return with_all_known(evaluator, evaluator.evidence(fractions, thickness))


def fractions_of(evaluator: Evaluator, designs: Sequence[Design]) -> dict[str, tuple[Array, Array]]:
    """Return the mole fractions of designs over the palettes, by layer, a row for each design."""
    palettes = {layer.name: layer.palette for layer in evaluator.problem.layers}
    found = {}
    for place, layer in enumerate(designs[0].layers):
        made = [design.layers[place].composition for design in designs]
        rows = [_rows_of(composition, palettes[layer.name]) for composition in made]
        found[layer.name] = (np.vstack([a for a, _ in rows]), np.vstack([b for _, b in rows]))
    return found


def _rows_of(composition: Composition, palette: LayerPalette) -> tuple[Array, Array]:
    shares = (dict(composition.dianhydrides), dict(composition.diamines))
    monomers = (palette.dianhydrides, palette.diamines)
    a, b = (
        np.array([[share.get(m, 0.0) for m in role]])
        for share, role in zip(shares, monomers, strict=True)
    )
    return a, b


def _settled(
    evaluator: Evaluator, fractions: dict[str, tuple[Array, Array]]
) -> dict[str, tuple[Array, Array]]:
    roles = iter(evaluator.space.roles)
    return {
        name: (
            np.array([first.settled(row) for row in a]),
            np.array([second.settled(row) for row in b]),
        )
        for (name, (a, b)), first, second in zip(fractions.items(), roles, roles, strict=True)
    }


def _layers(
    evaluator: Evaluator, evidence: Evidence, fractions: dict[str, tuple[Array, Array]], i: int
) -> tuple[DesignedLayer, ...]:
    found = []
    for layer in evaluator.problem.layers:
        a, b = (table[i] for table in fractions[layer.name])
        found.append(
            DesignedLayer(
                name=layer.name,
                composition=composition_of_fractions(layer.palette, a, b),
                thickness=_thickness(evidence, layer.name, i),
                properties={
                    name: _property(evaluator, evidence, layer.name, name, a, b, i)
                    for name in LAYER_PROPERTIES
                    if layer_quantity(layer.name, name) in evidence.quantities
                },
                porosity=None
                if layer.porosity is None
                else float(evidence.quantities[layer_quantity(layer.name, PORES)].mean[i]),
                given=layer.formulation is not None,
            )
        )
    return tuple(found)


def _plain(evaluator: Evaluator, evidence: Evidence, i: int) -> tuple[PlainDesignedLayer, ...]:
    plain = {layer.name for layer in evaluator.problem.plain}
    return tuple(
        PlainDesignedLayer.of(layer, _thickness(evidence, layer.name, i))
        for layer in evaluator.problem.laminate.layers
        if layer.name in plain
    )


def _thickness(evidence: Evidence, layer: str, i: int) -> float | None:
    known = evidence.quantities.get(layer_quantity(layer, "thickness"))
    return None if known is None else float(known.mean[i])


def _property(
    evaluator: Evaluator, evidence: Evidence, layer: str, name: str, a: Array, b: Array, i: int
) -> PropertyValue:
    full = layer_quantity(layer, name)
    sd = float(evidence.standard_deviation(full)[i])
    mean = float(evidence.quantities[full].mean[i])
    found = property_of(evaluator, layer, name, (a, b), mean, sd if math.isfinite(sd) else 0.0)
    return replace(found, measured=evidence.quantities[full].basis == MEASURED)


def composition_of_fractions(palette: LayerPalette, a: Array, b: Array) -> Composition:
    """Return the composition of mole fractions over a palette, what is absent left out.

    Parameters
    ----------
    palette : LayerPalette
        The monomers.
    a, b : ndarray
        Mole fractions of its dianhydrides, shape (a,), and diamines, shape (b,). [-]
    """
    return Composition(
        tuple(s for s in zip(palette.dianhydrides, a.tolist(), strict=True) if s[1] > 0),
        tuple(s for s in zip(palette.diamines, b.tolist(), strict=True) if s[1] > 0),
    )


def property_of(
    evaluator: Evaluator,
    layer: str,
    name: str,
    fractions: tuple[Array, Array],
    mean: float,
    sd: float,
) -> PropertyValue:
    """Return a predicted property of a layer, and whether the models know its chemistry.

    Parameters
    ----------
    evaluator : Evaluator
        Holds the models.
    layer, name : str
        The layer and the property.
    fractions : tuple of two ndarray, shapes (a,) and (b,)
        Mole fractions over the layer's palette. [-]
    mean, sd : float
        What is predicted, in the unit of the property.
    """
    domain = evaluator.predictor.domain(layer, name, *fractions)
    return PropertyValue(
        mean=mean,
        sd=sd,
        unit=LAYER_PROPERTIES[name].unit,
        in_domain=domain.inside if domain else True,
        nearest=domain.nearest if domain else "",
    )


def balanced(designs: Sequence[Design], directions: Sequence[str]) -> Array:
    """Return how far each design is from the best of all objectives at once, shape (n,).

    Each objective counts over its range on the front; the nearest design is the balanced one.

    Parameters
    ----------
    designs : sequence of Design
        A front.
    directions : sequence of str
        ``minimize`` or ``maximize`` for each objective.
    """
    signs = np.array([1.0 if d == "minimize" else -1.0 for d in directions])
    values = np.array([design.objectives for design in designs]) * signs
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    return np.asarray(np.linalg.norm(scaled, axis=1))
