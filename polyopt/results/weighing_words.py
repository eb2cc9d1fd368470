"""Whether the composition limits of an answer survive an error in weighing, in words."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from polyopt.chemistry.monomers import DIANHYDRIDE
from polyopt.conflict.stated_limits import reading_of
from polyopt.optimizer.space.claimed_shares import share_limits
from polyopt.problem.definition import LayerProblem, Problem, ShareLimit
from polyopt.results.designs import Design, DesignedLayer

USUAL_TOLERANCE = 0.5
"""Weighing and assay error that a preset states; who states none is warned within it. [mol %]"""


def weighing_words(problem: Problem | None, design: Design | None) -> tuple[str, ...]:
    """Return what an error of the shares leaves of the composition limits, in sentences.

    Parameters
    ----------
    problem : Problem or None
        What was asked for; without it nothing is said.
    design : Design or None
        The design that is recommended.

    Returns
    -------
    tuple of str
        That the limits hold with the stated error; where none is stated, that a limit is held by
        less than 0.5 mol %. Empty where there are no such limits, or nothing to say.
    """
    if problem is None or design is None:
        return ()
    limits = list(_limits(problem))
    if limits and problem.share_tolerance:
        points = [limit.text for _, limit in limits if limit.is_set_point]
        besides = f", save set points ({'; '.join(points)})" if points else ""
        off = 100 * problem.share_tolerance
        return (f"Composition limits hold with {off:g} mol % of weighing error{besides}.",)
    layers = {layer.name: layer for layer in design.layers}
    found = [
        (room, limit.text)
        for layer, limit in limits
        if (room := _room(layers[layer.name], layer, limit)) is not None
    ]
    room, text = min(found, default=(USUAL_TOLERANCE, ""))
    if room >= USUAL_TOLERANCE:
        return ()
    return (
        f"! {text} is held by {max(room, 0.0):.2g} mol %, less than a usual weighing error; "
        f"tolerance_mol_pct = {USUAL_TOLERANCE:g} in [problem] leaves room for it.",
    )


def _limits(problem: Problem) -> Iterator[tuple[LayerProblem, ShareLimit]]:
    """Yield the limits on sums of mole fractions, the user's and the claims', with the layer."""
    reading = reading_of(problem)
    for layer in problem.layers:
        for limit in (*layer.limits, *share_limits(reading, layer)):
            if limit.low > 0 or limit.high < 1:
                yield layer, limit


def _room(designed: DesignedLayer, layer: LayerProblem, limit: ShareLimit) -> float | None:
    """Return how far a sum is from its nearer limit; None if no error could reach it. [mol %]."""
    of_role = zip(layer.monomers(limit.role), limit.members, strict=True)
    counted = {monomer for monomer, counts in of_role if counts}
    made = designed.composition
    shares = made.dianhydrides if limit.role == DIANHYDRIDE else made.diamines
    inside = [share for monomer, share in shares if monomer in counted]
    if limit.is_set_point or len(inside) in (0, len(shares)):
        return None
    total = sum(inside)
    below = total - limit.low if limit.low > 0 else inf
    above = limit.high - total if limit.high < 1 else inf
    return 100 * min(below, above)
