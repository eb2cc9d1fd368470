"""Models of a user's films as files: one of each property in a folder, with its card beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from polyopt.errors import DataError


class SavableModel(Protocol):
    """A model that writes itself to a file."""

    def save(self, path: Path | str) -> str:
        """Write the model; return its fingerprint."""
        ...


def model_file(folder: Path | str, property: str) -> Path:
    """Return the file of a property's model in a folder."""
    return Path(folder) / f"{property}.npz"


def save_models(
    models: Mapping[str, SavableModel], cards: Mapping[str, str], folder: Path | str
) -> tuple[Path, ...]:
    """Write a model file and a card for each property; return the model files.

    Parameters
    ----------
    models : mapping of str to model
        By property.
    cards : mapping of str to str
        The card of each model, Markdown.
    folder : path
        Folder for them; made if it is not there.

    Raises
    ------
    DataError
        If they cannot be written.
    """
    written = []
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, model in models.items():
            path = model_file(folder, name)
            model.save(path)
            path.with_suffix(".md").write_text(cards[name], encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None
    return tuple(written)
