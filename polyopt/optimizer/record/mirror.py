"""A team's copy of a search: the designs of the front in a database that Optuna's tools open.

The journal in the run folder stays the record; the copy has one writer, the process that holds the
folder. A database takes a hundred times longer for each trial than the journal, so only designs of
the front go there, at most fifty a time, at most once a minute and at the end of the run.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from polyopt.errors import UsageError, printable
from polyopt.optimizer.evaluation.engine_settings import Progress
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive, spread_out
from polyopt.optimizer.record.run_folder import without_password
from polyopt.optimizer.record.study import Record

if TYPE_CHECKING:
    import optuna

log = logging.getLogger("polyopt")

INTERVAL = 60.0
"""Least time between two writes. [s]"""

NUMBER = "record number"
_POSTGRESQL = ("postgresql", "postgres")
_PATIENCE = 10
"""Seconds to wait for a connection."""

_PAUSES = (0.2, 1.0)
"""Seconds to wait where another run makes the tables of a new database at the same moment."""

_NEAREST = 10
MOST = 50
"""Designs written at a time: a front is thinned to these, evenly."""


class Mirror:
    """A database study with the designs of a run's front.

    Parameters
    ----------
    url : str
        Address as SQLAlchemy takes it, such as ``postgresql://user@host/database``.
    clock : callable
        Gives the time. [s]

    Raises
    ------
    UsageError
        If the address is wrong, its driver is missing or the database cannot be reached.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._place = without_password(url) if "://" in url else "--storage"
        self._written: set[int] | None = None
        self._lost = False
        self._last = clock()
        try:
            self._storage = _storage(url)
        except ImportError as error:
            cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
            missing = printable(str(cause.name or "its driver"))
            raise UsageError(
                f"the database needs a package that is not installed: {missing}",
                where=self._place,
                remedy="install polyopt[postgres] for PostgreSQL, or the driver of your database",
            ) from None
        except Exception as error:  # noqa: BLE001 - each database has errors of its own
            raise UsageError(
                f"the database cannot be used: {self._reason(error)}",
                where=self._place,
                remedy="check the address and that the database can be reached; --out alone "
                "keeps the record too",
            ) from None

    def update(self, evaluator: Evaluator, record: Record, archive: Archive) -> None:
        """Write the front if the last write is long enough ago."""
        if not self._lost and self._clock() - self._last >= INTERVAL:
            self.write(evaluator, record, archive)

    def write(self, evaluator: Evaluator, record: Record, archive: Archive) -> None:
        """Write the designs of the front that are not there yet; a lost database is a warning."""
        try:
            self._write(evaluator, record, archive)
        except Exception as error:  # noqa: BLE001 - each database has errors of its own
            if not self._lost:
                log.warning(
                    "%s does not answer: %s; the record in the run folder goes on",
                    self._place,
                    self._reason(error),
                )
            self._lost = True
        self._last = self._clock()

    def close(self) -> None:
        """Give the connections back; a database that is gone takes none."""
        self._storage.remove_session()
        self._storage.engine.dispose()

    def _write(self, evaluator: Evaluator, record: Record, archive: Archive) -> None:
        from polyopt.optimizer.record.trials import distributions, trials_of

        study = self._study(evaluator, record)
        if self._written is None:
            trials = study.get_trials(deepcopy=False)
            self._written = {t.user_attrs.get(NUMBER, -1) for t in trials}
        shown = _shown(evaluator, archive)
        new = np.flatnonzero([n not in self._written for n in shown.number.tolist()])
        fresh = shown.take(new)
        space = distributions(evaluator.space, categorical=False)
        for trial, number in zip(
            trials_of(evaluator, fresh, space), fresh.number.tolist(), strict=True
        ):
            trial.set_user_attr(NUMBER, number)
            study.add_trial(trial)
            self._written.add(number)
        study.set_user_attr("evaluations", record.evaluations)

    def _study(self, evaluator: Evaluator, record: Record) -> optuna.Study:
        import optuna

        source = record.study
        run = str(source.user_attrs.get("run", ""))[:12]
        name = f"{evaluator.problem.title[:200]} ({run})"
        study = optuna.create_study(
            study_name=name,
            storage=self._storage,
            directions=source.directions,
            load_if_exists=True,
        )
        if "run" not in study.user_attrs:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
                study.set_metric_names([o.expression.text for o in evaluator.problem.objectives])
            for key in ("sampler", "title", "run"):
                study.set_user_attr(key, source.user_attrs.get(key, ""))
        return study

    def _reason(self, error: Exception) -> str:
        """Return the first line of an error without the password."""
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        lines = f"{type(cause).__name__}: {cause}".splitlines()
        text = printable(without_password(lines[0]))
        for secret in _passwords(self._url):
            text = text.replace(secret, "***")
        return text[:160]


@contextmanager
def mirrored(
    mirror: Mirror | None, evaluator: Evaluator, record: Record, progress: Progress
) -> Iterator[Progress]:
    """Give a progress callback that keeps a mirror up to date; end with all of the front there."""
    if mirror is None:
        yield progress
        return
    last: list[Archive] = []

    def shown(done: int, archive: Archive) -> None:
        last[:] = [archive]
        mirror.update(evaluator, record, archive)
        progress(done, archive)

    try:
        yield shown
        mirror.write(evaluator, record, last[0] if last else record.archive(evaluator))
    finally:
        mirror.close()


def _storage(url: str) -> optuna.storages.RDBStorage:
    """Open a database; one on the network has ten seconds to answer."""
    import optuna

    options: dict[str, object] = {"pool_pre_ping": True}
    if url.startswith(("postgresql", "mysql", "mariadb")):
        options["connect_args"] = {"connect_timeout": _PATIENCE}
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for pause in _PAUSES:
        try:
            return optuna.storages.RDBStorage(_with_driver(url), engine_kwargs=options)
        except Exception as error:
            if not _made_by_another(error):
                raise
            time.sleep(pause)
    return optuna.storages.RDBStorage(_with_driver(url), engine_kwargs=options)


def _made_by_another(error: Exception) -> bool:
    """Say whether another run has made the tables of an empty database at the same moment."""
    from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

    if isinstance(error, IntegrityError):
        return True
    return isinstance(error, ProgrammingError | OperationalError) and "already exists" in str(error)


def _with_driver(url: str) -> str:
    """Return an address with the driver of the extra `postgres`, where it names none.

    SQLAlchemy's own choice differs between its versions.

    >>> _with_driver("postgresql://me@host/team"), _with_driver("sqlite:///team.db")
    ('postgresql+psycopg://me@host/team', 'sqlite:///team.db')
    """
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in _POSTGRESQL else url


def _passwords(url: str) -> set[str]:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return set()
    return {str(parsed.password)} if parsed.password else set()


def _shown(evaluator: Evaluator, archive: Archive) -> Archive:
    """Return the front; where nothing is feasible yet, the nearest designs."""
    signs = np.array([o.sign for o in evaluator.problem.objectives])
    front = archive.front(signs)
    if len(front):
        return front.take(spread_out(front.outcome.objectives, MOST))
    return archive.take(np.argsort(archive.outcome.violation, kind="stable")[:_NEAREST])
