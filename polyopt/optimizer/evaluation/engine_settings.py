"""How the engine is to run: how many designs, drawn how, judged by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.workers.team import Workers

Progress = Callable[[int, Archive], None]
"""Called after each generation with the evaluations done and the archive."""

Stop = Callable[[], bool]
"""Asked before each generation whether to end."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How to search.

    Parameters
    ----------
    budget : int
        Number of designs to evaluate.
    seed : int
        Seed of all randomness.
    sampler : str
        One of `polyopt.optimizer.record.samplers.SAMPLERS` by name.
    workers : Workers
        Who evaluates.
    """

    budget: int
    seed: int
    sampler: str = "auto"
    workers: Workers = Workers()
