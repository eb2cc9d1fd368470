"""The shipped models, and model files of one's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from polyopt.errors import DataError, UsageError, quoted, unknown_name
from polyopt.models.artefact import Artefact, load_artefact
from polyopt.models.frequency import AT, DISPERSION, at_frequency, frequency_of
from polyopt.models.kinds import (
    CALIBRATED,
    ESTIMATOR,
    GAUSSIAN_PROCESS,
    GROUP_CONTRIBUTION,
    GROUP_PROBIT,
)
from polyopt.quantities import LAYER_PROPERTIES, USUAL

if TYPE_CHECKING:
    from polyopt.models.calibrated.model import Base, CalibratedModel
    from polyopt.models.group_probit.model import GroupProbit

PRETRAINED = Path(__file__).with_name("pretrained")
NAMES = (
    *USUAL,
    *(f"{name}_groups" for name in USUAL),
    *(name for name in LAYER_PROPERTIES if name not in USUAL),
)
"""Of each property one model; of the usual ones a second, by groups."""


def names() -> tuple[str, ...]:
    """Return the names of the shipped models.

    Examples
    --------
    >>> names()  # doctest: +ELLIPSIS
    ('tg', 'cte', 'tg_groups', 'cte_groups', ...)
    """
    return NAMES


def is_shipped(name: str) -> bool:
    """Say whether a name is that of a shipped model, at a frequency or not.

    >>> is_shipped("tg"), is_shipped("permittivity@10GHz"), is_shipped("tg@10GHz")
    (True, True, False)
    """
    base, at, _ = name.partition(AT)
    return name in NAMES or (bool(at) and base in DISPERSION)


def load(name: str | Path) -> Base | GroupProbit | CalibratedModel:
    """Return a model.

    Parameters
    ----------
    name : str or path
        Name of a shipped model, or a file ending in ``.npz``; that of the permittivity may name
        a frequency, as ``permittivity@10GHz``.

    Raises
    ------
    UsageError
        If it is neither.
    DataError
        If the file cannot be used.

    Examples
    --------
    >>> load("cte").unit
    'ppm/K'
    >>> load("permittivity@1kHz").name
    'permittivity Gaussian process at 1 kHz'
    """
    if is_shipped(str(name)):
        return _shipped(str(name))
    if Path(name).suffix != ".npz":
        raise _unknown(name)
    return read_model(Path(name))


def _unknown(name: str | Path) -> UsageError:
    """Return the error for what is no model, with the files of a folder that may be meant."""
    held = sorted(Path(name).glob("*.npz")) if Path(name).is_dir() else []
    if held:
        remedy = f"name a file in it: {', '.join(quoted(path) for path in held[:3])}"
        return UsageError("is a folder, not a model", where=str(name), remedy=remedy)
    return unknown_name("model", str(name), NAMES)


def card(name: str) -> str:
    """Return the model card of a shipped model, Markdown."""
    if name not in NAMES:
        raise unknown_name("model", name, NAMES)
    return (PRETRAINED / f"{name}.md").read_text(encoding="utf-8")


@cache
def _shipped(name: str) -> Base | GroupProbit | CalibratedModel:
    base, at, frequency = name.partition(AT)
    model = read_model(PRETRAINED / f"{base}.npz")
    if at:
        from polyopt.models.gaussian_process.model import GaussianProcess

        if isinstance(model, GaussianProcess):
            return at_frequency(model, DISPERSION[base], frequency_of(frequency))
    return model


def read_model(path: Path) -> Base | GroupProbit | CalibratedModel:
    """Return the model in a file.

    Raises
    ------
    DataError
        If the file cannot be used.
    """
    artefact = load_artefact(path)
    try:
        if artefact.metadata.get("kind") == CALIBRATED:
            from polyopt.models.calibrated.model import calibrated_from

            return calibrated_from(artefact, _base_from)
        if artefact.metadata.get("kind") == GROUP_PROBIT:
            from polyopt.models.group_probit.model import group_probit_from

            return group_probit_from(artefact)
        return _base_from(artefact)
    except DataError as error:
        raise error.at(str(path)) from None


def _base_from(artefact: Artefact) -> Base:
    """Return a model that films can move; the code of a kind is loaded for a model of it only."""
    kind = artefact.metadata.get("kind")
    if kind == GAUSSIAN_PROCESS:
        from polyopt.models.gaussian_process.model import gaussian_process_from

        return gaussian_process_from(artefact)
    if kind == GROUP_CONTRIBUTION:
        from polyopt.models.group_contribution.model import group_contribution_from

        return group_contribution_from(artefact)
    if kind == ESTIMATOR:
        from polyopt.models.regressor.model import estimator_model_from

        return estimator_model_from(artefact)
    raise DataError(f"a model of kind {kind!r} is not known")
