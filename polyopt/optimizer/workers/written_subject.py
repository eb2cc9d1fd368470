"""What processes work on, in a file that each reads once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from polyopt.optimizer.workers.lifeline import removed_with_us
from polyopt.optimizer.workers.one_thread import single_threaded_blas

_MAPPED = 64 * 2**20
"""Bytes from which arrays are mapped, and shared by all processes; smaller ones are faster read."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a subject is.

    Parameters
    ----------
    path : str
        Its file.
    """

    path: str

    def read(self) -> Any:
        """Return the subject; a process reads it once."""
        return _read(self.path)


@contextmanager
def written(subject: object) -> Iterator[Written]:
    """Write a subject where only the user's own processes can read it, for as long as needed.

    Classes and functions of a user's script are written with it, as other processes have none of
    them.
    """
    from tempfile import TemporaryDirectory

    from joblib import dump, wrap_non_picklable_objects

    with TemporaryDirectory(prefix="polyopt-") as folder, removed_with_us(folder):
        path = Path(folder) / "subject"
        try:
            dump(subject, path)
            plain = b"__main__" not in path.read_bytes()
        except (AttributeError, TypeError, ValueError):  # pickle has no error of its own for all
            plain = False
        if not plain:
            dump(wrap_non_picklable_objects(subject, keep_wrapper=False), path)
        yield Written(str(path))


@lru_cache(maxsize=1)
def _read(path: str) -> Any:
    from joblib import load

    single_threaded_blas()
    large = Path(path).stat().st_size > _MAPPED
    return load(path, mmap_mode="r" if large else None)
