"""Verdicts in brief: claims that share verdict and basis in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polyopt.claims.evidence import PREDICTED
from polyopt.claims.numbering import runs_joined
from polyopt.cli.text import coloured, wrapped
from polyopt.display.chance import chance_text

if TYPE_CHECKING:
    from polyopt.claims.verdict import Verdict


def claims_in_brief(verdicts: Sequence[Verdict]) -> str:
    """Return a line for the claims of a set that share verdict and basis; `!` marks a caution."""
    kinds = dict.fromkeys(map(_kind, verdicts))
    return "\n".join(_line(kind, [v for v in verdicts if _kind(v) == kind]) for kind in kinds)


def _kind(verdict: Verdict) -> tuple[str, str, str]:
    basis = "until measured or declared" if verdict.verdict == "unknown" else verdict.basis
    return verdict.id.rpartition(":")[0], verdict.verdict, basis


def _line(kind: tuple[str, str, str], verdicts: Sequence[Verdict]) -> str:
    name, verdict, basis = kind
    numbers = runs_joined([v.id.rpartition(":")[2] for v in verdicts])
    chances = [v.probability for v in verdicts if v.probability is not None]
    margins = [v.margin for v in verdicts if v.margin is not None]
    least = "least " if len(verdicts) > 1 else ""
    mark = " !" if any(v.caution for v in verdicts) else ""
    chance = f", P {chance_text(min(chances), basis == PREDICTED)}{mark}" if chances else mark
    margin = f", {least}margin {min(margins):.2f}" if margins else ""
    known = f"{verdict}, {basis}{chance}{margin}"
    outcome = f"{verdict} {basis}{mark}" if verdict == "unknown" else known
    line = wrapped(f"{name} {numbers}: {outcome}", 2, 6)
    return line.replace(f": {verdict}", f": {coloured(verdict)}", 1)
