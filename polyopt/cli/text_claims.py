"""Verdicts in brief: claims that share verdict and basis in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polyopt.cli.text import coloured, wrapped

if TYPE_CHECKING:
    from polyopt.claims.verdict import Verdict


def claims_in_brief(verdicts: Sequence[Verdict]) -> str:
    """Return a line for the claims of a set that share verdict and basis."""
    kinds = dict.fromkeys(map(_kind, verdicts))
    return "\n".join(_line(kind, [v for v in verdicts if _kind(v) == kind]) for kind in kinds)


def _kind(verdict: Verdict) -> tuple[str, str, str]:
    basis = "until measured or declared" if verdict.verdict == "unknown" else verdict.basis
    return verdict.id.rpartition(":")[0], verdict.verdict, basis


def _line(kind: tuple[str, str, str], verdicts: Sequence[Verdict]) -> str:
    name, verdict, basis = kind
    numbers = number_runs([v.id.rpartition(":")[2] for v in verdicts])
    chances = [v.probability for v in verdicts if v.probability is not None]
    margins = [v.margin for v in verdicts if v.margin is not None]
    least = "least " if len(verdicts) > 1 else ""
    chance = f", P {min(chances):.2f}" if chances else ""
    margin = f", {least}margin {min(margins):.2f}" if margins else ""
    said = f"{verdict} {basis}" if verdict == "unknown" else f"{verdict}, {basis}{chance}{margin}"
    line = wrapped(f"{name} {numbers}: {said}", 2, 6)
    return line.replace(f": {verdict}", f": {coloured(verdict)}", 1)


def number_runs(numbers: Sequence[str]) -> str:
    """Return numbers with runs joined.

    >>> number_runs(["1", "2", "3", "5", "9", "10"])
    '1-3, 5, 9, 10'
    """
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(runs[-1][-1]) + 1 == int(number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ", ".join(r) for r in runs)
