"""Why a limit that the other limits allow is not met as surely as asked, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from polyopt.claims.evaluate import judged
from polyopt.claims.judgement import quantity_name
from polyopt.claims.limitations import quantities_of
from polyopt.claims.schema import Element
from polyopt.optimizer.evaluation.constraints import required
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import Requirement
from polyopt.quantities import QuantityName

OUTSIDE = "no model knows it: the films found lie outside the model's domain"


@dataclass(frozen=True, slots=True)
class Unsure:
    """Why a limit is unsure.

    Parameters
    ----------
    words : str
        The reason.
    outside : bool
        Whether all that came near lies outside the domain of the model of its quantity.
    """

    words: str
    outside: bool


def unsure(stated: Requirement | Element, evaluator: Evaluator, archive: Archive) -> Unsure:
    """Return why a limit that means meet is not met as surely as asked.

    Parameters
    ----------
    stated : Requirement or Element
        The limit.
    evaluator : Evaluator
        The problem without it.
    archive : Archive
        Designs that meet the others, searched for the limit's quantity.
    """
    fractions, thickness = evaluator.space.decoded(archive.designs)
    evidence = evaluator.evidence(fractions, thickness)
    confidence = evaluator.problem.confidence
    if isinstance(stated, Requirement):
        found = required(stated, evidence, confidence)
        names = [stated.quantity]
        asked = stated.least(confidence)
    else:
        assignment = evaluator.reading.assignment
        found = judged(stated, evidence, assignment, confidence)
        names = [quantity_name(name, assignment) for name, _ in quantities_of(stated.test)]
        asked = confidence if found.asked is None else found.asked
    outside = _all_outside(names, evaluator, fractions)
    chances = found.probability[~np.isnan(found.probability)]
    words = [OUTSIDE] if outside else []
    if len(chances) and chances.max() < asked:
        words.append(f"the surest found has P {_below(chances.max(), asked)}, asked is {asked:g}")
    return Unsure(
        " and ".join(words) or "each limit alone can be met so, not all of them by one formulation",
        outside,
    )


def _below(chance: float, asked: float) -> str:
    """Return a probability with as many digits as show that it is below the one asked."""
    return next((t for d in (2, 3, 4) if float(t := f"{chance:.{d}f}") < asked), f"{chance:.6g}")


def _all_outside(
    names: Iterable[str],
    evaluator: Evaluator,
    fractions: Mapping[str, tuple[Array, Array]],
) -> bool:
    """Say whether each of n designs has a quantity that its model does not know."""
    doubted = []
    for name in names:
        asked = QuantityName.split(name)
        if asked.layer not in fractions:
            continue
        a, b = fractions[asked.layer]
        places = (
            evaluator.predictor.domain(asked.layer, asked.tail, row, column)
            for row, column in zip(a, b, strict=True)
        )
        doubted.append([place is not None and not place.inside for place in places])
    return bool(doubted) and bool(np.any(doubted, axis=0).all())
