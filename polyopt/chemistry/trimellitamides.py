"""Whether a dianhydride is an amide of trimellitic anhydride."""

from __future__ import annotations

from functools import cache

from polyopt.chemistry.structures import molecule

_TRIMELLITAMIDE = "[NX3]-[CX3;!R](=[OX1])-c1cc(~[#6;R]=[OX1])c(~[#6;R]=[OX1])cc1"
"""An amide in position 4 of a ring that carries the anhydride in 1 and 2."""


@cache
def has_trimellitamide(smiles: str) -> bool:
    """Say whether a structure holds the amide of trimellitic anhydride.

    Parameters
    ----------
    smiles : str
        The structure of a dianhydride.

    Examples
    --------
    >>> has_trimellitamide("O=C1OC(=O)c2cc(ccc12)-c1ccc2C(=O)OC(=O)c2c1")
    False
    >>> half = "c2ccc3C(=O)OC(=O)c3c2"
    >>> has_trimellitamide(f"O=C(Nc1ccc(NC(=O){half})cc1){half}")
    True
    """
    from rdkit import Chem

    return bool(molecule(smiles).HasSubstructMatch(Chem.MolFromSmarts(_TRIMELLITAMIDE)))
