"""The kinds of workers, by the names that users give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from polyopt.optimizer.workers.cluster import Cluster
from polyopt.optimizer.workers.crew import Answer, Crew, Piece, Work
from polyopt.optimizer.workers.processes import Processes


class Threads(Crew):
    """Threads of this process: they help where a model lets others run while it waits."""

    disappoints = True

    def each(
        self, work: Work[Piece, Answer], pieces: Sequence[Piece], weights: Sequence[float]
    ) -> Iterator[Answer]:
        """Yield the result of each piece in order."""
        from joblib import Parallel, delayed

        parallel = Parallel(self._count, backend="threading", return_as="generator", batch_size=1)
        yield from parallel(delayed(work)(self._subject, piece) for piece in pieces)


CREWS: Mapping[str, type[Crew]] = MappingProxyType(
    {"loky": Processes, "threads": Threads, "dask": Cluster}
)
"""Kinds of workers by the name of their backend, the usual one first."""
