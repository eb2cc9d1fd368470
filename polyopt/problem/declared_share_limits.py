"""Limits on mole fractions of one layer, as ``[[layers.X.require]]`` states them."""

from __future__ import annotations

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, shipped_library
from polyopt.chemistry.structures import same_structure
from polyopt.errors import UsageError, unknown_name
from polyopt.io.toml import TomlTable
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.statement import ShareLimit


def declared_share_limit(palette: LayerPalette, entry: TomlTable) -> ShareLimit:
    """Return a limit on the summed mole fractions of some monomers of a layer.

    Parameters
    ----------
    palette : LayerPalette
        The layer's monomers.
    entry : mapping
        ``sum`` with their names, and ``min`` or ``max`` or both. [-]

    Raises
    ------
    UsageError
        If it has no end or swapped ones, or names unknown monomers or such of both roles.
    """
    where = f"[[layers.{palette.name}.require]]"
    low, high = float(entry.get("min", 0.0)), float(entry.get("max", 1.0))
    if "min" not in entry and "max" not in entry:
        raise UsageError("has neither min nor max", where=where)
    if low > high:
        raise UsageError(f"min {low:g} is more than max {high:g}", where=where)
    places = [_place(palette, name, where) for name in entry["sum"]]
    roles = {role for role, _ in places}
    if len(roles) > 1:
        raise UsageError(
            "sums dianhydrides and diamines", where=where, remedy="sum monomers of one role"
        )
    role = roles.pop()
    size = len(palette.dianhydrides if role == DIANHYDRIDE else palette.diamines)
    chosen = {i for _, i in places}
    bound = f"in [{low:g}, {high:g}]"
    if high >= 1:
        bound = f">= {low:g}"
    elif low <= 0:
        bound = f"<= {high:g}"
    text = f"{' + '.join(map(str, entry['sum']))} {bound}"
    return ShareLimit(role, tuple(i in chosen for i in range(size)), low, high, text)


def _place(palette: LayerPalette, name: str, where: str) -> tuple[str, int]:
    known = _known(name)
    for role, monomers in ((DIANHYDRIDE, palette.dianhydrides), (DIAMINE, palette.diamines)):
        for i, monomer in enumerate(monomers):
            if _same(known, monomer) or name.strip() == monomer.abbreviation:
                return role, i
    names = [m.abbreviation for m in (*palette.dianhydrides, *palette.diamines)]
    raise unknown_name(f"monomer of layer {palette.name}:", name, names, where=where)


def _same(known: Monomer | None, monomer: Monomer) -> bool:
    """Say whether a monomer is the one that is named; its stereo form is, for models see none."""
    return bool(known and known.smiles and same_structure(known.smiles, monomer.smiles))


def _known(name: str) -> Monomer | None:
    try:
        return shipped_library().find(name)
    except UsageError:
        return None
