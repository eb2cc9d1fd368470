"""Where the facts of `datasets/` lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from polyopt.data_schemas import SCHEMAS
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
    """Return the rows of a shipped CSV file, cells as text, checked against its schema.

    Raises
    ------
    DataError
        If the file is missing or does not fit its schema (`polyopt.data_schemas`).
    """
    with dataset_path(name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = tuple(reader)
    SCHEMAS[name].check(f"datasets/{name}", reader.fieldnames or (), rows)
    return rows


def dataset_fingerprints() -> dict[str, str]:
    """Return the SHA-256 of each shipped table, by file name.

    Returns
    -------
    dict of str to str
        Hexadecimal digests by file name.

    Notes
    -----
    They name the data that a result rests on; the manifest of a run holds them, and
    `datasets/SHA256SUMS` those of this version.

    Examples
    --------
    >>> sorted(dataset_fingerprints())
    ['films.csv', 'literature.csv', 'metals.csv', 'monomers.csv', 'solvents.csv']
    """
    return {
        name: hashlib.sha256(dataset_path(name).read_bytes()).hexdigest()
        for name in sorted(SCHEMAS)
    }
