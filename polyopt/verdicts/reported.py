"""What the literature reports of a layer's polymer itself, as a note on what is predicted of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polyopt.claims.evidence import PREDICTED, Evidence, Quantity
from polyopt.claims.notes import joined_notes
from polyopt.models.group_probit.model import GroupProbit
from polyopt.prediction.predictor import LayerPalette
from polyopt.quantities import layer_quantity


def with_reports(evidence: Evidence, palettes: Mapping[str, LayerPalette]) -> Evidence:
    """Return what is known of one design, predictions that rest on reports noted with who says so.

    Parameters
    ----------
    evidence : Evidence
        Of one design.
    palettes : mapping of str to LayerPalette
        The monomers of its layers. A layer of several repeat units is noted where each of them is
        reported, since the index of the layer is their mean.
    """
    noted: dict[str, Quantity] = {}
    for layer, palette in palettes.items():
        for name, model in palette.models.items():
            known = evidence.quantities.get(layer_quantity(layer, name))
            if isinstance(model, GroupProbit) and known is not None and known.basis == PREDICTED:
                note = joined_notes([known.note, _reports(model, palette)])
                noted[layer_quantity(layer, name)] = replace(known, note=note)
    return replace(evidence, quantities={**evidence.quantities, **noted}) if noted else evidence


def _reports(model: GroupProbit, palette: LayerPalette) -> str:
    found = [model.report((a, b)) for a in palette.dianhydrides for b in palette.diamines]
    return joined_notes(found) if all(found) else ""
