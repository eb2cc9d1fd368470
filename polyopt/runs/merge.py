"""Many runs of one problem, one result: the designs are judged again and keep their origin."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from polyopt.conflict.conflict import Obstacles
from polyopt.conflict.explanation import broken_limits
from polyopt.errors import DataError, PolyoptError, UsageError
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.record.run_folder import (
    JOURNAL,
    MANIFEST,
    fingerprint,
    held,
    model_fingerprints,
    open_folder,
    write_manifest,
)
from polyopt.optimizer.record.samplers import AUTO
from polyopt.optimizer.record.stored_run import StoredRun, stored_run
from polyopt.optimizer.record.study import Record
from polyopt.optimizer.search_settings import UNLIMITED
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.optimizer.workers.team import Workers
from polyopt.problem.definition import Problem
from polyopt.problem.given_models import with_models
from polyopt.results.conclusion import answer
from polyopt.results.front import front_designs
from polyopt.runs.result import Result

log = logging.getLogger("polyopt")


@dataclass(frozen=True, slots=True)
class MergedRun:
    """A run that a merged result is made of.

    Parameters
    ----------
    folder : str
        Where it is, as the user wrote it.
    seed : int
        Its seed.
    sampler : str
        Its sampler.
    evaluations : int
        Designs it evaluated.
    budget : int
        Designs it was to evaluate.
    kept : int
        Designs of its record that were judged again.
    """

    folder: str
    seed: int
    sampler: str
    evaluations: int
    budget: int
    kept: int

    @property
    def complete(self) -> bool:
        """Whether the run spent its budget, or was to end by a time alone."""
        return self.evaluations >= self.budget or self.budget == UNLIMITED

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        return {
            "run": self.folder,
            "seed": self.seed,
            "sampler": self.sampler,
            "evaluations": self.evaluations,
            "budget": self.budget,
            "complete": self.complete,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class Merge:
    """What runs came to together.

    Parameters
    ----------
    result : Result
        One front; each design knows its run.
    runs : tuple of MergedRun
        The runs it is made of.
    skipped : tuple of (str, str)
        Folders that could not be read, and why.
    """

    result: Result
    runs: tuple[MergedRun, ...]
    skipped: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it: the result, the runs and what was left out."""
        return {
            **self.result.as_dict(),
            "runs": [run.as_dict() for run in self.runs],
            "skipped": [{"run": folder, "reason": reason} for folder, reason in self.skipped],
        }


@in_one_thread
def merge(runs: Sequence[str | Path], out: str | Path | None = None) -> Merge:
    """Merge several runs of one problem into one result.

    The designs that each run kept are judged again with the current models, so a run that is
    still going on or was interrupted may be included. A folder that cannot be read is left out and
    named in `skipped`.

    Parameters
    ----------
    runs : sequence of path
        Run folders of searches; their seeds and samplers may differ.
    out : path, optional
        Run folder for the result; it can be resumed and merged again.

    Returns
    -------
    Merge
        The result, its runs and what was left out.

    Raises
    ------
    UsageError
        If runs are of different problems or models, one is named twice, or `out` holds a run.
    DataError
        If no run can be read, or `out` cannot be written.
    """
    started = time.perf_counter()
    _refuse(runs, out)
    stored, skipped = _read(runs)
    problem = with_models(stored[0][1].problem, stored[0][1].models)
    if dict(stored[0][1].models_sha256) not in ({}, model_fingerprints(problem)):
        log.warning(
            "the models are not those of the runs: their designs are judged by the new ones"
        )
    evaluator = Evaluator.of(problem)
    merged, archives = [], []
    for name, run in stored:
        try:
            archive, evaluations = run.kept(evaluator)
        except PolyoptError as error:
            skipped.append(_left_out(name, error))
            continue
        archives.append(archive)
        merged.append(MergedRun(name, run.seed, run.sampler, evaluations, run.budget, len(archive)))
    if not any(run.kept for run in merged):
        raise DataError("no run holds designs to merge", where=", ".join(map(str, runs))[:200])
    archive, origin = _united(evaluator, merged, archives)
    result = _result(evaluator, archive, origin, merged, time.perf_counter() - started)
    found = Merge(result, tuple(merged), tuple(skipped))
    if out is not None:
        _write(found, evaluator, archive, stored[0][1].models, Path(out))
    return found


