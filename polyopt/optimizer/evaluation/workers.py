"""Who evaluates: one process, threads, processes or a cluster, whichever is fastest.

What is evaluated is cut into the same pieces whoever does it, so that no result depends on the
number or kind of workers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from polyopt.optimizer.evaluation.one_thread import single_threaded_blas

Subject = TypeVar("Subject")
Piece = TypeVar("Piece")
Answer = TypeVar("Answer")

_PER_CALL = 0.02
_START = {"threads": 0.0, "loky": 2.0, "dask": 0.0}
"""Seconds of overhead that work for several workers must save: per call, and once."""

_LEAST = 0.2
"""Seconds of work below which one worker is as fast: the first piece, timed cold, overstates."""

_SURELY = 10.0


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers, of which kind.

    Parameters
    ----------
    jobs : int
        Number of workers.
    backend : str
        ``threads``, ``loky`` or ``dask``.
    scheduler : str
        Address of the dask scheduler.
    """

    jobs: int = 1
    backend: str = "threads"
    scheduler: str = ""

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
        self._workers = workers
        self._stack = stack
        self._parallel: Any = None
        self._reference: Any = None
        self._cost: dict[Callable[..., object], float] = {}
        self._together: dict[Callable[..., object], float] = {}
        self._foregone = 0.0

    def map(
        self,
        work: Callable[[Subject, Piece], Answer],
        pieces: Sequence[Piece],
        *,
        probe: Piece,
        probes: float,
        repeats: float = 1.0,
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order, side by side where that is faster.

        Parameters
        ----------
        work : callable
            A function of a module: the subject and a piece in, a result out.
        pieces : sequence
            What to work on.
        probe : piece
            A small piece, timed where nothing is known of the cost of the work.
        probes : float
            How many times as much as the probe all pieces are.
        repeats : float
            How many times such work is still to come: starting processes may pay later.
        """
        done = 0
        if self._workers.backend == "dask" or (self._workers.jobs > 1 and len(pieces) > 1):
            if work not in self._cost:
                most = self._timed(work, probe, 1.0)[1] * probes
                if self._pays(most, repeats) and not self._pays(most / _SURELY, repeats):
                    yield self._timed(work, pieces[0], probes / len(pieces))[0]
                    done = 1
            seconds = self._cost[work] * probes
            if self._pays(seconds, repeats) and not self._disappoints(work):
                yield from self._measured(work, pieces[done:], probes / len(pieces))
                return
            self._foregone += max(self._saved(seconds), 0.0)
        for piece in pieces[done:]:
            yield self._timed(work, piece, probes / len(pieces))[0]

    def _timed(
        self, work: Callable[[Subject, Piece], Answer], piece: Piece, probes: float
    ) -> tuple[Answer, float]:
        """Do a piece of work; remember what a probe's worth of such work costs at least."""
        started = time.perf_counter()
        found = work(self.subject, piece)
        cost = (time.perf_counter() - started) / probes
        self._cost[work] = min(self._cost.get(work, cost), cost)
        return found, cost

    def _saved(self, seconds: float) -> float:
        return seconds * (1 - 1 / self._workers.jobs) - _PER_CALL

    def _pays(self, seconds: float, repeats: float) -> bool:
        """Return whether work of some seconds is faster side by side.

        Processes are started where this work saves their start, or where work of this kind
        would by now have saved it.
        """
        backend = self._workers.backend
        if backend == "dask":
            return True
        if seconds < _LEAST:
            return False
        saved = self._saved(seconds)
        start = 0.0 if self._parallel is not None else _START[backend]
        return saved > 0 and (saved * repeats > start or self._foregone > start)

    def _disappoints(self, work: Callable[..., object]) -> bool:
        """Return whether such work was slower side by side than one after the other."""
        return self._together.get(work, 0.0) > self._cost[work]

    def _measured(
        self, work: Callable[[Subject, Piece], Answer], pieces: Sequence[Piece], probes: float
    ) -> Iterator[Answer]:
        """Yield results side by side; remember the cost once the workers have started."""
        warm = self._parallel is not None
        started = time.perf_counter()
        yield from self._side_by_side(work, pieces)
        cost = (time.perf_counter() - started) / (probes * len(pieces))
        if warm:
            self._together[work] = min(self._together.get(work, cost), cost)

    def _side_by_side(
        self, work: Callable[[Subject, Piece], Answer], pieces: Sequence[Piece]
    ) -> Iterator[Answer]:
        from joblib import Parallel, delayed

        if self._parallel is None:
            backend = self._backend()
            self._parallel = self._stack.enter_context(
                Parallel(
                    n_jobs=self._workers.jobs,
                    backend=backend,
                    return_as="generator",
                    batch_size=1,
                )
            )
        yield from self._parallel(delayed(_done)(work, self._reference, p) for p in pieces)

    def _backend(self) -> str | None:
        """Return the name of joblib's backend; make the subject known to it.

        None stands for that of the context, which alone can send the subject to a cluster once.
        """
        from joblib import parallel_config

        self._reference = self.subject
        if self._workers.backend == "threads":
            return "threading"
        if self._workers.backend == "dask":
            self._stack.callback(_client(self._workers.scheduler).close)
            self._stack.enter_context(parallel_config(backend="dask", scatter=[self.subject]))
            return None
        self._reference = self._stack.enter_context(_written(self.subject))
        return "loky"


@dataclass(frozen=True, slots=True)
class _Written:
    """Where processes find what they work on; each reads it once."""

    path: str


@contextmanager
def _written(subject: object) -> Iterator[_Written]:
    """Write a subject where only the user's own processes can read it, for as long as needed."""
    from tempfile import TemporaryDirectory

    from joblib import dump, wrap_non_picklable_objects

    with TemporaryDirectory(prefix="polyopt-") as folder:
        path = Path(folder) / "subject"
        dump(wrap_non_picklable_objects(subject, keep_wrapper=False), path)
        yield _Written(str(path))


@lru_cache(maxsize=1)
def _read(path: str) -> Any:
    from joblib import load

    single_threaded_blas()
    return load(path)


def _done(work: Callable[[Any, Piece], Answer], reference: Any, piece: Piece) -> Answer:
    subject = _read(reference.path) if isinstance(reference, _Written) else reference
    return work(subject, piece)


def _client(scheduler: str) -> Any:
    from polyopt.errors import UsageError

    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "the dask backend needs the packages dask and distributed",
            remedy="install polyopt[dask]",
        ) from None
    connect: Any = Client
    try:
        return connect(scheduler or None, timeout="20s")
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler answers at {scheduler!r}: {error}") from None
