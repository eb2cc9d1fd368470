"""A search by one worker, taken apart: what several workers could share, piece by piece."""

from __future__ import annotations

import heapq
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

import polyopt as po
from polyopt.optimizer.workers.team import Team


@dataclass(frozen=True)
class Call:
    """Work of one generation that could be shared: seconds, and bytes to and fro, of each piece."""

    seconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)

    def takes(self, workers: int) -> float:
        """Return the seconds of so many workers, each taking the next piece once it is free."""
        free = [0.0] * min(workers, max(1, len(self.seconds)))
        for seconds in self.seconds:
            heapq.heapreplace(free, free[0] + seconds)
        return max(free)


@dataclass(frozen=True)
class Traced:
    """What a search by one worker took: seconds by the clock, and of the processor."""

    calls: list[Call]
    clock: float
    processor: float
    generations: float

    @property
    def shareable(self) -> float:
        """Seconds of pieces that several workers could share."""
        return sum(call.takes(1) for call in self.calls)

    @property
    def serial(self) -> float:
        """Share of the time that one process must work alone."""
        return 1 - self.shareable / self.clock

    def amdahl(self, workers: int) -> float:
        """Return how many times faster so many workers are, were all pieces as small as needed."""
        return 1 / (self.serial + (1 - self.serial) / workers)

    def forecast(self, workers: int) -> float:
        """Return the same with the pieces as they are: no generation ends before its longest."""
        alone = self.clock - self.shareable
        return self.clock / (alone + sum(call.takes(workers) for call in self.calls))


def traced(budget: int, *, weighed: bool = False) -> Traced:
    """Search the default problem; `weighed` also pickles the pieces, outside of what is timed."""
    calls: list[Call] = []
    spans: list[float] = []

    def noted(
        team: Team,
        work: Callable,
        pieces: Sequence,
        *,
        weight: Callable,
        **_: object,
    ) -> Iterator:
        call = Call()
        calls.append(call)
        for piece in pieces:
            started = time.perf_counter()
            found = work(team.subject, piece)
            call.seconds.append(time.perf_counter() - started)
            if weighed:
                call.sent.append(len(pickle.dumps(piece)))
                call.returned.append(len(pickle.dumps(found)))
            yield found
        spans.append(time.perf_counter())

    with patch.object(Team, "map", noted):
        started, used = time.perf_counter(), time.process_time()
        po.search(budget=budget)
        ended, processor = time.perf_counter(), time.process_time() - used
    return Traced(calls, ended - started, processor, spans[-1] - started)
