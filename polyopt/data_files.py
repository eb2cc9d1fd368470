"""Where the facts of `datasets/` lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from polyopt.errors import DataError

_PACKAGE = Path(__file__).parent


def dataset_path(name: str) -> Path:
    """Return the path of a shipped data file.

    Parameters
    ----------
    name : str
        File name within `datasets/`, such as ``"films.csv"``.

    Raises
    ------
    DataError
        If the installation does not hold the file.
    """
    for folder in (_PACKAGE / "datasets", _PACKAGE.parent / "datasets"):
        if (folder / name).is_file():
            return folder / name
    raise DataError(
        f"the shipped data file {name!r} is missing", remedy="reinstall polyopt; its wheel holds it"
    )


@cache
def dataset_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a shipped CSV file, cells as text."""
    with dataset_path(name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
