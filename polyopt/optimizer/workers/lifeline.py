"""What a search that is killed or interrupted leaves to its workers: nothing to say or to do."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_LOOKS = 0.5
"""Seconds between two looks at the parent."""


def end_with(parent: int) -> None:
    """Let this process end soon after `parent`, which cannot say so itself when it is killed.

    A worker would wait for more work from it, for minutes. Only POSIX gives an orphan to another
    parent, by which it knows; elsewhere workers end when they have waited in vain.

    Parameters
    ----------
    parent : int
        The id of the process that started this one.
    """
    without_interrupts()
    if os.name == "posix":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def without_interrupts() -> None:
    """Keep interrupts from this thread, and from the processes that it starts.

    A terminal sends Ctrl-C to all processes: the search answers it, its workers need not.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOKS)
    os._exit(1)  # nobody is left to clean up for, and a piece of work may take long


@contextmanager
def removed_with_us(folder: str) -> Iterator[None]:
    """Let joblib's tracker, a process of its own, remove a folder if this process is killed."""
    from joblib.externals.loky.backend import resource_tracker

    resource_tracker.register(folder, "folder")
    try:
        yield
    finally:
        resource_tracker.unregister(folder, "folder")
