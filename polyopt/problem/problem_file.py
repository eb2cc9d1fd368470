"""Reading a problem file: names become monomers, tables become surfaces, texts expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from polyopt.chemistry.monomers import (
    DIAMINE,
    DIANHYDRIDE,
    Monomer,
    label,
    own_monomer,
    renamed,
    shipped_library,
)
from polyopt.claims.load import assumption_ids, find_claims, known_sets, open_ids
from polyopt.design.claim_words import in_words_of
from polyopt.design.process import usual_steps
from polyopt.errors import PolyoptError, UsageError, quoted, unknown_name
from polyopt.io.toml import check_declaration, read_declaration
from polyopt.laminate.declared_layer import declared_mechanics, declared_traits
from polyopt.laminate.declared_stack import declared_film, declared_metal
from polyopt.laminate.declared_steps import declared_step
from polyopt.laminate.stack import FRONT, Laminate, Layer
from polyopt.prediction.model_choice import chosen_model
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.expression import Expression
from polyopt.problem.named_tables import read_costs, read_pairs
from polyopt.problem.quantities import (
    asked_names,
    known_quantities,
    requirement,
    with_known_quantities,
)
from polyopt.problem.statement import (
    LayerProblem,
    Objective,
    ShareLimit,
    Statement,
)
from polyopt.quantities import LAYER_PROPERTIES, POROUS, SOLID, USUAL, layer_quantity

MOST_DIANHYDRIDES, MOST_DIAMINES = 2, 3
"""Largest numbers of monomers where a problem does not say."""

__all__ = [
    "build_problem",
    "known_quantities",
    "read_problem",
]

_Kind = TypeVar("_Kind", bound=Statement)


def read_problem(kind: type[_Kind], path: Path) -> _Kind:
    """Read a problem file into a problem of some kind."""
    declared = read_declaration(path, "problem")
    try:
        return _built(kind, declared, path.parent)
    except PolyoptError as error:
        raise error.at(str(path)) from None


def build_problem(kind: type[_Kind], declared: dict[str, Any], folder: Path) -> _Kind:
    """Build a problem from a declaration."""
    check_declaration(declared, "problem")
    return _built(kind, declared, folder)


def _built(kind: type[_Kind], declared: dict[str, Any], folder: Path) -> _Kind:
    head = declared.get("problem", {})
    entries, asked = declared["layers"], asked_names(declared)
    layers = tuple(_layer(name, entry, folder, asked) for name, entry in entries.items())
    laminate = Laminate(
        layers=tuple(_stack_layer(layer, entries[layer.name]) for layer in layers),
        film=declared_film(declared.get("film")),
        metal=declared_metal(declared.get("metal")),
        title=head.get("title", ""),
        stress_free=declared.get("laminate", {}).get("stress_free_degC"),
        process=tuple(declared_step(entry) for entry in declared.get("process", ())),
        facts=dict(declared.get("facts", {})),
        tolerances=dict(declared.get("tolerances", {})),
    )
    claims = find_claims(head.get("claims", ()), folder)
    sets = known_sets(claims)
    laminate = in_words_of(laminate, sets)
    laminate = replace(laminate, process=usual_steps(laminate, sets))
    may_stay_open, left_open = open_ids(head.get("leave_open", ()), claims)
    problem = kind(
        title=head.get("title", "untitled problem"),
        layers=layers,
        laminate=laminate,
        claims=claims,
        requirements=tuple(requirement(r, laminate) for r in declared.get("require", ())),
        objectives=tuple(_objective(o) for o in declared.get("objectives", ())),
        assume_met=assumption_ids(head.get("assume_met", ()), claims),
        may_stay_open=may_stay_open,
        left_open=left_open,
        confidence=float(head.get("confidence", 0.5)),
        costs=read_costs(declared["cost"], layers, folder) if "cost" in declared else None,
        seed=int(head.get("seed", 0)),
        source=declared,
        folder=folder,
    )
    return with_known_quantities(problem)


def _stack_layer(layer: LayerProblem, entry: Mapping[str, Any]) -> Layer:
    fixed = layer.thickness if layer.thickness and len(set(layer.thickness)) == 1 else None
    thickness = fixed[0] if fixed else None
    try:
        return Layer(
            layer.name,
            thickness=thickness,
            side=entry.get("side", FRONT),
            traits=declared_traits(entry),
            **declared_mechanics(entry),
        )
    except PolyoptError as error:
        raise error.at(f"[layers.{layer.name}]") from None


def _objective(entry: Mapping[str, str]) -> Objective:
    ((direction, text),) = entry.items()
    return Objective(Expression.parse(text), direction)


def _properties(name: str, entry: Mapping[str, Any], asked: frozenset[str]) -> tuple[str, ...]:
    """Return the properties that are predicted for a layer: the usual ones and what is asked for.

    A property that nobody asks for would cost time in every evaluation.
    """
    wanted = {p for p in LAYER_PROPERTIES if layer_quantity(name, p) in asked}
    named = set(entry.get("models", {}))
    if layer_quantity(name, POROUS) in asked:
        named.add(SOLID)
    return tuple(p for p in LAYER_PROPERTIES if p in USUAL or p in named or p in wanted)


def _layer(
    name: str, entry: Mapping[str, Any], folder: Path, asked: frozenset[str]
) -> LayerProblem:
    if not name.isidentifier() or len(name) > 40:
        raise UsageError(
            f"layer name {quoted(name)} is not allowed", remedy="letters, digits and _ only"
        )
    models = dict(entry.get("models", {}))
    properties = _properties(name, entry, asked)
    from_tables = set(properties) <= {p for p, m in models.items() if "pairs" in m}
    dianhydrides = _palette(entry["dianhydrides"], DIANHYDRIDE, name, labels=from_tables)
    diamines = _palette(entry["diamines"], DIAMINE, name, labels=from_tables)
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
        limits=tuple(_share_limit(palette, r) for r in entry.get("require", ())),
        thickness=_thickness(name, entry.get("thickness_um")),
    )


def _palette(entries: list[Any], role: str, layer: str, *, labels: bool) -> tuple[Monomer, ...]:
    """Return the monomers of one role under the names the user wrote.

    They are put in one order, so that the answer does not depend on the order of the list.
    """
    found: dict[str, Monomer] = {}
    for entry in entries:
        try:
            monomer = _monomer(entry, role, labels=labels)
        except PolyoptError as error:
            raise error.at(f"[layers.{layer}] {role}s") from None
        same = [m for m in found.values() if m.smiles and m.smiles == monomer.smiles]
        if same or monomer.abbreviation in found:
            other = same[0].abbreviation if same else monomer.abbreviation
            raise UsageError(
                f"{quoted(monomer.abbreviation)} and {quoted(other)} are the same monomer",
                where=f"[layers.{layer}] {role}s",
                remedy="list each monomer once",
            )
        found[monomer.abbreviation] = monomer
    return tuple(sorted(found.values(), key=lambda m: (m.smiles, m.abbreviation)))


def _monomer(entry: Any, role: str, *, labels: bool) -> Monomer:
    if isinstance(entry, Mapping):
        return own_monomer(entry["name"], entry["smiles"], role)
    name = str(entry).strip()
    if labels:
        known = shipped_library().by_name(name)
        return renamed(known, name) if known and known.role == role else label(name, role)
    monomer = shipped_library().find(name, role)
    return renamed(monomer, name) if len(name) <= 40 else monomer


def _share_limit(palette: LayerPalette, entry: Mapping[str, Any]) -> ShareLimit:
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
            same = known is not None and known.smiles and known.smiles == monomer.smiles
            if same or name.strip() == monomer.abbreviation:
                return role, i
    names = [m.abbreviation for m in (*palette.dianhydrides, *palette.diamines)]
    raise unknown_name(f"monomer of layer {palette.name}:", name, names, where=where)


def _known(name: str) -> Monomer | None:
    try:
        return shipped_library().find(name)
    except UsageError:
        return None


def _thickness(layer: str, entry: Any) -> tuple[float, float] | None:
    if entry is None:
        return None
    low, high = (entry, entry) if isinstance(entry, int | float) else entry
    if low > high:
        raise UsageError(f"[layers.{layer}] thickness_um: {low:g} is more than {high:g}")
    return float(low), float(high)
