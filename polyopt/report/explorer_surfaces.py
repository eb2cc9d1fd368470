"""The models on the palettes, in a form that the page computes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyopt.models.surface import FOX_MASS
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.definition import ROLES
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.explorer_palette import Offered
from polyopt.report.labels import decimals

_DIGITS = 10
Array = NDArray[np.float64]


def properties_of(evaluator: Evaluator) -> list[str]:
    """Return the properties that the models of some layer predict."""
    held = {key for _, key in evaluator.predictor.surfaces}
    return [key for key in LAYER_PROPERTIES if key in held]


def surface_data(evaluator: Evaluator, key: str, offered: Offered) -> dict[str, Any]:
    """Return one property of all layers: their surfaces and the joint covariance of all pairs."""
    predictor = evaluator.predictor
    known = LAYER_PROPERTIES[key]
    label, unit = known.label, known.shown_unit
    blocks: list[dict[str, Any] | None] = []
    places: dict[str, NDArray[np.intp]] = {}
    size = 0
    for layer in evaluator.problem.layers:
        surface = predictor.surfaces.get((layer.name, key))
        if surface is None:
            blocks.append(None)
            continue
        first, second = (offered[layer.name, role] for role in ROLES)
        grid = np.arange(surface.mean.size).reshape(surface.mean.shape)[np.ix_(first, second)]
        place = places[layer.name] = grid.ravel()
        masses = surface.mass if surface.mixing == FOX_MASS else None
        blocks.append(
            {
                "start": size,
                "mean": _numbers(surface.mean.ravel()[place]),
                "mass": None if masses is None else _numbers(masses.ravel()[place]),
                "noise": _numbers(surface.noise_sd.ravel()[place] ** 2),
                "share": surface.mixing_share,
                "inside": surface.in_domain.ravel()[place].astype(int).tolist(),
            }
        )
        size += len(place)
    return {
        "key": key,
        "label": label,
        "unit": unit,
        "digits": decimals(key),
        "size": size,
        "joint": _numbers(_joint(evaluator, key, places)),
        "blocks": blocks,
    }


def _joint(evaluator: Evaluator, key: str, places: Mapping[str, NDArray[np.intp]]) -> Array:
    """Return the lower triangle of the joint covariance of all layers' pairs, row by row."""
    predictor = evaluator.predictor
    rows = []
    for one, at in places.items():
        row = []
        for other, there in places.items():
            if one == other:
                block = predictor.surfaces[one, key].errors.between(at, there)
            elif (one, other, key) in predictor.cross:
                block = predictor.cross[one, other, key].between(at, there)
            elif (other, one, key) in predictor.cross:
                block = predictor.cross[other, one, key].between(there, at).T
            else:
                block = None
            empty = np.zeros((len(at), len(there)))
            row.append(empty if block is None else block)
        rows.append(np.hstack(row))
    joint = np.vstack(rows)
    return np.asarray(joint[np.tril_indices(len(joint))])


def _numbers(values: Array) -> list[float]:
    """Return numbers that a page holds in few characters, good to ten digits."""
    return [float(f"{v:.{_DIGITS}g}") for v in values.tolist()]
