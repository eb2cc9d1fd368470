"""Several workers side by side: what every kind of them does.

Pieces of work depend on nothing but what they are given, so that a piece whose worker was killed is
done again by another.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar, TypeVar

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
Work = Callable[[Any, Piece], Answer]

MOST_DEATHS = 3
"""So many workers lost one after the other, no piece done between, end the sharing."""


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

    @staticmethod  # noqa: B027 - on one machine they can always be had
    def check(scheduler: str) -> None:
        """Raise a UsageError if such workers cannot be had."""

    @staticmethod
    def most(jobs: int) -> int:
        """Return how many of `jobs` workers can be busy at a time."""
        return jobs

    @property
    def ready(self) -> bool:
        """Whether they have started."""
        return True

    @abstractmethod
    def each(
        self, work: Work[Piece, Answer], pieces: Sequence[Piece], weights: Sequence[float]
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order.

        Parameters
        ----------
        work : callable
            A function of a module: the subject and a piece in, a result out.
        pieces : sequence
            What to work on.
        weights : sequence of float
            How much work each piece is.
        """
