"""The hot path: a batch of designs in; quantities, objectives and constraint values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evaluate import judged, together
from polyopt.claims.evidence import DECLARED, Evidence, Quantity, ShareError
from polyopt.claims.judgement import Judgement, held_unless_unmet
from polyopt.claims.outside import AvoidedClaim, outside
from polyopt.design.curl import with_curl
from polyopt.design.curl_stack import CurlStack
from polyopt.design.prepared import known_of_designs, known_of_stack
from polyopt.optimizer.evaluation.chances import (
    chances_needed,
    greatest_chance,
    rises_with_chance,
)
from polyopt.optimizer.evaluation.constraints import required, violation
from polyopt.optimizer.evaluation.cost import layer_costs
from polyopt.optimizer.evaluation.front import FALLBACK
from polyopt.optimizer.evaluation.outcome import Outcome, least_violating
from polyopt.optimizer.space.avoided import avoided_claims
from polyopt.optimizer.space.chosen_reading import ChosenReading
from polyopt.optimizer.space.claimed_shares import share_limits
from polyopt.optimizer.space.designs import Designs, Families, SearchSpace, search_space
from polyopt.optimizer.space.limits import (
    known_reading,
    thickness_ratios,
)
from polyopt.optimizer.space.polytope import Array
from polyopt.optimizer.workers.team import Team
from polyopt.prediction.predictor import Fractions, Predictor, Present
from polyopt.problem.definition import PROBABILITY, Problem

CHUNK = 32_768
PROBABLE_CHUNK = 8192
COSTLY_CHUNK = 1024
"""Designs evaluated at a time, fewer where joint probabilities or models of whole compositions
cost more: fixed, so that no result depends on the number of workers."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Which designs a selection needs the joint probability of.

    Parameters
    ----------
    known : ndarray, shape (m, k), optional
        Objectives, all to minimise, of designs that are kept already: what one of them beats
        needs none.
    least : int
        How many of those that violate least need it, whatever they are.
    """

    known: Array | None = None
    least: int = FALLBACK


EVERY_FRONT = Needed()
"""What any selection needs, whatever else is kept."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A problem made ready to evaluate designs.

    Parameters
    ----------
    problem : Problem
        The problem.
    reading : ChosenReading
        How its claims are read.
    space : SearchSpace
        The designs worth trying.
    predictor : Predictor
        The models, evaluated on the palettes.
    curl : CurlStack, optional
        What the curl depends on, if an objective or a limit asks for it.
    avoided : tuple of AvoidedClaim
        Claims to stay outside of.
    """

    problem: Problem
    reading: ChosenReading
    space: SearchSpace
    predictor: Predictor
    curl: CurlStack | None = None
    avoided: tuple[AvoidedClaim, ...] = ()

    @classmethod
    def of(cls, problem: Problem) -> Evaluator:
        """Prepare a problem: choose how claims are read, build the space, evaluate the models.

        Raises
        ------
        InfeasibleError
            If linear limits or the structure contradict each other.
        UsageError
            If a limitation cannot be judged because a declaration is missing.
        """
        from polyopt.problem.known_quantities import asks_for_curl, curl_of, known_quantities

        stack = known_of_stack(problem.laminate)
        known = known_quantities(problem)
        reading = known_reading(problem, stack, known)
        avoided = avoided_claims(problem, stack, known | frozenset(stack.quantities))
        layers = [
            replace(layer, limits=(*layer.limits, *share_limits(reading, layer)))
            for layer in problem.layers
        ]
        off = problem.share_tolerance
        space = search_space(
            layers,
            thickness_ratios(reading),
            problem.requirements,
            off,
            thick=problem.thick,
            resin=problem.resin_parts,
        )
        predictor = Predictor.of([layer.palette for layer in problem.layers], tolerance=off)
        asked = (*reading.quantities, *(n for claim in avoided for n in claim.quantities))
        curl = curl_of(problem) if asks_for_curl(problem, asked) else None
        return cls(problem, reading, space, predictor, curl, avoided)

    def __getstate__(self) -> list[object]:
        """Return what workers are sent: of models the surfaces, which are all that is asked there.

        With their training data the shipped models take a thousand times the room.
        """
        laid = self.predictor.surfaces
        layers = []
        for layer in self.problem.layers:
            given = layer.palette.models.items()
            models = {name: laid.get((layer.name, name), model) for name, model in given}
            layers.append(replace(layer, palette=replace(layer.palette, models=models)))
        sent = replace(self.problem, layers=tuple(layers))
        return [sent, *(getattr(self, field.name) for field in fields(self)[1:])]

    @property
    def constraint_names(self) -> tuple[str, ...]:
        """Names of the constraints, one per limitation; claims to stay outside of come first."""
        avoided = [f"avoid {claim.id}" for claim in self.avoided]
        claimed = [element.id for element in self.reading.elements]
        return (*avoided, *claimed, *map(str, self.problem.requirements))

    @property
    def signs(self) -> Array:
        """1 for objectives to minimise, -1 for those to maximise."""
        return np.array([o.sign for o in self.problem.objectives])

    @property
    def chunk(self) -> int:
        """Designs to evaluate at a time."""
        if self.predictor.costly:
            return COSTLY_CHUNK
        return PROBABLE_CHUNK if self._needs_probability else CHUNK

    def chunks(self, designs: Designs) -> list[Designs]:
        """Return designs in parts to evaluate at a time."""
        starts = range(0, len(designs), self.chunk)
        return [designs.take(slice(start, start + self.chunk)) for start in starts]

    def evidence(self, fractions: Fractions | Present, thickness: dict[str, Array]) -> Evidence:
        """Return what is known of designs with these fractions and thicknesses."""
        palettes = {layer.name: layer.palette for layer in self.problem.layers}
        known = known_of_designs(
            self.problem.laminate, palettes, self.predictor, fractions, thickness
        )
        costs = layer_costs(self.problem, fractions, known)
        costly = {name: Quantity(v, DECLARED) for name, v in costs.items()}
        error = ShareError(self.problem.share_tolerance, worst_case=True)
        known = replace(known, quantities={**known.quantities, **costly}, share_error=error)
        return known if self.curl is None else with_curl(known, self.curl)

    def judged(self, evidence: Evidence) -> tuple[Judgement, ...]:
        """Return the judgements on all limitations, in the order of their names."""
        confidence = self.problem.confidence
        avoided = [outside(claim, evidence, confidence) for claim in self.avoided]
        claimed = [
            judged(element, evidence, self.reading.assignment, confidence)
            for element in self.reading.elements
        ]
        half_open = self.reading.half_open
        claimed = [
            held_unless_unmet(found) if element.id in half_open else found
            for element, found in zip(self.reading.elements, claimed, strict=True)
        ]
        limits = [required(r, evidence, confidence) for r in self.problem.requirements]
        return (*avoided, *claimed, *limits)

    def probability(self, evidence: Evidence, judgements: Sequence[Judgement]) -> Array:
        """Return the probability of meeting all claims together, shape (n,).

        Without claims, of meeting the requirements; with limitations left open, of the rest and
        the requirements. In any case of staying outside the claims to avoid.
        """
        return together(evidence, judgements[: self.counted])

    @property
    def counted(self) -> int:
        """How many limitations, of the first, a joint probability counts."""
        claimed = 0 if self.reading.open else len(self.reading.elements)
        found = claimed or len(self.reading.elements) + len(self.problem.requirements)
        return len(self.avoided) + found

    @property
    def _needs_probability(self) -> bool:
        return any(PROBABILITY in o.expression.names for o in self.problem.objectives)

    def evaluate(self, designs: Designs | Families, needed: Needed | None = None) -> Outcome:
        """Evaluate one chunk of designs; `needed` as in `outcome`."""
        return self.outcome(self.evidence(*self.space.portions(designs)), needed)

    def outcome(self, evidence: Evidence, needed: Needed | None = None) -> Outcome:
        """Return what designs come to of which `evidence` is known.

        Parameters
        ----------
        evidence : Evidence
            Of n designs.
        needed : Needed, optional
            Joint probabilities cost most of an evaluation: find only those that a selection
            needs, and leave NaN for the others. By default they are found for all.
        """
        judgements = self.judged(evidence)
        constraints = np.empty((len(judgements), evidence.size))
        for row, judgement in zip(constraints, judgements, strict=True):
            row[:] = violation(judgement, self.problem.confidence)
        values = {name: q.mean for name, q in evidence.quantities.items()}
        if self._needs_probability and needed is None:
            values[PROBABILITY] = self.probability(evidence, judgements)
        elif self._needs_probability and needed is not None:
            broken = np.maximum(constraints, 0.0).sum(axis=0)
            values[PROBABILITY] = self._chances(evidence, judgements, values, broken, needed)
        return Outcome(self._objectives(values, evidence.size).T, constraints.T)

    def _objectives(self, values: Mapping[str, Array], size: int) -> Array:
        """Return the objectives as the user states them, shape (k, n)."""
        objectives = np.empty((len(self.problem.objectives), size))
        for row, objective in zip(objectives, self.problem.objectives, strict=True):
            row[:] = objective.expression.evaluate(values)
        return objectives

    def _chances(
        self,
        evidence: Evidence,
        judgements: Sequence[Judgement],
        values: Mapping[str, Array],
        broken: Array,
        needed: Needed,
    ) -> Array:
        """Return the joint probabilities that a selection needs, shape (n,); else NaN."""

        def find(rows: NDArray[np.intp]) -> Array:
            some = tuple(j.take(rows) for j in judgements)
            return self.probability(evidence.take(rows), some)

        def hope(chances: Array) -> Array:
            stated = self._objectives({**values, PROBABILITY: chances}, evidence.size)
            return stated * self.signs[:, None]

        feasible, first = np.flatnonzero(broken == 0), least_violating(broken, needed.least)
        if not rises_with_chance(self.problem.objectives):
            first = np.union1d(feasible, first)
        greatest = greatest_chance(judgements[: self.counted], evidence.covariance)
        return chances_needed(find, hope, greatest, feasible, np.sort(first), needed.known)


def evaluate_batch(team: Team[Evaluator], designs: Designs) -> Outcome:
    """Evaluate a batch in chunks, side by side where that pays.

    Parameters
    ----------
    team : Team
        Workers that hold the problem.
    designs : Designs
        The batch.
    """
    chunks = team.subject.chunks(designs)
    return Outcome.stacked(list(team.map(Evaluator.evaluate, chunks, weight=len)))
