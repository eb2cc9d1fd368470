"""What a search leaves to do: measurements that remain, windows to start from, for one design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from polyopt.io.stored_json import Stored, optional
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.designs import Design
from polyopt.results.front import evidence_of
from polyopt.verdicts.remaining import OpenLimitation, Remaining, remaining
from polyopt.verdicts.remedy import DECLARE, MEASURE, Expected, Remedy, with_value
from polyopt.verdicts.window import Window
from polyopt.verdicts.windows import windows


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is left to do for one design.

    Parameters
    ----------
    remaining : tuple of Remaining
        What is to be measured or declared before its claims are decided, and the predictions to
        confirm.
    windows : tuple of Window
        Windows of process and structure to start from.
    """

    remaining: tuple[Remaining, ...] = ()
    windows: tuple[Window, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the keys ``remaining`` and ``windows`` of `result.json`."""
        return {
            "remaining": [one.as_dict() for one in self.remaining],
            "windows": [window.as_dict() for window in self.windows],
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Outlook:
        """Return what `as_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError
            If it is not what `as_dict` writes.
        """
        return cls(
            remaining=tuple(_remaining(entry) for entry in stored.get("remaining", ())),
            windows=tuple(_window(entry) for entry in stored.get("windows", ())),
        )


def outlook_of(evaluator: Evaluator, best: Design | None) -> Outlook:
    """Return what remains to be done for the design that is recommended.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    best : Design or None
        That design; None if nothing was found.
    """
    problem = evaluator.problem
    if best is None or not problem.claims:
        return Outlook()
    evidence = evidence_of(evaluator, best)
    return Outlook(
        remaining(problem.claims, best.verdicts, evidence, problem.laminate),
        windows(problem.claims, best.verdicts, evidence, problem.laminate),
    )


def _remaining(stored: Stored) -> Remaining:
    """Return one thing to do as it was written: of its remedy, the words."""
    limitations = tuple(
        OpenLimitation(
            id=str(entry["id"]),
            summary=str(entry["summary"]),
            verdict=str(entry["verdict"]),
            conditions=str(entry["conditions"]),
            claims=tuple(map(str, entry["claims"])),
            limit=str(entry.get("limit", "")),
            probability=optional(entry, "probability"),
        )
        for entry in stored["limitations"]
    )
    kind = str(stored["kind"])
    remedy = Remedy(
        DECLARE if kind == DECLARE else MEASURE,
        str(stored["settle"]),
        str(stored.get("quantity", "")),
        str(stored.get("unit", "")),
        expected=Expected.from_dict(stored),
    )
    found = Remaining(kind, remedy, limitations)
    shown = with_value("", found.expected, found.limit, found.chance)
    return replace(found, remedy=replace(remedy, text=remedy.text.removesuffix(shown)))


def _window(stored: Stored) -> Window:
    return Window(
        quantity=str(stored["quantity"]),
        low=float("-inf") if stored["low"] is None else float(stored["low"]),
        high=float("inf") if stored["high"] is None else float(stored["high"]),
        unit=str(stored["unit"]),
        basis=str(stored["basis"]),
        note=str(stored["note"]),
        caption=str(stored.get("caption", "")),
    )
