"""Who evaluates: one process, or several workers where that is faster.

What is evaluated is cut into the same pieces whoever does it, so that no result depends on the
number or kind of workers.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from polyopt.optimizer.workers.crew import Answer, Crew, Piece
from polyopt.optimizer.workers.crews import CREWS
from polyopt.optimizer.workers.one_thread import single_threaded_blas

Subject = TypeVar("Subject")

_PER_CALL = 0.01
"""Seconds that handing out work takes each time."""

_LEAST = 0.05
"""Seconds of work below which one worker is as fast: the first piece, timed cold, overstates."""

_WARM, _SLOW = 2, 1.0
"""Pieces after which their cost is known, and seconds of one that is long enough to say it."""


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers, of which kind.

    Parameters
    ----------
    jobs : int
        Number of workers.
    backend : str
        ``loky``, ``threads`` or ``dask``.
    scheduler : str
        Address of the dask scheduler.
    """

    jobs: int = 1
    backend: str = "loky"
    scheduler: str = ""

    def check(self) -> None:
        """Raise a UsageError if such workers cannot be had."""
        CREWS[self.backend].check(self.scheduler)

    @contextmanager
    def team(self, subject: Subject) -> Iterator[Team[Subject]]:
        """Return a context with workers that hold `subject`; each is sent it once."""
        with ExitStack() as stack, single_threaded_blas():
            yield Team(self, subject, stack)


class Team(Generic[Subject]):
    """Workers that hold what they work on.

    Parameters
    ----------
    workers : Workers
        How many, of which kind.
    subject : object
        What each piece of work needs.
    stack : ExitStack
        Ends what the team starts.
    """

    def __init__(self, workers: Workers, subject: Subject, stack: ExitStack) -> None:
        self.subject = subject
        self.together = 0.0
        """Seconds in which workers had work side by side."""
        self._kind = CREWS[workers.backend]
        self._workers = workers
        self._count = self._kind.most(workers.jobs)
        self._stack = stack
        self._crew: Crew | None = None
        self._cost: dict[Callable[..., object], float] = {}
        self._shared_cost: dict[Callable[..., object], float] = {}
        self._warm: set[Callable[..., object]] = set()
        self._done: dict[Callable[..., object], tuple[int, float]] = {}

    def map(
        self,
        work: Callable[[Subject, Piece], Answer],
        pieces: Sequence[Piece],
        *,
        weight: Callable[[Piece], float],
        future: float = 0.0,
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order, side by side where that is faster.

        Workers that are worth starting start while the first pieces are done here.

        Parameters
        ----------
        work : callable
            A function of a module: the subject and a piece in, a result out.
        pieces : sequence
            What to work on.
        weight : callable
            How much work a piece is, in designs.
        future : float
            How much such work that can be shared is still to come, in designs.
        """
        left = deque(pieces)
        while left:
            weights = [*map(weight, left)]
            heavy = sum(weights)
            self._start_if_worthwhile(work, (heavy if len(left) > 1 else 0.0) + future)
            if self._shares(work, len(left), heavy):
                yield from self._side_by_side(work, tuple(left), weights)
                return
            piece = left.popleft()
            yield self._timed(work, piece, weights[0])

    def _start_if_worthwhile(self, work: Callable[..., object], heavy: float) -> None:
        """Start workers where the work ahead would save their start."""
        if self._crew is not None or self._count < 2:
            return
        if not self._kind.remote:
            # a piece that is quickly done says what such work costs once it is warm
            done, seconds = self._done.get(work, (0, 0.0))
            if done < _WARM and seconds < _SLOW:
                return
            if self._saved(self._cost.get(work, 0.0) * heavy) < self._kind.start:
                return
        self._crew = self._kind(self._count, self._workers.scheduler, self.subject, self._stack)

    def _shares(self, work: Callable[[Subject, Piece], Answer], count: int, heavy: float) -> bool:
        """Say whether several workers do these pieces, now."""
        if self._crew is None or not self._crew.ready:
            return False
        if self._kind.remote:
            return True
        if count < 2 or work not in self._cost:
            return False
        seconds = self._cost[work] * heavy
        slower = self._shared_cost.get(work, 0.0) > self._cost[work]
        return (
            seconds >= _LEAST
            and self._saved(seconds) > 0
            and not (self._kind.disappoints and slower)
        )

    def _saved(self, seconds: float) -> float:
        return seconds * (1 - 1 / self._count) - _PER_CALL

    def _timed(
        self, work: Callable[[Subject, Piece], Answer], piece: Piece, weight: float
    ) -> Answer:
        """Do a piece of work here; remember what such work costs at least."""
        started = time.perf_counter()
        found = work(self.subject, piece)
        seconds = time.perf_counter() - started
        cost = seconds / weight
        self._cost[work] = min(self._cost.get(work, cost), cost)
        done, longest = self._done.get(work, (0, 0.0))
        self._done[work] = done + 1, max(longest, seconds)
        return found

    def _side_by_side(
        self,
        work: Callable[[Subject, Piece], Answer],
        pieces: Sequence[Piece],
        weights: Sequence[float],
    ) -> Iterator[Answer]:
        """Yield results side by side; remember what such work cost by the clock."""
        started = time.perf_counter()
        assert self._crew is not None  # noqa: S101 - started by those who ask
        yield from self._crew.each(work, pieces, weights)
        seconds = time.perf_counter() - started
        self.together += seconds
        if work in self._warm:
            cost = seconds / sum(weights)
            self._shared_cost[work] = min(self._shared_cost.get(work, cost), cost)
        self._warm.add(work)
