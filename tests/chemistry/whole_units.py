"""Descriptors of a repeat unit taken as a whole: what those of its residues must agree with."""

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator

from polyopt.chemistry.backbone import shape_of
from polyopt.chemistry.fingerprints import COUNT_CAP, MORGAN_RADIUS, N_BITS
from polyopt.chemistry.rigid_bodies import rigid_bodies
from polyopt.chemistry.structures import molar_mass, molecule
from polyopt.errors import UsageError


def backbone(repeat_unit):
    """Return the shape of a repeat unit, SMILES with two attachment points."""
    return shape_of(rigid_bodies(repeat_unit), molar_mass(repeat_unit))


def morgan_counts(repeat_unit):
    """Return the Morgan environment counts of a repeat unit within its endless chain."""
    generator = rdFingerprintGenerator.GetMorganGenerator(
        radius=MORGAN_RADIUS, fpSize=N_BITS, includeRingMembership=False
    )
    return counted(generator, repeat_unit)


def torsion_counts(repeat_unit):
    """Return the topological torsion counts of a repeat unit within its endless chain."""
    return counted(
        rdFingerprintGenerator.GetTopologicalTorsionGenerator(fpSize=N_BITS), repeat_unit
    )


def counted(generator, repeat_unit):
    found = generator.GetCountFingerprint(closed(repeat_unit)).GetNonzeroElements()
    counts = np.zeros(N_BITS, dtype=np.uint8)
    for bit, number in found.items():
        counts[bit] = min(number, COUNT_CAP)
    return counts


def closed(repeat_unit):
    """Return the unit with its two attachment points replaced by a bond between their ends."""
    chain = Chem.RWMol(molecule(repeat_unit))
    stars = [atom.GetIdx() for atom in chain.GetAtoms() if atom.GetAtomicNum() == 0]
    ends = [chain.GetAtomWithIdx(i).GetNeighbors()[0].GetIdx() for i in stars]
    if len(stars) != 2 or ends[0] == ends[1] or chain.GetBondBetweenAtoms(*ends):
        raise UsageError("a repeat unit needs two attachment points '*' on atoms far apart")
    chain.AddBond(*ends, Chem.BondType.SINGLE)
    for star in sorted(stars, reverse=True):
        chain.RemoveAtom(star)
    ring = chain.GetMol()
    ring.UpdatePropertyCache()
    Chem.FastFindRings(ring)  # no new perception: the closing ring must not turn aromatic
    return ring
