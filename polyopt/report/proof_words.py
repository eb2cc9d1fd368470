"""What is proven, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from polyopt.optimizer.proof.proof import FrontProof, Proof, ProvenGap


def proof_lines(proof: Proof | None) -> Iterator[str]:
    """Return a line for each objective with a bound, and one for the front."""
    if proof is None:
        return
    for objective in proof.objectives:
        proven = objective.outcome
        if not isinstance(proven, ProvenGap):
            continue
        least = "at least" if objective.direction == "minimize" else "at most"
        best, end = (f"{round(value, 6) + 0.0:.5g}" for value in (proven.best, proven.bound))
        share = percent(proven.relative)
        yield f"Proven: {objective.expression} {least} {end}; best found {best} (gap {share})"
    if isinstance(proof.front, FrontProof):
        share = percent(proof.front.relative_gap)
        yield f"Proven: no front dominates more than {share} beyond the one found"


def percent(share: float) -> str:
    """Return a share in per cent.

    >>> [percent(x) for x in (0.0, 2e-11, 0.00347, 0.15, 1.0)]
    ['0 %', 'below 0.01 %', '0.35 %', '15 %', '100 %']
    """
    if 0 < share < 1e-4:
        return "below 0.01 %"
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
