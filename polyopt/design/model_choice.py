"""Which model predicts a property: a shipped name, or a model file beside the declaration."""

from __future__ import annotations

from pathlib import Path

from polyopt.errors import UsageError, quoted
from polyopt.models.base import PropertyModel
from polyopt.models.library import load, names


def chosen_model(name: str, property: str, folder: Path = Path()) -> PropertyModel:
    """Return the model of that name, if it predicts the property asked for.

    Parameters
    ----------
    name : str
        Name of a shipped model, or a file ending in ``.npz``.
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
    model = load(name if name in names() else folder / name)
    if model.property != property:
        raise UsageError(f"the model {quoted(name)} predicts {model.property}, not {property}")
    return model
