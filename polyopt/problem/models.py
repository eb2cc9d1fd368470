"""The same problem with other models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from polyopt.design.model_choice import chosen_model
from polyopt.errors import UsageError
from polyopt.models.library import names
from polyopt.problem.definition import LayerProblem, Problem


def with_models(problem: Problem, files: Mapping[str, str | Path]) -> Problem:
    """Return a problem whose layers use model files instead of the shipped models.

    Parameters
    ----------
    problem : Problem
        The problem; a layer that names a table or a model file of its own keeps it.
    files : mapping of str to str or Path
        Model files, or names of shipped models, by property ``tg`` or ``cte``.

    Raises
    ------
    UsageError
        If a model predicts something else, or no layer uses the shipped one.
    DataError
        If a file cannot be used.
    """
    for property, file in files.items():
        model = chosen_model(str(file), property)
        users = [layer.name for layer in problem.layers if _uses_shipped(problem, layer, property)]
        if not users:
            raise UsageError(
                f"no layer uses the shipped model of {property}",
                remedy="change [layers.X.models] in the problem file instead",
            )
        layers = tuple(
            replace(
                layer,
                palette=replace(layer.palette, models={**layer.palette.models, property: model}),
            )
            if layer.name in users
            else layer
            for layer in problem.layers
        )
        problem = replace(problem, layers=layers)
    return problem


def lasting(files: Mapping[str, str | Path]) -> dict[str, str]:
    """Return model files under names that hold from any folder; shipped names as they are."""
    return {
        property: str(file) if str(file) in names() else str(Path(file).resolve())
        for property, file in files.items()
    }


def _uses_shipped(problem: Problem, layer: LayerProblem, property: str) -> bool:
    if property not in layer.palette.models:
        return False
    entry = problem.source.get("layers", {}).get(layer.name, {}).get("models", {})
    named = entry.get(property, {})
    return "pairs" not in named and named.get("model", property) in names()
