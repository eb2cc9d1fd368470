"""Whether a monomer brings an amide of trimellitic anhydride into the chain."""

from __future__ import annotations

from functools import cache

from polyopt.chemistry.structures import molecule

_TRIMELLITIC = "[NX3,OX2H1,Cl]-[CX3;!R](=[OX1])-c1cc(~[#6;R]=[OX1])c(~[#6;R]=[OX1])cc1"
"""An amide in position 4 of a ring that carries the anhydride in 1 and 2, or an acid or its
chloride, of which an amide becomes."""


@cache
def has_trimellitamide(smiles: str) -> bool:
    """Say whether a structure holds the amide of trimellitic anhydride, or forms it.

    Parameters
    ----------
    smiles : str
        The structure of a dianhydride or tricarboxylic anhydride.

    Examples
    --------
    >>> has_trimellitamide("O=C1OC(=O)c2cc(ccc12)-c1ccc2C(=O)OC(=O)c2c1")
    False
    >>> half = "c2ccc3C(=O)OC(=O)c3c2"
    >>> has_trimellitamide(f"O=C(Nc1ccc(NC(=O){half})cc1){half}")
    True
    >>> has_trimellitamide(f"O=C(O){half}")
    True
    """
    from rdkit import Chem

    return bool(molecule(smiles).HasSubstructMatch(Chem.MolFromSmarts(_TRIMELLITIC)))
