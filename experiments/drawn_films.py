"""The probability of designs by drawing everything that is uncertain, beside the one stated.

    python experiments/drawn_films.py [--preset NAME] [--designs 20] [--draws 200000]

Predicted and measured values are drawn from their joint distribution; the permittivity of a film
with pores from its solid, its porosity and the error of the mixture rule, the plateau from its
logarithm, the curvature from the CTEs, none of them linearised. `drawn` and `met_together` serve
other scripts and tests.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import polyopt as po
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import quantity_name
from polyopt.claims.limitations import Group, Linear, Ratio, Test
from polyopt.design.curl import ROOM, members_of
from polyopt.design.curl_stack import CurlStack
from polyopt.design.plateau import LogNormal
from polyopt.design.pores import POROSITY, PorousPermittivity, pores_of
from polyopt.equations.lamination import curvature
from polyopt.equations.porous import bruggeman, inverse_maxwell_garnett, maxwell_garnett
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.preset_files import preset_names
from polyopt.quantities import member_quantity

Draws = dict[str, NDArray[np.float64]]
SEED = 11


def drawn(
    evidence: Evidence,
    i: int,
    count: int,
    rng: np.random.Generator,
    curl: CurlStack | None = None,
) -> Draws:
    """Return draws of every quantity of design i, shape (count,) each.

    Parameters
    ----------
    evidence : Evidence
        What is known of the designs.
    i : int
        Which design.
    count : int
        Number of draws.
    rng : Generator
        Draws them.
    curl : CurlStack, optional
        What the curl depends on, if it is limited.
    """
    made: Draws = {n: np.full(count, q.mean[i]) for n, q in evidence.quantities.items()}
    follows = {*evidence.derived, *evidence.shapes}
    base = [u for u, name in enumerate(evidence.uncertain) if name not in follows]
    spread = evidence.covariance[i][np.ix_(base, base)]
    moved = rng.multivariate_normal(np.zeros(len(base)), spread, count, method="eigh").T
    for row, u in zip(moved, base, strict=True):
        made[evidence.uncertain[u]] = made[evidence.uncertain[u]] + row
    for name, shape in evidence.shapes.items():
        if isinstance(shape, PorousPermittivity):
            made[name] = _porous(shape, i, made, name not in evidence.same.values(), rng)
        elif isinstance(shape, LogNormal):
            made[name] = shape.median[i] * np.exp(shape.log_sd * rng.standard_normal(count))
    made |= {name: made[other] for name, other in evidence.same.items()}
    return made | ({} if curl is None else _curvatures(curl, made))


def _porous(
    shape: PorousPermittivity, i: int, made: Draws, alone: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    count = len(made[shape.solid_name])
    porosity = shape.porosity[i] + shape.porosity_sd * rng.standard_normal(count)
    if not alone:
        porosity = made[POROSITY] / 100.0
    p, e = np.clip(porosity, 0.0, 0.99), np.maximum(made[shape.solid_name], 1.0)
    wide = (maxwell_garnett(e, p) - inverse_maxwell_garnett(e, p)) / np.sqrt(12.0)
    return np.asarray(bruggeman(e, p) + wide * rng.standard_normal(count))


def _curvatures(stack: CurlStack, made: Draws) -> Draws:
    """Return curvatures [1/m] by the equation of laminates, draw by draw."""
    flat = made[stack.stress_free] if isinstance(stack.stress_free, str) else stack.stress_free
    found: Draws = {}
    for name, members in members_of(stack).items():
        strains = []
        for m in members:
            own = made[member_quantity(m.name, "cte")]
            joined = flat if m.stress_free is None else m.stress_free
            beneath = made[member_quantity(m.substrate, "cte")] if m.substrate else own
            first = joined if m.stress_free is not None and m.substrate else flat
            strains.append(own * (ROOM - first) + beneath * (first - flat))
        thick = np.stack([made[member_quantity(m.name, "thickness")] for m in members], axis=-1)
        strain = np.stack(np.broadcast_arrays(*strains), axis=-1) * 1e-6
        bent = curvature([m.modulus for m in members], [m.poisson for m in members], thick, strain)
        found[name] = np.asarray(bent.curvature)
        found[name.replace("curvature", "curl_radius")] = 100.0 / np.abs(found[name])
    return found


def met_together(evaluator: Evaluator, made: Mapping[str, NDArray[np.float64]]) -> float:
    """Return the share of draws that meet all that the stated probability counts.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    made : mapping of str to ndarray
        Draws of every quantity of a design.
    """
    reading, problem = evaluator.reading, evaluator.problem
    met = np.ones(len(next(iter(made.values()))), dtype=bool)
    for element in reading.elements:
        met &= _meets(element.test, reading.assignment, made, met)
    if reading.open or not reading.elements:
        for limit in problem.requirements:
            value = made[limit.quantity]
            met &= (value >= limit.low) & (value <= limit.high)
    return float(met.mean())


def _meets(
    test: Test, assignment: Mapping[str, str], made: Mapping[str, NDArray], like: NDArray
) -> NDArray[np.bool_]:
    if isinstance(test, Linear):
        terms = [(made[quantity_name(name, assignment)], factor) for name, factor in test.terms]
        return test.interval.contains(sum(factor * value for value, factor in terms))
    if isinstance(test, Ratio):
        over, under = (made[quantity_name(name, assignment)] for name in (test.over, test.under))
        return test.interval.contains(np.round(over / under, 9))
    if isinstance(test, Group) and test.join == "all":
        parts = [_meets(part, assignment, made, like) for part in test.tests]
        return np.all(parts, axis=0)
    return np.ones(like.shape, dtype=bool)  # what no draw changes: shares, facts, steps


def evidence_of(evaluator: Evaluator, design: po.Design) -> Evidence:
    """Return what is known of one design of a result."""
    fractions, thickness = {}, {}
    for layer in evaluator.problem.layers:
        made = next(x for x in design.layers if x.name == layer.name)
        held = dict(made.composition.dianhydrides), dict(made.composition.diamines)
        palette = layer.palette.dianhydrides, layer.palette.diamines
        fractions[layer.name] = tuple(
            np.array([[own.get(m, 0.0) for m in offered]])
            for own, offered in zip(held, palette, strict=True)
        )
        if made.thickness is not None:
            thickness[layer.name] = np.array([made.thickness])
        if made.porosity is not None:
            thickness[pores_of(layer.name)] = np.array([made.porosity])
    return evaluator.evidence(fractions, thickness)


def compared(name: str, designs: int, draws: int, budget: int) -> list[tuple[float, float]]:
    """Return the stated and the drawn probability of designs of a preset's front."""
    problem = po.Problem.preset(name)
    evaluator = Evaluator.of(problem)
    result = po.search(problem, budget=budget, prove=False)
    places = np.unique(np.linspace(0, len(result.designs) - 1, designs).astype(int))
    rng = np.random.default_rng(SEED)
    found = []
    for place in places:
        evidence = evidence_of(evaluator, result.designs[int(place)])
        stated = float(evaluator.probability(evidence, evaluator.judged(evidence))[0])
        made = drawn(evidence, 0, draws, rng, evaluator.curl)
        found.append((stated, met_together(evaluator, made)))
    return found


def main() -> None:
    """Print the largest difference between stated and drawn probability, by preset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=preset_names())
    parser.add_argument("--designs", type=int, default=20)
    parser.add_argument("--draws", type=int, default=200_000)
    parser.add_argument("--budget", type=int, default=4096)
    asked = parser.parse_args()
    for name in [asked.preset] if asked.preset else preset_names():
        found = compared(name, asked.designs, asked.draws, asked.budget)
        worst = max(abs(stated - drawn_) for stated, drawn_ in found)
        low, high = min(p for p, _ in found), max(p for p, _ in found)
        print(
            f"{name}: {len(found)} designs, P {low:.3f} to {high:.3f}, off by {worst:.4f} at most"
        )


if __name__ == "__main__":
    main()
