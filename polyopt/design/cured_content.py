"""The insoluble content that a cure leaves, by the law of a layer's own films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.asked_steps import asked_of, places_of
from polyopt.claims.evidence import PREDICTED, Evidence, Quantity
from polyopt.equations.derivatives import Dual
from polyopt.equations.network import crosslinks, gel_fraction
from polyopt.equations.normal_interval import Z90
from polyopt.laminate.members import Layer
from polyopt.laminate.process_verbs import YES
from polyopt.laminate.stack import Laminate
from polyopt.measurements.cure import CureKinetics
from polyopt.prediction.predictor import Array
from polyopt.quantities import layer_quantity

INSOLUBLE = "insoluble_content"
_PERCENT = 100.0
_LEAST_SD = 1e-6
_LONGEST_LOG = 300.0


@dataclass(frozen=True, slots=True)
class CuredContent:
    """The distribution of an insoluble content: the logarithm of its crosslinks is normal.

    Parameters
    ----------
    log_crosslinks : ndarray, shape (n,)
        Mean of the logarithm of crosslinked units per chain. [-]
    sd : float
        Its standard deviation. [-]
    """

    log_crosslinks: Array
    sd: float

    def below(self, end: float) -> Array:
        """Return the probability that at most `end` wt% are insoluble, shape (n,)."""
        if not 0.0 <= end < _PERCENT:
            return np.full(self.log_crosslinks.shape, float(end > 0.0))
        asked = float(crosslinks(max(end, 1e-9) / _PERCENT))
        from scipy.special import ndtr

        return np.asarray(ndtr((log(asked) - self.log_crosslinks) / self.sd))

    def below_at(
        self, end: float, means: Mapping[str, Dual], variances: Mapping[str, Dual]
    ) -> Dual:
        """Return that probability; no formulation changes it."""
        return Dual.constant(self.below(end), next(iter(means.values())))

    def mean_at(self, means: Mapping[str, Dual]) -> Dual:
        """Return the content at the mean; no formulation changes it."""
        return Dual.constant(self.content(0.0), next(iter(means.values())))

    def content(self, deviates: float) -> Array:
        """Return the content so many standard deviations from the mean. [wt%]."""
        grown = np.clip(self.log_crosslinks + deviates * self.sd, -_LONGEST_LOG, _LONGEST_LOG)
        return _PERCENT * gel_fraction(np.exp(grown))

    def take(self, index: NDArray[np.intp]) -> CuredContent:
        """Return the distribution of some of the designs."""
        return CuredContent(self.log_crosslinks[index], self.sd)


def with_cured_content(evidence: Evidence, laminate: Laminate) -> Evidence:
    """Return evidence with the insoluble content that declared cures leave by their tables. [wt%].

    Parameters
    ----------
    evidence : Evidence
        What is known of n designs; a content that was measured or weighed stays.
    laminate : Laminate
        Their stack, with the law of the cure of its layers and its process.

    Notes
    -----
    Each step that surely heats the layer adds crosslinks for its time at its temperature, as if it
    were at it from start to end. Two films without a stated spread fix a law of unknown error: then
    nothing is known of the content but that it lies from 0 to 100 wt%.
    """
    found = evidence
    for layer in laminate.own_layers:
        if layer.cure is not None and layer_quantity(layer.name, INSOLUBLE) not in found.quantities:
            found = _with_content(found, layer, layer.cure)
    return found


def _with_content(evidence: Evidence, layer: Layer, law: CureKinetics) -> Evidence:
    asked = asked_of("heat treat {R}", {"R": layer.name})
    steps = [evidence.process[i] for i in places_of(evidence.process, asked, YES)]
    cures = [(s.condition("temperature"), s.condition("time")) for s in steps]
    stated = [(t, m) for t, m in cures if t is not None and m is not None and m > 0]
    if not stated or len(stated) < len(cures):
        return evidence
    grown, sd = law.grown(stated)
    name = layer_quantity(layer.name, INSOLUBLE)
    shape = CuredContent(np.full(evidence.size, grown), sd or 1.0)
    cured = ", ".join(f"{m:g} min at {t:g} degC" for t, m in stated)
    far = "; extrapolated" if any(law.is_far(t) for t, _ in stated) else ""
    if sd is None:
        note = f"by the cure table after {cured}, of unknown error{far}: add films to the table"
        ends = np.zeros(evidence.size), np.full(evidence.size, _PERCENT)
        quantity = Quantity(shape.content(0.0), PREDICTED, ends, note)
        return replace(
            evidence, quantities=MappingProxyType({**evidence.quantities, name: quantity})
        )
    low, high = (shape.content(z) for z in (-Z90, Z90))
    note = f"by the cure table after {cured}: {low[0]:.3g} to {high[0]:.3g} wt%{far}"
    quantity = Quantity(shape.content(0.0), PREDICTED, note=note)
    n, u, _ = evidence.covariance.shape
    joint = np.zeros((u + 1, u + 1, n)).transpose(2, 0, 1)
    joint[:, :u, :u] = evidence.covariance
    joint[:, u, u] = np.maximum((high - low) / (2 * Z90), _LEAST_SD) ** 2
    return replace(
        evidence,
        quantities=MappingProxyType({**evidence.quantities, name: quantity}),
        uncertain=(*evidence.uncertain, name),
        covariance=joint,
        shapes={**evidence.shapes, name: shape},
    )
