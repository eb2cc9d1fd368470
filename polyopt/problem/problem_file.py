"""Reading a problem file: its layers, the stack they form, claims, limits and objectives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from polyopt.chemistry.ambiguous_names import all_decided, names_decided
from polyopt.chemistry.name_folding import folded_name
from polyopt.claims.load import assumption_ids, find_claims, known_sets, open_ids
from polyopt.claims.otherwise import predicted_instead
from polyopt.claims.verdict import ClaimRef
from polyopt.design.contradictions import refuse_without_trimellitamide
from polyopt.design.prepared import prepared
from polyopt.errors import PolyoptError
from polyopt.io.toml import TomlTable, check_declaration, read_declaration, read_toml
from polyopt.laminate.declared_stack import declared_stack
from polyopt.problem.declared_layers import declared_layers
from polyopt.problem.declared_requirements import declared_requirement
from polyopt.problem.expression import Expression
from polyopt.problem.known_quantities import asked_names, with_known_quantities
from polyopt.problem.named_tables import read_costs
from polyopt.problem.statement import Objective, Statement
from polyopt.quantities import layer_quantity

_Kind = TypeVar("_Kind", bound=Statement)


def read_problem(kind: type[_Kind], path: Path) -> _Kind:
    """Read a problem file into a problem of some kind."""
    return _placed(kind, read_declaration(path, "problem"), path)


def shipped_problem(kind: type[_Kind], path: Path) -> _Kind:
    """Read a shipped problem; the tests hold it against the schema, not every start."""
    return _placed(kind, read_toml(path), path)


def _placed(kind: type[_Kind], declared: TomlTable, path: Path) -> _Kind:
    try:
        return _decided(kind, declared, path.parent)
    except PolyoptError as error:
        raise error.at(str(path)) from None


def build_problem(kind: type[_Kind], declared: TomlTable, folder: Path) -> _Kind:
    """Build a problem from a declaration."""
    content = dict(declared)
    check_declaration(content, "problem")
    return _decided(kind, content, folder)


def _decided(kind: type[_Kind], declared: TomlTable, folder: Path) -> _Kind:
    """Return the problem, its names as it decides them and then as a file of names does.

    What that file decided is put into the problem, so that its run is read again as it was.
    """
    written = {folded_name(text) for text in _texts(declared["layers"])}
    outside = {name: meant for name, meant in all_decided().items() if name in written}
    names = {**outside, **{folded_name(k): v for k, v in declared.get("names", {}).items()}}
    if outside:
        declared = {**declared, "names": names}
    with names_decided(names):
        return _built(kind, declared, folder)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _built(kind: type[_Kind], declared: TomlTable, folder: Path) -> _Kind:
    head = declared.get("problem", {})
    claims = find_claims(head.get("claims", ()), folder)
    asked = asked_names(declared) | _asked_instead(claims, declared)
    held = declared_layers(declared, folder, asked)
    layers = held.layers
    stack = declared_stack(declared, held.members, head)
    avoid = find_claims(head.get("avoid", ()), folder)
    laminate = prepared(stack, known_sets((*claims, *avoid)))
    offered = {x.name: [m.smiles for m in x.palette.dianhydrides] for x in layers}
    offered |= {x.name: [""] for x in held.plain}  # of these no monomer is known
    refuse_without_trimellitamide(laminate.facts, offered, known_sets(claims))
    may_stay_open, left_open = open_ids(head.get("leave_open", ()), (*claims, *avoid))
    problem = kind(
        title=head.get("title", "untitled problem"),
        layers=layers,
        plain=held.plain,
        laminate=laminate,
        claims=claims,
        requirements=tuple(declared_requirement(r, laminate) for r in declared.get("require", ())),
        objectives=tuple(_objective(o) for o in declared.get("objectives", ())),
        assume_met=assumption_ids(head.get("assume_met", ()), (*claims, *avoid)),
        may_stay_open=may_stay_open,
        left_open=left_open,
        confidence=float(head.get("confidence", 0.5)),
        share_tolerance=float(head.get("tolerance_mol_pct", 0.0)) / 100,
        avoid=avoid,
        costs=read_costs(declared["cost"], layers, folder) if "cost" in declared else None,
        seed=int(head.get("seed", 0)),
        source=declared,
        folder=folder,
    )
    return with_known_quantities(problem)


def _asked_instead(claims: tuple[ClaimRef, ...], declared: TomlTable) -> frozenset[str]:
    """Return the quantities that claims ask for in place of facts that the problem does not state.

    Not of a layer with tables of its homopolymers: its monomers may be mere labels.
    """
    wanted = predicted_instead(claims, declared.get("facts", {}))
    made = (
        name
        for name, entry in declared["layers"].items()
        if not any("pairs" in model for model in entry.get("models", {}).values())
    )
    return frozenset(layer_quantity(name, p) for name in made for p in wanted)


def _objective(entry: TomlTable) -> Objective:
    ((direction, text),) = entry.items()
    return Objective(Expression.parse(text), direction)
