"""The designs worth trying: subsets and fractions of every layer, thicknesses, coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import Portions
from polyopt.design.pores import pores_of
from polyopt.errors import InfeasibleError
from polyopt.optimizer.space.polytope import Array, Polytope, polytope
from polyopt.optimizer.space.subsets import RoleSpace, role_space
from polyopt.optimizer.space.uniform_map import mapped
from polyopt.problem.definition import ROLES, LayerProblem, PlainLayer, Requirement
from polyopt.quantities import PORES, RESIN_THICKNESS, QuantityName, layer_quantity


@dataclass(frozen=True, slots=True)
class Designs:
    """Coordinates of n designs.

    Parameters
    ----------
    subset : ndarray of int, shape (n, r)
        Subset of each role space.
    coordinates : ndarray, shape (n, c)
        Uniform coordinates of all role spaces, then of the thicknesses.
    """

    subset: NDArray[np.intp]
    coordinates: Array

    def __len__(self) -> int:
        return len(self.subset)

    def take(self, index: NDArray[np.intp] | slice) -> Designs:
        """Return some of the designs."""
        return Designs(self.subset[index], self.coordinates[index])

    def joined(self, other: Designs) -> Designs:
        """Return these designs followed by others."""
        return Designs(
            np.vstack([self.subset, other.subset]),
            np.vstack([self.coordinates, other.coordinates]),
        )


@dataclass(frozen=True, slots=True)
class Families:
    """Designs in g groups of r, those of a group of the same monomers.

    What depends on the monomers alone is looked up once for each group.

    Parameters
    ----------
    subset : ndarray of int, shape (g, roles)
        Subsets of each group.
    coordinates : ndarray, shape (c, g, r)
        Uniform coordinates of each design.
    """

    subset: NDArray[np.intp]
    coordinates: Array

    def __len__(self) -> int:
        return self.coordinates.shape[1] * self.coordinates.shape[2]

    def joined(self, other: Families) -> Families:
        """Return these groups followed by others as large."""
        return Families(
            np.vstack([self.subset, other.subset]),
            np.concatenate([self.coordinates, other.coordinates], axis=1),
        )

    def designs(self, rows: NDArray[np.intp] | None = None) -> Designs:
        """Return the designs one by one, group after group; only some if rows are given."""
        width, groups, siblings = self.coordinates.shape
        some = np.arange(groups * siblings) if rows is None else rows
        flat = self.coordinates.reshape(width, groups * siblings)
        return Designs(self.subset[some // siblings], flat[:, some].T)


@dataclass(frozen=True)
class SearchSpace:
    """All designs that meet the linear limits.

    Parameters
    ----------
    roles : tuple of RoleSpace
        Two for each layer.
    thickness : Polytope or None
        Thicknesses of the layers that have a range.
    thick_layers : tuple of str
        The layers whose thickness is searched, and the porosities that are.
    """

    roles: tuple[RoleSpace, ...]
    thickness: Polytope | None
    thick_layers: tuple[str, ...]

    @cached_property
    def subset_counts(self) -> tuple[int, ...]:
        """Number of subsets of each role space."""
        return tuple(r.count for r in self.roles)

    @cached_property
    def subset_count(self) -> int:
        """Number of ways to choose monomers for all layers."""
        return prod(self.subset_counts)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Columns of the coordinates that belong to each role space, then to the thicknesses."""
        widths = [r.coordinates for r in self.roles]
        widths.append(self.thickness.dimension if self.thickness else 0)
        ends = np.cumsum(widths)
        return tuple(slice(int(e - w), int(e)) for e, w in zip(ends, widths, strict=True))

    @property
    def width(self) -> int:
        """Number of coordinates."""
        return self.slices[-1].stop

    def portions(
        self, designs: Designs | Families
    ) -> tuple[dict[str, tuple[Portions, Portions]], dict[str, Array]]:
        """Return the monomers present with their fractions, and the thicknesses, by layer."""
        if isinstance(designs, Designs):
            designs = Families(designs.subset, designs.coordinates.T[:, :, None])
        subset, coordinates = designs.subset, designs.coordinates
        parts = [
            Portions(*role.shares(subset[:, i], coordinates[columns]), role.size)
            for i, (role, columns) in enumerate(zip(self.roles, self.slices, strict=False))
        ]
        present = {self.roles[i].layer: (parts[i], parts[i + 1]) for i in range(0, len(parts), 2)}
        if self.thickness is None:
            return present, {}
        values = mapped(self.thickness, coordinates[self.slices[-1]])
        return present, {n: values[i].reshape(-1) for i, n in enumerate(self.thick_layers)}

    def decoded(self, designs: Designs) -> tuple[dict[str, tuple[Array, Array]], dict[str, Array]]:
        """Return mole fractions over the palettes and thicknesses by layer."""
        present, thickness = self.portions(designs)
        return {name: (a.dense(), b.dense()) for name, (a, b) in present.items()}, thickness

    def random_subsets(self, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Return subsets of each role, every one equally likely, shape (count, roles)."""
        return np.stack([rng.integers(0, c, count) for c in self.subset_counts]).T

    def uniform(self, count: int, rng: np.random.Generator) -> Designs:
        """Return designs with every subset equally likely and uniform fractions."""
        return Designs(self.random_subsets(count, rng), rng.random((count, self.width)))


def search_space(
    layers: Sequence[LayerProblem],
    thickness_ratios: Mapping[tuple[str, str], float],
    requirements: Sequence[Requirement] = (),
    tolerance: float = 0.0,
    *,
    thick: Sequence[LayerProblem | PlainLayer] | None = None,
    resin: Sequence[str] | None = None,
) -> SearchSpace:
    """Return the space of a problem's layers.

    Parameters
    ----------
    layers : sequence of LayerProblem
        The layers.
    thickness_ratios : mapping of (str, str) to float
        Least ratio of one layer's thickness to another's.
    requirements : sequence of Requirement
        Limits on quantities; those on thicknesses hold by construction.
    tolerance : float
        Greatest error of each share with which limits on shares hold. [-]
    thick : sequence of LayerProblem or PlainLayer, optional
        The layers with a thickness; by default those of `layers`.
    resin : sequence of str, optional
        The thicknesses that add up to that of the resin, some perhaps twice; empty if one is not
        known. By default each of `layers` once.

    Raises
    ------
    InfeasibleError
        If no choice meets the linear limits.
    """
    roles = tuple(role_space(layer, role, tolerance) for layer in layers for role in ROLES)
    ranged = [x for x in (layers if thick is None else thick) if x.thickness is not None]
    pores = [layer for layer in layers if layer.porosity is not None]
    if resin is None:
        resin = [layer_quantity(x.name, "thickness") for x in layers]
        resin = resin if len(ranged) == len(layers) else ()
    names = (*(x.name for x in ranged), *(pores_of(x.name) for x in pores))
    if not names:
        return SearchSpace(roles, None, ())
    pairs = [(pair, r) for pair, r in thickness_ratios.items() if set(pair) <= set(names)]
    rows = np.zeros((len(pairs), len(names)))
    for i, ((more, less), ratio) in enumerate(pairs):
        rows[i, names.index(more)] += 1.0
        rows[i, names.index(less)] -= ratio
    limits = [
        (r, row) for r in requirements if (row := _thickness_row(r, names, resin)) is not None
    ]
    ranges = [*(x.thickness for x in ranged), *(x.porosity for x in pores)]
    bounds = np.array(ranges, dtype=float)
    found = polytope(
        bounds[:, 0],
        bounds[:, 1],
        np.array([*rows, *(row for _, row in limits)]).reshape(-1, len(names)),
        np.array([*np.zeros(len(pairs)), *(r.low for r, _ in limits)]),
        np.array([*np.full(len(pairs), np.inf), *(r.high for r, _ in limits)]),
        simplex=False,
    )
    if found is None:
        wanted = " and ".join(
            [f"{a} at least {r:g} x {b}" for (a, b), r in pairs] + [str(r) for r, _ in limits]
        )
        raise InfeasibleError(
            f"no thicknesses within their ranges make {wanted}", remedy="widen a thickness_um range"
        )
    return SearchSpace(roles, found, names)


def _thickness_row(
    requirement: Requirement, names: Sequence[str], resin: Sequence[str]
) -> Array | None:
    """Return the factors of the thicknesses in a limited quantity; None if it is no thickness."""
    asked = QuantityName.split(requirement.quantity)
    own = {"thickness": asked.layer, PORES: pores_of(asked.layer)}.get(asked.tail)
    if own in names:
        return np.eye(len(names))[names.index(own)]
    if requirement.quantity != RESIN_THICKNESS or not resin:
        return None
    return np.array([resin.count(layer_quantity(name, "thickness")) for name in names], dtype=float)
