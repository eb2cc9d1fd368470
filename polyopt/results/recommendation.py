"""Which design of a front is recommended: the balanced one, or one as good that is safer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.evidence import Evidence
from polyopt.display.chance import chance_text
from polyopt.io.stored_json import Stored
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import PROBABILITY
from polyopt.quantities import LAMINATE_COST, layer_quantity
from polyopt.results.designs import Design
from polyopt.results.front import balanced, evidence_of
from polyopt.results.ranked_margins import ranked_margins
from polyopt.results.shared_errors import chances_behind

LIKELY = 0.02
"""Probabilities that differ by less count as equal: each is found to about 0.01."""

SURELY = 0.84
"""Chance of being behind up to which a design is within the error of prediction: that of a normal
difference of one standard deviation."""

EDGE = 0.05
"""Margins that differ by less count as equal, in units of each limit's scale: 0.5 mol % of a limit
on shares. [-]"""

CHEAPER = 0.01
"""Share of a cost by which two may differ and count as equal. [-]"""


@dataclass(frozen=True, slots=True)
class Choice:
    """The design of a front that is recommended.

    Parameters
    ----------
    place : int, optional
        Its place on the front, counted from 0; None where nothing was chosen.
    reason : str
        Why it and not the balanced design, in words; empty if it is the balanced one.
    """

    place: int | None = None
    reason: str = ""

    @classmethod
    def from_dict(cls, stored: Stored, count: int) -> Choice:
        """Return what `result.json` says of it, of a front of so many designs.

        Raises
        ------
        ValueError
            If it names no design of the front.
        """
        place = stored.get("recommended")
        if place is None:
            return cls()
        if not isinstance(place, int) or not 0 <= place < count:
            raise ValueError(f"recommended is {place}")
        return cls(int(place), str(stored.get("recommended_because", "")))


def chosen(evaluator: Evaluator, designs: Sequence[Design]) -> Choice:
    """Return the design to recommend.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : sequence of Design
        Its front.

    Notes
    -----
    The balanced design is nearest to the best of all objectives at once, each counted over its
    range on the front. Designs that are behind it in no objective with a chance above 0.84, that
    is by more than one standard deviation of a normal difference, are within the error of
    prediction (`chances_behind`). Among these the safest is taken: the greatest probability
    (0.02), then the greatest least margin, what is beyond 0.5 being enough (0.05 of a limit's
    scale, that is 0.5 mol %) and limitations that are open, or rest on a prediction outside the
    domain of its model, of any of these designs being left out, then the fewest monomers, then
    the least cost (1 %); in brackets what counts as equal.
    Of equals the one nearest to the best of all objectives is taken, the balanced one if it is
    among them. The probability is no objective here, but the first measure of safety. A rule, not
    validated on films.
    """
    directions = tuple(o.direction for o in evaluator.problem.objectives)
    if not designs:
        return Choice()
    distance = balanced(designs, directions)
    first = int(distance.argmin())
    if len(designs) == 1:
        return Choice(first)
    good = np.flatnonzero(_as_good(evaluator, designs, first))
    safety = Safety.of(evaluator, designs, good)
    left = safety.safest(good)
    place = int(left[distance[left].argmin()])
    reason = "" if place == first else safety.words(place, first)
    return Choice(place, reason) if reason else Choice(first)


def _as_good(evaluator: Evaluator, designs: Sequence[Design], first: int) -> NDArray[np.bool_]:
    """Say which designs are behind one in no objective by more than the error of prediction."""
    within = chances_behind(evaluator, designs, first) <= SURELY
    named = [set(o.expression.names) for o in evaluator.problem.objectives]
    safety_itself = np.array([names == {PROBABILITY} for names in named])
    return np.asarray((within | safety_itself).all(axis=1))


@dataclass(frozen=True, slots=True)
class Safety:
    """What makes n designs of a front safe.

    Parameters
    ----------
    probability : ndarray, shape (n,)
        Of meeting what can be predicted.
    margin : ndarray, shape (n,)
        Least margin to any limit in units of its scale, 0.5 at most. [-]
    monomers : ndarray of int, shape (n,)
        Monomers to weigh in, over all layers.
    cost : ndarray, shape (n,), optional
        Where prices are given.
    """

    probability: Array
    margin: Array
    monomers: NDArray[np.intp]
    cost: Array | None

    @classmethod
    def of(cls, evaluator: Evaluator, designs: Sequence[Design], among: NDArray[np.intp]) -> Safety:
        """Return the safety of designs of a front; margins rank that are known of those `among`."""
        evidence = evidence_of(evaluator, *designs)
        made = [[layer.composition for layer in design.layers] for design in designs]
        counts = [sum(len(c.dianhydrides) + len(c.diamines) for c in layers) for layers in made]
        return cls(
            np.array([design.probability for design in designs]),
            ranked_margins(evaluator, designs, evidence, among),
            np.array(counts, dtype=np.intp),
            _costs(designs, evidence),
        )

    def safest(self, left: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return those of some designs that are safest, one criterion after the other."""
        left = left[self.probability[left] >= self.probability[left].max() - LIKELY]
        left = left[self.margin[left] >= self.margin[left].max() - EDGE]
        left = left[self.monomers[left] == self.monomers[left].min()]
        if self.cost is None:
            return left
        least = float(self.cost[left].min())
        return left[self.cost[left] <= least + CHEAPER * abs(least)]

    def words(self, place: int, first: int) -> str:
        """Return what one design has over another, and what it costs; empty if it has nothing."""
        better: list[str] = []
        worse: list[str] = []

        def add(name: str, values: Array, shown: Callable[[float], str], sign: float) -> None:
            one, other = float(values[place]), float(values[first])
            if shown(one) != shown(other):
                text = name.format(f"{shown(one)} instead of {shown(other)}")
                (better if sign * one > sign * other else worse).append(text)

        add("P {}", self.probability, chance_text, 1.0)
        add("a least margin of {}", self.margin, "{:.2f}".format, 1.0)
        add("{} monomers", self.monomers.astype(float), "{:.0f}".format, -1.0)
        if self.cost is not None:
            add("a cost of {}", self.cost, "{:.3g}".format, -1.0)
        if not better:
            return ""
        though = f", though {_listed(worse)}" if worse else ""
        return (
            "within the error of prediction of the balanced design in every objective, but "
            f"{_listed(better)}{though}"
        )


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _costs(designs: Sequence[Design], evidence: Evidence) -> Array | None:
    """Return the cost of the resin of each design, shape (n,); None without prices."""
    if LAMINATE_COST in evidence.quantities:
        return evidence.quantities[LAMINATE_COST].mean
    names = [layer_quantity(layer.name, "cost") for layer in designs[0].layers]
    known = [evidence.quantities[name].mean for name in names if name in evidence.quantities]
    return np.asarray(np.sum(known, axis=0)) if known else None
