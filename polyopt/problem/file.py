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
from polyopt.claims.load import assumption_ids, find_claims
from polyopt.declarations import check_declaration, read_declaration
from polyopt.design.evidence import LAYER_PROPERTIES
from polyopt.design.model_choice import chosen_model
from polyopt.design.prediction import LayerPalette
from polyopt.design.stack import declared_film, declared_metal
from polyopt.errors import PolyoptError, UsageError, quoted, unknown_name
from polyopt.laminate import Laminate, Layer
from polyopt.problem.expression import Expression
from polyopt.problem.statement import (
    PROBABILITY,
    LayerProblem,
    Objective,
    Requirement,
    ShareLimit,
    Statement,
)
from polyopt.problem.tables import read_costs, read_pairs

MOST_DIANHYDRIDES, MOST_DIAMINES = 2, 3
"""Largest numbers of monomers where a problem does not say."""

_INFINITY = float("inf")
_Kind = TypeVar("_Kind", bound=Statement)


def default_path() -> Path:
    """Return the path of the built-in problem."""
    return Path(__file__).parent / "default.toml"


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
    layers = tuple(_layer(name, entry, folder) for name, entry in declared["layers"].items())
    laminate = Laminate(
        layers=tuple(_stack_layer(layer) for layer in layers),
        film=declared_film(declared.get("film")),
        metal=declared_metal(declared.get("metal")),
        title=head.get("title", ""),
    )
    claims = find_claims(head.get("claims", ()), folder)
    problem = kind(
        title=head.get("title", "untitled problem"),
        layers=layers,
        laminate=laminate,
        claims=claims,
        requirements=tuple(_requirement(r) for r in declared.get("require", ())),
        objectives=tuple(_objective(o) for o in declared.get("objectives", ())),
        assume_met=assumption_ids(head.get("assume_met", ()), claims),
        confidence=float(head.get("confidence", 0.5)),
        costs=read_costs(declared["cost"], layers, folder) if "cost" in declared else None,
        seed=int(head.get("seed", 0)),
        source=declared,
        folder=folder,
    )
    return _with_known_quantities(problem)


def _stack_layer(layer: LayerProblem) -> Layer:
    fixed = layer.thickness if layer.thickness and len(set(layer.thickness)) == 1 else None
    return Layer(layer.name, thickness=fixed[0] if fixed else None)


def known_quantities(problem: Statement) -> frozenset[str]:
    """Return the names of the quantities that objectives and limits may use."""
    names = set()
    for layer in problem.layers:
        names |= {f"layers.{layer.name}.{p}" for p in layer.palette.models}
        names |= {f"layers.{layer.name}.thickness"} if layer.thickness else set()
        names |= {f"layers.{layer.name}.cost"} if problem.costs else set()
    if all(layer.thickness for layer in problem.layers):
        names |= {"laminate.resin_thickness"}
        names |= {"laminate.cost"} if problem.costs else set()
    film, metal = problem.laminate.film, problem.laminate.metal
    if film is not None:
        names |= {f"film.{p}" for p in ("cte", "modulus", "thickness") if getattr(film, p)}
    if metal is not None:
        names |= {f"metal.{p}" for p in ("cte", "modulus", "thickness") if getattr(metal, p)}
    return frozenset(names)


def _with_known_quantities(problem: _Kind) -> _Kind:
    known = known_quantities(problem)
    for requirement in problem.requirements:
        if requirement.quantity not in known:
            raise unknown_name("quantity", requirement.quantity, known, where="[[require]]")
    limited = bool(problem.claims or problem.requirements)
    usable = known | ({PROBABILITY} if limited else set())
    for objective in problem.objectives:
        if PROBABILITY in objective.expression.names and not limited:
            raise UsageError(
                "an objective uses 'probability', but there are no claims and no [[require]]"
            )
        objective.expression.checked(usable)
    if problem.objectives:
        return problem
    if not limited:
        raise UsageError(
            "nothing to search for", remedy="add claims, [[require]] or [[objectives]]"
        )
    return replace(problem, objectives=(Objective(Expression.parse(PROBABILITY), "maximize"),))


def _requirement(entry: Mapping[str, Any]) -> Requirement:
    low, high = float(entry.get("min", -_INFINITY)), float(entry.get("max", _INFINITY))
    if low == -_INFINITY and high == _INFINITY:
        raise UsageError(f"[[require]] on {quoted(entry['quantity'])} has neither min nor max")
    if low > high:
        raise UsageError(f"[[require]] on {quoted(entry['quantity'])}: min {low:g} > max {high:g}")
    return Requirement(entry["quantity"], low, high)


def _objective(entry: Mapping[str, str]) -> Objective:
    ((direction, text),) = entry.items()
    return Objective(Expression.parse(text), direction)


def _layer(name: str, entry: Mapping[str, Any], folder: Path) -> LayerProblem:
    if not name.isidentifier() or len(name) > 40:
        raise UsageError(
            f"layer name {quoted(name)} is not allowed", remedy="letters, digits and _ only"
        )
    models = dict(entry.get("models", {}))
    from_tables = set(LAYER_PROPERTIES) <= {p for p, m in models.items() if "pairs" in m}
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
            for p in LAYER_PROPERTIES
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
