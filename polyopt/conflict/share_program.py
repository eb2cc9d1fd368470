"""Whether limits on the mole fractions of one role can be met: a mixed integer program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np

from polyopt.claims.schema import Element
from polyopt.conflict.elastic_program import UNMOVED, ElasticProgram
from polyopt.conflict.stated_limits import LEAST, MOST, TOLERANCE, StatedLimit
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import LayerProblem, ShareLimit

_HALVINGS = 20


class RoleShares:
    """Mole fractions of one role of one layer: fractions x and presences z of n monomers."""

    def __init__(
        self,
        layer: LayerProblem,
        role: str,
        claimed: Sequence[ShareLimit],
        tolerance: float = 0.0,
    ) -> None:
        self._layer, self._role, self._tolerance = layer, role, tolerance
        self._claimed = [limit for limit in claimed if limit.role == role]
        self._count = len(layer.monomers(role))

    def speaks(self, limit: StatedLimit) -> bool:
        """Say whether a limit is about these fractions."""
        if limit.kind == TOLERANCE or (limit.layer, limit.kind) == (self._layer.name, LEAST):
            return True
        if isinstance(limit.stated, Element):
            return self._share(limit) is not None
        return (limit.layer, limit.role) == (self._layer.name, self._role)

    def _share(self, limit: StatedLimit) -> ShareLimit | None:
        if isinstance(limit.stated, ShareLimit):
            return limit.stated
        return next((s for s in self._claimed if s.text == limit.text), None)

    def ends(self, limit: StatedLimit) -> tuple[float, float]:
        """Return the ends of a limit."""
        if limit.kind == LEAST:
            return self._layer.min_fraction, 1.0
        if limit.kind == MOST:
            return 0.0, float(self._layer.most[self._role])
        share = self._share(limit)
        if share is None:
            return 0.0, 1.0
        return (share.low if share.low > 0 else -inf), (share.high if share.high < 1 else inf)

    def given_words(self, short: float) -> str:
        """Return by how much a given formulation misses a limit, in words; empty if searched."""
        if self._layer.formulation is None:
            return ""
        return f"the formulation given for layer {self._layer.name} leaves it short by {short:.4g}"

    def slack(
        self,
        limits: Iterable[StatedLimit],
        elastic: StatedLimit | None = None,
        moved: Mapping[tuple[str, str], float] = UNMOVED,
    ) -> float | None:
        """Return the least slack of one limit with which all hold; None if they cannot.

        Ends of limits may be `moved`: by the text of the limit and ``min`` or ``max``. Of errors of
        the shares, which multiply presences, it is the greatest with which all hold.
        """
        stated = list(limits)
        errs = any(limit.kind == TOLERANCE for limit in stated)
        others = [limit for limit in stated if limit.kind != TOLERANCE]
        if elastic is not None and elastic.kind == TOLERANCE:
            return self._greatest_error(others)
        return self._slack(others, elastic, moved, self._tolerance if errs else 0.0)

    def _greatest_error(self, limits: Sequence[StatedLimit]) -> float | None:
        """Return the greatest error of the shares with which the limits hold, by halving. [-]."""
        low, high = 0.0, self._tolerance
        if self._slack(limits, None, UNMOVED, low) is None:
            return None
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            held = self._slack(limits, None, UNMOVED, middle) is not None
            low, high = (middle, high) if held else (low, middle)
        return low

    def _slack(
        self,
        limits: Sequence[StatedLimit],
        elastic: StatedLimit | None,
        moved: Mapping[tuple[str, str], float],
        tolerance: float,
    ) -> float | None:
        n = self._count
        program = ElasticProgram(2 * n)
        eye, none = np.eye(n), np.zeros(n)
        program.add(np.append(np.ones(n), none), 1.0, 1.0)
        for i in range(n):
            program.add(np.append(-eye[i], eye[i]), 0.0, inf)
        given = self._layer.given_shares(self._role) or ()
        for i, part in enumerate(given):  # not a limit that could be relaxed: it is what is made
            program.add(np.append(eye[i], none), part, part)
        for limit in limits:
            soft = limit == elastic
            if limit.kind == LEAST:
                least = self._layer.min_fraction
                for i in range(n):
                    presence = -eye[i] if soft else -least * eye[i]
                    low = least - 1.0 if soft else 0.0
                    program.add(np.append(eye[i], presence), low, inf, elastic=soft)
            elif limit.kind == MOST:
                most = float(self._layer.most[self._role])
                program.add(np.append(none, np.ones(n)), 1.0, most, elastic=soft)
            else:
                share = self._share(limit)
                members = np.array(share.members, dtype=float) if share else none
                low, high = self.ends(limit)
                low = moved.get((limit.text, "min"), low)
                high = moved.get((limit.text, "max"), high)
                error = tolerance if low < high else 0.0
                below, above = (_errors(members, end, error) for end in (low, high))
                program.add(np.append(members, -below), low, inf, elastic=soft)
                program.add(np.append(members, above), -inf, high, elastic=soft)
        most_slack = 0.0 if elastic is None else float(n)
        if elastic is not None and elastic.kind == LEAST:
            most_slack = self._layer.min_fraction
        whole = np.concatenate([none, np.ones(n), [elastic is not None and elastic.kind == MOST]])
        return program.least_slack(
            (np.zeros(2 * n + 1), np.append(np.ones(2 * n), most_slack)), whole
        )


def _errors(members: Array, end: float, tolerance: float) -> Array:
    """Return by how much errors move a sum from one of its ends, for each monomer present. [-].

    As `polyopt.equations.share_errors.tightened` has it; a sum of all or of none of the monomers
    meets what is tightened wherever it meets the end.
    """
    if not 0 < end <= 1:
        return np.zeros(len(members))
    return np.asarray(tolerance * np.where(members > 0, 1 - end, end))
