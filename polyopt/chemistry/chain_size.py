"""Mean square size of a chain per repeat unit, from idealised geometry of its rigid bodies."""

from __future__ import annotations

import math
from functools import cache

from polyopt.chemistry.rigid_bodies import rigid_bodies

_MOST_MEMORY = 0.95
"""Share of its direction that a unit passes on at most; beyond, a chain is no coil. [-]"""


@cache
def square_size(first: str, second: str) -> float:
    """Return the mean square end-to-end distance of a long chain per repeat unit. [Å²].

    Parameters
    ----------
    first, second : str
        SMILES of the residues, each with two attachment points ``*``.

    Raises
    ------
    UsageError
        If there are not two attachment points joined by a chain.

    Notes
    -----
    A freely rotating chain of bodies i of length l, each of which passes the share ``cos`` of its
    direction on: ``sum of l_i (2 P_i - l_i)`` with P_i the projection of the chain that follows on
    body i, itself included (P. J. Flory, Statistical Mechanics of Chain Molecules, Interscience
    1969, ch. 1, not read itself). Turns count without their sign, as in `backbone`: no torsion is
    preferred. Not validated as a size.

    Examples
    --------
    >>> rod = square_size("*N1C(=O)C2C(C1=O)C1C(=O)N(*)C(=O)C21", "*c1ccc(*)cc1")
    >>> rod > square_size("*N1C(=O)C2C(C1=O)C1C(=O)N(*)C(=O)C21", "*c1cccc(*)c1")
    True
    """
    bodies = (*rigid_bodies(first), *rigid_bodies(second))
    memory = min(math.prod(abs(body.cosine) for body in bodies), _MOST_MEMORY)
    total = 0.0
    for start, own in enumerate(bodies):
        share, ahead = 1.0, 0.0
        for step in range(len(bodies)):
            body = bodies[(start + step) % len(bodies)]
            ahead += share * body.length
            share *= abs(body.cosine)
        behind = ahead / (1.0 - memory)
        total += own.length * (2.0 * behind - own.length)
    return total
