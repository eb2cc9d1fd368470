"""A journal that is written one generation at a time: one write and one fsync for all trials."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from optuna.storages.journal import BaseJournalBackend

from polyopt.errors import DataError

GENERATION_KEY = "polyopt:generation"


class GenerationJournal(BaseJournalBackend):
    """Optuna's journal format, buffered until a generation is complete.

    Parameters
    ----------
    path : Path or None
        The journal file; None keeps the record in memory only. A file that was cut off in the
        middle of a generation is taken back to the end of the generation before.
    read_only : bool
        Leave the file as it is: another process may be writing it.

    Raises
    ------
    DataError
        If the file is no journal or cannot be opened.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self._path = None if read_only else path
        self._logs: list[dict[str, Any]] = []
        self._first = 0
        self._pending: list[dict[str, Any]] = []
        if path is not None and path.exists():
            self._logs = _complete_generations(path, cut=not read_only)

    def read_logs(self, log_number_from: int) -> Iterable[dict[str, Any]]:
        """Return the entries from a number on; those before it are not asked for again."""
        del self._logs[: log_number_from - self._first]
        self._first = log_number_from
        return list(self._logs)

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Take entries; they reach the disk with the next `flush`."""
        self._logs.extend(logs)
        self._pending.extend(logs)

    def flush(self) -> None:
        """Write all entries taken since the last flush, and wait until they are on disk.

        Raises
        ------
        DataError
            If the disk is full or the folder cannot be written; what was flushed before stays.
        """
        if self._path is None or not self._pending:
            return
        text = "".join(json.dumps(log, separators=(",", ":")) + "\n" for log in self._pending)
        try:
            _append_durably(self._path, text.encode())
        except OSError as error:
            raise DataError(
                f"the record cannot be written: {error.strerror or error}",
                where=str(self._path),
                remedy="all generations before this one are kept; free space and use --resume",
            ) from None
        self._pending.clear()


def _append_durably(path: Path, content: bytes) -> None:
    """Append and wait until it is on disk; where that fails, leave the file as it was."""
    size = path.stat().st_size if path.exists() else 0
    try:
        with path.open("ab", buffering=0) as file:
            left = memoryview(content)
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            os.truncate(path, size)
        raise
    if size == 0 and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _complete_generations(path: Path, *, cut: bool) -> list[dict[str, Any]]:
    """Return the entries up to the last complete generation; cut the file back to there."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", where=str(path)) from None
    logs: list[dict[str, Any]] = []
    kept_logs = kept_bytes = position = 0
    for line in content.splitlines(keepends=True):
        position += len(line)
        try:
            entry = json.loads(line) if line.endswith(b"\n") else None
        except (json.JSONDecodeError, UnicodeDecodeError):
            entry = None
        if not isinstance(entry, dict):
            break
        logs.append(entry)
        if GENERATION_KEY in entry.get("user_attr", {}):
            kept_logs, kept_bytes = len(logs), position
    if b"\n" in content and not logs:
        raise DataError("is not a journal", where=str(path), remedy="choose another --out")
    if cut and kept_bytes < len(content):
        with path.open("r+b") as file:
            file.truncate(kept_bytes)
    return logs[:kept_logs]
