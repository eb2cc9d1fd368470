"""Where the facts of `datasets/` lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from polyopt.errors import DataError, did_you_mean, unknown_name
from polyopt.io.shipped_schemas import SCHEMAS

_PACKAGE = Path(__file__).parents[1]


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
        If the file is missing or does not fit its schema (`polyopt.io.shipped_schemas`).
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
    >>> sorted(dataset_fingerprints())[:4]
    ['ambiguous_names.csv', 'film_windows.csv', 'films.csv', 'literature.csv']
    """
    return {
        name: hashlib.sha256(dataset_path(name).read_bytes()).hexdigest()
        for name in sorted(SCHEMAS)
    }


def optional_number(row: Mapping[str, str], column: str) -> float | None:
    """Return the number in a cell of a shipped table; None where it is empty."""
    return float(row[column]) if row.get(column) else None


def named_row(table: str, column: str, wanted: str, kind: str) -> dict[str, str]:
    """Return the row of a shipped table that goes by a name, synonym or CAS number, case aside.

    Parameters
    ----------
    table : str
        The table, such as ``films.csv``.
    column : str
        Its column of names; `synonyms` holds others, split by semicolons.
    wanted : str
        The name looked for.
    kind : str
        What it is the name of, in words.

    Raises
    ------
    UsageError
        If nothing goes by that name.
    """
    rows = dataset_rows(table)
    names: dict[str, tuple[str, dict[str, str]]] = {}
    for row in rows:
        for name in (row[column], *row["synonyms"].split(";"), row.get("cas", "")):
            if name.strip():
                names.setdefault(name.strip().casefold(), (name.strip(), row))
    if wanted.strip().casefold() in names:
        return names[wanted.strip().casefold()][1]
    first = [row[column] for row in rows]
    every = [name for name, row in names.values() if name != row.get("cas")]
    only_a_synonym_is_near = not did_you_mean(wanted, first) and did_you_mean(wanted, every)
    error = unknown_name(kind, wanted, every if only_a_synonym_is_near else first)
    error.remedy = error.remedy or f"the names are in datasets/{table}"
    raise error
