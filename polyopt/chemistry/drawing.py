"""Drawings of monomers."""

from __future__ import annotations

from polyopt.chemistry.monomers import Monomer
from polyopt.chemistry.structures import molecule


def monomer_svg(monomer: Monomer, width: int = 360, height: int = 240) -> str:
    """Return a drawing of a monomer.

    Parameters
    ----------
    monomer : Monomer
        A monomer with structure.
    width, height : int
        Size. [px]
    """
    from rdkit.Chem.Draw import rdMolDraw2D

    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    drawer.DrawMolecule(molecule(monomer.smiles))
    drawer.FinishDrawing()
    return str(drawer.GetDrawingText())
