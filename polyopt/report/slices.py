"""Properties over the shares of two or three monomers, everything else as in one design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.judgement import MET
from polyopt.design.pores import pores_of
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.prediction.weighing import palette_shares
from polyopt.problem.definition import ROLES, LayerProblem
from polyopt.quantities import LAYER_PROPERTIES, layer_quantity
from polyopt.results.designs import Design

Array = NDArray[np.float64]
_STEPS = {2: 60, 3: 30}
_ROUNDING = 1e-9
_MOST_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Slice:
    """What a layer does as some of its monomers take each other's place.

    Parameters
    ----------
    layer, role : str
        Where.
    monomers : tuple of str
        Those that vary, two or three.
    members : tuple of int
        Their places in the palette.
    shares : ndarray, shape (n, k)
        Their mole fractions within the role. [-]
    total : float
        Their sum, which does not vary. [-]
    mean, sd : mapping of str to ndarray, shape (n,)
        Prediction of each property. [°C, ppm/K]
    broken : tuple of str, length n
        The first limit that each point breaks; empty where it meets all.
    chosen : tuple of float
        The design's own shares. [-]
    """

    layer: str
    role: str
    monomers: tuple[str, ...]
    members: tuple[int, ...]
    shares: Array
    total: float
    mean: dict[str, Array]
    sd: dict[str, Array]
    broken: tuple[str, ...]
    chosen: tuple[float, ...]

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Whether each point meets every limit, shape (n,)."""
        return np.array([not why for why in self.broken])


def simplex_grid(parts: int, steps: int) -> Array:
    """Return the points of a regular grid on a simplex, shape (n, parts) [-].

    >>> simplex_grid(2, 2).tolist()
    [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    """
    axes = np.meshgrid(*[np.arange(steps + 1)] * (parts - 1), indexing="ij")
    first = np.stack([a.ravel() for a in axes], axis=1)
    first = first[first.sum(axis=1) <= steps]
    return np.column_stack([first, steps - first.sum(axis=1)]) / steps


def slices_of(evaluator: Evaluator, design: Design) -> list[Slice]:
    """Return the slices through a design that show its trade-offs.

    A role of two monomers gives a line, one of three a ternary, one of more a line for each pair,
    ten at most, those of the largest shares first.
    """
    found = []
    for layer in _searched(evaluator):
        for role in ROLES:
            for members in _varied(layer, role, design):
                found.append(slice_of(evaluator, design, layer.name, role, members))
    return found


def widest(
    evaluator: Evaluator, design: Design, offered: Mapping[tuple[str, str], Sequence[int]]
) -> list[Slice]:
    """Return one slice for each role with more than one monomer on offer.

    It exchanges those of the largest shares: three, or two where a design may hold no more.
    """
    found = []
    for layer in _searched(evaluator):
        for role in ROLES:
            own = _start(layer, design)[ROLES.index(role)]
            places = sorted(offered[layer.name, role], key=lambda i: -own[i])
            most = min(3, max(2, layer.most.get(role, len(own))))
            if len(places) > 1:
                members = tuple(sorted(places[:most]))
                found.append(slice_of(evaluator, design, layer.name, role, members))
    return found


def _searched(evaluator: Evaluator) -> list[LayerProblem]:
    """Return the layers whose shares are open."""
    return [layer for layer in evaluator.problem.layers if layer.formulation is None]


def _varied(layer: LayerProblem, role: str, design: Design) -> Sequence[tuple[int, ...]]:
    vector = shares_of(layer, role, design)
    present = sorted(np.flatnonzero(vector).tolist(), key=lambda i: -vector[i])
    if len(present) in _STEPS:
        return [tuple(sorted(present))]
    return [*combinations(present, 2)][:_MOST_PAIRS]


def shares_of(layer: LayerProblem, role: str, design: Design) -> Array:
    """Return a design's mole fractions over the palette of one role, shape (k,) [-]."""
    return _start(layer, design)[ROLES.index(role)]


