"""The probability of designs by drawing everything that is uncertain, beside the one stated.

    python experiments/drawn_films.py [--preset NAME] [--designs 20] [--draws 50000]

Shares are weighed in with errors; predicted and measured values are drawn from their joint
distribution; the permittivity of a film with pores from its solid, its porosity and the error of
the mixture rule, the plateau from its logarithm, the curvature from the CTEs, none of them
linearised. `made_films`, `drawn` and `met_together` serve tests. Writes `results/drawn_films.csv`
where all presets are drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from result_tables import write_rows

import polyopt as po
from polyopt.claims.evidence import Evidence, ShareError
from polyopt.claims.judgement import MET
from polyopt.design.curl import ROOM, members_of
from polyopt.design.curl_stack import CurlStack
from polyopt.design.plateau import LogNormal
from polyopt.design.pores import POROSITY, PorousPermittivity, pores_of
from polyopt.equations.lamination import curvature
from polyopt.equations.porous import bruggeman, inverse_maxwell_garnett, maxwell_garnett
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.problem.preset_files import preset_names
from polyopt.quantities import member_quantity
from polyopt.results.front import fractions_of

RESULTS = Path(__file__).with_name("results") / "drawn_films.csv"
Draws = dict[str, NDArray[np.float64]]
SEED = 11


def made_films(
    evaluator: Evaluator, design: po.Design, count: int, rng: np.random.Generator
) -> Evidence:
    """Return what is known of films of a design, each weighed in with errors of its own.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    design : Design
        The design.
    count : int
        Number of films.
    rng : Generator
        Draws the errors of the shares, within the tolerance that the problem states.
    """
    tolerance = evaluator.problem.share_tolerance
    fractions = {
        layer: tuple(_weighed(np.repeat(role, count, axis=0), tolerance, rng) for role in roles)
        for layer, roles in fractions_of(evaluator, [design]).items()
    }
    thickness = {name: np.full(count, value) for name, value in design.thicknesses.items()}
    for layer in design.layers:
        if layer.porosity is not None:
            thickness[pores_of(layer.name)] = np.full(count, layer.porosity)
    exact = replace(evaluator, predictor=replace(evaluator.predictor, tolerance=0.0))
    return exact.evidence(fractions, thickness)


def _weighed(
    shares: NDArray[np.float64], tolerance: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return mole fractions (n, m) that were meant, each off by up to the tolerance, closed."""
    if tolerance == 0:
        return shares
    off = rng.uniform(-tolerance, tolerance, shares.shape)
    amounts = np.maximum(shares + np.where(shares > 0, off, 0.0), 0.0)
    return np.asarray(amounts / amounts.sum(axis=1, keepdims=True))


def drawn(evidence: Evidence, rng: np.random.Generator, curl: CurlStack | None = None) -> Draws:
    """Return one draw of every quantity of each film, shape (n,) each.

    Parameters
    ----------
    evidence : Evidence
        What is known of n films.
    rng : Generator
        Draws them.
    curl : CurlStack, optional
        What the curl depends on, if it is limited.
    """
    count = evidence.size
    made: Draws = {n: np.array(q.mean, dtype=float) for n, q in evidence.quantities.items()}
    follows = {*evidence.derived, *evidence.shapes}
    base = [u for u, name in enumerate(evidence.uncertain) if name not in follows]
    values, vectors = np.linalg.eigh(evidence.covariance[:, base][:, :, base])
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None]
    moved = np.einsum("nuv,nv->un", root, rng.standard_normal((count, len(base))))
    for row, u in zip(moved, base, strict=True):
        made[evidence.uncertain[u]] = made[evidence.uncertain[u]] + row
    for name, shape in evidence.shapes.items():
        if isinstance(shape, PorousPermittivity):
            made[name] = _porous(shape, made, name not in evidence.same.values(), rng)
        elif isinstance(shape, LogNormal):
            made[name] = shape.median * np.exp(shape.log_sd * rng.standard_normal(count))
    made |= {name: made[other] for name, other in evidence.same.items()}
    return made | ({} if curl is None else _curvatures(curl, made))


def _porous(
    shape: PorousPermittivity, made: Draws, alone: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    count = len(made[shape.solid_name])
    porosity = shape.porosity + shape.porosity_sd * rng.standard_normal(count)
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


def met_together(
    evaluator: Evaluator, design: po.Design, films: Evidence, made: Mapping[str, NDArray]
) -> float:
    """Return the share of films that meet all that the stated probability counts.

    Each film is judged by its drawn values and weighed shares as if all of it were measured: no
    integral, no worst case.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    design : Design
        The design; what is unknown of it and left open is not counted.
    films : Evidence
        What is known of the films before they are drawn.
    made : mapping of str to ndarray
        Draws of every quantity of them.
    """
    certain = replace(
        films,
        quantities={
            name: replace(q, mean=made[name], bounds=None) for name, q in films.quantities.items()
        },
        uncertain=(),
        covariance=np.zeros((films.size, 0, 0)),
        derived={},
        shapes={},
        alone={},
        share_error=ShareError(),
    )
    sure = replace(evaluator, problem=replace(evaluator.problem, confidence=0.0))
    unknown = {e.id for v in design.verdicts for e in v.elements if e.verdict == "unknown"}
    counted = evaluator.constraint_names[: evaluator.counted]
    judged = zip(counted, sure.judged(certain), strict=False)
    met = [judgement.truth == MET for name, judgement in judged if name not in unknown]
    return float(np.all(met, axis=0).mean()) if met else 1.0


def compared(name: str, designs: int, draws: int, budget: int) -> list[tuple[float, float]]:
    """Return the stated and the drawn probability of designs of a preset's front."""
    problem = po.Problem.preset(name)
    evaluator = Evaluator.of(problem)
    result = po.search(problem, budget=budget, prove=False)
    places = np.unique(np.linspace(0, len(result.designs) - 1, designs).astype(int))
    rng = np.random.default_rng(SEED)
    found = []
    for place in places:
        design = result.designs[int(place)]
        films = made_films(evaluator, design, draws, rng)
        made = drawn(films, rng, evaluator.curl)
        found.append((design.probability, met_together(evaluator, design, films, made)))
    return found


def main() -> None:
    """Print the largest difference between stated and drawn probability, by preset."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=preset_names())
    parser.add_argument("--designs", type=int, default=20)
    parser.add_argument("--draws", type=int, default=50_000)
    parser.add_argument("--budget", type=int, default=4096)
    asked = parser.parse_args()
    rows = []
    for name in [asked.preset] if asked.preset else preset_names():
        found = compared(name, asked.designs, asked.draws, asked.budget)
        rows.append(
            {
                "preset": name,
                "designs": len(found),
                "least_stated": min(p for p, _ in found),
                "greatest_stated": max(p for p, _ in found),
                "off_by_at_most": max(abs(stated - share) for stated, share in found),
                "draws": asked.draws,
            }
        )
        print(
            ", ".join(
                f"{k} {v:.4f}" if isinstance(v, float) else f"{v}" for k, v in rows[-1].items()
            )
        )
    if not asked.preset:
        write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
