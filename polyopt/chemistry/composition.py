"""Composition: the mole fractions of dianhydrides and diamines in one polyimide or its like."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.kinds import fits
from polyopt.chemistry.monomer import not_this_role
from polyopt.chemistry.monomers import (
    DIAMINE,
    DIANHYDRIDE,
    SEPARATE,
    Monomer,
    MonomerLibrary,
    shipped_library,
)
from polyopt.chemistry.refused_pairs import refuse_chloride_with_isocyanate
from polyopt.chemistry.shares import TOLERANCE, bracketed_share, plain_signs, share_of
from polyopt.chemistry.structures import molar_mass
from polyopt.chemistry.written_formulations import both_roles, ratio_of_role
from polyopt.display.notebook import shown
from polyopt.equations.arrays import Array
from polyopt.errors import UsageError, quoted

_LONGEST_TEXT = 20_000
_MOST_MONOMERS = 50
WATER_MASS = 18.015
"""Molar mass of water [g/mol]."""

Share = tuple[Monomer, float]
_ROLES = (DIANHYDRIDE, DIAMINE)


def closed(shares: Sequence[float]) -> tuple[float, ...]:
    """Return `shares` scaled so that their exactly rounded sum is one.

    Parameters
    ----------
    shares : sequence of float
        Non-negative shares with a positive sum, in any unit.

    Examples
    --------
    >>> math.fsum(closed([33.3, 33.3, 33.4]))
    1.0
    """
    total = math.fsum(shares)
    fractions = [s / total for s in shares]
    largest = max(range(len(fractions)), key=fractions.__getitem__)
    others = fractions[:largest] + fractions[largest + 1 :]
    fractions[largest] = math.fsum([1.0, *(-x for x in others)])
    return tuple(fractions)


@dataclass(frozen=True)
class Composition:
    """Mole fractions within each role, each role summing to one.

    Parameters
    ----------
    dianhydrides, diamines : tuple of (Monomer, float)
        Monomers with their mole fractions; a monomer given twice counts once, with the sum. Of
        every kind that stands on the side (`kinds.SIDES`): with the dianhydrides trimellitic
        anhydride, which makes it a polyamide-imide, with the diamines diisocyanates.

    Raises
    ------
    UsageError
        If a role is empty, a fraction is negative or not finite, a sum is off by more than
        0.1 %, a monomer stands in the wrong role, or an acid chloride meets an isocyanate.

    Examples
    --------
    >>> print(Composition.parse("PMDA:60;BPDA:40 // ODA"))
    PMDA:60;BPDA:40 // ODA:100
    """

    dianhydrides: tuple[Share, ...]
    diamines: tuple[Share, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "dianhydrides", _checked(self.dianhydrides, DIANHYDRIDE))
        object.__setattr__(self, "diamines", _checked(self.diamines, DIAMINE))
        acids, amines = ([m for m, _ in side] for side in (self.dianhydrides, self.diamines))
        refuse_chloride_with_isocyanate(acids, amines)

    @classmethod
    def parse(cls, text: str, library: MonomerLibrary | None = None) -> Composition:
        """Read ``dianhydrides // diamines``, as in ``PMDA:60;BPDA:40 // PDA:80;ODA:20``.

        Other ways to write shares are read too: ``PMDA(60);BPDA(40)``, ``PMDA:1/3;BPDA:2/3``,
        ``PMDA/BPDA 3:2``, and whole formulations as ``BPDA/ODA 50/50``, ``6FDA-DAM:PDA (3:2)``.

        Parameters
        ----------
        text : str
            Shares in mol % within a role, or as fractions, which sum to 100 or 1, 0.1 % more or
            less; the share of a single monomer may be left out.
        library : MonomerLibrary, optional
            Where names are looked up; by default the shipped library.

        Returns
        -------
        Composition
            Mole fractions of each role [-] that sum to 1.

        Raises
        ------
        UsageError
            If the text is malformed, a monomer unknown, or the shares do not sum to 100 or 1.
        """
        if not isinstance(text, str):
            raise UsageError(
                f"{quoted(repr(text))} is not a formulation",
                remedy="write a text, as 'PMDA:60;BPDA:40 // PDA:80;ODA:20'",
            )
        if len(text) > _LONGEST_TEXT:
            raise UsageError(f"a formulation of {len(text)} characters is too long")
        known, text = library or shipped_library(), plain_signs(text)
        roles = re.split(r"\s*//\s*", text.strip())
        if len(roles) == 1 and (read := both_roles(text, known)) is not None:
            return cls(*(_monomers(r, role, known) for r, role in zip(read, _ROLES, strict=True)))
        if len(roles) != 2 or not all(roles):
            raise UsageError(
                f"formulation {quoted(text)} needs one '//'",
                remedy="write dianhydrides // diamines, as in 'PMDA:60;BPDA:40 // PDA:80;ODA:20'",
            )
        return cls.from_shares(roles[0], roles[1], known)

    @classmethod
    def from_shares(
        cls, dianhydrides: str, diamines: str, library: MonomerLibrary | None = None
    ) -> Composition:
        """Return the formulation of two roles apart, as the columns of a table hold them.

        Parameters
        ----------
        dianhydrides, diamines : str
            Shares as `parse` takes them.
        library : MonomerLibrary, optional
            Where names are looked up; by default the shipped library.

        Raises
        ------
        UsageError
            As `parse` does.
        """
        known = library or shipped_library()
        return cls(
            _parsed(dianhydrides, DIANHYDRIDE, known),
            _parsed(diamines, DIAMINE, known),
        )

    def __str__(self) -> str:
        return " // ".join(shares_text(role) for role in (self.dianhydrides, self.diamines))

    def _repr_html_(self) -> str:
        rows = [
            {"monomer": m.abbreviation, "role": m.role, "mol %": 100 * x}
            for m, x in (*self.dianhydrides, *self.diamines)
        ]
        return shown(rows, most=len(rows))

    def pairs(self) -> Iterator[tuple[Monomer, Monomer, float]]:
        """Yield each dianhydride, diamine and the mole weight a_i b_j of their repeat unit."""
        for dianhydride, a in self.dianhydrides:
            for diamine, b in self.diamines:
                yield dianhydride, diamine, a * b

    @cached_property
    def pair_weights(self) -> Array:
        """Mole weights of the repeat units, shape (m, n) [-]."""
        a = np.array([x for _, x in self.dianhydrides])
        b = np.array([x for _, x in self.diamines])
        return np.outer(a, b)

    @cached_property
    def repeat_unit_masses(self) -> Array:
        """Molar masses of the repeat units, shape (m, n) [g/mol]."""
        return np.array(
            [[repeat_unit(i, j).mass for j, _ in self.diamines] for i, _ in self.dianhydrides]
        )

    @property
    def pair_mass_fractions(self) -> Array:
        """Mass fractions of the repeat units in the polyimide, shape (m, n) [-]."""
        mass = self.pair_weights * self.repeat_unit_masses
        return np.asarray(mass / mass.sum())

    def monomer_mass_fractions(self) -> dict[Monomer, float]:
        """Return the mass fraction of each monomer in the charge, before anything is lost [-]."""
        charge = {m: x * molar_mass(m.smiles) for m, x in (*self.dianhydrides, *self.diamines)}
        total = math.fsum(charge.values())
        return {m: mass / total for m, mass in charge.items()}

    def diamine_repeat_mass_fractions(self) -> dict[Monomer, float]:
        """Return the mass fraction of the repeat units that hold each diamine [-]."""
        columns = self.pair_mass_fractions.sum(axis=0)
        return {m: float(w) for (m, _), w in zip(self.diamines, columns, strict=True)}


def shares_text(shares: Sequence[Share]) -> str:
    """Return shares in mol % as tables write them.

    >>> pmda = shipped_library().find("PMDA")
    >>> shares_text([(pmda, 1.0)])
    'PMDA:100'
    """
    return ";".join(f"{monomer}:{100 * x:.10g}" for monomer, x in shares)


def _checked(shares: Sequence[Share], role: str) -> tuple[Share, ...]:
    if not shares:
        raise UsageError(f"no {role} is given", remedy="a polyimide needs one of each role")
    if len(shares) > _MOST_MONOMERS:
        raise UsageError(f"{len(shares)} {role}s in one formulation; at most {_MOST_MONOMERS}")
    for monomer, x in shares:
        if not fits(monomer.role, role):
            raise UsageError(f"{monomer} {not_this_role(monomer.role, role)}")
        if not math.isfinite(x) or x < 0:
            raise UsageError(f"the share of {monomer} is {x}", remedy="shares are 0 or more")
    total = sum(x for _, x in shares)  # fsum raises where this is infinite
    scale = 100.0 if total > 10 else 1.0  # noqa: PLR2004 - mol % or fractions
    if not abs(total / scale - 1) <= TOLERANCE + 1e-9:
        raise UsageError(
            f"the shares of the {role}s sum to {total:.6g}",
            remedy="they must sum to 100 (or to 1), 0.1 % more or less, in each role: an imbalance "
            "of the roles cannot be given, for the models take equal moles of both",
        )
    merged: dict[Monomer, list[float]] = {}
    for monomer, x in shares:
        if x > 0:
            merged.setdefault(monomer, []).append(x)
    fractions = closed([math.fsum(parts) for parts in merged.values()])
    return tuple(zip(merged, fractions, strict=True))


def _parsed(text: str, role: str, library: MonomerLibrary) -> tuple[Share, ...]:
    text = plain_signs(text)
    tokens = [t.strip() for t in text.strip().split(";") if t.strip()]
    split = [_split_share(token, library) for token in tokens]
    if not all(name in library and (share or len(split) == 1) for name, share in split):
        if (ratio := ratio_of_role(text, library)) is not None:
            return _monomers(ratio, role, library)
    if len(split) == 1:
        ((name, share),) = split
        return ((_found(name, role, library), 1.0 if share is None else share),)
    for token, (_, share) in zip(tokens, split, strict=True):
        if share is None:
            raise UsageError(
                f"{quoted(token)} has no share",
                remedy="with several monomers each needs one, as in 'PMDA:60;BPDA:40'",
            )
    return _monomers(((n, x) for n, x in split if x is not None), role, library)


def _monomers(
    named: Iterable[tuple[str, float]], role: str, library: MonomerLibrary
) -> tuple[Share, ...]:
    return tuple((_found(name, role, library), share) for name, share in named)


def _found(name: str, role: str, library: MonomerLibrary) -> Monomer:
    try:
        return library.find(name, role)
    except UsageError as error:
        if ":" in name and re.search("[,\uff0c\uff1b]", name):
            raise UsageError(
                error.what, remedy="separate monomers by ';', as in 'PMDA:60;BPDA:40'"
            ) from None
        if error.remedy == SEPARATE:
            raise UsageError(error.what, remedy=f"{SEPARATE}, as in 'PMDA:60;BPDA:40'") from None
        raise


def _split_share(token: str, library: MonomerLibrary) -> tuple[str, float | None]:
    name, colon, share = token.rpartition(":")
    if not colon:
        part = None if token in library else bracketed_share(token)
        return (token, None) if part is None or part.share is None else (part.name, part.share)
    if (number := share_of(share)) is not None:
        return name, number
    try:
        return name, float(share.strip().removesuffix("%"))
    except ValueError:
        if name in library:
            raise UsageError(
                f"the share {quoted(share.strip())} of {name.strip()} is not a number"
            ) from None
        return token, None
