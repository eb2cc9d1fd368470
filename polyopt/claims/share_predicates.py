"""Limitations on a layer's formulation: mole fractions, and what resin the formulation makes it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.condensation import forms_amide
from polyopt.chemistry.kinds import DIANHYDRIDE
from polyopt.chemistry.monomers import Monomer, shipped_library
from polyopt.chemistry.residues import known_as
from polyopt.chemistry.scaffolds import is_member
from polyopt.chemistry.structures import same_structure
from polyopt.chemistry.trimellitamides import has_trimellitamide
from polyopt.claims.evidence import DECLARED, Evidence, Shares
from polyopt.claims.interval import Array
from polyopt.claims.joins import readings_of
from polyopt.claims.judgement import (
    DIGITS,
    MET,
    SCALES,
    UNMET,
    Assignment,
    Judgement,
    exact,
    unknown,
)
from polyopt.claims.limitations import Fraction
from polyopt.claims.share_errors import counts_present, with_share_error
from polyopt.laminate.members import POLYAMIDE_IMIDE, POLYIMIDE
from polyopt.laminate.structure import HIGHLY_HEAT_RESISTANT

_OTHER_KINDS = "whether {kinds} count as {role}s the text does not say, and here it matters"


def fraction_judged(
    test: Fraction, evidence: Evidence, assignment: Assignment, confidence: float
) -> Judgement:
    """Judge a mole fraction of a layer.

    A text on diamines does not say whether a diisocyanate, of which the same chain becomes, counts
    as one. So it is read three ways where there is one, unless the test counts residues: it counts
    by its residue; it does not count; it does not even belong to the whole. Errors of the shares
    are held against each reading.
    """
    shares = evidence.shares.get((assignment[test.layer], test.role))
    if shares is None:
        return unknown(evidence.size)
    counted = members(test, shares)
    if counted is None:
        return unknown(evidence.size)
    every = np.ones(len(counted), dtype=bool)
    strict = _with_errors(test, shares, (counted, every), evidence, confidence)
    others = other_kinds(test, shares)
    loose = members(test, shares, by_residue=True) if others else None
    if loose is None:
        return strict
    proper = np.array([m.role == test.role for m in shares.monomers])
    readings = (
        strict,
        _with_errors(test, shares, (loose, every), evidence, confidence),
        _with_errors(test, shares, (counted & proper, proper), evidence, confidence),
    )
    return readings_of(readings, _OTHER_KINDS.format(kinds=" and ".join(others), role=test.role))


def _with_errors(
    test: Fraction,
    shares: Shares,
    of: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    evidence: Evidence,
    confidence: float,
) -> Judgement:
    """Judge the share of the monomers that count among those that make the whole.

    Of part of a role an error is the greater, the smaller that part is.
    """
    counted, whole = of
    total = shares.fractions @ counted.astype(float)
    tolerance = evidence.share_error.tolerance
    if not whole.all():
        among = shares.fractions @ whole.astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = np.where(among > 0, total / among, 0.0)
        tolerance /= float(np.min(among, where=among > 0, initial=1.0))
    total = np.round(total, DIGITS)
    meant = exact(total, test.interval, SCALES["mole fraction"], DECLARED)
    if not tolerance:
        return meant
    counts = counts_present(shares.fractions, counted, whole)
    error = replace(evidence.share_error, tolerance=tolerance)
    return with_share_error(meant, total, test.interval, counts, error, confidence)


def other_kinds(test: Fraction, shares: Shares) -> list[str]:
    """Return the kinds, in the plural, that a text on a role does not speak of and that occur."""
    if test.by_residue or all(m.role == test.role for m in shares.monomers):
        return []
    kinds = {m.role for m in shares.monomers if m.role != test.role}
    present = [k for k in sorted(kinds) if (shares.fractions @ _of_kind(k, shares) > 0).any()]
    return [f"{kind}s" for kind in present]


def _of_kind(kind: str, shares: Shares) -> Array:
    return np.array([m.role == kind for m in shares.monomers], dtype=float)


def members(
    test: Fraction, shares: Shares, *, by_residue: bool = False
) -> NDArray[np.bool_] | None:
    """Return which monomers of a role count, or None if a structure is missing.

    Parameters
    ----------
    test : Fraction
        The limitation.
    shares : Shares
        The monomers.
    by_residue : bool
        Whether those of other kinds count by what they leave in the chain, as they do for a test
        that says so.
    """
    structures = [_structure(m) for m in shares.monomers]
    if not all(structures):
        return None
    if by_residue or test.by_residue:
        structures = [known_as(s) for s in structures]
    return np.array([_counts(test, s) for s in structures])


def _structure(monomer: Monomer) -> str:
    known = None if monomer.smiles else shipped_library().by_name(monomer.abbreviation)
    return known.smiles if known is not None else monomer.smiles


@cache
def _counts(test: Fraction, smiles: str) -> bool:
    library = shipped_library()
    if any(same_structure(library.find(name).smiles, smiles) for name in test.monomers):
        return True
    if test.trimellitic and has_trimellitamide(smiles):
        return True
    return any(is_member(smiles, formula, test.substituents) for formula in test.formulas)


def resin_judged(fact: str, evidence: Evidence) -> Judgement:
    """Judge what resin a layer is where its formulation decides, design by design.

    Parameters
    ----------
    fact : str
        Such as ``R is polyamide-imide``.
    evidence : Evidence
        What is known of the designs; without mole fractions nothing is.
    """
    layer, _, trait = fact.partition(" is ")
    shares = evidence.shares.get((layer, DIANHYDRIDE))
    if shares is None:
        return unknown(evidence.size)
    amides = np.array([forms_amide(m) for m in shares.monomers], dtype=float)
    share = np.round(shares.fractions @ amides, DIGITS)
    holds = {POLYAMIDE_IMIDE: share > 0, POLYIMIDE: share <= 0, HIGHLY_HEAT_RESISTANT: share <= 0}
    if trait not in holds:
        return unknown(evidence.size)
    truth = np.where(holds[trait], MET, UNMET).astype(np.int8)
    if trait == HIGHLY_HEAT_RESISTANT:
        truth = truth.clip(0, 1)  # of a polyamide-imide nobody says
    known = truth.astype(float)
    margin = np.where(truth == UNMET, -1.0, np.nan)
    chance = np.where(truth == 0, np.nan, known.clip(0.0, 1.0))
    return Judgement(truth, margin, chance, DECLARED)
