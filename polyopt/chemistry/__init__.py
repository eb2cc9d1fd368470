"""Monomers and repeat units; the only room that imports RDKit."""
