"""What a search found: designs with properties, verdicts and provenance; tables and JSON."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.claims.evaluate import Verdict, verdict
from polyopt.claims.evidence import Evidence
from polyopt.composition import Composition, shares_text
from polyopt.design.evidence import LAYER_PROPERTIES
from polyopt.optimizer.evaluate import Evaluator
from polyopt.optimizer.front import Archive, nondominated
from polyopt.optimizer.space import Array

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
Z90 = 1.6448536269514722
"""Half-width of a central 90 % interval of a normal distribution, in standard deviations."""


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


@dataclass(frozen=True, slots=True)
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
    """

    layers: tuple[DesignedLayer, ...]
    objectives: tuple[float, ...]
    verdicts: tuple[Verdict, ...]
    probability: float

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {
            "layers": {layer.name: _layer_dict(layer) for layer in self.layers},
            "objectives": list(self.objectives),
            "claims": [verdict_dict(v) for v in self.verdicts],
            "probability": self.probability,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found.

    Parameters
    ----------
    title : str
        Title of the problem.
    status : str
        ``feasible``, ``infeasible`` or ``interrupted``.
    objectives : tuple of (str, str)
        Expression and direction of each objective.
    designs : tuple of Design
        The Pareto front, by the first objective.
    evaluations : int
        Designs evaluated.
    subsets : int
        Ways to choose monomers that were open to the search.
    elapsed : float
        Wall time of the search. [s]
    seed : int
        Its seed.
    conflict : tuple of str
        Where nothing is feasible: the limitations that the best design breaks.
    assumed_met : tuple of str
        What the user vouched for.
    """

    title: str
    status: str
    objectives: tuple[tuple[str, str], ...]
    designs: tuple[Design, ...]
    evaluations: int
    subsets: int
    elapsed: float
    seed: int
    conflict: tuple[str, ...] = ()
    assumed_met: tuple[str, ...] = ()

    def best(self) -> Design | None:
        """Return the design nearest to the best of all objectives at once, each on its range."""
        if not self.designs:
            return None
        signs = np.array([1.0 if d == "minimize" else -1.0 for _, d in self.objectives])
        values = np.array([design.objectives for design in self.designs]) * signs
        span = np.ptp(values, axis=0)
        scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
        return self.designs[int(np.linalg.norm(scaled, axis=1).argmin())]

    def table(self) -> pd.DataFrame:
        """Return the front, one row per design, units in the column names."""
        import pandas as pd

        return pd.DataFrame([self._row(design) for design in self.designs])

    def _row(self, design: Design) -> dict[str, Any]:
        row: dict[str, Any] = dict(
            zip((text for text, _ in self.objectives), design.objectives, strict=True)
        )
        row["probability"] = design.probability
        for layer in design.layers:
            row[f"{layer.name}_dianhydrides"] = shares_text(layer.composition.dianhydrides)
            row[f"{layer.name}_diamines"] = shares_text(layer.composition.diamines)
            if layer.thickness is not None:
                row[f"{layer.name}_thickness_um"] = layer.thickness
            for name, value in layer.properties.items():
                column = f"{layer.name}_{name}_{_COLUMN_UNITS[value.unit]}"
                row[column] = value.mean
                row[f"{column}_low"] = value.mean - Z90 * value.sd
                row[f"{column}_high"] = value.mean + Z90 * value.sd
                row[f"{layer.name}_{name}_in_domain"] = value.in_domain
        for judged in design.verdicts:
            row[judged.id] = judged.verdict
        return row

    def as_dict(self) -> dict[str, Any]:
        """Return the result as `result.json` holds it."""
        return {
            "schema": SCHEMA,
            "status": self.status,
            "title": self.title,
            "evaluations": self.evaluations,
            "elapsed_s": round(self.elapsed, 3),
            "seed": self.seed,
            "objectives": [{"expression": t, "direction": d} for t, d in self.objectives],
            "pareto": [design.as_dict() for design in self.designs],
            "bound": {},
            "conflict": list(self.conflict),
            "assumed_met": list(self.assumed_met),
        }

    def to_json(self) -> str:
        """Return the result as JSON text."""
        return json.dumps(self.as_dict(), indent=1, allow_nan=False)

    def save(self, folder: str | Path) -> None:
        """Write `result.json` and `pareto.csv` into a folder."""
        from polyopt.optimizer.run_folder import write_result

        write_result(self, Path(folder))

    def _repr_html_(self) -> str:
        shown = self.table().head(20).map(lambda v: html.escape(v) if isinstance(v, str) else v)
        head = f"<p><b>{html.escape(self.title)}</b>: {self.status}, {len(self.designs)} designs</p>"
        return head + str(shown.to_html(index=False, float_format="%.4g", escape=False))


_COLUMN_UNITS = {"degC": "degC", "ppm/K": "ppm_per_K"}


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


def front_designs(evaluator: Evaluator, archive: Archive) -> tuple[Design, ...]:
    """Return the front of an archive as designs that hold every limit to the last digit.

    The fractions are settled, evaluated once more, and what no longer belongs is left out.
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
    kept = feasible[nondominated(values)] if len(feasible) else feasible
    kept = kept[np.lexsort((outcome.objectives[kept] * signs).T[::-1])]
    fractions = {name: (a[kept], b[kept]) for name, (a, b) in fractions.items()}
    thickness = {name: t[kept] for name, t in thickness.items()}
    evidence = evaluator.evidence(fractions, thickness)
    chances = evaluator.probability(evidence, evaluator.judged(evidence))
    return tuple(
        Design(
            layers=_layers(evaluator, evidence, fractions, i),
            objectives=tuple(float(v) for v in outcome.objectives[row]),
            verdicts=_verdicts(evaluator, evidence, i),
            probability=float(chances[i]),
        )
        for i, row in enumerate(kept)
    )


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
        thickness = evidence.quantities.get(f"layers.{layer.name}.thickness")
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
                    if f"layers.{layer.name}.{name}" in evidence.quantities
                },
            )
        )
    return tuple(found)


