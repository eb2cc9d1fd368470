"""Workers of a dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from polyopt.errors import UsageError
from polyopt.optimizer.workers.crew import MOST_DEATHS, Answer, Crew, Piece, Work
from polyopt.optimizer.workers.one_thread import in_one_thread

log = logging.getLogger("polyopt")

_PATIENCE = "20s"


class Cluster(Crew):
    """Workers of a dask cluster; the subject is sent to each of them once."""

    remote = True

    @staticmethod
    def check(scheduler: str) -> None:
        """Raise a UsageError if no scheduler answers; one of our own is started when it is due."""
        if scheduler:
            _client(scheduler).close()

    @staticmethod
    def most(jobs: int) -> int:
        """Return a number of workers: the cluster knows how many it has."""
        return max(jobs, 2)

    def __init__(self, count: int, scheduler: str, subject: object, stack: ExitStack) -> None:
        super().__init__(count, scheduler, subject, stack)
        self._client = _client(scheduler)
        stack.callback(self._client.close)
        self._place = self._sent()
        self._known = self._addresses()

    def each(
        self, work: Work[Piece, Answer], pieces: Sequence[Piece], weights: Sequence[float]
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order; dask gives those of a lost worker to others."""
        from distributed import CancelledError, KilledWorker

        done = losses = 0
        while done < len(pieces) and losses < MOST_DEATHS:
            found = [
                self._client.submit(_limited, work, self._place, piece, pure=False)
                for piece in pieces[done:]
            ]
            try:
                for future in found:
                    answer: Answer = future.result()
                    done, losses = done + 1, 0
                    yield answer
            except (CancelledError, KilledWorker):  # whoever held the subject is gone
                losses += 1
                self._place = self._sent()
            self._name_the_lost()
        if done < len(pieces):
            log.warning("workers of the cluster are lost again and again: one process goes on")
        for piece in pieces[done:]:
            yield work(self._subject, piece)

    def _sent(self) -> Any:
        """Send the subject to each worker, where its pieces of work find it."""
        return self._client.scatter(self._subject, broadcast=True, hash=False)

    def _name_the_lost(self) -> None:
        now = self._addresses()
        for lost in sorted(self._known - now):
            log.warning("the dask worker %s is gone: others did its work", lost)
        self._known = now

    def _addresses(self) -> frozenset[str]:
        return frozenset(self._client.scheduler_info(n_workers=-1)["workers"])


@in_one_thread
def _limited(work: Callable[[Any, Any], Any], subject: Any, piece: Any) -> Any:
    return work(subject, piece)


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "the dask backend needs the packages dask and distributed",
            remedy="install polyopt[dask]",
        ) from None
    connect: Any = Client
    try:
        return connect(scheduler or None, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler answers at {scheduler!r}: {error}") from None
