"""What a search is asked for, checked before anything is read or written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from polyopt.errors import DomainError, UsageError, quoted, unknown_name
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.proof.proven import GAP, ProofSettings
from polyopt.optimizer.record.samplers import AUTO, sampler_named
from polyopt.optimizer.workers.crews import CREWS
from polyopt.optimizer.workers.team import Workers

UNLIMITED = 10**9
"""The largest budget: that of a search which only its time ends."""

_LARGEST_SEED = 2**32 - 1
_MOST_JOBS = 256


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How to search, and what to prove of what was found.

    Parameters
    ----------
    engine : EngineSettings
        Budget, seed, sampler and workers.
    proof : ProofSettings, optional
        How hard to prove; None for no bounds.
    time : float, optional
        Time to end after. [s]
    """

    engine: EngineSettings
    proof: ProofSettings | None
    time: float | None


def search_settings(
    *,
    seed: int,
    budget: int | None = None,
    time: float | None = None,
    sampler: str = AUTO,
    jobs: int = 1,
    backend: str = "loky",
    scheduler: str = "",
    prove: bool | None = None,
    gap: float = GAP,
) -> SearchSettings:
    """Return settings from what a user asks for.

    Raises
    ------
    UsageError
        If a sampler or backend is unknown, a number out of range, or a cluster does not answer.
    """
    usual = sampler_named(sampler).budget
    if backend not in tuple(CREWS):
        raise unknown_name("backend", backend, CREWS)
    if time is not None and not 0 < time < float("inf"):
        raise DomainError(f"time is {quoted(time)}", remedy="a number of seconds above 0")
    if budget is None:
        budget = usual if time is None else UNLIMITED
    workers = Workers(_whole("jobs", jobs, 1, _MOST_JOBS), backend, scheduler)
    workers.check()
    engine = EngineSettings(
        budget=_whole("budget", budget, 1, UNLIMITED),
        seed=_whole("seed", seed, 0, _LARGEST_SEED),
        sampler=sampler,
        workers=workers,
    )
    share = _share("gap", gap)
    return SearchSettings(
        engine, None if prove is False else ProofSettings(bool(prove), share), time
    )


def refuse_without_folder(out: str | Path | None, *, resume: bool, storage: str | None) -> None:
    """Raise for what only a run folder makes possible."""
    if storage is not None and out is None:
        raise UsageError("storage needs out, the folder that keeps the record")
    if resume and out is None:
        raise UsageError("resume needs out, the folder of the run")


def _whole(what: str, value: object, least: int, most: int) -> int:
    if not isinstance(value, int | np.integer) or not least <= value <= most:
        raise DomainError(
            f"{what} is {quoted(value)}", remedy=f"a whole number from {least} to {most}"
        )
    return int(value)


def _share(what: str, value: object) -> float:
    if not isinstance(value, float | int) or not 0 < value < 1:
        raise DomainError(f"{what} is {quoted(value)}", remedy="a number between 0 and 1")
    return float(value)
