"""Pieces of work that are handed out to other processes, some at a time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Generic

from polyopt.optimizer.workers.crew import Answer


class HandedOut(Generic[Answer]):
    """Numbered pieces, each on its way to a pool of processes or still here.

    An answer that comes in sends the next piece, whatever this thread does meanwhile.

    Parameters
    ----------
    send : callable
        Sends the piece of a number to the pool.
    numbers : iterable of int
        Which pieces.
    ahead : int
        How many are on their way at a time.
    """

    def __init__(
        self, send: Callable[[int], Future[Answer]], numbers: Iterable[int], ahead: int
    ) -> None:
        self._send, self._ahead = send, ahead
        self._here = deque(numbers)
        self._away: dict[int, Future[Answer]] = {}
        self._lock = threading.RLock()
        self._send_some()

    def finished(self, number: int) -> bool:
        """Say whether the answer to a piece is there, or that there will be none."""
        return number in self._away and self._away[number].done()

    def answer(self, number: int) -> Answer:
        """Wait for the answer to a piece that is on its way; raises what the work raised."""
        found = self._away[number].result()
        del self._away[number]
        return found

    def taken_back(self) -> int | None:
        """Return the last piece that is still here, which is not to be sent any more."""
        with self._lock:
            return self._here.pop() if self._here else None

    def bring_back(self, *, again: bool) -> None:
        """Take back what was lost with a pool.

        Parameters
        ----------
        again : bool
            True to send it again, False to send nothing any more.
        """
        wait(self._away.values())
        with self._lock:
            lost = [
                n for n, f in self._away.items() if isinstance(f.exception(), BrokenProcessPool)
            ]
            for number in lost:
                del self._away[number]
            self._here.extendleft(sorted(lost, reverse=True))
            if again:
                self._send_some()
            else:
                self._ahead = 0

    def stop(self) -> None:
        """Send nothing any more, whatever comes of what is on its way."""
        with self._lock:
            self._here.clear()

    def _send_some(self) -> None:
        for _ in range(self._ahead):
            self._send_next()

    def _send_next(self, before: Future[Answer] | None = None) -> None:
        with self._lock:
            if not self._here or not self._ahead or (before is not None and before.exception()):
                return
            number = self._here.popleft()
            self._away[number] = sent = self._send(number)
        sent.add_done_callback(self._send_next)
