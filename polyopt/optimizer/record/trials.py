"""How a design is written into a trial of Optuna, and read back from one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from polyopt.design.pores import pores_of
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.outcome import Outcome
from polyopt.optimizer.space.designs import Designs, SearchSpace
from polyopt.optimizer.space.polytope import Array

FEASIBLE = "meets every limit"
"""Attribute of a trial that says so in words."""

_MOST_CATEGORIES = 1000
_NOTHING = 1e9
"""Stands for an objective that cannot be computed; such a trial is infeasible besides."""


def distributions(space: SearchSpace, *, categorical: bool) -> dict[str, BaseDistribution]:
    """Return one parameter per subset choice and one per coordinate, in the space's order."""
    named: dict[str, BaseDistribution] = {}
    for role, columns in zip(space.roles, space.slices, strict=False):
        name = f"{role.layer}.{role.role}s"
        choices = role.count
        small = categorical and choices <= _MOST_CATEGORIES
        named[name] = (
            CategoricalDistribution(list(range(choices)))
            if small
            else IntDistribution(0, choices - 1)
        )
        for i in range(columns.stop - columns.start):
            named[f"{name}.{i}"] = FloatDistribution(0.0, 1.0)
    for i in range(space.slices[-1].stop - space.slices[-1].start):
        named[f"thickness.{i}"] = FloatDistribution(0.0, 1.0)
    return named


def designs_of(
    params: Sequence[dict[str, Any]], space: SearchSpace, named: dict[str, BaseDistribution]
) -> Designs:
    """Return the designs that the parameters of trials stand for."""
    continuous = [n for n, d in named.items() if isinstance(d, FloatDistribution)]
    discrete = [n for n in named if n not in continuous]
    return Designs(
        np.array([[p[n] for n in discrete] for p in params], dtype=np.intp).reshape(
            len(params), len(discrete)
        ),
        np.array([[p[n] for n in continuous] for p in params], dtype=float).reshape(
            len(params), space.width
        ),
    )


def params_of(
    designs: Designs, i: int, space: SearchSpace, named: dict[str, BaseDistribution]
) -> dict[str, int | float]:
    """Return the parameters of one design."""
    subset = iter(designs.subset[i].tolist())
    coordinates = iter(designs.coordinates[i].tolist())
    return {
        name: next(coordinates if isinstance(d, FloatDistribution) else subset)
        for name, d in named.items()
    }


def values_of(row: Array) -> list[float]:
    """Return objective values as a trial may hold them."""
    return np.nan_to_num(row, nan=_NOTHING, posinf=_NOTHING, neginf=-_NOTHING).tolist()


def constraints_of(evaluator: Evaluator, outcome: Outcome, i: int) -> dict[str, float]:
    """Return the constraint values of one design by the name of the limitation."""
    return dict(zip(evaluator.constraint_names, outcome.constraints[i].tolist(), strict=True))


def readable(
    evaluator: Evaluator,
    fractions: dict[str, tuple[Array, Array]],
    thickness: dict[str, Array],
    i: int,
) -> dict[str, str | float]:
    """Return the formulation of each layer as a person writes it."""
    texts: dict[str, str | float] = {}
    for layer in evaluator.problem.layers:
        roles = []
        for role, table in zip(("dianhydride", "diamine"), fractions[layer.name], strict=True):
            named = zip(layer.monomers(role), table[i].tolist(), strict=True)
            roles.append(";".join(f"{m}:{100 * x:.6g}" for m, x in named if x > 0))
        texts[layer.name] = " // ".join(roles)
        if layer.name in thickness:
            texts[f"{layer.name} thickness_um"] = round(float(thickness[layer.name][i]), 6)
        if (pores := pores_of(layer.name)) in thickness:
            texts[pores] = round(float(thickness[pores][i]), 6)
    for plain in evaluator.problem.plain:
        if plain.name in thickness:
            texts[f"{plain.name} thickness_um"] = round(float(thickness[plain.name][i]), 6)
    return texts


def feasibility(outcome: Outcome, i: int) -> dict[str, str | float]:
    """Return whether one design meets every limit, in words.

    Tools that know the constraints of Optuna before 5 only, such as optuna-dashboard 0.21, show it
    as a column; the constraints themselves they overlook.
    """
    met = (outcome.constraints[i] <= 0).all() and not np.isnan(outcome.objectives[i]).any()
    return {FEASIBLE: "yes" if met else "no"}


def trials_of(
    evaluator: Evaluator, archive: Archive, named: dict[str, BaseDistribution]
) -> Iterator[optuna.trial.FrozenTrial]:
    """Yield one finished trial for each design of an archive."""
    fractions, thickness = evaluator.space.decoded(archive.designs)
    for i in range(len(archive)):
        yield optuna.create_trial(
            params=params_of(archive.designs, i, evaluator.space, named),
            distributions=named,
            values=values_of(archive.outcome.objectives[i]),
            constraints=constraints_of(evaluator, archive.outcome, i),
            user_attrs=readable(evaluator, fractions, thickness, i)
            | feasibility(archive.outcome, i),
        )
