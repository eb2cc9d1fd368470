"""Judging one declared laminate against claims; a measured value overrides a prediction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from polyopt.claims.evaluate import verdicts
from polyopt.claims.load import assumption_ids, find_claims, known_sets, set_names
from polyopt.claims.otherwise import predicted_instead
from polyopt.claims.schema import asks_for_steps
from polyopt.claims.verdict import ClaimRef, Verdict
from polyopt.design.design_file import read_design
from polyopt.design.prepared import known_of_designs, prepared, with_curl_if_known
from polyopt.errors import DomainError, PolyoptError, UsageError, quoted
from polyopt.laminate.members import Layer
from polyopt.laminate.stack import Laminate
from polyopt.models.library import is_shipped
from polyopt.prediction.model_choice import chosen_model
from polyopt.prediction.predictor import LayerPalette, Predictor
from polyopt.quantities import LAYER_PROPERTIES, SOLID, USUAL, layer_quantity
from polyopt.verdicts.check_result import CheckResult
from polyopt.verdicts.remedies import claim_remedies
from polyopt.verdicts.reported import with_reports

MOST_TOLERANCE = 5.0
"""Greatest error of shares that the first order of it stands for. [mol %]"""


def check(
    laminate: Laminate,
    claims: str | Sequence[str] = (),
    *,
    confidence: float = 0.5,
    tolerance_mol_pct: float = 0.0,
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
    tolerance_mol_pct : float
        Greatest error of each monomer's share within its role, as weighed and assayed: predictions
        are wider by it, and a limit on shares that it reaches has a probability. [mol %]
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
    if not isinstance(laminate, Laminate):
        raise UsageError(
            f"{quoted(repr(laminate))} is not a Laminate",
            remedy="declare a Laminate; 'polyopt check' judges design files",
        )
    if not 0 <= confidence < 1:
        raise DomainError(f"confidence is {confidence}", remedy="from 0 to below 1")
    if not 0 <= tolerance_mol_pct <= MOST_TOLERANCE:
        raise DomainError(
            f"tolerance_mol_pct is {tolerance_mol_pct}", remedy=f"from 0 to {MOST_TOLERANCE:g}"
        )
    names = [claims] if isinstance(claims, str) else list(claims)
    refs = find_claims(names or set_names(), folder)
    assumed = assumption_ids(assume_met, refs)
    laminate = prepared(laminate, known_sets(refs))
    instead = predicted_instead(refs, laminate.facts)
    palettes = _palettes(laminate, models or {}, folder, instead)
    predictor = Predictor.of(list(palettes.values()), tolerance=tolerance_mol_pct / 100)
    fractions = {layer.name: _fractions(layer.composition) for layer in _made(laminate)}
    thickness = {
        layer.name: np.array([layer.thickness])
        for layer in laminate.own_layers
        if layer.thickness is not None
    }
    known = known_of_designs(laminate, palettes, predictor, fractions, thickness)
    evidence = with_reports(with_curl_if_known(known, laminate), palettes)
    judged = tuple(
        verdicts(ref, evidence, confidence=confidence, assume_met=assumed)[0] for ref in refs
    )
    outside = tuple(
        layer_quantity(layer, name)
        for layer, name in predictor.surfaces
        if not _inside(predictor, layer, name, fractions)
    )
    remedies = tuple(
        claim_remedies(ref, verdict, evidence, laminate)
        for ref, verdict in zip(refs, judged, strict=True)
    )
    return CheckResult(
        laminate,
        judged,
        evidence,
        tuple(sorted(assumed)),
        outside,
        remedies,
        asks_steps=any(map(_asks_steps, refs, judged)),
    )


def _asks_steps(ref: ClaimRef, verdict: Verdict) -> bool:
    """Say whether a limitation of a claim that is not met is one on process steps."""
    elements = ref.claim_set.elements
    left = (elements[e.id] for e in verdict.elements if e.verdict != "met" and e.id in elements)
    return any(map(asks_for_steps, left))


def check_file(
    path: Path,
    claims: Sequence[str] = (),
    confidence: float | None = None,
    models: Mapping[str, str] | None = None,
    tolerance_mol_pct: float | None = None,
) -> CheckResult:
    """Judge the laminate of a design file.

    Parameters
    ----------
    path : Path
        The design file.
    claims : sequence of str
        Claims to judge by, instead of those of the file.
    confidence : float, optional
        Confidence, instead of that in the file.
    models : mapping of str to str, optional
        Model of every layer by property, instead of those of the file; relative paths start in
        the working folder.
    tolerance_mol_pct : float, optional
        Error of shares, instead of that in the file. [mol %]
    """
    design = read_design(path)
    off = design.tolerance_mol_pct if tolerance_mol_pct is None else tolerance_mol_pct
    everywhere = {
        (layer.name, name): model if is_shipped(model) else str(Path(model).absolute())
        for layer in design.laminate.layers
        for name, model in (models or {}).items()
    }
    try:
        return check(
            design.laminate,
            tuple(claims) or design.claims,
            confidence=design.confidence if confidence is None else confidence,
            tolerance_mol_pct=off,
            assume_met=design.assume_met,
            models={**design.models, **everywhere},
            folder=path.parent,
        )
    except PolyoptError as error:
        raise error.at(str(path)) from None


def _made(laminate: Laminate) -> list[Any]:
    return [layer for layer in laminate.own_layers if layer.composition is not None]


def _palettes(
    laminate: Laminate,
    models: Mapping[tuple[str, str], str],
    folder: Path,
    asked: frozenset[str],
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
                if name not in layer.measured and _wanted(name, layer, asked, models)
            },
        )
        for layer in _made(laminate)
    }


def _wanted(
    name: str, layer: Layer, asked: frozenset[str], models: Mapping[tuple[str, str], str]
) -> bool:
    """Say whether a property is predicted: the usual ones and what the design or a claim needs."""
    needed = name == SOLID and layer.porosity is not None
    return name in USUAL or needed or name in asked or (layer.name, name) in models


def _fractions(composition: Any) -> tuple[Any, Any]:
    return tuple(
        np.array([[x for _, x in role]])
        for role in (composition.dianhydrides, composition.diamines)
    )  # type: ignore[return-value]


def _inside(predictor: Predictor, layer: str, name: str, fractions: Any) -> bool:
    a, b = fractions[layer]
    domain = predictor.domain(layer, name, a[0], b[0])
    return domain is None or domain.inside
