"""The permittivity of layers with pores, uncertain by solid, porosity and mixture rule alike.

A layer of side ``film`` is what the film is made of: its porosity and permittivity are the film's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import DECLARED, PREDICTED, Evidence, Quantity
from polyopt.equations.derivatives import Dual, at_least
from polyopt.equations.normal_interval import Z90
from polyopt.equations.porous_chance import chance_below, mixed, rule_error
from polyopt.laminate.members import FILM, Layer
from polyopt.laminate.stack import Laminate
from polyopt.prediction.predictor import Array
from polyopt.quantities import PORES, POROUS, SOLID, layer_quantity, member_quantity

POROSITY, PERMITTIVITY = member_quantity(FILM, "porosity"), member_quantity(FILM, "permittivity")

_PERCENT = 100.0
_STEP = 1e-4
_OWN = 1.0 + 1e-9


def pores_of(layer: str) -> str:
    """Return what the searched porosity of a layer is called among thicknesses.

    >>> pores_of("S")
    'S porosity'
    """
    return f"{layer} {PORES}"


def searched_quantity(axis: str) -> str:
    """Return the quantity that is searched beside shares: a layer's thickness, or its porosity.

    >>> searched_quantity("A"), searched_quantity("S porosity")
    ('layers.A.thickness', 'layers.S.porosity')
    """
    layer, _, tail = axis.partition(" ")
    return layer_quantity(layer, tail or "thickness")


@dataclass(frozen=True, slots=True)
class PorousPermittivity:
    """The distribution of the permittivity of a layer with pores.

    Parameters
    ----------
    solid_name, porosity_name : str
        The quantities of the solid's permittivity and of the porosity.
    solid, variance : ndarray, shape (n,)
        Its mean and variance. [-]
    porosity : ndarray, shape (n,)
        Volume fraction of pores. [-]
    porosity_sd : float
        Its standard deviation. [-]
    """

    solid_name: str
    porosity_name: str
    solid: Array
    variance: Array
    porosity: Array
    porosity_sd: float

    def below(self, end: float) -> Array:
        """Return the probability that it is at most `end`, shape (n,)."""
        if end <= 1.0 or end == np.inf:
            return np.full(self.solid.shape, float(end > 1.0))
        return chance_below(end, self.solid, self.variance, self.porosity, self.porosity_sd)

    def below_at(
        self, end: float, means: Mapping[str, Dual], variances: Mapping[str, Dual]
    ) -> Dual:
        """Return that probability with the derivatives of the solid's mean and variance."""
        solid = at_least(means[self.solid_name], 1.0)
        if end <= 1.0 or end == np.inf:
            return Dual.constant(np.full(self.solid.shape, float(end > 1.0)), solid)
        variance = variances.get(self.solid_name, Dual.constant(self.variance, solid))
        porosity = means[self.porosity_name]
        return chance_below(end, solid, variance, porosity, self.porosity_sd)

    def mean_at(self, means: Mapping[str, Dual]) -> Dual:
        """Return the permittivity by the mixture rule, with the derivatives of the solid's."""
        return mixed(at_least(means[self.solid_name], 1.0), means[self.porosity_name])

    def take(self, index: NDArray[np.intp]) -> PorousPermittivity:
        """Return the distribution of some of the designs."""
        return replace(
            self,
            solid=self.solid[index],
            variance=self.variance[index],
            porosity=self.porosity[index],
        )


def with_pores(evidence: Evidence, laminate: Laminate, searched: Mapping[str, Array]) -> Evidence:
    """Return evidence with what follows from the porosity of layers.

    Parameters
    ----------
    evidence : Evidence
        What is known of n designs, the permittivity of the solids among it.
    laminate : Laminate
        Their stack.
    searched : mapping of str to ndarray, shape (n,)
        Porosities of designs that differ in it, by `pores_of` their layer. [-]

    Notes
    -----
    Bruggeman's rule; its error and accuracy as in `polyopt.equations.porous_chance`. A porosity
    measured on the film goes before the one that its solid aims at, and so does a permittivity.
    """
    found = evidence
    for layer in laminate.own_layers:
        aim = searched.get(pores_of(layer.name), layer.porosity)
        if aim is not None:
            aims = np.broadcast_to(np.asarray(aim, dtype=float), (evidence.size,))
            found = _porous(found, layer, laminate, aims)
    return found