def _refuse(runs: Sequence[str | Path], out: str | Path | None) -> None:
    """Raise for folders that cannot be meant."""
    if not runs:
        raise UsageError("there are no runs to merge", remedy="name the --out folders of searches")
    seen: dict[Path, str] = {}
    for run in runs:
        place = Path(run).resolve()
        if place in seen:
            raise UsageError("is named twice", where=str(run), remedy="name each run once")
        seen[place] = str(run)
    if out is not None and ((Path(out) / MANIFEST).exists() or (Path(out) / JOURNAL).exists()):
        raise UsageError("already contains a run", where=str(out), remedy="choose another --out")


def _read(
    runs: Sequence[str | Path],
) -> tuple[list[tuple[str, StoredRun]], list[tuple[str, str]]]:
    """Return the runs that can be read, all of one problem, and those that cannot."""
    stored: list[tuple[str, StoredRun]] = []
    skipped = []
    for run in runs:
        try:
            stored.append((str(run), stored_run(Path(run))))
        except PolyoptError as error:
            skipped.append(_left_out(str(run), error))
    if not stored:
        raise DataError(
            f"none of the runs can be read; {skipped[0][1]}", remedy="restore one, or search again"
        )
    first_name, first = stored[0]
    wanted = fingerprint(first.problem)
    for name, other in stored[1:]:
        if fingerprint(other.problem) != wanted:
            raise UsageError(
                f"is the run of another problem than {first_name}",
                where=name,
                remedy="merge runs of one problem; only seeds, samplers and budgets may differ",
            )
        if other.models_sha256 != first.models_sha256:
            raise UsageError(
                f"was made with other models than {first_name}",
                where=name,
                remedy="go on with one of them under the other's models (--resume), then merge",
            )
    return stored, skipped


def _left_out(name: str, error: PolyoptError) -> tuple[str, str]:
    reason = f"{error.where}: {error.what}" if error.where else error.what
    log.warning("%s is left out: %s", name, reason)
    return name, reason


def _united(
    evaluator: Evaluator, merged: Sequence[MergedRun], archives: Sequence[Archive]
) -> tuple[Archive, dict[int, str]]:
    """Return all designs judged again, and the run of each by its number."""
    designs = archives[0].designs
    for archive in archives[1:]:
        designs = designs.joined(archive.designs)
    with Workers().team(evaluator) as team:
        outcome = evaluate_batch(team, designs)
    names = [run.folder for run in merged for _ in range(run.kept)]
    numbers = np.arange(len(designs), dtype=np.int64)
    return Archive(designs, outcome, numbers), dict(enumerate(names))


def _result(
    evaluator: Evaluator,
    archive: Archive,
    origin: dict[int, str],
    merged: Sequence[MergedRun],
    elapsed: float,
) -> Result:
    designs = front_designs(evaluator, archive, origin)
    partial = not all(run.complete for run in merged)
    found = answer(
        evaluator,
        designs,
        status="feasible" if designs else "interrupted" if partial else "infeasible",
        evaluations=sum(run.evaluations for run in merged),
        elapsed=elapsed,
        seed=merged[0].seed,
        obstacles=Obstacles(() if designs else broken_limits(evaluator, archive)),
    )
    return Result.of(found)


def _write(
    found: Merge,
    evaluator: Evaluator,
    archive: Archive,
    models: Mapping[str, str],
    folder: Path,
) -> None:
    """Write a run folder: record, manifest with the runs, result and front."""
    problem: Problem = evaluator.problem
    seed, evaluations = found.result.seed, found.result.evaluations
    settings = {
        "budget": evaluations,
        "seed": seed,
        "sampler": AUTO,
        "models": dict(models),
        "merged": [run.as_dict() for run in found.runs],
    }
    open_folder(folder, problem, settings, resume=False)
    with held(folder / JOURNAL):
        record = Record(evaluator, AUTO, seed, folder / JOURNAL)
        unnumbered = Archive.unrecorded(archive.designs, archive.outcome)
        record.keep(evaluator, unnumbered, evaluations)
        write_manifest(folder, problem, settings)
    found.result.save(folder)
