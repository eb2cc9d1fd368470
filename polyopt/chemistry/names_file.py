"""A file that says what names mean, for commands that take ``--names``."""

from __future__ import annotations

from pathlib import Path

from polyopt.errors import UsageError, quoted
from polyopt.io.toml import read_toml


def read_names(path: Path) -> dict[str, str]:
    """Return what a TOML file says that names mean.

    Parameters
    ----------
    path : Path
        With a table ``[names]``, as ``DABA = "3,5-diaminobenzoic acid"``: a known name, a CAS
        number or a SMILES for each. What else the file holds, as a problem does, is not read.

    Raises
    ------
    UsageError
        If the file cannot be read, has no such table, or a name stands for something but text.
    """
    table = read_toml(path).get("names")
    if not isinstance(table, dict) or not table:
        raise UsageError(
            "has no table [names]",
            where=str(path),
            remedy='write [names] and below it DABA = "3,5-diaminobenzoic acid"',
        )
    for name, meant in table.items():
        if not isinstance(meant, str) or not meant.strip():
            raise UsageError(
                f"{quoted(name)} is {quoted(meant)}",
                where=f"{path}, [names]",
                remedy="give a name, a CAS number or a SMILES, as text",
            )
    return {str(name): str(meant) for name, meant in table.items()}
