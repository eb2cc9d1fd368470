"""The rubber plateau of thermoplastic layers, as an estimate whose logarithm is uncertain.

A claim on the least storage modulus above Tg is decided by a measured curve. Until there is one,
the plateau of the entangled chains says how likely it is, and which formulations are likelier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.chain_size import square_size
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue, unit_mass
from polyopt.claims.evidence import PREDICTED, Evidence, Portions, Quantity, Shares
from polyopt.equations.derivatives import Dual
from polyopt.equations.normal_interval import Z90
from polyopt.equations.viscoelastic import plateau_of_packing_length, plateau_storage_modulus
from polyopt.laminate.members import Layer
from polyopt.laminate.stack import Laminate
from polyopt.prediction.predictor import Array
from polyopt.quantities import PLATEAU, layer_quantity

DENSITY = 1.42
"""Of the layer, taken as that of Kapton HN (datasets/films.csv). [g/cm³]"""

ABOVE_TG = 75.0
"""How far above Tg the plateau is estimated: where bonding is tried first. [°C]"""

FACTOR = 10.0
"""Within this factor either way the least modulus above Tg is taken to lie in 90 % of layers:
assumed, for no measured plateau of a polyimide could be read. It covers the geometry of the chain,
chains too short to entangle, which flow below the plateau, and crystals, which hold it up. [-]"""

_LOG_SD = log(FACTOR) / Z90
_PER_MOLE = 0.602214076
"""Avogadro's number in 1/mol for volumes in cm³ and Å³, times 1e-24."""

_E_OVER_G = 3.0


@dataclass(frozen=True, slots=True)
class LogNormal:
    """The distribution of a quantity whose logarithm is normal.

    Parameters
    ----------
    median : ndarray, shape (n,)
        Its median.
    log_sd : float
        Standard deviation of its natural logarithm. [-]
    """

    median: Array
    log_sd: float

    def below(self, end: float) -> Array:
        """Return the probability that it is at most `end`, shape (n,)."""
        if end <= 0.0:
            return np.zeros(self.median.shape)
        from scipy.special import ndtr

        return np.asarray(ndtr((np.log(end) - np.log(self.median)) / self.log_sd))

    def below_at(
        self, end: float, means: Mapping[str, Dual], variances: Mapping[str, Dual]
    ) -> Dual:
        """Return that probability; it stands still, its derivatives are not known."""
        return Dual.constant(self.below(end), next(iter(means.values())))

    def mean_at(self, means: Mapping[str, Dual]) -> Dual:
        """Return its median; it stands still, its derivatives are not known."""
        return Dual.constant(self.median, next(iter(means.values())))

    def take(self, index: NDArray[np.intp]) -> LogNormal:
        """Return the distribution of some of the designs."""
        return LogNormal(self.median[index], self.log_sd)


def has_plateau(layer: Layer) -> bool:
    """Say whether a layer is one whose plateau is estimated: declared to be thermoplastic."""
    return layer.traits.get("thermoplastic") is True


def with_plateau(evidence: Evidence, laminate: Laminate) -> Evidence:
    """Return evidence with the plateau of E' of thermoplastic layers. [MPa].

    Parameters
    ----------
    evidence : Evidence
        What is known of n designs: shares and Tg of the layers among it.
    laminate : Laminate
        Their stack.

    Notes
    -----
    Three times the plateau of G' by the packing length of a freely rotating chain, of which an
    entanglement holds a repeat unit at least; `FACTOR` says how wide it is taken. Not validated.
    """
    found = evidence
    for layer in laminate.own_layers:
        if has_plateau(layer):
            found = _with_plateau_of(found, layer.name)
    return found


def plateau_modulus(size: Array, mass: Array, temperature: Array) -> Array:
    """Return the plateau of E' from mean square size and mass of a repeat unit. [MPa].

    Parameters
    ----------
    size : ndarray
        Mean square end-to-end distance per repeat unit. [Å²]
    mass : ndarray
        Molar mass of the repeat unit. [g/mol]
    temperature : ndarray
        [°C]
    """
    packing_length = mass / (DENSITY * _PER_MOLE * size)
    entangled = _E_OVER_G * plateau_of_packing_length(packing_length, temperature)
    return np.minimum(entangled, plateau_storage_modulus(DENSITY, mass, temperature))


def _with_plateau_of(evidence: Evidence, layer: str) -> Evidence:
    first, second = (evidence.shares.get((layer, role)) for role in (DIANHYDRIDE, DIAMINE))
    tg = evidence.quantities.get(layer_quantity(layer, "tg"))
    if first is None or second is None or tg is None:
        return evidence
    if not all(m.smiles for m in (*first.monomers, *second.monomers)):
        return evidence
    sizes, masses = _tables(first.monomers, second.monomers)
    size, mass = (_over_pairs(first, second, table) for table in (sizes, masses))
    median = plateau_modulus(size, mass, tg.mean + ABOVE_TG)
    name = layer_quantity(layer, PLATEAU)
    note = f"by the packing length of its chain, within a factor of {FACTOR:g}: assumed"
    n, u, _ = evidence.covariance.shape
    joint = np.zeros((u + 1, u + 1, n)).transpose(2, 0, 1)
    joint[:, :u, :u] = evidence.covariance
    joint[:, u, u] = (median * _LOG_SD) ** 2
    return replace(
        evidence,
        quantities=MappingProxyType(
            {**evidence.quantities, name: Quantity(median, PREDICTED, note=note)}
        ),
        uncertain=(*evidence.uncertain, name),
        covariance=joint,
        shapes={**evidence.shapes, name: LogNormal(median, _LOG_SD)},
    )


@lru_cache(maxsize=64)
def _tables(first: tuple[Monomer, ...], second: tuple[Monomer, ...]) -> tuple[Array, Array]:
    """Return size [Å²] and mass [g/mol] of the repeat unit of every pair."""
    pairs = [[(a.smiles, b.smiles) for b in second] for a in first]
    sizes = [[square_size(dianhydride_residue(a), diamine_residue(b)) for a, b in r] for r in pairs]
    masses = [[unit_mass(a, b) for a, b in row] for row in pairs]
    return np.array(sizes), np.array(masses)


def _over_pairs(first: Shares, second: Shares, table: Array) -> Array:
    """Return the mean of a table of pairs over the mole fractions of both roles, shape (n,)."""
    a, b = first.fractions, second.fractions
    if not isinstance(a, Portions) or not isinstance(b, Portions):
        dense = [x.dense() if isinstance(x, Portions) else x for x in (a, b)]
        return np.asarray(np.einsum("ni,ij,nj->n", dense[0], table, dense[1]))
    total = np.zeros(a.shares.shape[1:])
    for i, x in zip(a.members, a.shares, strict=True):
        for j, y in zip(b.members, b.shares, strict=True):
            total += table[i, j][:, None] * x * y
    return total.reshape(-1)
