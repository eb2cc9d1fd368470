"""Going on with a run under other models: nothing of the old values stays."""

from __future__ import annotations

import logging
import os
from itertools import count
from pathlib import Path

from polyopt.errors import DataError
from polyopt.optimizer.evaluation.engine_settings import EngineSettings
from polyopt.optimizer.evaluation.evaluate import Evaluator, evaluate_batch
from polyopt.optimizer.evaluation.front import Archive
from polyopt.optimizer.record.run_folder import JOURNAL, model_fingerprints, read_manifest
from polyopt.optimizer.record.study import Record

log = logging.getLogger("polyopt")


def settle_models(
    folder: Path, evaluator: Evaluator, settings: EngineSettings, *, resume: bool
) -> None:
    """Evaluate a run's record again where its models are not those the problem has now."""
    if not resume:
        return
    if read_manifest(folder).get("models_sha256") != model_fingerprints(evaluator.problem):
        evaluate_anew(folder, evaluator, settings)


def evaluate_anew(folder: Path, evaluator: Evaluator, settings: EngineSettings) -> None:
    """Start a new journal whose first generation are the designs of the old one, evaluated again.

    The new journal takes the old one's place only when it is complete; the old one stays beside
    it as ``study-1.journal`` (or the next free number).

    Parameters
    ----------
    folder : Path
        The run folder.
    evaluator : Evaluator
        The problem with its present models.
    settings : EngineSettings
        Sampler, seed and workers.

    Raises
    ------
    DataError
        If a journal cannot be read or written.
    """
    journal = folder / JOURNAL
    if not journal.exists():
        return
    old = Record(evaluator, settings.sampler, settings.seed, journal, read_only=True)
    designs = old.designs(evaluator)
    part = folder / f"{JOURNAL}.part"
    kept = next(p for n in count(1) if not (p := folder / f"study-{n}.journal").exists())
    try:
        part.unlink(missing_ok=True)
        if len(designs):
            fresh = Record(evaluator, settings.sampler, settings.seed, part)
            with settings.workers.team(evaluator) as team:
                outcome = evaluate_batch(team, designs)
            fresh.keep(evaluator, Archive.unrecorded(designs, outcome), len(designs))
        os.replace(journal, kept)
        if len(designs):
            os.replace(part, journal)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(folder)) from None
    log.warning(
        "the models are not those of the run: its %d recorded designs are evaluated again; "
        "the old record is kept as %s",
        len(designs),
        kept.name,
    )
