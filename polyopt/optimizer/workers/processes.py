"""Workers that are processes on this machine, beside the one that searches."""

from __future__ import annotations

import itertools
import logging
import os
import re
import threading
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.optimizer.workers.crew import MOST_DEATHS, Answer, Crew, Piece, Work
from polyopt.optimizer.workers.handed_out import HandedOut
from polyopt.optimizer.workers.lifeline import end_with, without_interrupts
from polyopt.optimizer.workers.written_subject import Written, written

if TYPE_CHECKING:
    from joblib.externals.loky import ProcessPoolExecutor

log = logging.getLogger("polyopt")

_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
_LARGE = 30 * 2**20

_AHEAD = 2
"""Pieces that a process has, the one that it does included."""


class Processes(Crew):
    """Processes on this machine, this one among them: it works on while the others start.

    Each piece goes to whoever has the least to do; what nobody has begun when this process is done
    with its own, it does too. The subject is written once, where only the user can read it, and
    each process reads it once; a large one is mapped, so that its arrays take their memory once for
    all. One that is killed is replaced.

    Pieces and answers are files beside it, and the pipes of the processes carry their names: a
    process that is killed while it writes half of something long into a pipe would leave the other
    end waiting for the rest, for good.
    """

    start = 0.35

    def __init__(self, count: int, scheduler: str, subject: object, stack: ExitStack) -> None:
        super().__init__(count, scheduler, subject, stack)
        self._started = threading.Event()
        self._failed = self._closed = False
        self._pool: ProcessPoolExecutor | None = None
        self._opening = threading.Lock()
        self._numbers = itertools.count()
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

    def each(
        self, work: Work[Piece, Answer], pieces: Sequence[Piece], weights: Sequence[float]
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order."""
        own, others = _shares(weights, self._count)
        out: HandedOut[Path] = HandedOut(
            lambda n: self._sent(work, pieces[n]), others, _AHEAD * (self._count - 1)
        )
        done: dict[int, Answer] = {}
        deaths = 0
        try:
            for at in range(len(pieces)):
                while at not in done:
                    mine = None
                    if not out.finished(at):
                        mine = own.popleft() if own else out.taken_back()
                    if mine is not None:
                        done[mine] = work(self._subject, pieces[mine])
                        continue
                    try:
                        done[at], deaths = _taken(out.answer(at)), 0
                    except BrokenProcessPool as error:
                        deaths += 1
                        self._mourn(error, last=deaths == MOST_DEATHS)
                        out.bring_back(again=deaths < MOST_DEATHS)
                yield done.pop(at)
        finally:
            out.stop()

    def _submitted(self, work: Work[Piece, Answer], piece: Piece) -> Future[Path]:
        """Send a piece to another process; its answer will be a file."""
        from joblib import dump

        place = Path(self._place.path).with_name(f"piece-{next(self._numbers)}")
        dump(piece, place)
        found: Future[Path] = self._open_pool().submit(_done, work, self._place, place)
        return found

    def _sent(self, work: Work[Piece, Answer], piece: Piece) -> Future[Path]:
        """Send a piece to another process; where there is none, the answer is its death."""
        try:
            return self._submitted(work, piece)
        except Exception as error:  # noqa: BLE001 - a system without room has many
            gone = isinstance(error, BrokenProcessPool)
            lost: Future[Path] = Future()
            lost.set_exception(error if gone else BrokenProcessPool(f"none can start: {error}"))
            return lost

    def _open_pool(self) -> ProcessPoolExecutor:
        """Return the other processes, new ones after a death; they end at the latest with us."""
        from joblib.externals.loky import ProcessPoolExecutor

        with self._opening:
            if self._pool is None:
                if self._closed:
                    raise BrokenProcessPool("the search has ended")
                self._pool = ProcessPoolExecutor(
                    self._count - 1, initializer=_begun, initargs=(os.getpid(),), env=_ONE_THREAD
                )
            return self._pool

    def _mourn(self, error: BrokenProcessPool, *, last: bool = False) -> None:
        """Name the processes that were ended; others start with the next piece, or none do."""
        self._pool = None
        log.warning(
            "a worker process was ended (%s): another takes its place, and what it was doing is "
            "done again",
            _how(error),
        )
        if last:
            self._failed = True
            log.warning("worker processes end again and again: the search goes on in one")

    def _greet(self) -> None:
        without_interrupts()
        for death in range(1, MOST_DEATHS + 1):
            try:
                for greeted in [self._submitted(_greeted, n) for n in range(1, self._count)]:
                    greeted.result()
            except BrokenProcessPool as error:
                if death < MOST_DEATHS and not self._closed:
                    self._mourn(error)
                    continue
                self._alone(error)
            except BaseException as error:  # noqa: BLE001 - models and interrupts of any kind
                self._alone(error)
            break
        self._started.set()

    def _close(self) -> None:
        """End the processes: nobody waits for what they do, or for those that still start."""
        with self._opening:
            self._closed, pool = True, self._pool
        if pool is not None:
            with warnings.catch_warnings(action="ignore"):  # of means that a machine lacks
                pool.shutdown(kill_workers=True)
        self._greeting.join()

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


def _shares(weights: Sequence[float], count: int) -> tuple[deque[int], deque[int]]:
    """Return which pieces this process does and which the others do.

    Each piece goes to whoever has the least to do, the first ones to this process.
    """
    loads = [0.0] * count
    own: deque[int] = deque()
    others: deque[int] = deque()
    for number, weight in enumerate(weights):
        least = loads.index(min(loads))
        loads[least] += weight
        (others if least else own).append(number)
    return own, others


def _begun(parent: int) -> None:
    """Begin as a process of a crew."""
    end_with(parent)
    # glibc gives freed memory back to the system, and asks for it anew, until it has seen so large
    # an array come and go: without this, a sixth of a worker's time
    np.empty(_LARGE, np.uint8)


def _greeted(subject: object, number: int) -> int:
    return number


def _done(work: Work[Any, Any], subject: Written, place: Path) -> Path:
    """Do the piece of work in a file, and return the file of the answer."""
    from joblib import dump, load

    answer = work(subject.read(), load(place))
    try:
        dump(answer, place.with_suffix(".answer"))
    except OSError as error:
        raise BrokenProcessPool(f"no room for its answer: {error}") from None
    place.unlink()
    return place.with_suffix(".answer")


def _taken(place: Path) -> Any:
    """Return the answer in a file, which is read once."""
    from joblib import load

    answer = load(place)
    place.unlink()
    return answer


def _how(error: BaseException) -> str:
    """Return how processes ended, such as ``SIGKILL(-9)``, from what joblib says of them."""
    found = re.search(r"exit codes of the workers are \{(.+?)\}", str(error))
    return found.group(1) if found else str(error).partition("\n")[0] or "killed"
