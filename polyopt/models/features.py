"""Numbers that describe repeat units: fingerprints, group counts and the shape of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.backbone import backbone
from polyopt.chemistry.fingerprints import morgan_counts, torsion_counts
from polyopt.chemistry.groups import group_counts, group_names
from polyopt.chemistry.structures import molar_mass

REFERENCE_MASS = 400.0  # g/mol; group counts are per this mass of repeat unit

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
    "ester",
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
)
SHAPE_NAMES = (*SHAPE_GROUPS, *CHAIN_NAMES)
# How many times each shape descriptor counts in a squared distance: orientation of a film follows
# the straightness of its chain before anything else.
_EMPHASIS = {"straightness": 5.0, "log_straightness": 5.0, "log_persistence": 5.0}
SHAPE_EMPHASIS = tuple(
    _EMPHASIS.get(name, 1.0 if name in SHAPE_GROUPS else 2.0) for name in SHAPE_NAMES
)


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
    mass : ndarray, shape (u,)
        Molar mass of the repeat units. [g/mol]
    """

    morgan: np.ndarray
    torsion: np.ndarray
    groups: np.ndarray
    shape: np.ndarray
    mass: np.ndarray

    def __len__(self) -> int:
        return len(self.mass)

    def take(self, index: np.ndarray) -> UnitFeatures:
        """Return the features of the units at `index`."""
        return UnitFeatures(
            self.morgan[index],
            self.torsion[index],
            self.groups[index],
            self.shape[index],
            self.mass[index],
        )

    @property
    def group_density(self) -> np.ndarray:
        """Group counts per 400 g/mol, and that mass over the unit's; shape (u, g + 1)."""
        scale = REFERENCE_MASS / self.mass[:, None]
        return np.hstack([self.groups * scale, scale])


def unit_features(units: Sequence[str]) -> UnitFeatures:
    """Return the features of repeat units.

    Parameters
    ----------
    units : sequence of str, length u
        SMILES with two attachment points ``*``.
    """
    counts = np.array([group_counts(unit) for unit in units], dtype=float)
    mass = np.array([molar_mass(unit) for unit in units])
    columns = [group_names().index(name) for name in SHAPE_GROUPS]
    chain = np.array([_chain_row(unit) for unit in units])
    return UnitFeatures(
        morgan=np.array([morgan_counts(unit) for unit in units]),
        torsion=np.array([torsion_counts(unit) for unit in units]),
        groups=counts,
        shape=np.hstack([counts[:, columns] * (REFERENCE_MASS / mass[:, None]), chain]),
        mass=mass,
    )


def _chain_row(unit: str) -> list[float]:
    chain = backbone(unit)
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
    ]
