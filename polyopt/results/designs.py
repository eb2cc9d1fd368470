"""One laminate of a front: its layers, properties and verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.claims.evaluate import verdicts
from polyopt.claims.evidence import Evidence
from polyopt.claims.verdict import Verdict
from polyopt.design.curl import Curl, curl_dict, curls
from polyopt.design.prepared import with_curl_if_known
from polyopt.display.notebook import shown
from polyopt.equations.normal_interval import Z90
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive, told_apart
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.predictor import LayerPalette
from polyopt.quantities import LAYER_PROPERTIES, layer_quantity


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A predicted property of a layer with its 90 % interval."""

    mean: float
    sd: float
    unit: str
    in_domain: bool
    nearest: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {
            "mean": self.mean,
            "low": self.mean - Z90 * self.sd,
            "high": self.mean + Z90 * self.sd,
            "unit": self.unit,
            "in_domain": self.in_domain,
        }


@dataclass(frozen=True, slots=True)
class DesignedLayer:
    """One layer of a design."""

    name: str
    composition: Composition
    thickness: float | None
    properties: Mapping[str, PropertyValue]


@dataclass(frozen=True, slots=True, repr=False)
class Design:
    """One laminate of the front.

    Parameters
    ----------
    layers : tuple of DesignedLayer
        Its layers from metal to film.
    objectives : tuple of float
        Values of the objectives.
    verdicts : tuple of Verdict
        Verdicts on the chosen claims.
    probability : float
        Probability of meeting all chosen claims together.
    run : str
        Where results were merged: the run it comes from.
    curl : tuple of Curl
        With the metal on, and etched off; empty where it cannot be estimated.
    """

    layers: tuple[DesignedLayer, ...]
    objectives: tuple[float, ...]
    verdicts: tuple[Verdict, ...]
    probability: float
    run: str = ""
    curl: tuple[Curl, ...] = ()

    def __repr__(self) -> str:
        layers = ", ".join(f"{layer.name}: {layer.composition}" for layer in self.layers)
        return f"<Design {layers}>"

    def _repr_html_(self) -> str:
        rows = [_shown_row(layer) for layer in self.layers]
        verdicts = [{"claim": v.id, "verdict": v.verdict, "basis": v.basis} for v in self.verdicts]
        said = f"meets the chosen claims together with probability {self.probability:.2f}"
        return shown(rows, "Design", said) + shown(verdicts, most=len(verdicts))

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        entry: dict[str, Any] = {
            "layers": {layer.name: _layer_dict(layer) for layer in self.layers},
            "objectives": list(self.objectives),
            "claims": [verdict_dict(v) for v in self.verdicts],
            "probability": self.probability,
        }
        if self.curl:
            entry["curl"] = curl_dict(self.curl)
        return {**entry, "run": self.run} if self.run else entry


def _shown_row(layer: DesignedLayer) -> dict[str, Any]:
    row: dict[str, Any] = {
        "layer": layer.name,
        "dianhydrides": ", ".join(f"{m} {100 * x:.1f}" for m, x in layer.composition.dianhydrides),
        "diamines": ", ".join(f"{m} {100 * x:.1f}" for m, x in layer.composition.diamines),
        "thickness [µm]": layer.thickness,
    }
    for name, value in layer.properties.items():
        found = value.as_dict()
        known = LAYER_PROPERTIES[name]
        row[f"{known.label} [{known.shown_unit or '-'}]"] = value.mean
        row[f"{known.label}, 90 %"] = f"{found['low']:.4g} to {found['high']:.4g}"
    return row


def _layer_dict(layer: DesignedLayer) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "dianhydrides": {str(m): x for m, x in layer.composition.dianhydrides},
        "diamines": {str(m): x for m, x in layer.composition.diamines},
    }
    if layer.thickness is not None:
        entry["thickness_um"] = layer.thickness
    entry["properties"] = {name: value.as_dict() for name, value in layer.properties.items()}
    return entry


def verdict_dict(judged: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON files hold it."""
    return {
        "id": judged.id,
        "verdict": judged.verdict,
        "basis": judged.basis,
        "probability": judged.probability,
        "margin": judged.margin,
    }


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
    outcome = evaluator.outcome(fractions, thickness)
    feasible = np.flatnonzero(outcome.violation == 0)
    values = outcome.objectives[feasible] * signs
    kept = feasible[told_apart(values)] if len(feasible) else feasible
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
    return tuple(
        Design(
            layers=_layers(evaluator, evidence, fractions, i),
            objectives=tuple(float(v) for v in outcome.objectives[row]),
            verdicts=tuple(of_claim[i] for of_claim in judged),
            probability=float(chances[i]),
            run=(runs or {}).get(int(front.number[row]), ""),
            curl=curls(bent, i),
        )
        for i, row in enumerate(kept)
    )


def with_all_known(evaluator: Evaluator, evidence: Evidence) -> Evidence:
    """Return evidence with the curl, even where the search did not ask for it."""
    if evaluator.curl is not None:
        return evidence
    return with_curl_if_known(evidence, evaluator.problem.laminate)


def evidence_of(evaluator: Evaluator, design: Design) -> Evidence:
    """Return what is known of one design of a front."""
    palettes = {layer.name: layer.palette for layer in evaluator.problem.layers}
    fractions = {
        layer.name: _rows_of(layer.composition, palettes[layer.name]) for layer in design.layers
    }
    thickness = {
        layer.name: np.array([layer.thickness])
        for layer in design.layers
        if layer.thickness is not None
    }
    return with_all_known(evaluator, evaluator.evidence(fractions, thickness))


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
        thickness = evidence.quantities.get(layer_quantity(layer.name, "thickness"))
        composition = Composition(
            tuple(s for s in zip(layer.palette.dianhydrides, a.tolist(), strict=True) if s[1] > 0),
            tuple(s for s in zip(layer.palette.diamines, b.tolist(), strict=True) if s[1] > 0),
        )
        found.append(
            DesignedLayer(
                name=layer.name,
                composition=composition,
                thickness=None if thickness is None else float(thickness.mean[i]),
                properties={
                    name: _property(evaluator, evidence, layer.name, name, a, b, i)
                    for name in LAYER_PROPERTIES
                    if layer_quantity(layer.name, name) in evidence.quantities
                },
            )
        )
    return tuple(found)


def _property(
    evaluator: Evaluator, evidence: Evidence, layer: str, name: str, a: Array, b: Array, i: int
) -> PropertyValue:
    full = layer_quantity(layer, name)
    domain = evaluator.predictor.domain(layer, name, a, b)
    sd = float(evidence.standard_deviation(full)[i])
    return PropertyValue(
        mean=float(evidence.quantities[full].mean[i]),
        sd=sd if math.isfinite(sd) else 0.0,
        unit=LAYER_PROPERTIES[name].unit,
        in_domain=domain.inside if domain else True,
        nearest=domain.nearest if domain else "",
    )
