"""Whether limits on the mole fractions of one role can be met: a mixed integer program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from polyopt.chemistry.condensation import forms_amide
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, DIISOCYANATE
from polyopt.claims.limitations import Fraction
from polyopt.claims.schema import Element
from polyopt.conflict.elastic_program import UNMOVED, ElasticProgram
from polyopt.conflict.stated_limits import LEAST, MOST, TOLERANCE, StatedLimit
from polyopt.optimizer.space.polytope import Array
from polyopt.problem.definition import LayerProblem, Problem, ShareLimit

_HALVINGS = 20


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why a layer misses a limit whatever the other limits, and what would do, in words."""

    words: str
    instead: str


class RoleShares:
    """Mole fractions of one role of one layer: fractions x and presences z of n monomers."""

    def __init__(
        self,
        layer: LayerProblem,
        role: str,
        claimed: Sequence[ShareLimit],
        problem: Problem,
    ) -> None:
        self._layer, self._role, self._tolerance = layer, role, problem.share_tolerance
        self._problem = problem
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

    def why_short(self, limit: StatedLimit, short: float) -> Shortfall | None:
        """Return why this layer misses a limit whatever the others; None if it need not."""
        name = self._layer.name
        if self._layer.formulation is not None:
            part, more = self._part_played(limit)
            words = f"{part}the formulation given for layer {name} leaves it short by {short:.4g}"
            return Shortfall(words, f"change that formulation{more}")
        share = self._share(limit)
        if share is None or share.low <= 0 or any(share.members):
            return None
        nco = self._role == DIAMINE and any(
            m.role == DIISOCYANATE for m in self._layer.monomers(DIAMINE)
        )
        words = f"layer {name}'s palette holds no such {self._role}"
        words += ", diisocyanates not being counted as diamines" if nco else ""
        return Shortfall(words, "widen the palette")

    def _part_played(self, limit: StatedLimit) -> tuple[str, str]:
        """Return whose part in a claim the layer plays and what would free it, in words.

        A claim that asks for a polyimide is not read onto a layer that can only be a
        polyamide-imide, even if it has the letter of the claim.
        """
        test = limit.stated.test if isinstance(limit.stated, Element) else None
        if not isinstance(test, Fraction) or test.layer == self._layer.name:
            return "", ""
        words = f"layer {self._layer.name} is the claim's layer {test.layer} here"
        named = next((x for x in self._problem.layers if x.name == test.layer), None)
        if named is None or not all(map(forms_amide, named.monomers(DIANHYDRIDE))):
            return f"{words}, and ", ""
        words += f", for layer {named.name}'s palette makes no polyimide, only polyamide-imides: "
        return words, f", or let layer {named.name}'s palette make a polyimide with such a diamine"

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
