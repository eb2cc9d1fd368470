"""A table in a file, with what a user says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table in a file, with what a user says of it.

    Parameters
    ----------
    path : Path or str
        File ending in .csv, .tsv, .xlsx or .parquet.
    sheet : str
        Of a workbook, the sheet to read; empty for the one that has the columns.
    strict : bool
        Whether it is an error if anything must be chosen or left out.
    """

    path: Path | str
    sheet: str = ""
    strict: bool = False
