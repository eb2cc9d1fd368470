"""The layers of a problem file: what each may be made of, how thick, and what predicts it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, shipped_library
from polyopt.errors import UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.declared_layer import declared_layer, porosity_range
from polyopt.laminate.members import FILM, Layer
from polyopt.prediction.model_choice import chosen_model
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.declared_palettes import declared_palette
from polyopt.problem.declared_share_limits import declared_share_limit
from polyopt.problem.named_tables import read_pairs
from polyopt.problem.statement import LayerProblem
from polyopt.quantities import LAYER_PROPERTIES, POROUS, SOLID, USUAL, layer_quantity

MOST_DIANHYDRIDES, MOST_DIAMINES = 2, 3
"""Largest numbers of monomers where a problem does not say."""


def declared_problem_layer(
    name: str, entry: TomlTable, folder: Path, asked: frozenset[str]
) -> LayerProblem:
    """Return what one layer of a problem may be.

    Parameters
    ----------
    name : str
        Its name.
    entry : mapping
        Its ``[layers.NAME]`` table.
    folder : Path
        Where relative paths start.
    asked : frozenset of str
        Quantities that objectives and limits name.

    Raises
    ------
    UsageError
        If a name, monomer, model or limit is unknown or not allowed.
    DataError
        If a table or model that it names cannot be used.
    """
    if not name.isidentifier() or len(name) > 40:
        raise UsageError(
            f"layer name {quoted(name)} is not allowed", remedy="letters, digits and _ only"
        )
    models = dict(entry.get("models", {}))
    properties = _properties(name, entry, asked)
    from_tables = set(properties) <= {p for p, m in models.items() if "pairs" in m}
    dianhydrides = declared_palette(entry["dianhydrides"], DIANHYDRIDE, name, labels=from_tables)
    diamines = declared_palette(entry["diamines"], DIAMINE, name, labels=from_tables)
    palette = LayerPalette(
        name,
        dianhydrides,
        diamines,
        {
            p: read_pairs(folder / models[p]["pairs"], p, dianhydrides, diamines)
            if "pairs" in models.get(p, {})
            else chosen_model(models.get(p, {}).get("model", p), p, folder)
            for p in properties
        },
    )
    return LayerProblem(
        palette=palette,
        most={
            DIANHYDRIDE: entry.get("max_dianhydrides", MOST_DIANHYDRIDES),
            DIAMINE: entry.get("max_diamines", MOST_DIAMINES),
        },
        min_fraction=float(entry.get("min_fraction", 0.0)),
        limits=tuple(declared_share_limit(palette, r) for r in entry.get("require", ())),
        thickness=_thickness(name, entry.get("thickness_um")),
        porosity=porosity_range(entry),
    )


def declared_member(layer: LayerProblem, entry: TomlTable, folder: Path) -> Layer:
    """Return a layer of a problem as a member of its laminate, without a formulation.

    Parameters
    ----------
    layer : LayerProblem
        The layer.
    entry : mapping
        Its ``[layers.NAME]`` table.
    folder : Path
        Where relative paths start.

    Raises
    ------
    UsageError
        If something in the table is unknown, impossible or contradicts itself.
    """
    low, high = layer.thickness or (None, None)
    fixed = low if low == high else None
    return declared_layer(layer.name, entry, shipped_library(), folder, fixed)


def _properties(name: str, entry: TomlTable, asked: frozenset[str]) -> tuple[str, ...]:
    """Return the properties that are predicted for a layer: the usual ones and what is asked for.

    A property that nobody asks for would cost time in every evaluation.
    """
    wanted = {p for p in LAYER_PROPERTIES if layer_quantity(name, p) in asked}
    named = set(entry.get("models", {}))
    if layer_quantity(name, POROUS) in asked or ("porosity" in entry and entry.get("side") == FILM):
        named.add(SOLID)
    return tuple(p for p in LAYER_PROPERTIES if p in USUAL or p in named or p in wanted)


def _thickness(layer: str, entry: float | Sequence[float] | None) -> tuple[float, float] | None:
    if entry is None:
        return None
    low, high = (entry, entry) if isinstance(entry, int | float) else entry
    if low > high:
        raise UsageError(f"[layers.{layer}] thickness_um: {low:g} is more than {high:g}")
    return float(low), float(high)
