"""Limits that contradict each other: which, what is proven, and what to relax by how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from polyopt.conflict.stated_limits import StatedLimit
from polyopt.errors import InfeasibleError


@dataclass(frozen=True, slots=True)
class Loosening:
    """The least relaxation of one limit alone that leaves something feasible.

    Parameters
    ----------
    end : str
        ``min`` or ``max``; ``value`` for limits of one number; ``drop`` for a limit that can
        only be left out.
    value : float or None
        Where to move it.
    """

    end: str
    value: float | None

    @property
    def text(self) -> str:
        """What to do, in words."""
        if self.value is None:
            return "leave it out"
        return (
            f"relax to {self.value:g}"
            if self.end == "value"
            else (f"relax {self.end} to {self.value:g}")
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One limit of a conflict.

    Parameters
    ----------
    limit : StatedLimit
        The limit.
    nearest : str
        What comes nearest to it while the others hold, in words, or empty.
    loosening : Loosening or None
        The least relaxation of this limit alone; None if none was found to suffice.
    figures : tuple of (str, float)
        What `nearest` says in numbers.
    """

    limit: StatedLimit
    nearest: str = ""
    loosening: Loosening | None = None
    figures: tuple[tuple[str, float], ...] = ()

    @property
    def text(self) -> str:
        """The limit, the nearest value and the advice."""
        advice = self.loosening.text if self.loosening else "relaxing it alone does not suffice"
        told = "; ".join(part for part in (self.nearest, advice) if part)
        return f"{self.limit.text} ({told})"


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible set of limits that contradict each other.

    Parameters
    ----------
    members : tuple of Member
        The limits; without any one of them the others can be met.
    proven : bool
        Whether that nothing meets them is certain; else nothing was found.
    evaluations : int
        Designs evaluated to find it.
    further : tuple of Conflict
        Conflicts that stand besides: one limit of each is to be relaxed.
    """

    members: tuple[Member, ...]
    proven: bool
    evaluations: int = 0
    further: tuple[Conflict, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The limits in words, as `result.json` lists them."""
        return tuple(m.text for conflict in (self, *self.further) for m in conflict.members)

    @property
    def headline(self) -> str:
        """What is said of the limits together."""
        if self.proven and len(self.members) == 1:
            return "Proven: no formulation meets this limit"
        if self.proven:
            return "Proven: no formulation meets these limits together"
        return f"Not proven, but {self.evaluations} more formulations found none that meets"

    def as_dict(self) -> dict[str, Any]:
        """Return it as the key ``conflict_detail`` of `result.json` holds it."""
        return {
            "proven": self.proven,
            "says": self.headline,
            "evaluations": self.evaluations,
            "further": [conflict.as_dict() for conflict in self.further],
            "limits": [
                {
                    "limit": m.limit.text,
                    "text": m.text,
                    "nearest": m.nearest,
                    **dict(m.figures),
                    "relax": None
                    if m.loosening is None
                    else {"end": m.loosening.end, "to": m.loosening.value},
                }
                for m in self.members
            ],
        }


def irreducible(
    limits: Sequence[StatedLimit], feasible_without: Callable[[Sequence[StatedLimit]], bool]
) -> tuple[StatedLimit, ...]:
    """Return limits that contradict each other, none of them to spare (a deletion filter).

    The method of J. W. Chinneck and E. W. Dravnieks, ORSA J. Comput. 3, 157 (1991): a limit
    without which the rest is still infeasible is dropped for good.

    Parameters
    ----------
    limits : sequence of StatedLimit
        Limits that cannot all be met; those first are dropped first.
    feasible_without : callable
        Says whether something is feasible once these limits are dropped.
    """
    dropped: list[StatedLimit] = []
    kept = []
    for limit in limits:
        if feasible_without([*dropped, limit]):
            kept.append(limit)
        else:
            dropped.append(limit)
    return tuple(kept)


class ConflictError(InfeasibleError):
    """Limits that contradict each other before anything is searched.

    Parameters
    ----------
    conflict : Conflict
        The limits.
    """

    def __init__(self, conflict: Conflict) -> None:
        texts = [member.limit.text for member in conflict.members]
        head = texts[0].partition(": ")[0] + ": " if texts[0].startswith("layer ") else ""
        if head and all(text.startswith(head) for text in texts):
            texts = [text.removeprefix(head) for text in texts]
        else:
            head = ""
        joined = " and ".join(texts)
        what = "exclude each other" if len(texts) > 1 else "cannot be met"
        if len(texts) == 1 and conflict.members[0].nearest:
            what += f": {conflict.members[0].nearest}"
        advice = [
            f"{text}: {member.loosening.text}"
            for text, member in zip(texts, conflict.members, strict=True)
            if member.loosening is not None
        ]
        remedy = "; or ".join(advice) or "relax more than one of them, or widen the palette"
        only = conflict.members[0].loosening
        if len(texts) == 1 and only is not None and not conflict.further:
            remedy = f"{only.text}, or widen the palette"
        besides = "".join(
            f"; besides: {' and '.join(m.limit.text for m in further.members)}"
            for further in conflict.further
        )
        super().__init__(f"{head}{joined} {what}{besides}", remedy=remedy)
        self.conflict = conflict
