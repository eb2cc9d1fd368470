"""The parts of an expression, and of limits, that are single forms of one layer."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import numpy as np

from polyopt.optimizer.proof.bilinear import Atom
from polyopt.optimizer.proof.expression_bounds import affine, quantity
from polyopt.optimizer.proof.forms import QuotientForm
from polyopt.optimizer.proof.limit_windows import LimitWindow
from polyopt.optimizer.space.polytope import Array

Terms = Sequence[tuple[str, float]]


def quantity_names(tree: ast.expr) -> set[str]:
    """Return the names of the quantities in an expression."""
    name = quantity(tree)
    if name is not None:
        return {name}
    children = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
    return {n for child in children if isinstance(child, ast.expr) for n in quantity_names(child)}


def form_of(
    terms: Terms, constant: float, forms: Mapping[str, QuotientForm], shape: tuple[int, int]
) -> Atom | None:
    """Return a sum of quantities of one layer as one quotient of forms; None if it is none."""
    used = [(forms[name], factor) for name, factor in terms if factor]
    unders = [form.under for form, _ in used if form.under is not None]
    if len(unders) > 1 or (unders and len(used) > 1):
        return None
    under = unders[0] if unders else None
    over = constant * (np.ones(shape) if under is None else under)
    for form, factor in used:
        over = over + factor * form.over
    return Atom(over, under)


def atoms_of(
    tree: ast.expr,
    forms: Mapping[str, QuotientForm],
    fixed: Mapping[str, float],
    shape: tuple[int, int],
) -> dict[int, Atom]:
    """Return the largest parts of an expression that are forms, by the id of their node."""
    terms = affine(tree, fixed)
    if terms is not None and not isinstance(tree, ast.Constant):
        named = [(name, factor) for name, factor in terms.items() if name]
        atom = form_of(named, terms.get("", 0.0), forms, shape)
        if atom is not None:
            return {id(tree): atom}
    found: dict[int, Atom] = {}
    children = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
    for child in children:
        if isinstance(child, ast.expr):
            found |= atoms_of(child, forms, fixed, shape)
    return found


def cuts_of(window: LimitWindow, atom: Atom) -> list[Array]:
    """Return the forms that must not be positive for a quotient to lie in a window."""
    ones = np.ones_like(atom.over) if atom.under is None else atom.under
    if window.low > window.high:
        return [np.ones_like(atom.over)]
    found = []
    if np.isfinite(window.low):
        found.append(window.low * ones - atom.over)
    if np.isfinite(window.high):
        found.append(atom.over - window.high * ones)
    return found
