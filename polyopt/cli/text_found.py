"""What a search found, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from polyopt.cli.text import as_argument
from polyopt.display.chance import chance_text
from polyopt.optimizer.proof.proof import ProvenGap

if TYPE_CHECKING:
    from polyopt.results.designs import Design
    from polyopt.runs.result import Result


_NOTHING = 0.01
"""Per cent of a gap that is not worth a word."""


def found_text(result: Result, run: str = "", whole: bool = True) -> str:
    """Return a paragraph: what was screened, what is recommended and why, and what to do next.

    Parameters
    ----------
    result : Result
        What the search found.
    run : str
        The run folder, if there is one.
    whole : bool
        Say the values of the best, its claims and what is proven of it; not where all that stands
        above already.
    """
    return " ".join(_sentences(result, run, whole))


def _sentences(result: Result, run: str, whole: bool) -> Iterator[str]:
    best = result.best()
    screened = f"{result.evaluations:,} formulations were screened".replace(",", " ")
    if best is None:
        yield from _nothing(result, screened, run)
        return
    count = len(result.designs)
    limits = result.what_is_met
    if count == 1:
        yield f"Summary: {screened}, and one meets {limits} and is beaten by none."
    else:
        yield f"Summary: {screened}; {count} meet {limits} and are beaten by none of the others."
    if whole:
        yield _recommended(result, best)
        yield from _proven(result)
    else:
        yield f"The one marked * is recommended: {result.recommended_because}."
    yield _next(result, best, run)


def _recommended(result: Result, best: Design) -> str:
    from polyopt.report.labels import expression_unit

    values = []
    for (text, _), value in zip(result.objectives, best.objectives, strict=True):
        unit = expression_unit(text).strip(" []-")
        values.append(f"{text} is {round(value, 3):.4g} {unit}".rstrip())
    claims = f"; {_claims(best)}" if best.verdicts else ""
    shown = ", ".join(values)
    return f"The one marked * is recommended: {result.recommended_because} ({shown}){claims}."


def _claims(best: Design) -> str:
    """Say how many claims it meets, how many depend on a measurement, and how likely that is."""
    count = len(best.verdicts)
    met, open_ = (sum(v.verdict == kind for v in best.verdicts) for kind in ("met", "unknown"))
    if not open_:
        return f"it meets {met} of {count} claims, with probability {chance_text(best.probability)}"
    which = "all" if open_ == count else f"{open_} of"
    also = f"it meets {met} of {count} claims, " if met else ""
    return (
        f"{also}{which} {count} claims stay unknown until something is measured or declared; "
        f"what is predicted holds with probability {chance_text(best.probability)}"
    )


def _proven(result: Result) -> Iterator[str]:
    """Say how near the best of each objective is; of more than two, of the first two."""
    limits = []
    for objective in result.proof.objectives if result.proof else ():
        proven = objective.outcome
        if isinstance(proven, ProvenGap):
            share = 100 * proven.relative
            margin = "" if share < _NOTHING else f" by more than {share:.2g} %"
            best = f"{round(proven.best, 3):.4g}"
            limits.append(f"the best {objective.expression} found ({best}){margin}")
    if limits:
        yield f"Proven: no formulation of this palette beats {', nor '.join(limits[:2])}."


def _next(result: Result, best: Design, run: str) -> str:
    unlike = [
        layer.name
        for layer in best.layers
        if any(not value.in_domain for value in layer.properties.values())
    ]
    if result.status == "interrupted":
        return "Next: let it run to the end" + (" with --resume." if run else ", with --out.")
    if unlike:
        layers = f"layer{'s' if len(unlike) > 1 else ''} {', '.join(unlike)}"
        return f"Next: measure {layers} first, whose chemistry is outside what the models know."
    if not run:
        return "Next: repeat with --out RUN to keep it, then 'polyopt suggest RUN'."
    return (
        f"Next: 'polyopt suggest {as_argument(run)}' names the films whose measurement helps most."
    )


def _nothing(result: Result, screened: str, run: str) -> Iterator[str]:
    if result.status == "interrupted":
        more = "continue with --resume" if run else "give it more time or budget"
        yield f"Summary: {screened}, too few to conclude; {more}."
        return
    conflict = result.obstacles.conflict
    if conflict is not None and conflict.proven:
        yield f"Summary: {screened}, and it is proven that none can meet all limits together."
    else:
        yield f"Summary: {screened}; none meets all limits, which does not prove that none can."
    several = conflict is not None and conflict.further
    which = "one limit of each list" if several else "one of the limits"
    yield f"Next: relax {which} above, or add monomers to the palette."
