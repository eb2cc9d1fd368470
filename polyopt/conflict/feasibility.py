"""Whether any design meets a problem's limits: proven not, found, or not found."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from math import inf

from polyopt.errors import InfeasibleError
from polyopt.optimizer.engine.generations import run_generations
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.proof.bilinear import Atom, Effort, least_value
from polyopt.optimizer.proof.relaxation import Relaxation, relaxed, thickness_least
from polyopt.optimizer.record.samplers import AUTO
from polyopt.optimizer.record.study import Record
from polyopt.problem.definition import Problem

PROBE = 16_384
"""Designs evaluated before nothing is taken to be feasible."""

_SHARE = 10
"""A search may take the tenth part of what is left: so many limits are tried, the first best."""

_FEWEST = 256
"""Designs without which no search says anything."""

_CELLS = 40_000


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Whether anything is feasible, and whether it is proven that nothing is.

    Parameters
    ----------
    feasible, proven : bool
        What was found.
    tried : bool
        Whether it was tried at all: not once the oracle has spent its designs.
    """

    feasible: bool
    proven: bool
    tried: bool = True


@dataclass(slots=True)
class Oracle:
    """Says whether problems can be met.

    Parameters
    ----------
    seed : int
        Seed of its searches.
    most : int
        Most designs per search.
    total : int
        Most designs of all searches.
    evaluations : int
        Designs evaluated so far.
    """

    seed: int
    most: int = PROBE
    total: int = 64 * PROBE
    evaluations: int = 0
    _known: dict[tuple[object, ...], Feasibility] = field(default_factory=dict)

    def feasibility(self, problem: Problem) -> Feasibility:
        """Return whether a problem can be met, from its bounds first, then by a search."""
        layers = repr([(x.limits, x.most, x.min_fraction, x.thickness) for x in problem.layers])
        asked = problem.confidence, problem.share_tolerance, tuple(r.id for r in problem.avoid)
        key = (layers, problem.plain, problem.requirements, problem.assume_met, asked)
        if key not in self._known:
            found = self._found_out(problem)
            if not found.tried:
                return found
            self._known[key] = found
        return self._known[key]

    @property
    def _next(self) -> int:
        """Designs that the next search may evaluate."""
        return min(self.most, (self.total - self.evaluations) // _SHARE)

    @property
    def spent(self) -> bool:
        """Whether too few designs are left for a search."""
        return self._next < min(_FEWEST, self.most)

    def _found_out(self, problem: Problem) -> Feasibility:
        try:
            evaluator = Evaluator.of(problem)
        except InfeasibleError:
            return Feasibility(feasible=False, proven=True)
        if proven_empty(evaluator):
            return Feasibility(feasible=False, proven=True)
        if self.spent:
            return Feasibility(feasible=False, proven=False, tried=False)
        found = self.searched(evaluator, stop_at_first=True)
        return Feasibility(feasible=found.feasible > 0, proven=False)

    def searched(self, evaluator: Evaluator, *, stop_at_first: bool = False) -> Archive:
        """Return what a short search keeps; it may end at the first design that meets all."""
        done: list[int] = []

        def note(count: int, archive: Archive) -> None:
            if archive.feasible and stop_at_first:
                done.append(count)

        record = Record(evaluator, AUTO, self.seed)
        settings = EngineSettings(max(self._next, 1), self.seed)
        with settings.workers.team(evaluator) as alone:
            archive = run_generations(alone, settings, record, note, lambda: bool(done))
        self.evaluations += record.evaluations
        return archive


def proven_empty(evaluator: Evaluator, cells: int = _CELLS) -> bool:
    """Say whether bounds prove that no design meets the limits.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    cells : int
        Most cells per layer.
    """
    relaxation = relaxed(evaluator, cells)
    if relaxation.thickness and thickness_least(relaxation, ()) == inf:
        return True
    return any(_layer_empty(relaxation, layer, cells) for layer in relaxation.spaces)


def _layer_empty(relaxation: Relaxation, layer: str, cells: int) -> bool:
    space = relaxation.spaces[layer]
    if len(space.cuts) == 0:
        return False
    tree = ast.Name("limit")
    found = least_value(space, tree, {id(tree): Atom(space.cuts[0])}, Effort(cells, 1e300))
    return found.low == inf and found.attained == inf
