"""The result of a run folder, judged anew from its record."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from polyopt.errors import DataError, InfeasibleError, PolyoptError, UsageError
from polyopt.laminate.structure import stack_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.one_thread import in_one_thread
from polyopt.optimizer.record.run_folder import MANIFEST, RESULT, model_fingerprints
from polyopt.optimizer.record.stored_run import StoredRun, read_json, stored_run
from polyopt.problem.definition import Problem
from polyopt.problem.given_models import with_models
from polyopt.problem.known_quantities import basis_of_curl
from polyopt.results.designs import Design, front_designs
from polyopt.results.from_json import told_bound, told_fields
from polyopt.results.what_remains import what_remains
from polyopt.runs.result import Result

log = logging.getLogger("polyopt")
_DIGITS = 6


@in_one_thread
def stored_result(folder: Path) -> Result:
    """Return what the run in a folder found.

    The designs of its record are judged anew by the models it was made with; what is proven and
    how long it took are read from its `result.json`, which an interrupted run may lack. Where a
    model or table of the run is not at hand, as one in Python never is, the designs are those of
    `result.json`, and `Result.unjudged` says why.

    Parameters
    ----------
    folder : Path
        The run folder.

    Raises
    ------
    UsageError
        If the folder holds no run.
    DataError
        If it cannot be read.
    """
    told = _told(folder)
    if not (folder / MANIFEST).exists() and told.get("status") == "infeasible":
        return _without_designs(told, _asked(told, folder))
    try:
        run = stored_run(folder)
        problem = with_models(run.problem, run.models)
    except PolyoptError as error:
        return _told_only(folder, told, error)
    if dict(run.models_sha256) not in ({}, model_fingerprints(problem)):
        log.warning("the models are not those of the run: its designs are judged by the new ones")
    try:
        evaluator = Evaluator.of(problem)
    except InfeasibleError:
        return _without_designs(told, problem)
    return replace(_without_designs(told, problem), **_found(run, evaluator, told))


def _found(run: StoredRun, evaluator: Evaluator, told: dict[str, Any]) -> dict[str, Any]:
    archive, evaluations = run.kept(evaluator)
    designs = _with_origin(front_designs(evaluator, archive), told)
    unfinished = "feasible" if designs and evaluations >= run.budget else "interrupted"
    return {
        "designs": designs,
        "curl_basis": basis_of_curl(evaluator.problem) if designs else "",
        **what_remains(evaluator, designs),
        "evaluations": evaluations,
        "subsets": evaluator.space.subset_count,
        "seed": run.seed,
        "status": str(told.get("status", unfinished)),
    }


def _with_origin(designs: tuple[Design, ...], told: dict[str, Any]) -> tuple[Design, ...]:
    """Return the designs of merged runs, each with the run that `result.json` says it is from."""
    try:
        origin = {
            _formulation(entry["layers"]): str(entry["run"])
            for entry in told.get("pareto", ())
            if "run" in entry
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        log.warning("result.json is damaged: it does not tell which run each design is from")
        return designs
    return tuple(
        replace(design, run=origin.get(_formulation(design.as_dict()["layers"]), ""))
        for design in designs
    )


def _formulation(layers: dict[str, Any]) -> tuple[Any, ...]:
    """Return what tells one design from another, rounded."""
    roles = ("dianhydrides", "diamines")
    return tuple(
        (
            name,
            round(float(layer.get("thickness_um", 0.0)), _DIGITS),
            *(
                tuple(sorted((m, round(x, _DIGITS)) for m, x in layer[role].items()))
                for role in roles
            ),
        )
        for name, layer in layers.items()
    )


def _told_only(folder: Path, told: dict[str, Any], why: PolyoptError) -> Result:
    """Return what a run wrote where it cannot be judged anew; raise `why` if it wrote nothing."""
    if not told.get("pareto") or not (folder / MANIFEST).is_file():
        raise why
    manifest = read_json(folder / MANIFEST)
    declared, problem = manifest.get("problem", {}), _asked(manifest, folder)
    reason = f"{why.what}; {why.remedy}" if why.remedy else why.what
    log.warning("the designs are shown as the run wrote them: %s", reason)
    return replace(
        _without_designs(told, problem),
        **told_fields(told, declared, problem),
        unjudged=reason,
    )


def _asked(held: dict[str, Any], folder: Path) -> Problem | None:
    """Return the problem as it was declared, or None where it can no longer be built."""
    declared, start = held.get("problem", {}), Path(str(held.get("problem_folder", folder)))
    try:
        return Problem.from_dict(declared, start if start.is_dir() else folder)
    except (PolyoptError, TypeError, ValueError):
        return None


def _without_designs(told: dict[str, Any], problem: Problem | None) -> Result:
    """Return what `result.json` tells, without its designs."""
    try:
        objectives = tuple((o["expression"], o["direction"]) for o in told.get("objectives", ()))
        return Result(
            title=problem.title if problem else str(told.get("title", "")),
            status=str(told.get("status", "interrupted")),
            objectives=tuple((o.expression.text, o.direction) for o in problem.objectives)
            if problem
            else objectives,
            designs=(),
            evaluations=int(told.get("evaluations", 0)),
            subsets=0,
            elapsed=float(told.get("elapsed_s", 0.0)),
            seed=int(told.get("seed", 0)),
            stack=stack_text(problem.laminate) if problem else "",
            bound=told_bound(told),
            conflict=tuple(map(str, told.get("conflict", ()))),
            conflict_detail=dict(told.get("conflict_detail", {})),
            assumed_met=tuple(map(str, told.get("assumed_met", ()))),
            problem=problem,
            stopped=str(told.get("stopped", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{RESULT} is damaged: {error}") from None


def _told(folder: Path) -> dict[str, Any]:
    path = folder / RESULT
    if not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), remedy="give the --out of a search")
    return read_json(path) if path.is_file() else {}
