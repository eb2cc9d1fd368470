"""The result of a run folder, judged anew from its record."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from polyopt.errors import DataError, InfeasibleError, UsageError
from polyopt.geometry import stack_text
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.one_thread import in_one_thread
from polyopt.optimizer.front_designs import Design, front_designs
from polyopt.optimizer.record.run_folder import MANIFEST, RESULT, model_fingerprints
from polyopt.optimizer.record.stored_run import StoredRun, read_json, stored_run
from polyopt.optimizer.result import Result
from polyopt.optimizer.what_remains import what_remains
from polyopt.problem.definition import Problem
from polyopt.problem.models import with_models
from polyopt.problem.quantities import basis_of_curl

log = logging.getLogger("polyopt")


@in_one_thread
def stored_result(folder: Path) -> Result:
    """Return what the run in a folder found.

    The designs of its record are judged anew by the models it was made with; what is proven and
    how long it took are read from its `result.json`, which an interrupted run may lack.

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
        return _without_designs(told, None)
    run = stored_run(folder)
    problem = with_models(run.problem, run.models)
    if dict(run.models_sha256) not in ({}, model_fingerprints(problem)):
        log.warning("the models are not those of the run: its designs are judged by the new ones")
    try:
        evaluator = Evaluator.of(problem)
    except InfeasibleError:
        return _without_designs(told, problem)
    return replace(_without_designs(told, problem), **_found(run, evaluator, told))


def _found(run: StoredRun, evaluator: Evaluator, told: dict[str, Any]) -> dict[str, Any]:
    archive, evaluations = run.kept(evaluator)
    designs = _with_runs(front_designs(evaluator, archive), told)
    unfinished = "feasible" if designs and evaluations >= run.budget else "interrupted"
    return {
        "designs": designs,
        "curl_basis": basis_of_curl(evaluator.problem) if designs else "",
        **what_remains(evaluator, designs),
        "evaluations": evaluations,
        "subsets": evaluator.space.subset_count,
        "seed": run.seed,
        "status": told.get("status", unfinished),
    }


def _with_runs(designs: tuple[Design, ...], told: dict[str, Any]) -> tuple[Design, ...]:
    """Return designs of a merged run with the runs that `result.json` names for them."""
    entries = [e for e in told.get("pareto", ()) if isinstance(e, dict) and e.get("run")]
    runs = {_layers_key(entry): str(entry["run"]) for entry in entries}
    if not runs:
        return designs
    return tuple(replace(d, run=runs.get(_layers_key(d.as_dict()), "")) for d in designs)


def _layers_key(entry: dict[str, Any]) -> str:
    """Return what a design is made of; its properties may be predicted anew."""
    layers = entry.get("layers")
    if not isinstance(layers, dict):
        return ""
    kept = ("dianhydrides", "diamines", "thickness_um")
    made_of = {
        name: {k: layer.get(k) for k in kept}
        for name, layer in layers.items()
        if isinstance(layer, dict)
    }
    return json.dumps(made_of, sort_keys=True)


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
            bound=dict(told.get("bound", {})),
            conflict=tuple(map(str, told.get("conflict", ()))),
            conflict_detail=dict(told.get("conflict_detail", {})),
            assumed_met=tuple(map(str, told.get("assumed_met", ()))),
            problem=problem,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{RESULT} is damaged: {error}") from None


def _told(folder: Path) -> dict[str, Any]:
    path = folder / RESULT
    if not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), remedy="give the --out of a search")
    return read_json(path) if path.is_file() else {}
