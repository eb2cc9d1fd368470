"""Reading a declared laminate from a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from polyopt.chemistry.ambiguous_names import names_decided
from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.errors import PolyoptError
from polyopt.io.toml import TomlTable, read_declaration
from polyopt.laminate.declared_layer import declared_layer
from polyopt.laminate.declared_stack import declared_stack
from polyopt.laminate.stack import Laminate


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
    tolerance_mol_pct : float
        Greatest error of each monomer's share within its role. [mol %]
    """

    laminate: Laminate
    claims: tuple[str, ...]
    assume_met: tuple[str, ...]
    confidence: float
    models: Mapping[tuple[str, str], str]
    tolerance_mol_pct: float = 0.0


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


def build_design(declared: TomlTable, folder: Path) -> DeclaredDesign:
    """Build a design from a declaration that keeps to the schema; curves are read from `folder`."""
    head = declared.get("design", {})
    entries = declared.get("layers", {})
    library = shipped_library().with_monomers(
        own_monomer(m["name"], m["smiles"]) for m in declared.get("monomers", ())
    )
    with names_decided(declared.get("names", {})):
        layers = tuple(
            declared_layer(name, entry, library, folder, entry.get("thickness_um"))
            for name, entry in entries.items()
        )
    return DeclaredDesign(
        laminate=declared_stack(declared, layers, head),
        claims=tuple(head.get("claims", ())),
        assume_met=tuple(head.get("assume_met", ())),
        confidence=float(head.get("confidence", 0.5)),
        models={
            (layer, name): model
            for layer, entry in entries.items()
            for name, model in entry.get("models", {}).items()
        },
        tolerance_mol_pct=float(head.get("tolerance_mol_pct", 0.0)),
    )
