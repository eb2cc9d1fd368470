"""Shape of the chain, from idealised geometry: how straight, how stiff, how far it reaches.

The backbone of a repeat unit runs from one attachment point to the other. Single bonds outside
rings can rotate; amide and ester bonds stay trans. Between two rotatable bonds lies a rigid body:
a single atom, which turns the chain by its bond angle; a ring system, whose exits point as in its
regular drawing; or a trans zigzag. Nothing is minimised and nothing is random, so the same
structure always gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from polyopt.chemistry.rigid_bodies import Body, rigid_bodies
from polyopt.chemistry.structures import molar_mass

_LEAST_STRAIGHTNESS = 0.01
_REACH_IN_UNITS = 8


@dataclass(frozen=True, slots=True)
class Backbone:
    """Shape of one repeat unit.

    Parameters
    ----------
    straightness : float
        Absolute product of the cosines of all turns of one repeat unit; 1 is a rod. [-]
    persistence : float
        Length along which a freely rotating chain keeps its direction, eight units at most. [Å]
    kink : float
        Mean turn per rigid body. [degree]
    bends : float
        Turns above 45 degrees per 10 Å of backbone. [1/10 Å]
    length : float
        Contour length of one repeat unit. [Å]
    rotors_per_atom : float
        Rotatable bonds per backbone atom. [-]
    ring_share : float
        Share of the contour that lies in rings. [-]
    longest_rod : float
        Longest stretch of the periodic chain without a turn above 35 degrees. [Å]
    slimness : float
        Contour length over molar mass. [Å mol/kg]
    """

    straightness: float
    persistence: float
    kink: float
    bends: float
    length: float
    rotors_per_atom: float
    ring_share: float
    longest_rod: float
    slimness: float

    @property
    def log_straightness(self) -> float:
        """Natural logarithm of the straightness, not below that of 0.01."""
        return math.log(max(self.straightness, _LEAST_STRAIGHTNESS))


@cache
def joined_backbone(first: str, second: str) -> Backbone:
    """Return the shape of the repeat unit that two residues form.

    Parameters
    ----------
    first, second : str
        SMILES of the residues, each with two attachment points ``*``. The bond between them
        rotates, so each residue keeps its own rigid bodies.

    Raises
    ------
    UsageError
        If there are not two attachment points joined by a chain.

    Notes
    -----
    A freely rotating chain keeps the share ``cos`` of its direction at every joint, so the
    product over one unit is the correlation between one unit and the next; it does not depend
    on torsion angles. Accuracy: not validated as a geometry; it serves as a descriptor.

    Examples
    --------
    >>> joined_backbone("*N1C(=O)C2C(C1=O)C1C(=O)N(*)C(=O)C21", "*c1ccc(*)cc1").straightness
    1.0
    """
    return shape_of(
        (*rigid_bodies(first), *rigid_bodies(second)), molar_mass(first) + molar_mass(second)
    )


def shape_of(bodies: Sequence[Body], mass: float) -> Backbone:
    """Return the shape of a repeat unit of rigid bodies, one at least, and a mass [g/mol]."""
    turns = [math.degrees(math.acos(min(1.0, abs(body.cosine)))) for body in bodies]
    length = sum(body.length for body in bodies)
    return Backbone(
        straightness=math.prod(abs(body.cosine) for body in bodies),
        persistence=_persistence(bodies),
        kink=sum(turns) / len(turns),
        bends=10 * sum(turn > 45 for turn in turns) / length,
        length=length,
        rotors_per_atom=len(bodies) / sum(body.atoms for body in bodies),
        ring_share=sum(body.length for body in bodies if body.is_ring) / length,
        longest_rod=_longest_rod(bodies, turns),
        slimness=1000 * length / mass,
    )


def _persistence(bodies: Sequence[Body]) -> float:
    """Return the projection of the following chain on a body's direction, mean over bodies."""
    decay = math.prod(abs(body.cosine) for body in bodies)
    repeats = sum(decay**unit for unit in range(_REACH_IN_UNITS))
    total = 0.0
    for start in range(len(bodies)):
        memory = 1.0
        for step in range(len(bodies)):
            body = bodies[(start + step) % len(bodies)]
            total += memory * body.length
            memory *= abs(body.cosine)
    return total * repeats / len(bodies)


def _longest_rod(bodies: Sequence[Body], turns: list[float]) -> float:
    if max(turns) <= 35:
        return _REACH_IN_UNITS * sum(body.length for body in bodies)
    best = run = 0.0
    for body, turn in zip([*bodies, *bodies], turns * 2, strict=True):
        run += body.length / 2 if turn > 35 else body.length
        best = max(best, run)
        if turn > 35:
            run = body.length / 2
    return best
