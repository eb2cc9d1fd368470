"""Drawings of structures."""

from __future__ import annotations

from typing import Any

from polyopt.chemistry.structures import molecule


def structure_svg(smiles: str, width: int = 360, height: int = 240, *, grey: bool = False) -> str:
    """Return a drawing of a structure.

    Parameters
    ----------
    smiles : str
        The structure.
    width, height : int
        Size. [px]
    grey : bool
        Draw all atoms black, and open chain ends as wavy lines, for print.
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    if grey:
        options: Any = drawer.drawOptions()
        options.useBWAtomPalette()
        options.dummiesAreAttachments = True
    drawer.DrawMolecule(molecule(smiles))
    drawer.FinishDrawing()
    return str(drawer.GetDrawingText())
