"""What a run folder holds, read without changing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyopt.chemistry.ambiguous_names import names_of_old_runs
from polyopt.errors import DataError, PolyoptError, UsageError, quoted
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.record.run_folder import JOURNAL, MANIFEST, RESULT, fingerprint
from polyopt.optimizer.record.samplers import SAMPLERS
from polyopt.optimizer.record.study import Record
from polyopt.problem.definition import Problem

_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as its manifest describes it.

    Parameters
    ----------
    folder : Path
        Where it is.
    problem : Problem
        The problem it was made for, with the models that its problem file names.
    seed : int
        Its seed.
    sampler : str
        Its sampler.
    models : mapping of str to str
        The model files it used instead of the shipped models, by property.
    models_sha256 : mapping of str to str
        Fingerprints of the models that its record was made with, by layer and property.
    budget : int
        Evaluations asked for; 0 where an old run does not say.
    """

    folder: Path
    problem: Problem
    seed: int
    sampler: str
    models: Mapping[str, str]
    models_sha256: Mapping[str, str]
    budget: int

    def archive(self, evaluator: Evaluator) -> Archive:
        """Return the designs that the run kept; as `kept`."""
        return self.kept(evaluator)[0]

    def kept(self, evaluator: Evaluator) -> tuple[Archive, int]:
        """Return the designs that the run kept, and how many it evaluated.

        Raises
        ------
        DataError
            If there is no record, or it does not belong to the problem.
        """
        journal = self.folder / JOURNAL
        if not journal.exists():
            raise DataError(
                "contains no record of a search",
                where=str(self.folder),
                remedy="polyopt search PROBLEM --out FOLDER makes one",
            )
        try:
            record = Record(evaluator, self.sampler, self.seed, journal, read_only=True)
            archive = record.archive(evaluator)
            evaluator.space.decoded(archive.designs)
        except PolyoptError as error:
            raise (error if error.where else error.at(str(journal))) from None
        except Exception as error:  # noqa: BLE001 - a damaged record breaks in many ways
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
            raise DataError(f"the record cannot be read: {reason}", where=str(journal)) from None
        return archive, record.evaluations


def _no_run(folder: Path) -> UsageError:
    """Return the error for a folder without a run, and the run inside it that may be meant."""
    inside = next(folder.glob(f"*/{MANIFEST}"), None) if folder.is_dir() else None
    if inside is not None:
        remedy = f"did you mean {quoted(inside.parent)}?"
    elif (folder / RESULT).is_file():
        remedy = "its search found the limits contradictory: change the problem and search again"
    else:
        remedy = "give the --out folder of a polyopt search"
    return UsageError("contains no run", where=str(folder), remedy=remedy)


def stored_run(folder: Path) -> StoredRun:
    """Return the run that a folder holds.

    Raises
    ------
    UsageError
        If it holds none, or its problem cannot be built.
    DataError
        If the manifest is damaged, or a file that the problem names has changed.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise _no_run(folder)
    held = read_json(path)
    try:
        declared, settings = held["problem"], held["settings"]
        seed, sampler = settings["seed"], settings["sampler"]
        models = dict(settings.get("models", {}))
        prints = dict(held.get("models_sha256", {}))
        budget = settings.get("budget", 0)
        start = Path(str(held.get("problem_folder", folder.parent)))
        sound = isinstance(declared, dict) and isinstance(seed, int) and sampler in tuple(SAMPLERS)
        sound = (
            sound and isinstance(budget, int) and all(isinstance(p, str) for p in prints.values())
        )
        sound = sound and seed >= 0 and all(isinstance(m, str) for m in models.values())
        if not sound:
            raise ValueError("problem, settings or models are not what they should be")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"is damaged: {error}", where=str(path)) from None
    try:
        with names_of_old_runs():
            problem = Problem.from_dict(declared, start if start.is_dir() else folder.parent)
    except PolyoptError as error:
        raise error.at(str(path)) from None
    if fingerprint(problem) != held.get("problem_sha256"):
        raise DataError(
            "a table or model that the problem names is missing or has changed since the run",
            where=str(path),
            remedy="restore it, or search again",
        )
    return StoredRun(folder, problem, seed, sampler, models, prints, budget)


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object of a run folder.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("it is too large")
        held = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(held, dict):
            raise ValueError("it is no JSON object")
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:120]
        raise DataError(f"cannot be read: {reason}", where=str(path)) from None
    return held
