"""How to search: how many designs, drawn how, judged by whom, reported and stopped how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.evaluation.workers import Workers

Progress = Callable[[int, Archive], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to search.

    Parameters
    ----------
    budget : int
        Number of designs to evaluate.
    seed : int
        Seed of all randomness.
    sampler : str
        ``auto``, or an Optuna sampler by name.
    workers : Workers
        Who evaluates.
    """

    budget: int
    seed: int
    sampler: str = "auto"
    workers: Workers = Workers()
