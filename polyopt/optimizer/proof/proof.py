"""What is proven about the best of each objective and about a front, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from polyopt.io.stored_json import Stored, finite, optional


@dataclass(frozen=True, slots=True)
class ProvenGap:
    """A bound of an objective, and how near to it the best design found is.

    Parameters
    ----------
    best, bound : float
        The best value found, and what no design is better than.
    relative : float
        Their distance relative to the scale of the objective. [-]
    closed : bool
        Whether that is as little as was asked for.
    cells : int
        Cells that the proof took.
    """

    best: float
    bound: float
    relative: float
    closed: bool
    cells: int

    def as_dict(self) -> dict[str, Any]:
        """Return its keys of an objective in `result.json`."""
        return {
            "best": self.best,
            "bound": self.bound,
            "proven": True,
            "cells": self.cells,
            "gap": abs(self.best - self.bound),
            "relative_gap": self.relative,
            "closed": self.closed,
        }


@dataclass(frozen=True, slots=True)
class ProvenBound:
    """A bound of an objective where no design was found; what `ProvenGap` says of one."""

    bound: float
    cells: int

    def as_dict(self) -> dict[str, Any]:
        """Return its keys of an objective in `result.json`."""
        return {"best": None, "bound": self.bound, "proven": True, "cells": self.cells}


@dataclass(frozen=True, slots=True)
class Unproven:
    """An objective of which nothing is proven.

    Parameters
    ----------
    best : float or None
        The best value found; None if no design was.
    why : str
        Why nothing is proven.
    trivial : float or None
        A bound that needs no proof, such as that of a probability.
    """

    best: float | None
    why: str
    trivial: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return its keys of an objective in `result.json`."""
        bound = {} if self.trivial is None else {"bound": self.trivial}
        return {"best": self.best, "proven": False, "why": self.why, **bound}


@dataclass(frozen=True, slots=True)
class ObjectiveProof:
    """What is proven about the best value of one objective.

    Parameters
    ----------
    expression, direction : str
        The objective.
    outcome : ProvenGap, ProvenBound or Unproven
        What is proven.
    """

    expression: str
    direction: str
    outcome: ProvenGap | ProvenBound | Unproven

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        stated = {"expression": self.expression, "direction": self.direction}
        return stated | self.outcome.as_dict()

    @classmethod
    def from_dict(cls, stored: Stored) -> ObjectiveProof:
        """Return what `as_dict` wrote; a gap without its numbers is refused."""
        return cls(str(stored["expression"]), str(stored["direction"]), _outcome(stored))


def _outcome(stored: Stored) -> ProvenGap | ProvenBound | Unproven:
    if not stored["proven"]:
        best, bound = optional(stored, "best"), optional(stored, "bound")
        return Unproven(best, str(stored.get("why", "")), bound)
    cells = int(stored["cells"])
    if "gap" not in stored:
        return ProvenBound(finite(stored, "bound"), cells)
    return ProvenGap(
        best=finite(stored, "best"),
        bound=finite(stored, "bound"),
        relative=finite(stored, "relative_gap"),
        closed=bool(stored["closed"]),
        cells=cells,
    )


@dataclass(frozen=True, slots=True)
class FrontProof:
    """What is proven about the front of two objectives.

    Parameters
    ----------
    reference : tuple of float
        Reference point of the hypervolume, in the units of the objectives.
    hypervolume, most : float
        Hypervolume of the front found, and the most that any front has.
    relative_gap : float
        What the front found lacks of it. [-]
    closed : bool
        Whether that is as little as was asked for.
    banded : str
        The objective that was cut into bands.
    levels : tuple of (float, float)
        End of each band, and the bound of the other objective up to it.
    """

    reference: tuple[float, ...]
    hypervolume: float
    most: float
    relative_gap: float
    closed: bool
    banded: str
    levels: tuple[tuple[float, float], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {
            "proven": True,
            "reference": list(self.reference),
            "hypervolume": self.hypervolume,
            "hypervolume_bound": self.most,
            "relative_gap": self.relative_gap,
            "closed": self.closed,
            "banded": self.banded,
            "levels": [list(level) for level in self.levels],
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> FrontProof:
        """Return what `as_dict` wrote."""
        return cls(
            reference=tuple(float(value) for value in stored["reference"]),
            hypervolume=finite(stored, "hypervolume"),
            most=finite(stored, "hypervolume_bound"),
            relative_gap=finite(stored, "relative_gap"),
            closed=bool(stored["closed"]),
            banded=str(stored["banded"]),
            levels=tuple((float(end), float(level)) for end, level in stored["levels"]),
        )


@dataclass(frozen=True, slots=True)
class FrontUnproven:
    """A front of which nothing could be proven, and why."""

    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {"proven": False, "why": self.why}


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven about the best of each objective and about the front.

    Parameters
    ----------
    gap_asked : float
        Relative gap at which the proof could stop. [-]
    objectives : tuple of ObjectiveProof
        The objectives.
    left_out : tuple of str
        Limits that the bounds do not rest on.
    front : FrontProof, FrontUnproven or None
        The front; None if it was not asked for.
    """

    gap_asked: float
    objectives: tuple[ObjectiveProof, ...]
    left_out: tuple[str, ...] = ()
    front: FrontProof | FrontUnproven | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as the key ``bound`` of `result.json` holds it."""
        return {
            "gap_asked": self.gap_asked,
            "objectives": [objective.as_dict() for objective in self.objectives],
            **({"left_out": list(self.left_out)} if self.left_out else {}),
            **({} if self.front is None else {"front": self.front.as_dict()}),
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Proof:
        """Return what `as_dict` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError
            If it is not what `as_dict` writes.
        """
        return cls(
            gap_asked=finite(stored, "gap_asked"),
            objectives=tuple(ObjectiveProof.from_dict(entry) for entry in stored["objectives"]),
            left_out=tuple(map(str, stored.get("left_out", ()))),
            front=_front(stored["front"]) if "front" in stored else None,
        )


def _front(stored: Stored) -> FrontProof | FrontUnproven:
    if stored["proven"]:
        return FrontProof.from_dict(stored)
    return FrontUnproven(str(stored["why"]))
