"""Several workers side by side: processes, threads or a cluster, run by joblib.

Pieces of work depend on nothing but what they are given, so that a piece whose worker was killed is
done again by another.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from polyopt.errors import UsageError
from polyopt.optimizer.evaluation.lifeline import end_with, without_interrupts
from polyopt.optimizer.evaluation.one_thread import in_one_thread
from polyopt.optimizer.evaluation.written_subject import Written, written

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
Work = Callable[[Any, Piece], Answer]

log = logging.getLogger("polyopt")

_DEATHS = 3
"""So many processes killed one after the other, no piece done between, end the sharing."""

_PATIENCE = "20s"

_LONGEST_START = 10.0
"""Seconds in which processes start, at the most."""


class Crew(ABC):
    """Workers that hold what they work on.

    Parameters
    ----------
    count : int
        How many.
    scheduler : str
        Address of the scheduler of a cluster.
    subject : object
        What each piece of work needs.
    stack : ExitStack
        Ends what the crew starts.
    """

    start: ClassVar[float] = 0.0
    """Seconds that they must save to be worth starting."""

    disappoints: ClassVar[bool] = False
    """Whether they may be slower than one, so that it has to be tried."""

    remote: ClassVar[bool] = False
    """Whether they are elsewhere: then all work is theirs."""

    def __init__(self, count: int, scheduler: str, subject: object, stack: ExitStack) -> None:
        self._count, self._subject = count, subject

    @staticmethod
    def most(jobs: int) -> int:
        """Return how many of `jobs` workers can be busy at a time."""
        return jobs

    @property
    def ready(self) -> bool:
        """Whether they have started."""
        return True

    @abstractmethod
    def each(self, work: Work[Piece, Answer], pieces: Sequence[Piece]) -> Iterator[Answer]:
        """Yield the result of each piece in order."""


class Threads(Crew):
    """Threads of this process: they help where a model lets others run while it waits."""

    disappoints = True

    def each(self, work: Work[Piece, Answer], pieces: Sequence[Piece]) -> Iterator[Answer]:
        """Yield the result of each piece in order."""
        from joblib import Parallel, delayed

        parallel = Parallel(self._count, backend="threading", return_as="generator", batch_size=1)
        yield from parallel(delayed(work)(self._subject, piece) for piece in pieces)


class Processes(Crew):
    """Processes on this machine. They start while the search goes on, and one killed is replaced.

    The subject is written once, where only the user can read it, and each process reads it once;
    a large one is mapped, so that its arrays take their memory once for all.
    """

    start = 1.0

    def __init__(self, count: int, scheduler: str, subject: object, stack: ExitStack) -> None:
        super().__init__(count, scheduler, subject, stack)
        self._started = threading.Event()
        self._failed = self._closed = False
        try:
            self._place = stack.enter_context(written(subject))
        except Exception as error:  # noqa: BLE001 - a user's model may refuse in any way
            self._alone(error)
            return
        self._greeting = threading.Thread(target=self._greet, daemon=True)
        self._greeting.start()
        stack.callback(self._close)

    @staticmethod
    def most(jobs: int) -> int:
        """Return how many of `jobs` workers can be busy at a time: more than cores only wait."""
        if jobs == 1:
            return 1
        from joblib import cpu_count

        return min(jobs, cpu_count())

    @property
    def ready(self) -> bool:
        """Whether they have started and read the subject."""
        return self._started.is_set() and not self._failed

    def _greet(self) -> None:
        without_interrupts()
        for death in range(1, _DEATHS + 1):
            try:
                list(self._parallel(_greeted, range(self._count)))
            except BrokenProcessPool as error:
                if death < _DEATHS and not self._closed:
                    self._name_the_dead(error)
                    continue
                self._alone(error)
            except BaseException as error:  # noqa: BLE001 - models and interrupts of any kind
                self._alone(error)
            break
        self._started.set()

    def _close(self) -> None:
        """Wait for processes that are still starting: an exit now would trip joblib up."""
        self._closed = True
        self._greeting.join(_LONGEST_START)

    def _alone(self, error: BaseException) -> None:
        self._failed = True
        self._started.set()
        if self._closed:
            return
        log.warning(
            "no other process can take part, one evaluates: %s: %s",
            type(error).__name__,
            str(error).partition("\n")[0],
        )

    @staticmethod
    def _name_the_dead(error: BrokenProcessPool) -> None:
        log.warning(
            "a worker process was ended (%s): another takes its place, and what it was doing is "
            "done again",
            _how(error),
        )

    def _parallel(self, work: Work[Piece, Answer], pieces: Sequence[Piece]) -> Iterator[Answer]:
        from joblib import Parallel, delayed

        parallel = Parallel(
            self._count,
            backend="loky",
            return_as="generator",
            batch_size=1,
            initializer=end_with,
            initargs=(os.getpid(),),
        )
        found: Iterator[Answer] = parallel(delayed(_done)(work, self._place, p) for p in pieces)
        return found

    def each(self, work: Work[Piece, Answer], pieces: Sequence[Piece]) -> Iterator[Answer]:
        """Yield the result of each piece in order."""
        done = deaths = 0
        while done < len(pieces) and deaths < _DEATHS:
            try:
                for found in self._parallel(work, pieces[done:]):
                    done, deaths = done + 1, 0
                    yield found
            except BrokenProcessPool as error:
                deaths += 1
                self._name_the_dead(error)
        if done < len(pieces):
            self._failed = True
            log.warning("worker processes end again and again: the search goes on in one")
        for piece in pieces[done:]:
            yield work(self._subject, piece)


class Cluster(Crew):
    """Workers of a dask cluster; the subject is sent to each of them once."""

    remote = True

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

    def each(self, work: Work[Piece, Answer], pieces: Sequence[Piece]) -> Iterator[Answer]:
        """Yield the result of each piece in order; dask gives those of a lost worker to others."""
        from distributed import CancelledError, KilledWorker

        done = losses = 0
        while done < len(pieces) and losses < _DEATHS:
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


CREWS: Mapping[str, type[Crew]] = MappingProxyType(
    {"loky": Processes, "threads": Threads, "dask": Cluster}
)
"""Kinds of workers by the name of their backend, the usual one first."""


def _greeted(subject: object, number: int) -> int:
    return number


def _done(work: Work[Piece, Answer], place: Written, piece: Piece) -> Answer:
    return work(place.read(), piece)


@in_one_thread
def _limited(work: Callable[[Any, Any], Any], subject: Any, piece: Any) -> Any:
    return work(subject, piece)


def _how(error: BaseException) -> str:
    """Return how processes ended, such as ``SIGKILL(-9)``, from what joblib says of them."""
    found = re.search(r"exit codes of the workers are \{(.*?)\}", str(error))
    return found.group(1) if found and found.group(1) else "killed"


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
