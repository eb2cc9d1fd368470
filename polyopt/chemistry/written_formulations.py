"""Formulations as papers write them, without `//`: ``BPDA/ODA``, ``6FDA-DAM:PDA (3:2)``."""

from __future__ import annotations

from collections.abc import Sequence

from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, side_of
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.chemistry.shares import TOLERANCE, Part, named_parts, parts_of_ratio, with_ratio
from polyopt.errors import UsageError, quoted

Named = tuple[tuple[str, float], ...]
"""Names of one role with their shares, in any unit."""

_REMEDY = "write dianhydrides // diamines, as in 'PMDA:60;BPDA:40 // PDA:80;ODA:20'"


def ratio_of_role(text: str, library: MonomerLibrary) -> Named | None:
    """Return the monomers of one role written as ``PMDA/BPDA 3:2``; None if that is not meant.

    Raises
    ------
    UsageError
        If the numbers are neither per cent nor a ratio, or not as many as the monomers.
    """
    base, numbers = with_ratio(text)
    parts = named_parts(base, library.__contains__, hyphens=False)
    if parts is None or len(parts) < 2:
        return None
    if not numbers:
        if any(p.share is None for p in parts):
            return None
        return tuple((p.name, p.share) for p in parts if p.share is not None)
    if len(numbers) != len(parts):
        raise UsageError(
            f"{quoted(text)} has {len(parts)} monomers and {len(numbers)} shares",
            remedy="give one share for each, as in 'PMDA/BPDA 3:2'",
        )
    fractions = parts_of_ratio(numbers, text)
    return tuple((part.name, x) for part, x in zip(parts, fractions, strict=True))


def both_roles(text: str, library: MonomerLibrary) -> tuple[Named, Named] | None:
    """Return dianhydrides and diamines of a formulation without `//`; None if it is none.

    Parameters
    ----------
    text : str
        Such as ``BPDA/ODA 50/50`` or ``6FDA-DAM:PDA (3:2)``. Numbers are for all monomers, or for
        those of the one role that has several. The roles are in equal moles: where the numbers of
        all monomers say otherwise, that is an error.
    library : MonomerLibrary
        Where names are looked up.

    Raises
    ------
    UsageError
        If a name stands for two monomers, or shares are missing, too many or not equimolar.
    """
    base, numbers = with_ratio(text)
    parts = named_parts(base, library.__contains__, hyphens=True)
    if parts is None or len(parts) < 2:
        return None
    roles = [side_of(library.find(part.name).role) for part in parts]
    acids = [part for part, role in zip(parts, roles, strict=True) if role == DIANHYDRIDE]
    amines = [part for part, role in zip(parts, roles, strict=True) if role == DIAMINE]
    if not acids or not amines or len(acids) + len(amines) < len(parts):
        return None
    if not numbers:
        return _with_own(acids, text), _with_own(amines, text)
    if any(part.share is not None for part in parts):
        raise UsageError(f"{quoted(text)} gives shares twice", remedy=_REMEDY)
    if len(numbers) == len(parts):
        given = dict(zip((id(p) for p in parts), numbers, strict=True))
        first, second = (
            tuple((part.name, given[id(part)]) for part in role) for role in (acids, amines)
        )
        return _equimolar(first, second, text)
    several = [role for role in (acids, amines) if len(role) == len(numbers)]
    if len(several) != 1 or min(len(acids), len(amines)) != 1:
        raise UsageError(
            f"{quoted(text)} has {len(acids)} dianhydrides, {len(amines)} diamines and "
            f"{len(numbers)} shares",
            remedy=_REMEDY,
        )
    fractions = parts_of_ratio(numbers, text)
    chosen = tuple((p.name, x) for p, x in zip(several[0], fractions, strict=True))
    if several[0] is acids:
        return chosen, ((amines[0].name, 1.0),)
    return ((acids[0].name, 1.0),), chosen


def _with_own(role: Sequence[Part], text: str) -> Named:
    if len(role) == 1:
        return ((role[0].name, 1.0 if role[0].share is None else role[0].share),)
    if any(part.share is None for part in role):
        names = ", ".join(part.name for part in role)
        raise UsageError(f"{quoted(text)} gives no shares of {names}", remedy=_REMEDY)
    return tuple((part.name, part.share) for part in role if part.share is not None)


def _equimolar(acids: Named, amines: Named, text: str) -> tuple[Named, Named]:
    totals = [sum(x for _, x in role) for role in (acids, amines)]
    if min(totals) <= 0 or abs(totals[0] / totals[1] - 1) > TOLERANCE + 1e-9:
        raise UsageError(
            f"the dianhydrides of {quoted(text)} come to {totals[0]:g}, its diamines to "
            f"{totals[1]:g}",
            remedy="an imbalance of the roles cannot be given, for the models take equal moles of "
            "both; within a role write 'PMDA:60;BPDA:40 // ODA'",
        )
    one, two = (
        tuple((name, x / total) for name, x in role)
        for role, total in zip((acids, amines), totals, strict=True)
    )
    return one, two
