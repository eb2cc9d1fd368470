"""What the probit counts in a repeat unit, and what is held of it before any report is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.conformation import REFERENCE_MASS
from polyopt.chemistry.groups import group_names
from polyopt.equations.arrays import Array
from polyopt.models.features import SHAPE_NAMES, UnitFeatures


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One number that describes a repeat unit, with the prior of its coefficient.

    Parameters
    ----------
    name : str
        As the model file and tables call it.
    words : str
        In words.
    prior_mean, prior_sd : float
        Of its coefficient: normal, on the scale of the index. [-]
    groups, less : tuple of str
        Structural groups whose counts per 400 g/mol add up to it, and those taken off.
    chain : str
        A descriptor of the chain instead; empty for counts of groups.
    about : float
        Taken off the descriptor of the chain.
    """

    name: str
    words: str
    prior_mean: float
    prior_sd: float
    groups: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    chain: str = ""
    about: float = 0.0


# The priors say what the field holds: aromatic polyimides do not dissolve (A. Ghosh et al., RSC Adv
# 2012, 2, 5900-5926, review), and what keeps chains apart, bends them or makes them polar helps,
# what straightens them or lets hydrogen bonds form hinders. The signs are from there, the sizes are
# stated; `experiments/15_solubility.py` compares them with wider ones and with ones without signs.
DESCRIPTORS = (
    Descriptor("every polyimide", "every polyimide", -1.5, 0.375),
    Descriptor(
        "hexafluoroisopropylidene",
        "hexafluoroisopropylidene",
        1.5,
        0.375,
        groups=("hexafluoroisopropylidene",),
    ),
    Descriptor(
        "other quaternary carbon",
        "quaternary carbon of the chain without two CF3",
        0.5,
        0.375,
        groups=("quaternary_acyclic",),
        less=("tert_butyl", "hexafluoroisopropylidene"),
    ),
    Descriptor("ring CF3", "CF3 on an aromatic ring", 0.75, 0.25, groups=("trifluoromethyl_aryl",)),
    Descriptor(
        "cardo",
        "cardo carbon or centre of three aryls",
        1.5,
        0.375,
        groups=("cardo_carbon", "methine_triaryl", "amine_triaryl"),
    ),
    Descriptor(
        "bulky side group",
        "pendant phenyl, tert-butyl or branched alkyl",
        0.75,
        0.25,
        groups=("tert_butyl", "phenyl", "alkyl_branch"),
    ),
    Descriptor(
        "ortho carbon",
        "carbon ortho to the imide nitrogen",
        0.5,
        0.25,
        groups=("amine_end_ortho_carbon",),
    ),
    Descriptor(
        "twisted biaryl",
        "substituent beside a bond between rings",
        0.5,
        0.25,
        groups=("biaryl_ortho_substituted",),
    ),
    Descriptor(
        "hinge",
        "aryl ether, methylene or sulfide bridge",
        0.15,
        0.15,
        groups=("ether_diaryl", "methylene_diaryl", "sulfide"),
    ),
    Descriptor("sulfone", "sulfone", 1.0, 0.375, groups=("sulfone",)),
    Descriptor(
        "alicyclic imide",
        "imide on saturated carbons",
        0.5,
        0.25,
        groups=("imide_on_alkane",),
    ),
    Descriptor("alkoxy", "alkyl aryl ether", 0.5, 0.375, groups=("ether_aryl_alkyl",)),
    Descriptor("bends", "turns above 45° per 10 Å", 0.4, 0.25, chain="bends"),
    Descriptor(
        "rod",
        "logarithm of the longest straight stretch [Å], less 3",
        -0.5,
        0.25,
        chain="log_longest_rod",
        about=3.0,
    ),
    Descriptor("pyromellitimide", "pyromellitimide", -1.0, 0.375, groups=("pyromellitimide",)),
    Descriptor(
        "hydrogen donor",
        "amide, phenol or carboxyl",
        -0.5,
        0.25,
        groups=("amide", "hydroxyl_aryl", "carboxyl"),
    ),
    Descriptor("six-ring imide", "six-membered imide ring", -0.75, 0.375, groups=("imide6",)),
)

NAMES = tuple(d.name for d in DESCRIPTORS)


def design(features: UnitFeatures) -> Array:
    """Return what is linear in the coefficients, shape (u, d); the first column is one.

    Parameters
    ----------
    features : UnitFeatures
        Features of u repeat units.
    """
    counted = features.groups * (REFERENCE_MASS / features.mass[:, None])
    return np.column_stack([_column(d, features, counted) for d in DESCRIPTORS])


def _column(asked: Descriptor, features: UnitFeatures, counted: Array) -> Array:
    if asked.chain:
        return np.asarray(features.shape[:, SHAPE_NAMES.index(asked.chain)] - asked.about)
    if not asked.groups:
        return np.ones(len(features))
    return _sum(asked.groups, counted) - _sum(asked.less, counted)


def _sum(groups: Sequence[str], counted: Array) -> Array:
    names = group_names()
    return np.asarray(counted[:, [names.index(group) for group in groups]].sum(axis=1))
