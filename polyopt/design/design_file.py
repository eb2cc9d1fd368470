"""Reading a declared laminate from a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.errors import PolyoptError, UsageError
from polyopt.io.toml import read_declaration
from polyopt.laminate.declared_layer import declared_layer, declared_values
from polyopt.laminate.declared_stack import declared_film, declared_metal, declared_porous
from polyopt.laminate.declared_steps import declared_step
from polyopt.laminate.stack import Film, Laminate, Substrate
from polyopt.laminate.steps import Step


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
    DataError
        If a curve it names cannot be read.
    """
    declared = read_declaration(path, "design")
    try:
        return build_design(declared, path.parent)
    except PolyoptError as error:
        raise error.at(str(path)) from None


def build_design(declared: Mapping[str, Any], folder: Path) -> DeclaredDesign:
    """Build a design from a declaration that keeps to the schema; curves are read from `folder`."""
    head = declared.get("design", {})
    layers = declared.get("layers", {})
    library = shipped_library().with_monomers(
        own_monomer(m["name"], m["smiles"]) for m in declared.get("monomers", ())
    )
    whole = declared.get("laminate", {})
    laminate = Laminate(
        layers=tuple(declared_layer(name, e, library, folder) for name, e in layers.items()),
        film=_film(declared),
        metal=declared_metal(declared.get("metal")),
        process=_process(declared),
        facts=dict(declared.get("facts", {})),
        title=head.get("title", ""),
        second_metal=declared_metal(declared.get("second_metal")),
        substrate=Substrate(**declared["substrate"]) if "substrate" in declared else None,
        measured=declared_values(whole.get("measured", {})),
        stress_free=whole.get("stress_free_degC"),
        tolerances=dict(declared.get("tolerances", {})),
    )
    return DeclaredDesign(
        laminate=laminate,
        claims=tuple(head.get("claims", ())),
        assume_met=tuple(head.get("assume_met", ())),
        confidence=float(head.get("confidence", 0.5)),
        models={
            (layer, name): model
            for layer, entry in layers.items()
            for name, model in entry.get("models", {}).items()
        },
    )


def _film(declared: Mapping[str, Any]) -> Film | None:
    if "porous" in declared and "film" not in declared:
        raise UsageError("[porous] describes a film", remedy="add [film]")
    film = declared_film(declared.get("film"))
    return film and declared_porous(film, declared.get("porous"))


def _process(declared: Mapping[str, Any]) -> tuple[str | Step, ...]:
    named = tuple(declared.get("design", {}).get("process", ()))
    if named and "process" in declared:
        raise UsageError(
            "the process is declared twice", remedy="either in [design] or as [[process]] tables"
        )
    try:
        return named or tuple(declared_step(entry) for entry in declared.get("process", ()))
    except PolyoptError as error:
        raise error.at("[[process]]") from None
