"""Limits that contradict each other: which, what is proven, and what to relax by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from polyopt.errors import InfeasibleError
from polyopt.io.stored_json import Stored, finite, optional

_WORDS = {
    "drop": "leave it out",
    "leave_open": "leave it open with leave_open",
    "far": "only a value far outside would do",
    "unknown": "how far to relax it is not known: raise the budget",
}
"""What to do where no value is given, by the end that is to move."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """The least relaxation of one limit alone that leaves something feasible.

    Parameters
    ----------
    end : str
        ``min`` or ``max``; ``value`` for limits of one number; ``drop`` for a limit that can
        only be left out, ``leave_open`` for one that no model decides, ``far`` for one that only
        a far greater or smaller value meets, ``unknown`` where the search for it was too short.
    value : float or None
        Where to move it.
    """

    end: str
    value: float | None

    @property
    def text(self) -> str:
        """What to do, in words."""
        if self.value is None:
            return _WORDS.get(self.end, _WORDS["drop"])
        return (
            f"relax to {self.value:g}"
            if self.end == "value"
            else (f"relax {self.end} to {self.value:g}")
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {"end": self.end, "to": self.value}

    @classmethod
    def from_dict(cls, stored: Stored) -> Loosening:
        """Return what `as_dict` wrote."""
        return cls(str(stored["end"]), None if stored["to"] is None else finite(stored, "to"))


@dataclass(frozen=True, slots=True)
class ConflictingLimit:
    """One limit of a conflict.

    Parameters
    ----------
    limit : str
        The limit in the user's words and numbers.
    nearest : str
        What comes nearest to it while the others hold, in words, or empty.
    loosening : Loosening or None
        The least relaxation of this limit alone; None if none was found to suffice.
    best : float or None
        The nearest value found, where `nearest` states one.
    bound : float or None
        The value that none can pass, where that is proven.
    instead : str
        What else would do, in words.
    """

    limit: str
    nearest: str = ""
    loosening: Loosening | None = None
    best: float | None = None
    bound: float | None = None
    instead: str = "widen the palette"

    @property
    def text(self) -> str:
        """The limit, the nearest value and the advice."""
        advice = self.loosening.text if self.loosening else "relaxing it alone does not suffice"
        if self.loosening is not None and self.loosening.end == "leave_open":
            advice += f" = ['{self.limit.partition(': ')[0]}']"
        return f"{self.limit} ({'; '.join(part for part in (self.nearest, advice) if part)})"

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        figures = {"best": self.best, "bound": self.bound}
        return {
            "limit": self.limit,
            "text": self.text,
            "nearest": self.nearest,
            **{name: value for name, value in figures.items() if value is not None},
            "relax": None if self.loosening is None else self.loosening.as_dict(),
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> ConflictingLimit:
        """Return what `as_dict` wrote."""
        relax = stored.get("relax")
        return cls(
            limit=str(stored["limit"]),
            nearest=str(stored.get("nearest", "")),
            loosening=None if relax is None else Loosening.from_dict(relax),
            best=optional(stored, "best"),
            bound=optional(stored, "bound"),
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible set of limits that contradict each other.

    Parameters
    ----------
    members : tuple of ConflictingLimit
        The limits; without any one of them the others can be met.
    proven : bool
        Whether that nothing meets them is certain; else nothing was found.
    evaluations : int
        Designs evaluated to find it and those besides, at most 20 000 or ten times the budget.
    further : tuple of Conflict
        Conflicts that stand besides: one limit of each is to be relaxed.
    """

    members: tuple[ConflictingLimit, ...]
    proven: bool
    evaluations: int = 0
    further: tuple[Conflict, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The limits in words, as `result.json` lists them."""
        return tuple(m.text for conflict in (self, *self.further) for m in conflict.members)

    @property
    def headline(self) -> str:
        """One sentence on the limits together."""
        if self.proven and len(self.members) == 1:
            return "Proven: no formulation meets this limit"
        if self.proven:
            return "Proven: no formulation meets these limits together"
        if self.evaluations == 0:
            return "Not proven, but nothing found meets"
        more = f"{self.evaluations:,}".replace(",", " ")
        return f"Not proven, but {more} more formulations found none that meets"

    def as_dict(self) -> dict[str, Any]:
        """Return it as the key ``conflict_detail`` of `result.json` holds it."""
        return {
            "proven": self.proven,
            "says": self.headline,
            "evaluations": self.evaluations,
            "further": [conflict.as_dict() for conflict in self.further],
            "limits": [member.as_dict() for member in self.members],
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Conflict:
        """Return what `as_dict` wrote."""
        return cls(
            members=tuple(ConflictingLimit.from_dict(member) for member in stored["limits"]),
            proven=bool(stored["proven"]),
            evaluations=int(stored.get("evaluations", 0)),
            further=tuple(cls.from_dict(conflict) for conflict in stored.get("further", ())),
        )


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands in the way where nothing is feasible.

    Parameters
    ----------
    broken : tuple of str
        What the nearest design breaks, in words, where no conflict is known.
    conflict : Conflict or None
        The limits that contradict each other.
    """

    broken: tuple[str, ...] = ()
    conflict: Conflict | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The limits in words: those of the conflict, else those that are broken."""
        return self.broken if self.conflict is None else self.conflict.texts

    def as_dict(self) -> dict[str, Any]:
        """Return the keys ``conflict`` and ``conflict_detail`` of `result.json`."""
        detail = {} if self.conflict is None else self.conflict.as_dict()
        return {"conflict": list(self.texts), "conflict_detail": detail}

    @classmethod
    def from_dict(cls, stored: Stored) -> Obstacles:
        """Return what `as_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not what `as_dict` writes.
        """
        detail = stored.get("conflict_detail", {})
        if detail:
            return cls(conflict=Conflict.from_dict(detail))
        return cls(broken=tuple(map(str, stored.get("conflict", ()))))

    @classmethod
    def of(cls, error: InfeasibleError, text: str) -> Obstacles:
        """Return the conflict that an error carries; one without it stands as its `text`."""
        if isinstance(error, ConflictError):
            return cls(conflict=error.conflict)
        return cls(broken=(text,))


class ConflictError(InfeasibleError):
    """Limits that contradict each other before anything is searched.

    Parameters
    ----------
    conflict : Conflict
        The limits.
    """

    def __init__(self, conflict: Conflict) -> None:
        texts = [member.limit for member in conflict.members]
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
            remedy = f"{only.text}, or {conflict.members[0].instead}"
        besides = "".join(
            f"; besides: {' and '.join(m.limit for m in further.members)}"
            for further in conflict.further
        )
        super().__init__(f"{head}{joined} {what}{besides}", remedy=remedy)
        self.conflict = conflict
