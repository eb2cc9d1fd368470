"""The result of a run as its `result.json` tells it, where its models are not at hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, label, own_monomer, renamed
from polyopt.chemistry.monomers import shipped_library as library
from polyopt.claims.verdict import Verdict
from polyopt.design.curl import Curl
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DataError, PolyoptError
from polyopt.optimizer.record.run_folder import RESULT
from polyopt.problem.definition import Problem
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.results.designs import Design, DesignedLayer, PropertyValue
from polyopt.verdicts.remaining import OpenLimitation, Remaining
from polyopt.verdicts.remedy import DECLARE, MEASURE, Remedy
from polyopt.verdicts.window import Window

Told = Mapping[str, Any]


def told_fields(told: Told, declared: Told, problem: Problem | None) -> dict[str, Any]:
    """Return designs, what remains and the curl's basis as a run wrote them, nothing judged anew.

    Parameters
    ----------
    told : mapping
        Content of `result.json`.
    declared : mapping
        The problem as the manifest holds it.
    problem : Problem, optional
        The same, where it can still be built.

    Raises
    ------
    DataError
        If something is not what it should be.
    """
    try:
        monomers = _monomers(declared)
        summaries = {ref.id: ref.claim_set.claim(ref.number).summary for ref in _claims(problem)}
        return {
            "designs": tuple(_design(d, monomers, summaries) for d in told.get("pareto", ())),
            "curl_basis": str(told.get("curl", {}).get("basis", "")),
            "remaining": tuple(_remaining(entry) for entry in told.get("remaining", ())),
            "windows": tuple(_window(entry) for entry in told.get("windows", ())),
        }
    except (KeyError, TypeError, ValueError, AttributeError, PolyoptError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise DataError(f"{RESULT} is damaged: {reason}") from None


def told_bound(told: Told) -> dict[str, Any]:
    """Return what a run wrote to be proven.

    Parameters
    ----------
    told : mapping
        Content of `result.json`.

    Raises
    ------
    DataError
        If a proof is told without its numbers.
    """
    try:
        bound = dict(told.get("bound", {}))
        for entry in bound.get("objectives", ()):
            entry["expression"], entry["direction"]
            if entry["proven"] and "gap" in entry:
                _finite(entry, "best", "bound", "relative_gap")
        if bound.get("front", {}).get("proven"):
            _finite(bound["front"], "relative_gap")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{RESULT} is damaged: what is proven: {error}") from None
    return bound


def _finite(entry: Told, *keys: str) -> None:
    for key in keys:
        if not math.isfinite(entry[key]):
            raise ValueError(f"{key} is {entry[key]}")


def _claims(problem: Problem | None) -> Iterable[Any]:
    return () if problem is None else problem.claims


def _monomers(declared: Told) -> dict[tuple[str, str], Monomer]:
    """Return the monomers of all palettes by role and name."""
    found: dict[tuple[str, str], Monomer] = {}
    for layer in declared["layers"].values():
        for role in (DIANHYDRIDE, DIAMINE):
            for entry in layer[f"{role}s"]:
                one = _monomer(entry, role)
                found[role, str(one)] = one
    return found


def _monomer(entry: Any, role: str) -> Monomer:
    if isinstance(entry, Mapping):
        return own_monomer(entry["name"], entry["smiles"], role)
    name = str(entry).strip()
    known = library().by_name(name)
    if known is None or known.role != role:
        return label(name, role)
    return renamed(known, name) if len(name) <= 40 else known


def _design(told: Told, monomers: Mapping[tuple[str, str], Monomer], said: Told) -> Design:
    return Design(
        layers=tuple(_layer(name, held, monomers) for name, held in told["layers"].items()),
        objectives=tuple(float(v) for v in told["objectives"]),
        verdicts=tuple(_verdict(held, said) for held in told["claims"]),
        probability=float(told["probability"]),
        run=str(told.get("run", "")),
        curl=tuple(_curl(name, held) for name, held in told.get("curl", {}).items()),
    )


def _layer(name: str, told: Told, monomers: Mapping[tuple[str, str], Monomer]) -> DesignedLayer:
    dianhydrides, diamines = (
        tuple((monomers[role, m], float(x)) for m, x in told[f"{role}s"].items())
        for role in (DIANHYDRIDE, DIAMINE)
    )
    thickness = told.get("thickness_um")
    return DesignedLayer(
        name=name,
        composition=Composition(dianhydrides, diamines),
        thickness=None if thickness is None else float(thickness),
        properties={
            key: _property(told["properties"][key])
            for key in LAYER_PROPERTIES
            if key in told["properties"]
        },
    )


def _property(told: Told) -> PropertyValue:
    spread = (float(told["high"]) - float(told["low"])) / (2 * Z90)
    mean, unit = float(told["mean"]), str(told["unit"])
    return PropertyValue(mean, spread, unit, bool(told["in_domain"]), nearest="")


def _verdict(told: Told, said: Told) -> Verdict:
    margin, probability = (
        None if told[key] is None else float(told[key]) for key in ("margin", "probability")
    )
    return Verdict(
        id=str(told["id"]),
        summary=str(said.get(told["id"], "")),
        verdict=str(told["verdict"]),
        basis=str(told["basis"]),
        margin=margin,
        probability=probability,
        elements=(),
        assignment={},
    )


def _curl(name: str, told: Told) -> Curl:
    bent = told["curvature"]
    spread = (float(bent["high"]) - float(bent["low"])) / (2 * Z90)
    return Curl(name == "etched", float(bent["mean"]), spread)


def _remaining(told: Told) -> Remaining:
    open_ = tuple(
        OpenLimitation(**{**held, "claims": tuple(held["claims"])}) for held in told["limitations"]
    )
    kind = str(told["kind"])
    remedy = Remedy(DECLARE if kind == DECLARE else MEASURE, str(told["settle"]))
    return Remaining(kind, remedy, open_)


def _window(told: Told) -> Window:
    low = float("-inf") if told["low"] is None else float(told["low"])
    high = float("inf") if told["high"] is None else float(told["high"])
    return Window(**{**told, "low": low, "high": high})
