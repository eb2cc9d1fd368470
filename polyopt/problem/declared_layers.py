"""The layers of a problem file: what each may be made of, how thick, and what predicts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from polyopt.chemistry.condensation import forms_amide
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, own_monomer, shipped_library
from polyopt.chemistry.refused_pairs import refuse_chloride_with_isocyanate
from polyopt.errors import UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.declared_layer import declared_layer, porosity_range
from polyopt.laminate.members import FILM, POLYAMIDE_IMIDE, POLYIMIDE, Layer
from polyopt.prediction.model_choice import chosen_model
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.declared_palettes import declared_palette
from polyopt.problem.declared_share_limits import declared_share_limit
from polyopt.problem.named_tables import read_pairs
from polyopt.problem.statement import LayerProblem, PlainLayer
from polyopt.quantities import LAYER_PROPERTIES, POROUS, SOLID, USUAL, layer_quantity

MOST_DIANHYDRIDES, MOST_DIAMINES = 2, 3
"""Largest numbers of monomers where a problem does not say."""


_PALETTE = ("dianhydrides", "diamines")
_SEARCHED = (*_PALETTE, "max_dianhydrides", "max_diamines", "min_fraction", "require")
_OF_ONE_RESIN = ("measured", "dma", "weighings")
_PLAIN = ("resin", *_OF_ONE_RESIN)


@dataclass(frozen=True, slots=True)
class DeclaredLayers:
    """The layers of a problem file.

    Parameters
    ----------
    layers : tuple of LayerProblem
        Those with a palette or a given formulation.
    plain : tuple of PlainLayer
        Those of which only values or the kind of resin are stated.
    members : tuple of Layer
        All of them as members of the laminate, in their order.
    """

    layers: tuple[LayerProblem, ...]
    plain: tuple[PlainLayer, ...]
    members: tuple[Layer, ...]


def declared_layers(declared: TomlTable, folder: Path, asked: frozenset[str]) -> DeclaredLayers:
    """Return the layers of a problem file, whatever each is made of.

    Parameters
    ----------
    declared : mapping
        The whole file, with ``[layers.NAME]`` and perhaps ``[[monomers]]``.
    folder : Path
        Where relative paths start.
    asked : frozenset of str
        Quantities that objectives and limits name.

    Raises
    ------
    UsageError
        If a name, monomer, model or limit is unknown or not allowed, a key does not belong to the
        kind of layer, or no layer is searched.
    DataError
        If a table, curve or model that it names cannot be used.
    """
    library = shipped_library().with_monomers(
        own_monomer(m["name"], m["smiles"]) for m in declared.get("monomers", ())
    )
    layers: list[LayerProblem] = []
    plain: list[PlainLayer] = []
    members: list[Layer] = []
    for name, entry in declared["layers"].items():
        _refuse_mixed_keys(name, entry)
        thickness = _thickness(name, entry.get("thickness_um"))
        low, high = thickness or (None, None)
        member = declared_layer(name, entry, library, folder, low if low == high else None)
        if member.composition is None and not any(key in entry for key in _PALETTE):
            plain.append(PlainLayer(name, thickness))
        else:
            layers.append(declared_problem_layer(name, entry, folder, asked, member))
            if member.composition is None:
                member = _with_resins(member, layers[-1])
        members.append(member)
    if all(layer.formulation is not None for layer in layers):
        raise UsageError(
            "no layer is searched: none has a palette",
            where="[layers]",
            remedy="give one dianhydrides and diamines; 'polyopt check' judges a laminate whose "
            "layers are all given",
        )
    return DeclaredLayers(tuple(layers), tuple(plain), tuple(members))


def _refuse_mixed_keys(name: str, entry: TomlTable) -> None:
    """Raise for a key that does not belong to the kind of layer that the others make it."""
    where = f"[layers.{name}]"
    if not name.isidentifier() or len(name) > 40:
        raise UsageError(
            f"layer name {quoted(name)} is not allowed", remedy="letters, digits and _ only"
        )
    searched = [key for key in _SEARCHED if key in entry]
    given = "formulation" in entry
    if given and searched:
        raise UsageError(
            f"{quoted(searched[0])} is for a searched layer, and this one has a formulation",
            where=where,
            remedy=f"leave {searched[0]} out, or replace formulation by dianhydrides and diamines",
        )
    if not given and not searched and any(key in entry for key in _PLAIN):
        if "models" in entry:
            raise UsageError(
                "'models' predict a formulation, and this layer has none",
                where=where,
                remedy="give its formulation, or its values in [layers.NAME.measured]",
            )
        return
    lacking = [key for key in _PALETTE if key not in entry]
    if not given and lacking:
        raise UsageError(
            f"{where} lacks {quoted(lacking[0])}",
            remedy="a layer has dianhydrides and diamines to be searched, a formulation, or a "
            "resin or measured values",
        )
    resin = entry.get("resin", POLYIMIDE)
    if not given and resin not in (POLYIMIDE, POLYAMIDE_IMIDE):
        raise UsageError(
            f"the resin is {resin}, and dianhydrides with diamines make a polyimide",
            where=where,
            remedy="leave resin out, or state measured values instead of a palette",
        )
    alone = [key for key in _OF_ONE_RESIN if key in entry and not given]
    if alone:
        raise UsageError(
            f"{quoted(alone[0])} is of one resin, and this layer is searched",
            where=where,
            remedy="give its formulation instead of dianhydrides and diamines",
        )


def declared_problem_layer(
    name: str, entry: TomlTable, folder: Path, asked: frozenset[str], member: Layer
) -> LayerProblem:
    """Return what one layer with a palette or a formulation may be.

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
    member : Layer
        The layer as a member of the laminate, with the formulation if one is given.

    Raises
    ------
    UsageError
        If a name, monomer, model or limit is unknown or not allowed.
    DataError
        If a table or model that it names cannot be used.
    """
    models = dict(entry.get("models", {}))
    properties = _properties(name, entry, asked)
    made_of = member.composition
    if made_of is not None:
        dianhydrides, diamines = (
            tuple(monomer for monomer, _ in role)
            for role in (made_of.dianhydrides, made_of.diamines)
        )
        properties = tuple(p for p in properties if p not in member.measured)
    else:
        from_tables = set(properties) <= {p for p, m in models.items() if "pairs" in m}
        dianhydrides, diamines = (
            declared_palette(entry[f"{role}s"], role, name, labels=from_tables)
            for role in (DIANHYDRIDE, DIAMINE)
        )
        refuse_chloride_with_isocyanate(dianhydrides, diamines, f"[layers.{name}]")
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
    most = {
        DIANHYDRIDE: entry.get("max_dianhydrides", MOST_DIANHYDRIDES),
        DIAMINE: entry.get("max_diamines", MOST_DIAMINES),
    }
    return LayerProblem(
        palette=palette,
        most=most if made_of is None else {DIANHYDRIDE: len(dianhydrides), DIAMINE: len(diamines)},
        min_fraction=float(entry.get("min_fraction", 0.0)),
        limits=tuple(declared_share_limit(palette, r) for r in entry.get("require", ())),
        thickness=_thickness(name, entry.get("thickness_um")),
        porosity=porosity_range(entry),
        formulation=made_of,
    )


def _with_resins(member: Layer, layer: LayerProblem) -> Layer:
    """Return a member that knows what the palette of its layer can make it.

    A palette gives polyimides, polyamide-imides or either.

    Raises
    ------
    UsageError
        If another resin is stated.
    """
    amides = {forms_amide(m) for m in layer.palette.dianhydrides}
    may_be = tuple(POLYAMIDE_IMIDE if amide else POLYIMIDE for amide in sorted(amides))
    if member.resin and may_be != (member.resin,):
        raise UsageError(
            f"the resin is {member.resin}, and the dianhydrides give a {' or a '.join(may_be)}",
            where=f"[layers.{layer.name}]",
            remedy="leave the resin out: TMA and its like make a polyamide-imide",
        )
    return member if may_be == (POLYIMIDE,) else replace(member, may_be=may_be)


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
