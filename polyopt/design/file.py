"""Reading a declared laminate from a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyopt.chemistry.monomers import MonomerLibrary, own_monomer, shipped_library
from polyopt.composition import Composition
from polyopt.declarations import read_declaration
from polyopt.design.stack import declared_film, declared_metal
from polyopt.errors import PolyoptError, UsageError, quoted
from polyopt.laminate import POLYIMIDE, Laminate, Layer, Measured


@dataclass(frozen=True, slots=True)
class DeclaredDesign:
    """A laminate, and what a design file says of judging it.

    Parameters
    ----------
    laminate : Laminate
        The design.
    claims : tuple of str
        Claims to judge it by; empty for all shipped sets.
    assume_met : tuple of str
        Claims and limitations the user vouches for.
    confidence : float
        Least probability at which a prediction decides.
    models : mapping of (str, str) to str
        Model names by layer and property, where not the shipped ones.
    """

    laminate: Laminate
    claims: tuple[str, ...]
    assume_met: tuple[str, ...]
    confidence: float
    models: Mapping[tuple[str, str], str]


def read_design(path: Path) -> DeclaredDesign:
    """Read a design file.

    Raises
    ------
    UsageError
        If it breaks the schema or names something unknown.
    """
    declared = read_declaration(path, "design")
    try:
        return _built(declared)
    except PolyoptError as error:
        raise error.at(str(path)) from None


def _built(declared: Mapping[str, Any]) -> DeclaredDesign:
    head = declared.get("design", {})
    library = shipped_library().with_monomers(
        own_monomer(m["name"], m["smiles"]) for m in declared.get("monomers", ())
    )
    laminate = Laminate(
        layers=tuple(_layer(name, e, library) for name, e in declared["layers"].items()),
        film=declared_film(declared.get("film")),
        metal=declared_metal(declared.get("metal")),
        process=tuple(head.get("process", ())),
        facts=dict(declared.get("facts", {})),
        title=head.get("title", ""),
    )
    return DeclaredDesign(
        laminate=laminate,
        claims=tuple(head.get("claims", ())),
        assume_met=tuple(head.get("assume_met", ())),
        confidence=float(head.get("confidence", 0.5)),
        models={
            (layer, name): model
            for layer, entry in declared["layers"].items()
            for name, model in entry.get("models", {}).items()
        },
    )


def _layer(name: str, entry: Mapping[str, Any], library: MonomerLibrary) -> Layer:
    try:
        composition = (
            Composition.parse(entry["formulation"], library) if "formulation" in entry else None
        )
        return Layer(
            name=name,
            composition=composition,
            resin=entry.get("resin", POLYIMIDE),
            thickness=entry.get("thickness_um"),
            measured=_measured(entry.get("measured", {})),
        )
    except PolyoptError as error:
        raise error.at(f"[layers.{name}]") from None


_COLUMNS = {"tg": "degC", "cte": "ppm_per_K"}


def _measured(entry: Mapping[str, Any]) -> dict[str, Measured]:
    found = {}
    for name, unit in _COLUMNS.items():
        value, sd = f"{name}_{unit}", f"{name}_sd_{unit}"
        if value in entry:
            conditions = entry.get(f"{name}_conditions", "")
            found[name] = Measured(entry[value], entry.get(sd, 0.0), conditions)
        elif sd in entry:
            raise UsageError(f"{quoted(sd)} is given without {quoted(value)}")
    return found
