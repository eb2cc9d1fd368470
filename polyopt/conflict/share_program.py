"""Whether limits on the mole fractions of one role can be met: a mixed integer program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np

from polyopt.claims.schema import Element
from polyopt.conflict.elastic_program import UNMOVED, ElasticProgram
from polyopt.conflict.stated_limits import LEAST, MOST, StatedLimit
from polyopt.problem.definition import LayerProblem, ShareLimit


class RoleShares:
    """Mole fractions of one role of one layer: fractions x and presences z of n monomers."""

    def __init__(self, layer: LayerProblem, role: str, claimed: Sequence[ShareLimit]) -> None:
        self._layer, self._role = layer, role
        self._claimed = [limit for limit in claimed if limit.role == role]
        self._count = len(layer.monomers(role))

    def speaks(self, limit: StatedLimit) -> bool:
        """Say whether a limit is about these fractions."""
        if limit.layer == self._layer.name and limit.kind == LEAST:
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

        Ends of limits may be `moved`: by the text of the limit and ``min`` or ``max``.
        """
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
                program.add(np.append(members, none), low, high, elastic=soft)
        most_slack = 0.0 if elastic is None else float(n)
        if elastic is not None and elastic.kind == LEAST:
            most_slack = self._layer.min_fraction
        whole = np.concatenate([none, np.ones(n), [elastic is not None and elastic.kind == MOST]])
        return program.least_slack(
            (np.zeros(2 * n + 1), np.append(np.ones(2 * n), most_slack)), whole
        )
