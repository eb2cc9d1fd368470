"""Quantities that follow from others: porosity, permittivity, insoluble content, bond temperature.

What is measured stands, with a note where other statements contradict it. A model that gives a
worst case, or two ends that the truth lies between, says so: its verdict is unknown where the ends
disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import hypot
from types import MappingProxyType

import numpy as np

from polyopt.claims.evidence import COMPUTED, MEASURED, PREDICTED, Evidence, Quantity
from polyopt.claims.notes import joined_notes
from polyopt.design.pores import PERMITTIVITY, POROSITY
from polyopt.design.twice_stated import dispute
from polyopt.equations.foam import porosity_of_densities
from polyopt.equations.network import insoluble_content
from polyopt.equations.normal_interval import Z90
from polyopt.equations.porous import (
    bruggeman,
    inverse_maxwell_garnett,
    maxwell_garnett,
)
from polyopt.errors import PolyoptError
from polyopt.laminate.members import Film
from polyopt.laminate.stack import Laminate
from polyopt.quantities import layer_quantity

_MIXTURE = "mixture rule of Bruggeman between the bounds of Maxwell Garnett; not validated on films"


def with_implied_quantities(evidence: Evidence, laminate: Laminate) -> Evidence:
    """Return what is known of n designs with what follows from it, but for their curl.

    Parameters
    ----------
    evidence : Evidence
        What is measured, predicted and declared, and what the curves of layers say.
    laminate : Laminate
        Their stack.

    Raises
    ------
    UsageError
        If masses or densities contradict each other.
    """
    found = evidence
    for layer in laminate.own_layers:
        name = layer_quantity(layer.name, "insoluble_content")
        if layer.weighings is not None:
            w = layer.weighings
            try:
                share = insoluble_content(w.before, w.after, foil=w.foil, weighing_sd=w.sd)
            except PolyoptError as error:
                raise error.at(f"[layers.{layer.name}.weighings]") from None
            where = f"layer {layer.name}: insoluble content"
            found = _beside(found, name, where, "wt%", share.value, share.sd, "the weighings")
    images = laminate.twins
    for layer_name, curve in found.curves.items():
        if layer_name not in images and curve.minimum is not None and not curve.minimum.falling:
            least = curve.minimum
            sd = (least.temperature_high - least.temperature_low) / (2 * Z90)
            name = layer_quantity(layer_name, "storage_minimum_temperature")
            found = _with(found, name, least.temperature, sd, MEASURED, "")
    return found if laminate.film is None else _porous(found, laminate.film)


def _porous(evidence: Evidence, film: Film) -> Evidence:
    solid, found = film.porous, evidence
    if solid is None:
        return found
    dense, apparent = solid.solid_density, solid.apparent_density
    if dense is not None and apparent is not None:
        try:
            porosity = 100.0 * float(porosity_of_densities(apparent, dense))
        except PolyoptError as error:
            raise error.at("[porous]") from None
        sd = 100.0 * solid.density_sd / dense
        where = "the film: porosity"
        found = _beside(found, POROSITY, where, "%", porosity, sd, "the densities")
    known = found.quantities.get(POROSITY)
    if PERMITTIVITY in found.quantities or known is None or solid.solid_permittivity is None:
        return found
    spread = Z90 * found.standard_deviation(POROSITY)
    least, most = (np.clip((known.mean + s * spread) / 100.0, 0.0, 1.0) for s in (-1, 1))
    e, p = solid.solid_permittivity, np.clip(known.mean / 100.0, 0.0, 1.0)
    bounds = (inverse_maxwell_garnett(e, most), maxwell_garnett(e, least))
    guess = Quantity(bruggeman(e, p), PREDICTED, bounds, _MIXTURE)
    return _holding(found, PERMITTIVITY, guess)


def _beside(
    evidence: Evidence, name: str, where: str, unit: str, value: float, sd: float, of: str
) -> Evidence:
    """Return evidence with a computed quantity; beside a measured one with what they differ by."""
    known = evidence.quantities.get(name)
    if known is None:
        return _with(evidence, name, value, sd, COMPUTED, f"from {of}")
    both = hypot(sd, float(evidence.standard_deviation(name)[0]))
    words = dispute(where, unit, float(known.mean[0]), value, both, of)
    if not words:
        return evidence
    noted = replace(known, note=joined_notes([known.note, words]))
    disputes = MappingProxyType({**evidence.disputes, name: words})
    return replace(_holding(evidence, name, noted), disputes=disputes)


def _with(
    evidence: Evidence, name: str, value: float, sd: float, basis: str, note: str
) -> Evidence:
    """Return evidence with one quantity more, independent of the others."""
    quantity = Quantity(np.full(evidence.size, value), basis, note=note)
    found = _holding(evidence, name, quantity)
    if not sd > 0:
        return found
    count = len(evidence.uncertain)
    joint = np.zeros((evidence.size, count + 1, count + 1))
    joint[:, :count, :count] = evidence.covariance
    joint[:, count, count] = sd**2
    return replace(found, uncertain=(*evidence.uncertain, name), covariance=joint)


def _holding(evidence: Evidence, name: str, quantity: Quantity) -> Evidence:
    quantities: Mapping[str, Quantity] = {**evidence.quantities, name: quantity}
    return replace(evidence, quantities=MappingProxyType(quantities))
