"""Judging one declared laminate against claims; a measured value overrides a prediction."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.claims.evaluate import ClaimRef, Verdict, verdicts
from polyopt.claims.evidence import Evidence
from polyopt.claims.load import assumption_ids, find_claims, set_names
from polyopt.claims.schema import declared_facts
from polyopt.design.evidence import LAYER_PROPERTIES, gather
from polyopt.design.file import read_design
from polyopt.design.model_choice import chosen_model
from polyopt.design.prediction import LayerPalette, Predictor
from polyopt.design.process import usual_steps
from polyopt.errors import DomainError, PolyoptError, unknown_name
from polyopt.laminate import Laminate
from polyopt.models.library import names as shipped_names

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdicts on one laminate.

    Parameters
    ----------
    laminate : Laminate
        The design.
    verdicts : tuple of Verdict
        One for each claim.
    evidence : Evidence
        What they rest on.
    assumed_met : tuple of str
        What the user vouched for.
    outside_domain : tuple of str
        Predictions made for chemistry unlike the training data.
    """

    laminate: Laminate
    verdicts: tuple[Verdict, ...]
    evidence: Evidence
    assumed_met: tuple[str, ...]
    outside_domain: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return one row per claim."""
        import pandas as pd

        return pd.DataFrame([_row(v) for v in self.verdicts])

    def limitations(self) -> pd.DataFrame:
        """Return one row per limitation of every claim."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "claim": v.id,
                    "limitation": e.id,
                    "verdict": e.verdict,
                    "basis": e.basis,
                    "probability": e.probability,
                    "margin": e.margin,
                    "summary": e.summary,
                }
                for v in self.verdicts
                for e in v.elements
            ]
        )

    def quantities(self) -> dict[str, dict[str, Any]]:
        """Return what is known: value, standard deviation and basis of each quantity."""
        return {
            name: {
                "value": float(q.mean[0]),
                "sd": float(self.evidence.standard_deviation(name)[0]),
                "basis": q.basis,
            }
            for name, q in self.evidence.quantities.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the verdicts and what they rest on, for JSON."""
        return {
            "schema": 1,
            "title": self.laminate.title,
            "claims": [
                {**_row(v), "limitations": [_limitation(e) for e in v.elements]}
                for v in self.verdicts
            ],
            "quantities": self.quantities(),
            "outside_domain": list(self.outside_domain),
            "assumed_met": list(self.assumed_met),
        }

    def _repr_html_(self) -> str:
        table = self.table().map(lambda v: html.escape(v) if isinstance(v, str) else v)
        return str(table.to_html(index=False, float_format="{:.3g}".format, escape=False))


def _row(v: Verdict) -> dict[str, Any]:
    return {
        "id": v.id,
        "verdict": v.verdict,
        "basis": v.basis,
        "probability": v.probability,
        "margin": v.margin,
        "summary": v.summary,
    }


def _limitation(element: Any) -> dict[str, Any]:
    return {
        name: getattr(element, name)
        for name in ("id", "verdict", "basis", "probability", "margin", "summary")
    }


def check(
    laminate: Laminate,
    claims: str | Sequence[str] = (),
    *,
    confidence: float = 0.5,
    assume_met: Sequence[str] = (),
    models: Mapping[tuple[str, str], str] | None = None,
    folder: Path = Path(),
) -> CheckResult:
    """Judge a laminate against claims.

    Parameters
    ----------
    laminate : Laminate
        The design; measured values in its layers override predictions.
    claims : str or sequence of str
        Claims such as ``heat-resistant-laminate:12`` or whole sets; by default all shipped sets.
    confidence : float
        Least probability at which a prediction decides a verdict.
    assume_met : sequence of str
        Claims and limitations the user vouches for.
    models : mapping of (str, str) to str, optional
        Model by layer and property, where not the shipped one.
    folder : Path
        Where relative paths start.

    Returns
    -------
    CheckResult
        Verdict, basis, margin and probability of each claim.

    Raises
    ------
    UsageError
        If a claim or model is unknown.
    """
    if not 0 <= confidence < 1:
        raise DomainError(f"confidence is {confidence}", remedy="from 0 to below 1")
    names = [claims] if isinstance(claims, str) else list(claims)
    refs = find_claims(names or set_names(), folder)
    assumed = assumption_ids(assume_met, refs)
    _refuse_unknown_facts(laminate, refs)
    laminate = replace(laminate, process=usual_steps(laminate, refs))
    palettes = _palettes(laminate, models or {}, folder)
    predictor = Predictor.of(list(palettes.values()))
    fractions = {layer.name: _fractions(layer.composition) for layer in _made(laminate)}
    thickness = {
        layer.name: np.array([layer.thickness])
        for layer in laminate.layers
        if layer.thickness is not None
    }
    evidence = gather(laminate, palettes, predictor, fractions, thickness)
    judged = tuple(
        verdicts(ref, evidence, confidence=confidence, assume_met=assumed)[0] for ref in refs
    )
    outside = tuple(
        f"layers.{layer}.{name}"
        for layer, name in predictor.surfaces
        if not _inside(predictor, layer, name, fractions)
    )
    return CheckResult(laminate, judged, evidence, tuple(sorted(assumed)), outside)


def check_file(
    path: Path,
    claims: Sequence[str] = (),
    confidence: float | None = None,
    models: Mapping[str, str] | None = None,
) -> CheckResult:
    """Judge the laminate of a design file.

    Parameters
    ----------
    path : Path
        The design file.
    claims : sequence of str
        Claims to judge by, instead of those of the file.
    confidence : float, optional
        Instead of that of the file.
    models : mapping of str to str, optional
        Model of every layer by property, instead of those of the file; relative paths start in
        the working folder.
    """
    design = read_design(path)
    everywhere = {
        (layer.name, name): model if model in shipped_names() else str(Path(model).absolute())
        for layer in design.laminate.layers
        for name, model in (models or {}).items()
    }
    try:
        return check(
            design.laminate,
            tuple(claims) or design.claims,
            confidence=design.confidence if confidence is None else confidence,
            assume_met=design.assume_met,
            models={**design.models, **everywhere},
            folder=path.parent,
        )
    except PolyoptError as error:
        raise error.at(str(path)) from None


def _refuse_unknown_facts(laminate: Laminate, refs: Sequence[ClaimRef]) -> None:
    """Raise for a declared fact that no claim of the chosen sets asks for."""
    sets = {ref.claim_set.id: ref.claim_set for ref in refs}.values()
    asked = {fact for claim_set in sets for fact in declared_facts(claim_set)}
    for fact in laminate.facts:
        if fact not in asked:
            raise unknown_name("fact", fact, asked, where="[facts]")


def _made(laminate: Laminate) -> list[Any]:
    return [layer for layer in laminate.layers if layer.composition is not None]


def _palettes(
    laminate: Laminate, models: Mapping[tuple[str, str], str], folder: Path
) -> dict[str, LayerPalette]:
    """Return the palette of each layer; what is measured needs no model."""
    return {
        layer.name: LayerPalette(
            layer.name,
            tuple(m for m, _ in layer.composition.dianhydrides),
            tuple(m for m, _ in layer.composition.diamines),
            {
                name: chosen_model(models.get((layer.name, name), name), name, folder)
                for name in LAYER_PROPERTIES
                if name not in layer.measured
            },
        )
        for layer in _made(laminate)
    }


def _fractions(composition: Any) -> tuple[Any, Any]:
    return tuple(
        np.array([[x for _, x in role]])
        for role in (composition.dianhydrides, composition.diamines)
    )  # type: ignore[return-value]


def _inside(predictor: Predictor, layer: str, name: str, fractions: Any) -> bool:
    a, b = fractions[layer]
    domain = predictor.domain(layer, name, a[0], b[0])
    return domain is None or domain.inside