def _start(layer: LayerProblem, design: Design) -> tuple[Array, Array]:
    chosen = next(x for x in design.layers if x.name == layer.name)
    return palette_shares(layer.palette, chosen.composition)


def slice_of(
    evaluator: Evaluator, design: Design, layer: str, role: str, members: tuple[int, ...]
) -> Slice:
    """Return one slice.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    design : Design
        What everything else stays as.
    layer, role : str
        Where monomers vary.
    members : tuple of int
        Two or three of them, by their places in the palette.
    """
    problem_layer = evaluator.problem.layer(layer)
    palette = problem_layer.monomers(role)
    grid = simplex_grid(len(members), _STEPS[len(members)])
    own = shares_of(problem_layer, role, design)
    total = float(own[list(members)].sum())
    fractions, thickness = _tiled(evaluator, design, len(grid))
    varied = fractions[layer][ROLES.index(role)]
    varied[:, list(members)] = grid * total
    evidence = evaluator.evidence(fractions, thickness)
    broken = np.full(len(grid), "", dtype=object)
    judged = evaluator.judged(evidence)
    for name, judgement in zip(evaluator.constraint_names, judged, strict=True):
        broken[(judgement.truth != MET) & (broken == "")] = name
    for words, wrong in _share_limits(problem_layer, role, varied):
        broken[wrong & (broken == "")] = words
    names = {p: layer_quantity(layer, p) for p in LAYER_PROPERTIES}
    full = {p: name for p, name in names.items() if name in evidence.quantities}
    return Slice(
        layer=layer,
        role=role,
        monomers=tuple(str(palette[i]) for i in members),
        members=members,
        shares=varied[:, list(members)],
        total=total,
        mean={p: _long(evidence.quantities[f].mean, len(grid)) for p, f in full.items()},
        sd={p: _long(evidence.standard_deviation(f), len(grid)) for p, f in full.items()},
        broken=tuple(broken.tolist()),
        chosen=tuple(own[list(members)].tolist()),
    )


def _long(values: Array, count: int) -> Array:
    return np.array(np.broadcast_to(values, count))


def _tiled(
    evaluator: Evaluator, design: Design, count: int
) -> tuple[dict[str, tuple[Array, Array]], dict[str, Array]]:
    """Return so many copies of a design as an evaluator takes them."""
    fractions, thickness = {}, {}
    for layer in evaluator.problem.layers:
        a, b = _start(layer, design)
        fractions[layer.name] = (np.tile(a, (count, 1)), np.tile(b, (count, 1)))
    for chosen in design.layers:
        if chosen.porosity is not None:
            thickness[pores_of(chosen.name)] = np.full(count, chosen.porosity)
    for thick in evaluator.problem.thick:
        if thick.name in design.thicknesses:
            thickness[thick.name] = np.full(count, design.thicknesses[thick.name])
    return fractions, thickness


def _share_limits(
    layer: LayerProblem, role: str, shares: Array
) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return the limits on shares, in words, and where each is broken."""
    most = layer.most.get(role, shares.shape[1])
    found: list[tuple[str, NDArray[np.bool_]]] = [
        (f"at most {most} {role}s", np.asarray((shares > _ROUNDING).sum(axis=1) > most))
    ]
    least = layer.min_fraction
    small = (shares > _ROUNDING) & (shares < least - _ROUNDING)
    found.append((f"a share below {100 * least:.3g} mol %", np.asarray(small.any(axis=1))))
    most = layer.most[role]
    many = (shares > _ROUNDING).sum(axis=1) > most
    found.append((f"more than {most} {role}s", np.asarray(many)))
    for place, given in enumerate(layer.given_shares(role) or ()):
        off = np.abs(shares[:, place] - given) > _ROUNDING
        found.append((f"the formulation of layer {layer.name} is given", np.asarray(off)))
    for limit in layer.limits:
        if limit.role == role:
            total = shares[:, list(limit.members)].sum(axis=1)
            wrong = (total < limit.low - _ROUNDING) | (total > limit.high + _ROUNDING)
            found.append((limit.text, np.asarray(wrong)))
    return found
