"""The same problem with models given in place of the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from polyopt.errors import UsageError
from polyopt.models.black_box import black_box
from polyopt.models.library import is_shipped
from polyopt.models.property_model import CompositionModel, PropertyModel
from polyopt.prediction.model_choice import chosen_model
from polyopt.problem.definition import LayerProblem, Problem

GivenModel = object
"""A model, its file or the name of a shipped one; or a regressor or function of compositions."""

IN_PYTHON = "python:"
"""What the recorded name of a model in Python begins with."""


def with_models(problem: Problem, given: Mapping[str, GivenModel]) -> Problem:
    """Return a problem whose layers use other models instead of the shipped models.

    Parameters
    ----------
    problem : Problem
        The problem; a layer that names a table or a model file of its own keeps it.
    given : mapping of str to PropertyModel, str, Path, estimator or callable
        By property ``tg`` or ``cte``: a model, its file or the name of a shipped one; or a fitted
        scikit-learn regressor or a function, which are asked about whole compositions (see
        `polyopt.models.black_box.BlackBox`).

    Raises
    ------
    UsageError
        If a model predicts something else, or no layer uses the shipped one.
    DataError
        If a file cannot be used.
    """
    for property, one in given.items():
        model = _model(one, property)
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


def _model(one: GivenModel, property: str) -> PropertyModel | CompositionModel:
    if isinstance(one, PropertyModel):
        return chosen_model(one, property)
    if not isinstance(one, str | Path):
        return black_box(property, one)
    if str(one).startswith(IN_PYTHON):
        raise UsageError(
            f"the run used {str(one).removeprefix(IN_PYTHON)}, a model in Python",
            remedy=f"give it again: models={{{property!r}: ...}}",
        )
    return chosen_model(str(one), property)


def lasting(given: Mapping[str, GivenModel]) -> dict[str, str]:
    """Return models under names that hold from any folder; shipped names as they are."""
    return {property: _lasting(one, property) for property, one in given.items()}


def _lasting(one: GivenModel, property: str) -> str:
    if isinstance(one, PropertyModel):
        return IN_PYTHON + one.name
    if not isinstance(one, str | Path):
        return IN_PYTHON + black_box(property, one).name
    return str(one) if is_shipped(str(one)) else str(Path(one).resolve())


def _uses_shipped(problem: Problem, layer: LayerProblem, property: str) -> bool:
    if property not in layer.palette.models:
        return False
    entry = problem.source.get("layers", {}).get(layer.name, {}).get("models", {})
    named = entry.get(property, {})
    return "pairs" not in named and is_shipped(named.get("model", property))
