"""Numbers that describe repeat units: fingerprints, group counts and the shape of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.backbone import joined_backbone
from polyopt.chemistry.conformation import REFERENCE_MASS, conformation
from polyopt.chemistry.disorder import disorder
from polyopt.chemistry.fingerprints import dense_counts, joined_counts, monomer_counts
from polyopt.chemistry.groups import group_counts, group_names
from polyopt.chemistry.residues import (
    diamine_residue,
    dianhydride_residue,
    has_amide_end,
    unit_mass,
)
from polyopt.equations.arrays import Array, CountArray, Indices

SHAPE_GROUPS = (
    "imide_on_alkane",
    "imide6",
    "phenylene_meta",
    "phenylene_ortho",
    "phenyl",
    "biaryl",
    "biaryl_ortho_substituted",
    "ether_diaryl",
    "ether_aryl_alkyl",
    "ketone",
    "ester_diaryl",
    "ester_aliphatic",
    "amide",
    "sulfone",
    "sulfide",
    "methylene_diaryl",
    "isopropylidene",
    "hexafluoroisopropylidene",
    "cardo_carbon",
    "siloxane",
    "methylene_chain",
    "methyl_aryl",
    "trifluoromethyl_aryl",
    "amine_end_ortho_carbon",
    "cyclohexane",
    "tert_butyl",
)
CHAIN_NAMES = (
    "rotors_per_atom",
    "straightness",
    "log_straightness",
    "log_persistence",
    "kink",
    "bends",
    "ring_share",
    "log_longest_rod",
    "slimness",
    "kinked_twist",
    "saturated_chain",
    "ring_junctions",
)
SHAPE_NAMES = (*SHAPE_GROUPS, *CHAIN_NAMES)
_IMIDE_ENDS = ("amine_end_aryl", "amine_end_alkyl", "amine_end_ortho_carbon")
"""Groups that say what an imide nitrogen hangs on: counted at both ends of a diamine residue."""

# How many times each shape descriptor counts in a squared distance: orientation of a film follows
# the straightness of its chain before anything else.
_EMPHASIS = {"straightness": 5.0, "log_straightness": 5.0, "log_persistence": 5.0}
SHAPE_EMPHASIS = tuple(
    _EMPHASIS.get(name, 1.0 if name in SHAPE_GROUPS else 2.0) for name in SHAPE_NAMES
)


@dataclass(frozen=True, slots=True)
class Side:
    """The monomers of one role in u repeat units.

    Parameters
    ----------
    counts : ndarray of uint8, shape (k, 4096)
        Environment counts of k monomers.
    index : ndarray of int, shape (u,)
        Which of them each repeat unit holds.
    """

    counts: CountArray
    index: Indices

    @classmethod
    def of(cls, monomers: Sequence[str]) -> Side:
        """Return the distinct monomers among SMILES, one SMILES for each repeat unit."""
        place: dict[str, int] = {}
        index = np.array([place.setdefault(name, len(place)) for name in monomers], dtype=int)
        return cls(dense_counts([monomer_counts(name) for name in place]), index)

    def take(self, index: Indices | slice) -> Side:
        """Return the monomers of the units at `index`."""
        return Side(self.counts, self.index[index])


@dataclass(frozen=True, slots=True)
class UnitFeatures:
    """Features of u repeat units.

    Parameters
    ----------
    morgan, torsion : ndarray of uint8, shape (u, 4096)
        Environment and torsion counts.
    groups : ndarray, shape (u, g)
        Group counts.
    shape : ndarray, shape (u, d)
        Shape descriptors, `SHAPE_NAMES`.
    conformation : ndarray, shape (u, c)
        Descriptors of torsions, side groups, polarity and volume.
    mass : ndarray, shape (u,)
        Molar mass of the repeat units. [g/mol]
    dianhydride, diamine : Side
        Their monomers.
    """

    morgan: CountArray
    torsion: CountArray
    groups: Array
    shape: Array
    conformation: Array
    mass: Array
    dianhydride: Side
    diamine: Side

    def __len__(self) -> int:
        return len(self.mass)

    def take(self, index: Indices | slice) -> UnitFeatures:
        """Return the features of the units at `index`."""
        return UnitFeatures(
            self.morgan[index],
            self.torsion[index],
            self.groups[index],
            self.shape[index],
            self.conformation[index],
            self.mass[index],
            self.dianhydride.take(index),
            self.diamine.take(index),
        )

    @property
    def group_density(self) -> Array:
        """Group counts per 400 g/mol, and that mass over the unit's; shape (u, g + 1)."""
        scale = REFERENCE_MASS / self.mass[:, None]
        return np.hstack([self.groups * scale, scale])


def unit_features(monomers: Sequence[tuple[str, str]]) -> UnitFeatures:
    """Return the features of repeat units.

    Parameters
    ----------
    monomers : sequence of (str, str), length u
        Dianhydride and diamine of each unit, as SMILES without stereo; a diisocyanate as its
        diamine, for models know the monomers too.
    """
    residues = [(dianhydride_residue(a), diamine_residue(b)) for a, b in monomers]
    counts = np.array([_sums_of_groups(*pair) for pair in residues], dtype=float)
    mass = np.array([unit_mass(*pair) for pair in monomers])
    columns = [group_names().index(name) for name in SHAPE_GROUPS]
    chain = np.array([_chain_row(*pair, m) for pair, m in zip(residues, mass, strict=True)])
    joined = [joined_counts(*pair) for pair in residues]
    return UnitFeatures(
        morgan=dense_counts([environments for environments, _ in joined]),
        torsion=dense_counts([torsions for _, torsions in joined]),
        groups=counts,
        shape=np.hstack([counts[:, columns] * (REFERENCE_MASS / mass[:, None]), chain]),
        conformation=np.array(
            [conformation(pair, m) for pair, m in zip(residues, mass, strict=True)]
        ),
        mass=mass,
        dianhydride=Side.of([acid for acid, _ in monomers]),
        diamine=Side.of([amine for _, amine in monomers]),
    )


def _sums_of_groups(first: str, second: str) -> Array:
    """Return group counts of a unit: no group reaches across the bond between its residues.

    Where the first residue joins by an amide, one end of the second carries no imide: either of
    them, for units lie both ways round in a chain.
    """
    counts = np.array(group_counts(second), dtype=float)
    if has_amide_end(first):
        counts[[group_names().index(name) for name in _IMIDE_ENDS]] /= 2
    return np.asarray(counts + group_counts(first))


def _chain_row(first: str, second: str, mass: float) -> list[float]:
    chain = joined_backbone(first, second)
    twist, saturated, junctions = np.add(disorder(first), disorder(second)) * REFERENCE_MASS / mass
    return [
        chain.rotors_per_atom,
        chain.straightness,
        chain.log_straightness,
        float(np.log(chain.persistence)),
        chain.kink,
        chain.bends,
        chain.ring_share,
        float(np.log(chain.longest_rod)),
        chain.slimness,
        # A twisted biaryl loosens a chain that turns; rods of them, such as TFMB's, orient well.
        (1.0 - chain.straightness) * twist,
        saturated,
        junctions,
    ]
