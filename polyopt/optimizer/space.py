"""The designs worth trying: subsets and fractions of every layer, thicknesses, coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import InfeasibleError
from polyopt.optimizer.polytope import Array, Polytope, polytope
from polyopt.optimizer.subsets import RoleSpace, role_space
from polyopt.problem.definition import ROLES, LayerProblem, Requirement


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
class SearchSpace:
    """All designs that meet the linear limits.

    Parameters
    ----------
    roles : tuple of RoleSpace
        Two for each layer.
    thickness : Polytope or None
        Thicknesses of the layers that have a range.
    thick_layers : tuple of str
        The layers whose thickness is searched.
    """

    roles: tuple[RoleSpace, ...]
    thickness: Polytope | None
    thick_layers: tuple[str, ...]

    @property
    def subset_counts(self) -> tuple[int, ...]:
        """Number of subsets of each role space."""
        return tuple(len(r.subsets) for r in self.roles)

    @property
    def subset_count(self) -> int:
        """Number of ways to choose monomers for all layers."""
        return int(np.prod([float(c) for c in self.subset_counts]))

    @property
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

    def decoded(self, designs: Designs) -> tuple[dict[str, tuple[Array, Array]], dict[str, Array]]:
        """Return mole fractions and thicknesses by layer."""
        parts = [
            role.fractions(designs.subset[:, i], designs.coordinates[:, columns])
            for i, (role, columns) in enumerate(zip(self.roles, self.slices, strict=False))
        ]
        fractions = {self.roles[i].layer: (parts[i], parts[i + 1]) for i in range(0, len(parts), 2)}
        thickness = {}
        if self.thickness is not None:
            values = self.thickness.points(designs.coordinates[:, self.slices[-1]])
            thickness = {name: values[:, i] for i, name in enumerate(self.thick_layers)}
        return fractions, thickness

    def uniform(self, count: int, rng: np.random.Generator) -> Designs:
        """Return designs with every subset equally likely and uniform fractions."""
        subset = np.column_stack([rng.integers(0, c, count) for c in self.subset_counts])
        return Designs(subset, rng.random((count, self.width)))


def search_space(
    layers: Sequence[LayerProblem],
    thickness_ratios: Mapping[tuple[str, str], float],
    requirements: Sequence[Requirement] = (),
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

    Raises
    ------
    InfeasibleError
        If no choice meets the linear limits.
    """
    roles = tuple(role_space(layer, role) for layer in layers for role in ROLES)
    ranged = [layer for layer in layers if layer.thickness is not None]
    names = tuple(layer.name for layer in ranged)
    if not ranged:
        return SearchSpace(roles, None, ())
    pairs = [(pair, r) for pair, r in thickness_ratios.items() if set(pair) <= set(names)]
    rows = np.zeros((len(pairs), len(names)))
    for i, ((thick, thin), ratio) in enumerate(pairs):
        rows[i, names.index(thick)] += 1.0
        rows[i, names.index(thin)] -= ratio
    limits = [
        (r, row) for r in requirements if (row := _thickness_row(r, names, layers)) is not None
    ]
    bounds = np.array([layer.thickness for layer in ranged], dtype=float)
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
    requirement: Requirement, names: Sequence[str], layers: Sequence[LayerProblem]
) -> Array | None:
    """Return the factors of the thicknesses in a limited quantity; None if it is no thickness."""
    head, _, tail = requirement.quantity.rpartition(".")
    if tail == "thickness" and head.removeprefix("layers.") in names:
        return np.eye(len(names))[names.index(head.removeprefix("layers."))]
    whole = requirement.quantity == "laminate.resin_thickness" and len(names) == len(layers)
    return np.ones(len(names)) if whole else None
