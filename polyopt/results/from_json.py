"""The result of a run as its `result.json` holds it, nothing judged again.

Each value reads what its own `as_dict` wrote; here they are put together, and what is damaged is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from polyopt.chemistry.ambiguous_names import names_decided, names_of_old_runs
from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, label, own_monomer, renamed
from polyopt.chemistry.monomers import shipped_library as library
from polyopt.conflict.conflict import Obstacles
from polyopt.errors import DataError, PolyoptError, UsageError
from polyopt.io.stored_json import Stored
from polyopt.laminate.structure import stack_text
from polyopt.optimizer.proof.proof import Proof
from polyopt.optimizer.record.run_folder import RESULT
from polyopt.problem.definition import Problem
from polyopt.results.designs import Design, Monomers
from polyopt.results.found import Found
from polyopt.results.outlook import Outlook
from polyopt.results.recommendation import Choice
from polyopt.verdicts.decided import Scope

_DAMAGE = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    PolyoptError,
)
"""What reading raises where a file is not what was written."""


def found_in(stored: Stored, problem: Problem | None) -> Found:
    """Return what `result.json` says of a search, but for its designs.

    Parameters
    ----------
    stored : mapping
        Content of `result.json`; empty where a run was interrupted before it was written.
    problem : Problem, optional
        What was asked for, where it can still be built.

    Raises
    ------
    DataError
        If something is not what it should be.
    """
    with _damage("what is proven: "):
        proof = Proof.from_dict(stored["bound"]) if stored.get("bound") else None
    with _damage():
        objectives = tuple((o["expression"], o["direction"]) for o in stored.get("objectives", ()))
        if problem is not None:
            objectives = tuple((o.expression.text, o.direction) for o in problem.objectives)
        return Found(
            title=problem.title if problem else str(stored.get("title", "")),
            status=str(stored.get("status", "interrupted")),
            objectives=objectives,
            designs=(),
            evaluations=int(stored.get("evaluations", 0)),
            subsets=0,
            elapsed=float(stored.get("elapsed_s", 0.0)),
            seed=int(stored.get("seed", 0)),
            stack=stack_text(problem.laminate) if problem else "",
            proof=proof,
            obstacles=Obstacles.from_dict(stored),
            assumed_met=tuple(map(str, stored.get("assumed_met", ()))),
            problem=problem,
            stopped=str(stored.get("stopped", "")),
            parallel_share=float(stored.get("parallel_share", 0.0)),
        )


def with_stored_designs(found: Found, stored: Stored, declared: Stored) -> Found:
    """Return what was found with designs, outlook and what they rest on as a run wrote them.

    Parameters
    ----------
    found : Found
        What the same file says otherwise.
    stored : mapping
        Content of `result.json`.
    declared : mapping
        The problem as the manifest holds it: it names the monomers.

    Raises
    ------
    DataError
        If something is not what it should be.
    """
    with _damage():
        designs = _designs(stored, declared, found.problem)
        return replace(
            found,
            designs=designs,
            choice=Choice.from_dict(stored, len(designs)),
            scope=Scope.from_dict(stored),
            curl_basis=str(stored.get("curl", {}).get("basis", "")),
            cte_windows=str(stored.get("cte_windows", "")),
            outlook=Outlook.from_dict(stored),
        )


@contextmanager
def _damage(where: str = "") -> Iterator[None]:
    """Say of what cannot be read that the file is damaged."""
    try:
        yield
    except _DAMAGE as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise DataError(f"{RESULT} is damaged: {where}{reason}") from None


def _designs(stored: Stored, declared: Stored, problem: Problem | None) -> tuple[Design, ...]:
    claims = () if problem is None else problem.claims
    summaries = {ref.id: ref.claim_set.claim(ref.number).summary for ref in claims}
    monomers = _monomers(declared)
    return tuple(Design.from_dict(d, monomers, summaries) for d in stored.get("pareto", ()))


def _monomers(declared: Stored) -> Monomers:
    """Return the monomers of all palettes."""
    found: dict[tuple[str, str], Monomer] = {}
    with names_of_old_runs(), names_decided(declared.get("names", {})):
        own = (own_monomer(m["name"], m["smiles"]) for m in declared.get("monomers", ()))
        with_own = library().with_monomers(own)
        for layer in declared["layers"].values():
            if "formulation" in layer:
                made_of = Composition.parse(layer["formulation"], with_own)
                for one, _ in (*made_of.dianhydrides, *made_of.diamines):
                    found[one.role, str(one)] = one
            for role in (DIANHYDRIDE, DIAMINE):
                for entry in layer.get(f"{role}s", ()):
                    one = _monomer(entry, role)
                    found[role, str(one)] = one
    return found


def _monomer(entry: object, role: str) -> Monomer:
    if isinstance(entry, Mapping):
        return own_monomer(entry["name"], entry["smiles"], role)
    name = str(entry).strip()
    try:
        known = library().find(name, role)
    except UsageError:
        return label(name, role)
    return renamed(known, name) if len(name) <= 40 else known