def _porous(evidence: Evidence, layer: Layer, laminate: Laminate, aim: Array) -> Evidence:
    of_film = layer.side == FILM and laminate.film is not None
    found, porosity, sd = _with_porosity(evidence, layer, aim, of_film=of_film)
    own_name = layer_quantity(layer.name, PORES)
    declared = {own_name: Quantity(porosity, DECLARED)}
    found = replace(found, quantities=MappingProxyType({**found.quantities, **declared}))
    name, solid_name = layer_quantity(layer.name, POROUS), layer_quantity(layer.name, SOLID)
    solid = found.quantities.get(solid_name)
    if solid is None:
        return found
    mean = np.maximum(solid.mean, 1.0)
    variance = found.standard_deviation(solid_name) ** 2
    shape = PorousPermittivity(solid_name, own_name, mean, variance, porosity, sd)
    words = f"by Bruggeman's rule at a porosity of {_percent(porosity, sd)}; not validated on films"
    quantity = Quantity(mixed(mean, porosity), PREDICTED, note=words)
    slope = np.zeros((found.size, len(found.uncertain)))
    slope += np.outer(_slope(shape, solid=True), found.loading([(solid_name, 1.0)]))
    if of_film:
        slope += np.outer(_slope(shape, solid=False), found.loading([(POROSITY, 1.0)])) / _PERCENT
    own = rule_error(mean, porosity) ** 2
    if not of_film:
        own = own + (_slope(shape, solid=False) * sd) ** 2
    same = {PERMITTIVITY: name} if of_film and PERMITTIVITY not in found.quantities else {}
    return replace(
        found,
        quantities=MappingProxyType(
            {**found.quantities, name: quantity, **dict.fromkeys(same, quantity)}
        ),
        uncertain=(*found.uncertain, name),
        covariance=_widened(found.covariance, slope, own),
        derived={**found.derived, name: slope},
        shapes={**found.shapes, name: shape},
        same={**found.same, **same},
    )


def _with_porosity(
    evidence: Evidence, layer: Layer, porosity: Array, *, of_film: bool
) -> tuple[Evidence, Array, float]:
    """Return evidence with the film's porosity [%], and porosity and deviation of a layer [-]."""
    sd = layer.porosity_tolerance / Z90
    known = evidence.quantities.get(POROSITY) if of_film else None
    if known is not None:
        measured_sd = float(evidence.standard_deviation(POROSITY)[0]) / _PERCENT
        return evidence, np.clip(known.mean / _PERCENT, 0.0, 0.99), measured_sd
    if not of_film:
        return evidence, porosity, sd
    note = f"aimed at {_percent(porosity, sd)}: measure it on the film"
    quantity = Quantity(_PERCENT * porosity, DECLARED, note=note)
    found = replace(
        evidence, quantities=MappingProxyType({**evidence.quantities, POROSITY: quantity})
    )
    if not sd > 0:
        return found, porosity, sd
    alone = np.zeros((found.size, len(found.uncertain)))
    own = np.full(found.size, (_PERCENT * sd) ** 2)
    covariance = _widened(found.covariance, alone, own)
    return (
        replace(found, uncertain=(*found.uncertain, POROSITY), covariance=covariance),
        porosity,
        sd,
    )


def _percent(porosity: Array, sd: float) -> str:
    low, high = _PERCENT * float(porosity.min()), _PERCENT * float(porosity.max())
    middle = f"{low:g}" if low == high else f"{low:.1f} to {high:.1f}"
    return f"{middle} % ± {_PERCENT * Z90 * sd:.2g}" if sd > 0 else f"{middle} %"


def _slope(shape: PorousPermittivity, *, solid: bool) -> Array:
    """Return the slope of the permittivity by the solid's, or by the porosity, shape (n,)."""
    e, p = shape.solid, shape.porosity
    ahead = mixed(e + _STEP, p) if solid else mixed(e, p + _STEP)
    return (ahead - mixed(e, p)) / _STEP


def _widened(covariance: Array, slope: Array, own: Array) -> Array:
    """Return the covariance with one quantity more: a linear form, and a variance of its own."""
    n, u, _ = covariance.shape
    joint = np.zeros((u + 1, u + 1, n)).transpose(2, 0, 1)
    joint[:, :u, :u] = covariance
    cross = np.einsum("nu,nuv->nv", slope, covariance)
    joint[:, u, :u] = joint[:, :u, u] = cross
    joint[:, u, u] = (np.einsum("nu,nu->n", cross, slope) + own) * _OWN
    return joint
