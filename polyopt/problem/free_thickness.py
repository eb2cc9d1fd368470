"""Thicknesses that a search draws within their range because nothing asked depends on them."""

from __future__ import annotations

from collections.abc import Iterator

from polyopt.claims.limitations import parts, quantities_of
from polyopt.claims.routes import routes
from polyopt.problem.known_quantities import asks_for_curl
from polyopt.problem.statement import Statement
from polyopt.quantities import LAMINATE_COST, RESIN_THICKNESS, layer_quantity


def free_thicknesses(problem: Statement) -> dict[str, tuple[float, float]]:
    """Return the layers whose thickness is just drawn, with its range. [µm].

    That is so where no objective names the thickness or the total, and neither cost of the laminate
    nor curl is asked for. Limits on thicknesses and their ratios hold for what is drawn: they
    make a value possible, none better than another.

    Parameters
    ----------
    problem : Statement
        What was searched.

    Examples
    --------
    >>> from polyopt.problem.definition import Problem
    >>> free_thicknesses(Problem.default())
    {'A': (2.0, 8.0), 'B': (0.5, 3.0)}
    >>> free_thicknesses(Problem.preset("crosslinked-metal-clad-laminate"))
    {}
    """
    wanted = {name for o in problem.objectives for name in o.expression.names}
    limited = {r.quantity for r in problem.requirements}
    total = {RESIN_THICKNESS, LAMINATE_COST} & wanted or LAMINATE_COST in limited
    if total or asks_for_curl(problem, _claimed(problem)):
        return {}
    return {
        layer.name: layer.thickness
        for layer in problem.thick
        if layer.thickness is not None
        and layer.thickness[0] < layer.thickness[1]
        and layer_quantity(layer.name, "thickness") not in wanted
    }


def drawn_words(problem: Statement | None) -> str:
    """Return a sentence that says which thicknesses are no advice; empty if there are none.

    Parameters
    ----------
    problem : Statement, optional
        What was searched, where it is known.
    """
    free = free_thicknesses(problem) if problem is not None else {}
    ranges = ", ".join(f"{name} {low:g} to {high:g} µm" for name, (low, high) in free.items())
    what = f"Thickness: any of {ranges} that keeps the limits"
    return f"{what} (drawn: nothing else depends on it)." if free else ""


def _claimed(problem: Statement) -> Iterator[str]:
    """Yield the quantities that claims compare, those to stay outside of as well."""
    for ref in (*problem.claims, *problem.avoid):
        for route in routes(ref.claim_set, ref.number):
            for element in route.elements:
                for test in parts(element.test):
                    yield from (name for name, _ in quantities_of(test))
