"""Kinds of tables by the endings of their files."""

from __future__ import annotations

from pathlib import Path

from polyopt.errors import DataError, quoted

ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")


def is_table(path: str | Path) -> bool:
    """Say whether a path has the ending of a table."""
    return Path(path).suffix.lower() in ENDINGS


def unknown_kind(path: Path) -> DataError:
    """Return the error for a file of another ending."""
    return DataError(
        f"unknown kind of table {quoted(path.suffix.lower())}",
        where=str(path),
        remedy=f"known: {', '.join(ENDINGS)}",
    )


def lacking(error: ImportError, path: Path) -> DataError:
    """Return the error for a library that is not installed."""
    return DataError(
        f"needs a package that is not installed: {error.name or error}",
        where=str(path),
        remedy="install polyopt[parquet], or use CSV",
    )
