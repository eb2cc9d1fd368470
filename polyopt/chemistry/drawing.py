"""Drawings of structures."""

from __future__ import annotations

from polyopt.chemistry.structures import molecule


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
