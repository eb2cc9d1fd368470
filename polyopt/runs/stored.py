"""The result of a run folder, judged again from its record."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from polyopt.chemistry.ambiguous_names import names_of_old_runs
from polyopt.errors import InfeasibleError, PolyoptError, UsageError
from polyopt.io.stored_json import Stored
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.record.run_folder import MANIFEST, RESULT, model_fingerprints
from polyopt.optimizer.record.stored_run import StoredRun, read_json, stored_run
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.problem.definition import Problem
from polyopt.problem.given_models import with_models
from polyopt.results.conclusion import conclusions
from polyopt.results.designs import Design
from polyopt.results.found import Found
from polyopt.results.from_json import found_in, with_stored_designs
from polyopt.results.front import front_designs
from polyopt.runs.result import Result

log = logging.getLogger("polyopt")
_DIGITS = 6


@in_one_thread
def stored_result(folder: Path) -> Result:
    """Return what the run in a folder found.

    The designs of its record are judged again by the models it was made with; what is proven and
    how long it took are read from its `result.json`, which an interrupted run may lack. Where a
    model or table of the run is not available, as one in Python never is, the designs are those of
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
    stored = _stored(folder)
    if not (folder / MANIFEST).exists() and stored.get("status") == "infeasible":
        return Result.of(found_in(stored, _asked(stored, folder)))
    try:
        run = stored_run(folder)
        problem = with_models(run.problem, run.models)
    except PolyoptError as error:
        return Result.of(_as_written(folder, stored, error))
    if dict(run.models_sha256) not in ({}, model_fingerprints(problem)):
        log.warning("the models are not those of the run: its designs are judged by the new ones")
    found = found_in(stored, problem)
    try:
        evaluator = Evaluator.of(problem)
    except InfeasibleError:
        return Result.of(found)
    return Result.of(_judged_anew(found, run, evaluator, stored))


def given_models(folder: Path) -> dict[str, str]:
    """Return the models that the run in a folder was given by property, seen from any folder.

    Parameters
    ----------
    folder : Path
        The run folder; of a run whose problem can no longer be built there are none.
    """
    try:
        return dict(stored_run(folder).models)
    except PolyoptError:
        return {}


def _judged_anew(found: Found, run: StoredRun, evaluator: Evaluator, stored: Stored) -> Found:
    """Return what was found with the designs of the record as the models now judge them."""
    archive, evaluations = run.kept(evaluator)
    designs = _with_origin(front_designs(evaluator, archive), stored)
    complete = "feasible" if designs and evaluations >= run.budget else "interrupted"
    return replace(
        found,
        status=found.status if "status" in stored else complete,
        evaluations=evaluations,
        subsets=evaluator.space.subset_count,
        seed=run.seed,
        **conclusions(evaluator, designs),
    )


def _with_origin(designs: tuple[Design, ...], stored: Stored) -> tuple[Design, ...]:
    """Return the designs of merged runs, each with the run that `result.json` says it is from."""
    try:
        origin = {
            _formulation(entry["layers"]): str(entry["run"])
            for entry in stored.get("pareto", ())
            if "run" in entry
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        log.warning("result.json is damaged: it does not say which run each design is from")
        return designs
    return tuple(
        replace(design, run=origin.get(_formulation(design.as_dict()["layers"]), ""))
        for design in designs
    )


def _formulation(layers: Stored) -> tuple[object, ...]:
    """Return what distinguishes one design from another, rounded."""
    roles = ("dianhydrides", "diamines")
    return tuple(
        (
            name,
            *(round(float(layer.get(k, 0.0)), _DIGITS) for k in ("thickness_um", "porosity")),
            *(
                tuple(sorted((m, round(x, _DIGITS)) for m, x in layer[role].items()))
                for role in roles
            ),
        )
        for name, layer in layers.items()
    )


def _as_written(folder: Path, stored: Stored, why: PolyoptError) -> Found:
    """Return what a run wrote where it cannot be judged again; raise `why` if it wrote nothing."""
    if not stored.get("pareto") or not (folder / MANIFEST).is_file():
        raise why
    manifest = read_json(folder / MANIFEST)
    reason = f"{why.what}; {why.remedy}" if why.remedy else why.what
    log.warning("the designs are shown as the run wrote them: %s", reason)
    found = found_in(stored, _asked(manifest, folder))
    found = with_stored_designs(found, stored, manifest.get("problem", {}))
    return replace(found, unjudged=reason)


def _asked(held: Stored, folder: Path) -> Problem | None:
    """Return the problem as it was declared, or None where it can no longer be built."""
    declared, start = held.get("problem", {}), Path(str(held.get("problem_folder", folder)))
    try:
        with names_of_old_runs():
            return Problem.from_dict(declared, start if start.is_dir() else folder)
    except (PolyoptError, TypeError, ValueError):
        return None


def _stored(folder: Path) -> Stored:
    """Return the content of `result.json`; nothing where there is none."""
    path = folder / RESULT
    if not folder.is_dir():
        raise UsageError(
            "is not a folder", where=str(folder), remedy="give the --out folder of a search"
        )
    return read_json(path) if path.is_file() else {}
