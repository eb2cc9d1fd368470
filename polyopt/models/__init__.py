"""Property models: what turns monomers and compositions into quantities."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Artefact": "artefact",
    "BlackBox": "black_box",
    "CalibratedModel": "calibrated.model",
    "CompositionModel": "property_model",
    "EstimatorModel": "regressor.model",
    "GaussianProcess": "gaussian_process.model",
    "GroupContribution": "group_contribution.model",
    "GroupShare": "group_contribution.model",
    "JointSurface": "palettes",
    "OwnFilm": "calibrated.films",
    "PairSurface": "surface",
    "Posterior": "property_model",
    "PropertyModel": "property_model",
    "TrainingReport": "training",
    "TrainingRow": "films",
    "calibrate": "calibrated.model",
    "conditioned": "conditioned_surface",
    "fit": "training",
    "joint_surface": "palettes",
    "load": "library",
    "names": "library",
}
__all__ = list(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