def _property(
    evaluator: Evaluator, evidence: Evidence, layer: str, name: str, a: Array, b: Array, i: int
) -> PropertyValue:
    full = f"layers.{layer}.{name}"
    domain = evaluator.predictor.domain(layer, name, a, b)
    sd = float(evidence.standard_deviation(full)[i])
    return PropertyValue(
        mean=float(evidence.quantities[full].mean[i]),
        sd=sd if math.isfinite(sd) else 0.0,
        unit=LAYER_PROPERTIES[name],
        in_domain=domain.inside if domain else True,
        nearest=domain.nearest if domain else "",
    )


def _verdicts(evaluator: Evaluator, evidence: Evidence, i: int) -> tuple[Verdict, ...]:
    one = replace(
        evidence,
        size=1,
        quantities={
            k: replace(q, mean=q.mean[i : i + 1]) for k, q in evidence.quantities.items()
        },
        covariance=evidence.covariance[i : i + 1],
        shares={
            k: replace(s, fractions=s.fractions[i : i + 1]) for k, s in evidence.shares.items()
        },
    )
    problem = evaluator.problem
    return tuple(
        verdict(ref, one, confidence=problem.confidence, assume_met=problem.assume_met)
        for ref in problem.claims
    )


def broken_limits(evaluator: Evaluator, archive: Archive) -> tuple[str, ...]:
    """Return the limitations that the least violating design breaks, and by how much."""
    if len(archive) == 0:
        return ()
    best = archive.take(np.array([int(archive.outcome.violation.argmin())]))
    evidence = evaluator.evidence(*evaluator.space.decoded(best.designs))
    judgements: Sequence[Any] = evaluator.judged(evidence)
    texts = [e.summary for e in evaluator.reading.elements]
    texts += [str(r) for r in evaluator.problem.requirements]
    found = []
    for name, text, judged in zip(evaluator.constraint_names, texts, judgements, strict=True):
        if int(judged.truth[0]) != 1:
            chance = float(judged.probability[0])
            label = text if name == text else f"{name}: {text}"
            found.append(f"{label} (probability {chance:.2f} at best found)")
    return tuple(found)
