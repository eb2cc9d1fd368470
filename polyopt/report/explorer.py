"""What the page needs to predict any shares of a palette by itself: surfaces and limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.report.explorer_palette import (
    Offered,
    design_shares,
    layer_data,
    offered_monomers,
    words,
)
from polyopt.report.explorer_quantities import expression_node, fixed_values, quantities
from polyopt.report.explorer_surfaces import properties_of, surface_data
from polyopt.report.limit_tests import Judge
from polyopt.results.designs import Design
from polyopt.results.front import evidence_of


@dataclass(frozen=True, slots=True)
class Explorer:
    """What a page explores formulations with.

    Parameters
    ----------
    offered : mapping of (str, str) to list of int
        By layer and role, the places in the palette of the monomers it offers.
    data : mapping
        For the page's script (`explore_model.js`).
    """

    offered: Offered
    data: dict[str, Any]


def explorer(evaluator: Evaluator, designs: Sequence[Design], best: int) -> Explorer | None:
    """Return what a page explores formulations with; None if a model cannot leave Python.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : sequence of Design
        Those that the page shows.
    best : int
        The one it starts with.
    """
    problem = evaluator.problem
    if evaluator.predictor.costly:
        return None
    offered = offered_monomers(problem.layers, designs, best)
    evidences = [evidence_of(evaluator, design) for design in designs]
    shares = [design_shares(problem.layers, design, offered) for design in designs]
    if shares[best] is None:
        return None
    known = quantities(evaluator, evidences[best])
    judge = Judge(evaluator, evidences[best], known, offered, evaluator.reading.assignment)
    limits, open_ = judge.limits()
    objectives = [
        {
            "text": words(f"{o.direction} {o.expression.text}"),
            "node": expression_node(o.expression) if o.expression.names <= set(known) else None,
        }
        for o in problem.objectives
    ]
    data = {
        "confidence": problem.confidence,
        "tolerance": problem.share_tolerance,
        "layers": [layer_data(evaluator, layer, offered) for layer in problem.layers],
        "properties": [surface_data(evaluator, k, offered) for k in properties_of(evaluator)],
        "quantities": known,
        "limits": [{**limit, "text": words(limit["text"])} for limit in limits],
        "open": [words(limit) for limit in open_],
        "objectives": objectives,
        "designs": [
            {
                "shares": own,
                "fixed": fixed_values(evaluator, evidence),
                "objectives": list(design.objectives),
            }
            for design, own, evidence in zip(designs, shares, evidences, strict=True)
        ],
    }
    return Explorer(offered, data)
