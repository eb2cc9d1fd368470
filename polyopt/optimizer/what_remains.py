"""What a search leaves to do: measurements that remain, windows to start from, for one design."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.claims.evidence import Evidence
from polyopt.composition import Composition
from polyopt.design.prediction import LayerPalette
from polyopt.design.remaining import remaining
from polyopt.design.windows import windows
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.front_designs import Design, with_all_known
from polyopt.optimizer.result import best_of
from polyopt.optimizer.space.polytope import Array


def what_remains(evaluator: Evaluator, designs: tuple[Design, ...]) -> dict[str, Any]:
    """Return what remains to be done for the balanced design of a front, as fields of a result.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    designs : tuple of Design
        The front.
    """
    problem = evaluator.problem
    best = best_of(designs, tuple(o.direction for o in problem.objectives))
    if best is None or not problem.claims:
        return {}
    evidence = evidence_of(evaluator, best)
    return {
        "remaining": remaining(problem.claims, best.verdicts, evidence, problem.laminate),
        "windows": windows(best.verdicts, evidence, problem.laminate),
    }


def evidence_of(evaluator: Evaluator, design: Design) -> Evidence:
    """Return what is known of one design of a front."""
    palettes = {layer.name: layer.palette for layer in evaluator.problem.layers}
    fractions = {
        layer.name: _fractions(layer.composition, palettes[layer.name]) for layer in design.layers
    }
    thickness = {
        layer.name: np.array([layer.thickness])
        for layer in design.layers
        if layer.thickness is not None
    }
    return with_all_known(evaluator, evaluator.evidence(fractions, thickness))


def _fractions(composition: Composition, palette: LayerPalette) -> tuple[Array, Array]:
    shares = (dict(composition.dianhydrides), dict(composition.diamines))
    monomers = (palette.dianhydrides, palette.diamines)
    a, b = (
        np.array([[share.get(m, 0.0) for m in role]])
        for share, role in zip(shares, monomers, strict=True)
    )
    return a, b
