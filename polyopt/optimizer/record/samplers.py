"""The samplers that propose designs: one row each, read by the search, the command and the docs.

Importing this loads no library: that of a sampler is loaded when it is built.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from polyopt.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


@dataclass(frozen=True, slots=True)
class Sampler:
    """A way to propose designs.

    Parameters
    ----------
    name : str
        What users call it.
    words : str
        What it is.
    budget : int
        Designs to evaluate where no number is asked for.
    batch : int or None
        Designs of one generation; None where a schedule plans them.
    build : callable, optional
        Makes the sampler of Optuna of a seed, which proposes designs one by one; without it
        polyopt draws whole arrays of designs.
    package, extra : str
        What it needs beside Optuna, and the extra of polyopt that installs it.
    """

    name: str
    words: str
    budget: int
    batch: int | None
    build: Callable[[int], BaseSampler] | None = None
    package: str = ""
    extra: str = ""

    @property
    def one_by_one(self) -> bool:
        """Whether its designs are proposed one by one, by Optuna; else as whole arrays."""
        return self.build is not None

    def built(self, seed: int, done: int) -> BaseSampler:
        """Return the sampler of Optuna for the generation after `done` trials.

        Its draws depend on the seed and on `done` only, so that a resumed run draws the same.

        Raises
        ------
        UsageError
            If a package that it needs is missing.
        """
        import numpy as np
        from optuna.exceptions import ExperimentalWarning
        from optuna.samplers import RandomSampler

        if self.package and find_spec(self.package) is None:
            raise UsageError(
                f"the {self.name} sampler needs the package {self.package}",
                remedy=f"install polyopt[{self.extra}], or use --sampler {GUIDE}",
            )
        own_seed = int(np.random.SeedSequence([seed, done]).generate_state(1)[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)
            return (self.build or RandomSampler)(own_seed)


def _tpe(seed: int) -> BaseSampler:
    from optuna.samplers import TPESampler

    return TPESampler(seed=seed, multivariate=True)


def _nsga2(seed: int) -> BaseSampler:
    from optuna.samplers import NSGAIISampler

    return NSGAIISampler(seed=seed)


def _gp(seed: int) -> BaseSampler:
    from optuna.samplers import GPSampler

    return GPSampler(seed=seed, deterministic_objective=True)


AUTO, GUIDE = "auto", "tpe"
"""The own engine, and the sampler that begins for it where models are costly."""

SAMPLERS = {
    row.name: row
    for row in (
        Sampler(AUTO, "polyopt's own engine: arrays, gradients, bounds", 100_000, None),
        Sampler("tpe", "tree-structured Parzen estimators", 500, 50, _tpe),
        Sampler("nsga2", "the genetic algorithm NSGA-II", 3_000, 50, _nsga2),
        Sampler("gp", "Gaussian processes", 100, 5, _gp, package="torch", extra="gp"),
        Sampler("random", "uniform over the whole space", 5_000, 500),
    )
}
"""All samplers by name."""


def sampler_named(name: str) -> Sampler:
    """Return a sampler.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    if name not in tuple(SAMPLERS):
        raise unknown_name("sampler", name, SAMPLERS)
    return SAMPLERS[name]
