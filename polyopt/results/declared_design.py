"""A design that was found, as a design file declares it: what was searched is decided."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from polyopt.chemistry.monomers import Monomer, shipped_library
from polyopt.errors import PolyoptError, UsageError
from polyopt.io.declaration_schemas import declaration_schema
from polyopt.io.toml import TomlTable
from polyopt.models.library import is_shipped
from polyopt.problem.definition import Problem
from polyopt.problem.given_models import IN_PYTHON
from polyopt.results.designs import Design, DesignedLayer
from polyopt.results.rounded_thickness import rounded_thicknesses

_FILES = (("dma", "file"), ("cure", "table"))
"""Tables of a layer that name a file, with the key that does."""

_LONGEST_TITLE = 200


def declared_design(
    problem: Problem, design: Design, folder: Path, title: str, models: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a design file says of a design.

    Parameters
    ----------
    problem : Problem
        What was searched; film, metal, process, facts and what was measured are taken from it.
    design : Design
        One that was found.
    folder : Path
        Where the file will be; the paths in it start there.
    title : str
        Title of the laminate.
    models : mapping of str to str
        Models that the run was given by property, instead of the shipped ones.

    Returns
    -------
    dict
        What keeps to the schema of design files. What only a search asks (limits, objectives,
        prices, `leave_open`) is not in it; formulations are exact, and so are thicknesses
        that something asked depends on; others are rounded to 0.01 µm.

    Raises
    ------
    UsageError
        If a monomer has no structure, so that no other file can name it.
    """
    source = problem.source
    keys = declaration_schema("design")["properties"]
    head = {k: v for k, v in source.get("problem", {}).items() if k in keys["design"]["properties"]}
    head.pop("title", "")
    if "claims" in head:
        head["claims"] = [_claims(text, problem.folder, folder) for text in head["claims"]]
    monomers = [{"name": m.abbreviation, "smiles": m.smiles} for m in _own_monomers(design)]
    kept = ("film", "porous", "metal", "second_metal", "substrate", "laminate")
    made = {layer.name: layer for layer in design.layers}
    thick = rounded_thicknesses(problem, design.thicknesses)
    layer_keys = keys["layers"]["additionalProperties"]["properties"]
    layers = {
        name: _layer(entry, made.get(name), thick.get(name), layer_keys)
        for name, entry in source["layers"].items()
    }
    for name, layer in layers.items():
        own = _models(source["layers"][name], problem.folder, folder)
        given = {
            p: m if is_shipped(m) else _moved(m, Path(), folder)
            for p, m in models.items()
            if not _in_python(m)
        }
        if name in made and (named := {**given, **own}):
            layer["models"] = named
        for table, key in _FILES:
            if table in layer:
                moved = _moved(layer[table][key], problem.folder, folder)
                layer[table] = {**layer[table], key: moved}
    return {
        "design": {"title": title[:_LONGEST_TITLE], **head},
        **({"monomers": monomers} if monomers else {}),
        **{key: source[key] for key in kept if key in source},
        "layers": layers,
        **{key: source[key] for key in ("process", "tolerances", "facts") if key in source},
    }


def left_out(problem: Problem, models: Mapping[str, str]) -> list[str]:
    """Return what of a search a design file cannot say, in words.

    Parameters
    ----------
    problem : Problem
        What was searched.
    models : mapping of str to str
        Models that the run was given, by property.
    """
    tables = [
        f"the table of pairs of {property} in layer {name}"
        for name, entry in problem.source["layers"].items()
        for property, held in entry.get("models", {}).items()
        if "pairs" in held
    ]
    python = [f"{m.removeprefix(IN_PYTHON)} of {p}" for p, m in models.items() if _in_python(m)]
    unlike = [f"not predicted by {one} but by the shipped model" for one in (*tables, *python)]
    avoided = problem.source.get("problem", {}).get("avoid", ())
    outside = [f"searched to stay outside {claim}: check it by --claims" for claim in avoided]
    return [*unlike, *outside]


def _in_python(model: str) -> bool:
    return model.startswith(IN_PYTHON)


def _layer(
    entry: TomlTable, made: DesignedLayer | None, thickness: float | None, known: TomlTable
) -> dict[str, Any]:
    """Return the table of one layer; of what is searched, what was found."""
    layer: dict[str, Any] = {}
    if made is not None:
        layer["formulation"] = str(made.composition)
    if thickness is not None:
        layer["thickness_um"] = float(f"{thickness:.10g}")
    porosity = None if made is None else made.porosity
    decided = {"formulation", "thickness_um", "models", *([] if porosity is None else ["porosity"])}
    if porosity is not None:
        layer["porosity"] = float(f"{porosity:.10g}")
    return {**layer, **{k: v for k, v in entry.items() if k in known and k not in decided}}


def _models(entry: TomlTable, start: Path, folder: Path) -> dict[str, str]:
    """Return the models that a layer names; a table of pairs is none that a design may name."""
    named = {p: held["model"] for p, held in entry.get("models", {}).items() if "model" in held}
    return {p: m if is_shipped(m) else _moved(m, start, folder) for p, m in named.items()}


def _claims(text: str, start: Path, folder: Path) -> str:
    """Return the name of claims; one of a file is seen from another folder."""
    stem, colon, numbers = text.strip().rpartition(":")
    name, tail = (stem, colon + numbers) if colon else (text.strip(), "")
    return f"{_moved(name, start, folder)}{tail}" if name.endswith(".toml") else text


def _moved(path: str, start: Path, folder: Path) -> str:
    """Return a path that starts in one folder as it is seen from another."""
    whole = (start / path).resolve()
    try:
        return Path(os.path.relpath(whole, folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return str(whole)


def _own_monomers(design: Design) -> Iterator[Monomer]:
    """Yield the monomers that the library does not know by that name, each once."""
    every = (
        monomer
        for layer in design.layers
        for monomer, _ in (*layer.composition.dianhydrides, *layer.composition.diamines)
    )
    for monomer in dict.fromkeys(every):
        if not monomer.smiles:
            raise UsageError(
                f"{monomer} has no structure, so no design file can name it",
                remedy="give it in the problem as { name = ..., smiles = ... }",
            )
        try:
            known = shipped_library().find(monomer.abbreviation, monomer.role)
        except PolyoptError:
            yield monomer
            continue
        if known.smiles != monomer.smiles:
            yield monomer
