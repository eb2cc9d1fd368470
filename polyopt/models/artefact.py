"""Fitted models as one compressed file of plain arrays: no pickle, checked before use."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from polyopt.equations.arrays import AnyArray
from polyopt.errors import DataError

FORMAT = "polyopt-model"
SCHEMA = 1
_LARGEST_FILE = 64 * 2**20
_LARGEST_CONTENT = 512 * 2**20
_METADATA = "metadata"
_KINDS = "fiu"
_REFUSALS = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    MemoryError,
    OverflowError,
    RuntimeError,  # encrypted members, unknown compression, nesting too deep
    zipfile.BadZipFile,
    zlib.error,
)


Metadata = dict[str, Any]
"""Plain JSON values by name, as a model file holds them."""

Arrays = dict[str, AnyArray]
"""Arrays of finite numbers by name."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Artefact:
    """What a model file holds.

    Parameters
    ----------
    metadata : dict
        Plain JSON values.
    arrays : dict of str to ndarray
        Finite numbers only.
    fingerprint : str
        SHA-256 over metadata and arrays, hexadecimal.
    """

    metadata: Metadata
    arrays: Arrays
    fingerprint: str

    def array(self, name: str, ndim: int) -> AnyArray:
        """Return an array that must exist and have `ndim` axes."""
        found = self.arrays.get(name)
        if found is None or found.ndim != ndim:
            raise DataError(f"the model file lacks a proper array {name!r}")
        return found

    def value(self, name: str, kind: type[T]) -> T:
        """Return a metadata value that must exist and be of type `kind`."""
        found = self.metadata.get(name)
        infinite = isinstance(found, float) and not math.isfinite(found)
        if not isinstance(found, kind) or infinite:
            raise DataError(f"the model file lacks a proper value {name!r}")
        return found


def fingerprint_of(metadata: Metadata, arrays: Arrays) -> str:
    """Return the SHA-256 over metadata and arrays, hexadecimal."""
    digest = hashlib.sha256(_encoded(metadata))
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()


def _encoded(metadata: Metadata) -> bytes:
    return json.dumps(metadata, sort_keys=True, ensure_ascii=False).encode("utf-8")


def save_artefact(path: Path | str, metadata: Metadata, arrays: Arrays) -> str:
    """Write a model file and return its fingerprint.

    Parameters
    ----------
    path : path
        File to write, ending in ``.npz``.
    metadata : dict
        Plain JSON values.
    arrays : dict of str to ndarray
        Finite numbers.
    """
    fingerprint = fingerprint_of(metadata, arrays)
    head = {"format": FORMAT, "schema": SCHEMA, "sha256": fingerprint, "model": metadata}
    text = np.frombuffer(_encoded(head), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{_METADATA: text}, **arrays)
    Path(path).write_bytes(buffer.getvalue())
    return fingerprint


def load_artefact(path: Path | str) -> Artefact:
    """Read a model file.

    Parameters
    ----------
    path : path
        File that `save_artefact` wrote.

    Raises
    ------
    DataError
        If it is missing, foreign, truncated, altered, too large, or holds anything but finite
        numbers.
    """
    where = str(path)
    try:
        arrays = _read_arrays(Path(path))
        head = json.loads(arrays.pop(_METADATA).tobytes().decode("utf-8"))
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise ValueError("it does not say that it is a polyopt model")
        if head.get("schema") != SCHEMA:
            raise ValueError(f"its schema is {head.get('schema')}, this version reads {SCHEMA}")
        _require_finite(arrays)
        metadata = head.get("model")
        if not isinstance(metadata, dict):
            raise ValueError("its metadata are missing")
        fingerprint = fingerprint_of(metadata, arrays)
        if fingerprint != head.get("sha256"):
            raise ValueError("its checksum does not match its content")
    except _REFUSALS as error:
        known = error.strerror if isinstance(error, OSError) else None
        reason = " ".join((known or str(error)).split())[:200]
        raise DataError(f"no usable model file: {reason}", where=where) from None
    return Artefact(metadata, arrays, fingerprint)


def _read_arrays(path: Path) -> Arrays:
    if path.stat().st_size > _LARGEST_FILE:
        raise ValueError(f"it is larger than {_LARGEST_FILE // 2**20} MB")
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_CONTENT:
            raise ValueError(f"it unpacks to more than {_LARGEST_CONTENT // 2**20} MB")
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _require_finite(arrays: Arrays) -> None:
    for name, array in arrays.items():
        if array.dtype.kind not in _KINDS:
            raise ValueError(f"array {name!r} is not numeric")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"array {name!r} holds a number that is not finite")
