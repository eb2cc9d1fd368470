"""Drawings of structures."""

from __future__ import annotations

from typing import Any

from polyopt.chemistry.structures import molecule

_SCALE = 13.0
"""Pixels to the ångström: bonds of about 19 px."""


def structure_svg(smiles: str, width: int = 360, height: int = 240) -> str:
    """Return a drawing of a structure.

    Parameters
    ----------
    smiles : str
        The structure.
    width, height : int
        Size. [px]
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    drawer.DrawMolecule(molecule(smiles))
    drawer.FinishDrawing()
    return str(drawer.GetDrawingText())


def printed_svg(smiles: str) -> str:
    """Return a drawing for print: in black, lying, as large as the structure, all at one scale.

    Parameters
    ----------
    smiles : str
        The structure; open chain ends become wavy lines.
    """
    from rdkit import Chem
    from rdkit.Chem import rdDepictor
    from rdkit.Chem.Draw import rdMolDraw2D

    lying = Chem.Mol(molecule(smiles))
    rdDepictor.Compute2DCoords(lying)
    rdDepictor.NormalizeDepiction(lying)
    drawer = rdMolDraw2D.MolDraw2DSVG(-1, -1)
    options: Any = drawer.drawOptions()  # RDKit's stubs mistype what is set below
    options.useBWAtomPalette()
    options.dummiesAreAttachments = True
    options.scalingFactor, options.fixedFontSize, options.padding = _SCALE, 10, 0.03
    options.bondLineWidth = 1.3
    drawer.DrawMolecule(lying)
    drawer.FinishDrawing()
    return str(drawer.GetDrawingText())
