"""Repeat units by their structure: which are the same, and which a model has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from polyopt.chemistry.imidization import require_structures
from polyopt.chemistry.residues import dianhydride_residue, has_amide_end, known_as, unit_mass
from polyopt.chemistry.structures import without_stereo
from polyopt.equations.arrays import Array, Floats, Indices
from polyopt.errors import DataError
from polyopt.models.property_model import Pair, Posterior

NO_AMIDES = "no polyamide-imide is among the known polymers"


@dataclass(frozen=True, slots=True)
class Known:
    """Structures of the training polymers, without their values.

    Parameters
    ----------
    pairs : tuple of (str, str)
        Dianhydride and diamine of each training repeat unit, as SMILES without stereo.
    """

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Known:
        """Return the structures of pairs of monomers."""
        return cls(tuple(structures_of(pairs)))

    @classmethod
    def from_lists(cls, polymers: list[object]) -> Known:
        """Return the structures listed in a model file."""
        pairs = [pair for pair in polymers if isinstance(pair, list) and len(pair) == 2]
        if len(pairs) < len(polymers):
            raise DataError("the list of polymers in the model file is damaged")
        return cls(tuple((str(acid), str(amine)) for acid, amine in pairs))

    def novelty(self, pairs: Sequence[Pair]) -> Indices:
        """Return the novelty class of each pair, shape (p,).

        0 both monomers known, 1 dianhydride new, 2 diamine new, 3 both new.
        """
        acids = {acid for acid, _ in self.pairs}
        amines = {amine for _, amine in self.pairs}
        return np.array(
            [(a not in acids) + 2 * (b not in amines) for a, b in structures_of(pairs)], dtype=int
        )

    def with_amide_doubts(self, belief: Posterior, units: Sequence[Pair]) -> Posterior:
        """Return a belief that doubts units joined by an amide where no training polymer is.

        An amide within a monomer, as in 44DABA, is another thing: with those left out the error on
        them is that of other new monomers (`experiments/results/amide_links.md`), while a chain
        whose every second link is an amide has no like in polyimides.

        Parameters
        ----------
        belief : Posterior
            About the units.
        units : sequence of (Monomer, Monomer), length p
            Their monomers.
        """
        joined = [joined_by_amide(a) for a, _ in structures_of(units)]
        if not any(joined) or any(joined_by_amide(acid) for acid, _ in self.pairs):
            return belief
        doubts = tuple(
            (f"{NO_AMIDES}; {doubt}" if doubt else NO_AMIDES) if amide else doubt
            for amide, doubt in zip(joined, belief.doubts, strict=True)
        )
        return replace(belief, doubts=doubts, in_domain=np.array([not d for d in doubts]))

    def nearest(self, alike: Floats) -> tuple[tuple[str, ...], Array]:
        """Return the most similar training polymer of each repeat unit, and how similar it is.

        Parameters
        ----------
        alike : ndarray, shape (q, u)
            Similarity of q repeat units to the u training polymers. [-]

        Returns
        -------
        labels : tuple of str, length q
            ``"dianhydride // diamine"``.
        similarity : ndarray, shape (q,)
            [-]
        """
        place = alike.argmax(axis=1)
        labels = tuple(" // ".join(self.pairs[i]) for i in place)
        return labels, alike[np.arange(len(place)), place]


def joined_by_amide(acid: str) -> bool:
    """Say whether a dianhydride or its like joins the chain by an amide.

    >>> joined_by_amide("O=C(O)c1ccc2c(c1)C(=O)OC2=O")
    True
    """
    return has_amide_end(dianhydride_residue(acid))


def structure_of(pair: Pair) -> tuple[str, str]:
    """Return the SMILES of both monomers, stereo left out: of a diisocyanate its diamine's."""
    return known_as(without_stereo(pair[0].smiles)), known_as(without_stereo(pair[1].smiles))


def structures_of(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """Return the SMILES of both monomers of each pair, stereo left out."""
    return [structure_of(pair) for pair in pairs]


def distinct_units(pairs: Sequence[Pair]) -> tuple[list[tuple[str, str]], Indices]:
    """Return the distinct repeat units of pairs, and the place of each pair among them.

    Pairs of the same structures share one row of every matrix, so splitting a monomer into two
    identical ones changes nothing.

    Returns
    -------
    list of (str, str)
        Dianhydride and diamine of each distinct unit, as SMILES without stereo.
    ndarray of int, shape (p,)

    Raises
    ------
    UsageError
        If a monomer has no structure, the wrong role, or not two places that react.
    """
    place: dict[tuple[str, str], int] = {}
    for pair in pairs:
        require_structures(*pair)
    index = np.array([place.setdefault(structure_of(p), len(place)) for p in pairs], dtype=int)
    for names in place:
        unit_mass(*names)  # refuses what cannot form a chain
    return list(place), index
