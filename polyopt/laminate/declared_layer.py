"""A resin layer as design files declare it, with what was measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.errors import PolyoptError, UsageError, quoted
from polyopt.laminate.measured import DmaRecord, Measured, Weighings
from polyopt.laminate.stack import FRONT, POLYIMIDE, Layer
from polyopt.measurements.dma_file import read_dma
from polyopt.quantities import LAYER_PROPERTIES


def declared_layer(
    name: str, entry: Mapping[str, Any], library: MonomerLibrary, folder: Path
) -> Layer:
    """Return the layer of a ``[layers.NAME]`` table.

    Parameters
    ----------
    name : str
        Its name.
    entry : mapping
        The table.
    library : MonomerLibrary
        The monomers its formulation may name.
    folder : Path
        Where relative paths start.
    """
    try:
        composition = (
            Composition.parse(entry["formulation"], library) if "formulation" in entry else None
        )
        return Layer(
            name=name,
            composition=composition,
            resin=entry.get("resin", POLYIMIDE),
            thickness=entry.get("thickness_um"),
            measured=declared_values(entry.get("measured", {})),
            side=entry.get("side", FRONT),
            traits=declared_traits(entry),
            dma=_dma(entry.get("dma"), folder),
            weighings=_weighings(entry.get("weighings")),
            **declared_mechanics(entry),
        )
    except PolyoptError as error:
        raise error.at(f"[layers.{name}]") from None


def declared_traits(entry: Mapping[str, Any]) -> dict[str, bool]:
    """Return what a layer or film is said to be and not to be."""
    is_so, is_not = entry.get("is", ()), entry.get("is_not", ())
    for trait in is_so:
        if trait in is_not:
            raise UsageError(f"{quoted(trait)} stands in both 'is' and 'is_not'")
    return {**dict.fromkeys(is_so, True), **dict.fromkeys(is_not, False)}


def declared_values(entry: Mapping[str, Any]) -> dict[str, Measured]:
    """Return the measured values of a table.

    Parameters
    ----------
    entry : mapping
        ``tg_degC`` and ``cte_ppm_per_K`` with their ``..._sd_...`` and ``..._conditions``; any
        other quantity as a table with ``value``, ``unit``, and perhaps ``sd``, ``conditions``
        and ``at``.

    Raises
    ------
    UsageError
        If an uncertainty or a condition stands without its value.
    """
    found, used = {}, set()
    for name, known in LAYER_PROPERTIES.items():
        if known.declared is None:
            continue
        value, sd, conditions = known.column, known.sd_column, known.conditions_key
        used |= {value, sd, conditions}
        if value in entry:
            found[name] = Measured(entry[value], entry.get(sd, 0.0), entry.get(conditions, ""))
        elif sd in entry:
            raise UsageError(f"{quoted(sd)} is given without {quoted(value)}")
    others = {name: value for name, value in entry.items() if name not in used}
    return {**found, **{name: Measured(**value) for name, value in others.items()}}


def _dma(entry: Mapping[str, Any] | None, folder: Path) -> DmaRecord | None:
    if entry is None:
        return None
    curve = read_dma(folder / entry["file"])
    return DmaRecord(curve, entry.get("tg_method"), entry.get("conditions", ""))


def _weighings(entry: Mapping[str, Any] | None) -> Weighings | None:
    if entry is None:
        return None
    return Weighings(
        before=entry["before_mg"],
        after=entry["after_mg"],
        foil=entry.get("foil_mg", 0.0),
        sd=entry.get("sd_mg", 0.0),
        conditions=entry.get("conditions", ""),
    )


def declared_mechanics(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a ``[layers.NAME]`` table says of stiffness, stress and pores, for a `Layer`.

    Parameters
    ----------
    entry : mapping
        Keys ``modulus_GPa``, ``poisson``, ``stress_free_degC``, ``cured_on``, ``porosity``.
    """
    columns = {
        "modulus_GPa": "modulus",
        "poisson": "poisson",
        "stress_free_degC": "stress_free",
        "cured_on": "cured_on",
        "porosity": "porosity",
    }
    return {name: entry[column] for column, name in columns.items() if column in entry}
