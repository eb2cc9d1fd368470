"""A model evaluated once on the palettes of layers, whose errors go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, shipped_library
from polyopt.chemistry.residues import unit_mass
from polyopt.equations.arrays import Array, Indices
from polyopt.errors import DataError
from polyopt.models.covariance import PairErrors
from polyopt.models.property_model import Posterior, PropertyModel
from polyopt.models.recipes import recipe_of
from polyopt.models.surface import PairSurface

Palette = tuple[Sequence[Monomer], Sequence[Monomer]]


@dataclass(frozen=True, slots=True)
class JointSurface:
    """Surfaces of several layers whose errors are correlated.

    Parameters
    ----------
    surfaces : tuple of PairSurface
        One for each palette.
    index : tuple of ndarray of int
        For each palette, the place of its pairs among the q distinct ones of all.
    """

    surfaces: tuple[PairSurface, ...]
    index: tuple[Indices, ...]

    def cross_errors(self, first: int, second: int) -> PairErrors:
        """Return how the errors of one palette go together with those of another."""
        one, two = self.surfaces[first].errors, self.surfaces[second].errors
        return PairErrors(one.belief, one.rows, two.columns)

    def cross_covariance(self, first: int, second: int) -> Array:
        """Return the covariance of errors between two palettes, shape (p_first, p_second)."""
        return self.cross_errors(first, second).dense()


def surface(
    model: PropertyModel,
    dianhydrides: Sequence[Monomer | str],
    diamines: Sequence[Monomer | str],
) -> PairSurface:
    """Return a model's surface over a palette.

    Parameters
    ----------
    model : PropertyModel
        The model, evaluated once on all pairs.
    dianhydrides, diamines : sequence of Monomer or str
        The palette, m and n monomers, as such or by any of their names.

    Raises
    ------
    UsageError
        If a name is unknown.
    """
    palette = (_monomers(dianhydrides, DIANHYDRIDE), _monomers(diamines, DIAMINE))
    return joint_surface(model, [palette]).surfaces[0]


def _monomers(named: Sequence[Monomer | str], role: str) -> list[Monomer]:
    library = shipped_library()
    return [library.find(m, role) if isinstance(m, str) else m for m in named]


def joint_surface(model: PropertyModel, palettes: Sequence[Palette]) -> JointSurface:
    """Return the surfaces of several palettes from one evaluation of the model.

    Parameters
    ----------
    model : PropertyModel
        The model, evaluated once on the union of pairs.
    palettes : sequence of (dianhydrides, diamines)
        One palette for each layer.
    """
    place: dict[tuple[Monomer, Monomer], int] = {}
    index = [
        np.array([[place.setdefault((a, b), len(place)) for b in diamines] for a in dianhydrides])
        for dianhydrides, diamines in palettes
    ]
    if any(grid.size == 0 for grid in index):
        raise DataError("a palette needs at least one dianhydride and one diamine")
    belief = model.posterior(list(place))
    mass = np.array([unit_mass(a.smiles, b.smiles) for a, b in place])
    surfaces = tuple(_surface_of(model, belief, mass, grid) for grid in index)
    return JointSurface(surfaces, tuple(grid.ravel() for grid in index))


def _surface_of(model: PropertyModel, belief: Posterior, mass: Array, grid: Indices) -> PairSurface:
    own = belief.take(grid.ravel())
    return PairSurface(
        property=model.property,
        unit=model.unit,
        mean=own.mean.reshape(grid.shape),
        errors=own.errors,
        noise_sd=own.noise_sd.reshape(grid.shape),
        in_domain=own.in_domain.reshape(grid.shape),
        mass=mass[grid],
        mixing=model.mixing,
        mixing_share=recipe_of(model.property).mixing_share,
        novelty=own.novelty.reshape(grid.shape),
        nearest=own.nearest,
        similarity=own.similarity.reshape(grid.shape),
        laboratory=own.laboratory,
        doubts=own.doubts,
    )
