"""The folder of a run: result, front, journal and manifest; never that of another problem."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.errors import DataError, UsageError
from polyopt.io.shipped import dataset_fingerprints
from polyopt.io.tables import write_table
from polyopt.problem.definition import Problem

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import pandas as pd

JOURNAL, MANIFEST, RESULT, FRONT = "study.journal", "manifest.json", "result.json", "pareto.csv"
WORKBOOK = "result.xlsx"
_FIXED = ("seed", "sampler")
"""Settings that a resumed run must share with its beginning."""

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, RecursionError)
"""What reading a manifest may raise, and looking for something in it."""

_USER = re.compile(r"(://[^:/@\s]*):[^\s]*@")
_QUERY = re.compile(r"(?i)([?&][^=&\s]*(?:pass|pwd|secret|token)[^=&\s]*)=[^&\s]*")

_PACKAGES = ("polyopt", "numpy", "scipy", "optuna", "rdkit", "scikit-learn", "pandas", "joblib")


def open_folder(
    folder: Path, problem: Problem, settings: Mapping[str, object], *, resume: bool
) -> None:
    """Make a run folder, or check that it holds a run of the same problem.

    `write_manifest` completes it.

    Raises
    ------
    UsageError
        If it holds another problem's run, a run that was not to be resumed, or none to resume.
    DataError
        If it cannot be written.
    """
    manifest = folder / MANIFEST
    if manifest.exists():
        _check_same(manifest, fingerprint(problem), settings, resume=resume)
    elif resume:
        raise UsageError("contains no run to resume", where=str(folder))
    elif (folder / JOURNAL).exists():
        raise UsageError(
            "contains a run without a manifest", where=str(folder), remedy="choose another --out"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None


def write_manifest(folder: Path, problem: Problem, settings: Mapping[str, object]) -> None:
    """Write down what the run in a folder is made from.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    content = json.dumps(_manifest(problem, settings), indent=1)
    try:
        write_text(folder / MANIFEST, content)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None


def _check_same(
    manifest: Path, print_of_problem: str, settings: Mapping[str, object], *, resume: bool
) -> None:
    folder = str(manifest.parent)
    try:
        held = read_manifest(manifest.parent)
        same = held["problem_sha256"] == print_of_problem
        before = {name: held["settings"].get(name, settings[name]) for name in _FIXED}
    except _UNREADABLE:
        raise UsageError(
            "its manifest cannot be read", where=folder, remedy="choose another --out"
        ) from None
    if not same:
        raise UsageError(
            "contains the run of another problem", where=folder, remedy="choose another --out"
        )
    if not resume:
        raise UsageError(
            "already contains a run of this problem",
            where=folder,
            remedy="add --resume, or choose another --out",
        )
    for name, value in before.items():
        if value != settings[name]:
            raise UsageError(
                f"the run was made with --{name} {value}, not {settings[name]}", where=folder
            )


def read_manifest(folder: Path) -> Any:
    """Return what the manifest of a run folder holds, which may be anything.

    Raises
    ------
    OSError, ValueError, RecursionError
        If it cannot be read.
    """
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def seed_of(folder: Path) -> int | None:
    """Return the seed of the run in a folder, None where none can be read."""
    try:
        seed = read_manifest(folder)["settings"]["seed"]
    except _UNREADABLE:
        return None
    return seed if isinstance(seed, int) else None


@contextmanager
def held(journal: Path | None) -> Iterator[None]:
    """Hold a run folder for oneself; where the system cannot lock files, do nothing.

    Raises
    ------
    UsageError
        If another process holds it.
    DataError
        If the folder cannot be written.
    """
    if journal is None or fcntl is None:
        yield
        return
    try:
        lock = journal.with_suffix(".lock").open("w", encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(journal.parent)) from None
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                "another search is writing there",
                where=str(journal.parent),
                remedy="wait for it, or choose another --out",
            ) from None
        yield


def fingerprint(problem: Problem) -> str:
    """Return the SHA-256 of what a problem says, the files it names included."""
    digest = hashlib.sha256(json.dumps(problem.source, sort_keys=True, default=str).encode())
    for path in named_files(problem):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def named_files(problem: Problem) -> list[Path]:
    """Return the tables and models that a problem file names."""
    names = list(problem.source.get("cost", {}).values())
    for layer in problem.source["layers"].values():
        for model in layer.get("models", {}).values():
            names += list(model.values())
        names += [layer["dma"]["file"]] if "dma" in layer else []
    paths = [problem.folder / name for name in names]
    return [path for path in paths if path.is_file()]


def model_fingerprints(problem: Problem) -> dict[str, str]:
    """Return the fingerprint of each layer's models; ``table`` for a user's table."""
    return {
        f"{layer.name}.{name}": getattr(model, "fingerprint", "table")
        for layer in problem.layers
        for name, model in layer.palette.models.items()
    }


def asked(problem: Problem) -> dict[str, object]:
    """Return a problem as it was declared, and where its paths start."""
    return {"problem": problem.source, "problem_folder": str(problem.folder.resolve())}


def _manifest(problem: Problem, settings: Mapping[str, object]) -> dict[str, object]:
    return {
        "schema": 1,
        "title": problem.title,
        **asked(problem),
        "problem_sha256": fingerprint(problem),
        "files_sha256": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in named_files(problem)
        },
        "models_sha256": model_fingerprints(problem),
        "datasets_sha256": dataset_fingerprints(),
        "settings": dict(settings),
        "command": ["polyopt", *map(without_password, sys.argv[1:])],
        "python": platform.python_version(),
        "versions": package_versions(),
    }


def package_versions() -> dict[str, str]:
    """Return the versions of polyopt and of what its results rest on."""
    return {name: _version(name) for name in _PACKAGES}


def without_password(text: str) -> str:
    """Return a text in which the passwords of URLs are stars.

    >>> without_password("--storage=postgresql://me:se@cr:et@host/db?sslpassword=x")
    '--storage=postgresql://me:***@host/db?sslpassword=***'
    """
    return _QUERY.sub(r"\1=***", _USER.sub(r"\1:***@", text))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is either the old one or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def write_result(folder: Path, content: str, front: pd.DataFrame) -> None:
    """Write `result.json` and `pareto.csv`.

    Parameters
    ----------
    folder : Path
        The run folder; made if it is not there.
    content : str
        The result as JSON.
    front : DataFrame
        The front, one row per design.

    Raises
    ------
    DataError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / RESULT, content)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None
    write_table(front, folder / FRONT)
