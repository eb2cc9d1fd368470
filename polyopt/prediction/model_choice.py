"""Which model predicts a property: a shipped name, or a model file beside the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from polyopt.errors import UsageError, quoted
from polyopt.models.library import is_shipped, load
from polyopt.models.property_model import PropertyModel
from polyopt.quantities import LAYER_PROPERTIES

ModelChoice = str | PropertyModel
"""A model, the name of a shipped one, or a model file."""


def chosen_models(
    wanted: Mapping[str, ModelChoice], properties: Iterable[str]
) -> dict[str, PropertyModel]:
    """Return a model for each of some properties: the wanted one, or the shipped one.

    Parameters
    ----------
    wanted : mapping of str to str or PropertyModel
        Model, its name or its file by property.
    properties : iterable of str
        The properties, ``tg`` and ``cte`` or one of them.

    Raises
    ------
    UsageError
        If a property is unknown, or a model unknown or of another property.
    DataError
        If a file cannot be used.
    """
    for name in wanted:
        if name not in LAYER_PROPERTIES:
            raise UsageError(
                f"no property {quoted(name)}", remedy=f"known: {', '.join(LAYER_PROPERTIES)}"
            )
    return {name: chosen_model(wanted.get(name, name), name) for name in properties}


def chosen_model(name: ModelChoice, property: str, folder: Path = Path()) -> PropertyModel:
    """Return the model of that name, if it predicts the property asked for.

    Parameters
    ----------
    name : str or PropertyModel
        A model, name of a shipped one, or a file ending in ``.npz``.
    property : str
        ``tg`` or ``cte``.
    folder : Path
        Where a relative path starts.

    Raises
    ------
    UsageError
        If there is no such model or it predicts something else.
    DataError
        If the file cannot be used.
    """
    if isinstance(name, str):
        called, model = name, _named(name, folder)
    else:
        called, model = name.name, name
    if model.property != property:
        raise UsageError(f"the model {quoted(called)} predicts {model.property}, not {property}")
    return model


def _named(name: str, folder: Path) -> PropertyModel:
    return load(name if is_shipped(name) else folder / name)
