"""The claims' limits on mole fractions, as linear limits that a search holds by construction."""

from __future__ import annotations

import numpy as np

from polyopt.chemistry.condensation import forms_amide
from polyopt.chemistry.kinds import DIANHYDRIDE
from polyopt.claims.evidence import Shares
from polyopt.claims.judgement import named
from polyopt.claims.limitations import Declared, Fraction
from polyopt.claims.share_predicates import members
from polyopt.errors import UsageError
from polyopt.laminate.members import POLYIMIDE
from polyopt.optimizer.space.chosen_reading import ChosenReading
from polyopt.problem.definition import LayerProblem, ShareLimit


def _is_polyimide(test: Declared, reading: ChosenReading, layer: LayerProblem) -> bool:
    member, _, trait = named(test.fact, reading.assignment).partition(" is ")
    return trait == POLYIMIDE and reading.own(member) == layer.name


def share_limits(reading: ChosenReading, layer: LayerProblem) -> tuple[ShareLimit, ...]:
    """Return the claims' limits on mole fractions of one layer, as linear limits.

    A design must meet a limit on diamines whether or not diisocyanates count as such.

    Raises
    ------
    UsageError
        If a monomer has no structure to judge it by.
    """
    found: list[ShareLimit] = []
    for element in reading.elements:
        test, text = element.test, f"{element.id}: {element.summary}"
        if isinstance(test, Declared) and _is_polyimide(test, reading, layer):
            amides = tuple(forms_amide(m) for m in layer.monomers(DIANHYDRIDE))
            if any(amides):
                found.append(ShareLimit(DIANHYDRIDE, amides, 0.0, 0.0, text))
        if not isinstance(test, Fraction):
            continue
        if reading.layer(test.layer) != layer.name:
            continue
        monomers = layer.monomers(test.role)
        shares = Shares(monomers, np.zeros((0, len(monomers))))
        counted = [members(test, shares), members(test, shares, by_residue=True)]
        if counted[0] is None or counted[1] is None:
            raise UsageError(
                f"{element.id} ({element.summary}) needs the structures of all {test.role}s",
                remedy="give SMILES for the monomers that the library does not know",
            )
        ways = dict.fromkeys(tuple(map(bool, way)) for way in counted if way is not None)
        low, high = max(test.interval.low, 0.0), min(test.interval.high, 1.0)
        found += [ShareLimit(test.role, way, low, high, text) for way in ways]
    return tuple(found)
