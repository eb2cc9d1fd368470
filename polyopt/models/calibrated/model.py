"""A model that has learned from a user's own films; it predicts films of one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from polyopt.equations.arrays import Array, Flags
from polyopt.errors import DataError, UsageError, counted, unknown_name
from polyopt.layer_property import ProcessPrior
from polyopt.models.artefact import Arrays, Artefact, Metadata, fingerprint_of
from polyopt.models.calibrated.belief import (
    PRIORS,
    Learned,
    far_from_films,
    learn,
    main_process,
    told_by_films,
)
from polyopt.models.calibrated.films import (
    OwnFilm,
    alike,
    as_record,
    checked_film,
    film_from,
    in_order,
    merged,
    process_name,
    spread_of_repeats,
)
from polyopt.models.calibrated.observed_films import observed_films
from polyopt.models.covariance import PairErrors
from polyopt.models.formed_covariance import FormedCovariance, TakenPart
from polyopt.models.gaussian_process.model import GaussianProcess
from polyopt.models.group_contribution.model import GroupContribution
from polyopt.models.identity import structure_of, structures_of
from polyopt.models.kinds import CALIBRATED
from polyopt.models.property_model import Pair, Posterior, in_one_line
from polyopt.models.regressor.model import EstimatorModel
from polyopt.models.repeat_unit_model import RepeatUnitModel

SUSPICIOUS = 0.3
"""Films that count less than this are named as doubtful."""
_MOST_FILMS = 1000
_PREFIX = "base_"

Base = GaussianProcess | GroupContribution | EstimatorModel


@dataclass(frozen=True, slots=True)
class CalibratedModel(RepeatUnitModel):
    """A base model conditioned on a user's films.

    Parameters
    ----------
    base : GaussianProcess, GroupContribution or EstimatorModel
        The model as it was before.
    rows : tuple of OwnFilm
        Every measurement, as given.
    films : tuple of OwnFilm, length n
        One for each composition and process.
    process : str
        The process whose films are predicted.
    pairs : tuple of (Monomer, Monomer), length u
        Repeat units of the films.
    film_mean : ndarray, shape (u,)
        What the base model expects of them. [unit]
    learned : Learned
        What the films taught.
    repeat_sd : float
        Spread of films of one formulation from one process. [unit]

    Notes
    -----
    Repeat units are predicted as films of the process. The uncertainty that remains of its offset
    and scale is in the covariance. A repeat unit that the user measured as a homopolymer counts as
    in domain, and is known as well as its repeats: what is left of its misfit is in the covariance,
    and one more film of it spreads as repeats do.
    """

    base: Base
    rows: tuple[OwnFilm, ...]
    films: tuple[OwnFilm, ...]
    process: str
    pairs: tuple[Pair, ...]
    film_mean: Array
    learned: Learned
    repeat_sd: float

    def __repr__(self) -> str:
        return in_one_line(self, f"{len(self.films)} own films")

    @property
    def unit(self) -> str:
        """Name of the unit."""
        return self.base.unit

    @property
    def name(self) -> str:
        """Name in reports."""
        return f"{self.base.name}, calibrated"

    @property
    def mixing(self) -> str:
        """Mixing rule of copolymers."""
        return self.base.mixing

    @property
    def property(self) -> str:
        """Name of the predicted quantity."""
        return self.base.property

    def _belief(self, units: Sequence[Pair]) -> Posterior:
        """Return the belief about repeat units, as films of the process."""
        u = len(self.pairs)
        before = self.base.formed_belief([*self.pairs, *units])
        places = np.arange(u, u + len(units))
        own, base = before.take(places), before.errors
        loads = before.laboratory
        structures = structures_of(units)
        same = self._same_films(structures)
        told = told_by_films(
            self.learned,
            self.process,
            self.film_mean,
            own.mean,
            base.between(places, np.arange(u)) - loads[u:] @ loads[:u].T,
            same,
        )
        errors = FormedCovariance(
            len(units),
            TakenPart.of(own.errors),
            tables=((-1.0, loads[u:]), (1.0, told.effects), (-1.0, told.settled)),
            own=told.misfit,
        )
        unmeasured_sd = np.hypot(self.learned.observed.misfit_sd, self.repeat_sd)
        measured = self._measured_units()
        known = np.array([structure in measured for structure in structures])
        labels = [" // ".join(structure) for structure in structures]
        far = far_from_films(self.learned, self.process, own.mean, self.unit)
        doubts = tuple("" if k else b or a for a, b, k in zip(own.doubts, far, known, strict=True))
        return Posterior(
            told.mean,
            PairErrors.of(errors),
            np.where(same.any(axis=1), self.repeat_sd, unmeasured_sd),
            np.array([not doubt for doubt in doubts]),
            own.novelty,
            tuple(a if k else b for a, b, k in zip(labels, own.nearest, known, strict=True)),
            np.where(known, 1.0, own.similarity),
            doubts=doubts,
        )

    def _same_films(self, structures: Sequence[tuple[str, str]]) -> Flags:
        """Return which film of the process is a homopolymer of which repeat unit, shape (p, n)."""
        made = [
            unit if film.process == self.process else None
            for film, unit in zip(self.films, self._homopolymers(), strict=True)
        ]
        return np.array([[unit == film for film in made] for unit in structures])

    def _measured_units(self) -> set[tuple[str, str]]:
        """Return the homopolymers among the films that the others do not contradict."""
        films = zip(self._homopolymers(), self.learned.weight, strict=True)
        return {unit for unit, weight in films if unit is not None and weight >= SUSPICIOUS}

    def _homopolymers(self) -> list[tuple[str, str] | None]:
        """Return the repeat unit of each film that is a homopolymer, None for a copolymer."""
        pairs = [[(a, b) for a, b, _ in film.composition.pairs()] for film in self.films]
        return [structure_of(units[0]) if len(units) == 1 else None for units in pairs]

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file: the base and every measurement."""
        metadata, arrays = self.base.content()
        head = {
            "kind": CALIBRATED,
            "process": self.process,
            "films": [as_record(film) for film in self.rows],
            "base": metadata,
        }
        return head, {f"{_PREFIX}{name}": array for name, array in arrays.items()}


def calibrate(
    model: Base | CalibratedModel, films: Iterable[OwnFilm], process: str | None = None
) -> CalibratedModel:
    """Return a model that has learned from films; of a calibrated one, in addition to its own.

    Parameters
    ----------
    model : GaussianProcess, GroupContribution, EstimatorModel or CalibratedModel
        The model to start from.
    films : iterable of OwnFilm
        Measured films. A measurement that the model already has counts once.
    process : str, optional
        The process to predict; by default that with most films.

    Raises
    ------
    DataError
        If there is no film, more than 1000, or one cannot be used.
    UsageError
        If no film is of that process, or nothing is known of how processes move the property.
    """
    if model.property not in PRIORS:
        raise UsageError(
            f"films cannot move a model of {model.property}",
            remedy=f"only of {' and '.join(PRIORS)}: how far processes shift it is not known",
        )
    base, old = (model.base, model.rows) if isinstance(model, CalibratedModel) else (model, ())
    new = [checked_film(film, base.property) for film in films]
    had = {_identity(film) for film in old}
    rows = in_order([*old, *(f for f in new if _identity(f) not in had)])
    if not 0 < len(rows) <= _MOST_FILMS:
        raise DataError(
            f"{counted(len(rows), 'film')} with {base.property}",
            remedy=f"a calibration takes 1 to {_MOST_FILMS}; with more, fit a model",
        )
    prior = prior_of(base)
    repeat_sd = spread_of_repeats(alike(rows), prior.repeat)
    kept = merged(alike(rows), repeat_sd)
    chosen = _chosen(process, [film.process for film in kept])
    base = _precise(base)
    pairs, film_mean, covariance, observed = observed_films(base, kept, repeat_sd)
    learned = learn(film_mean, covariance, observed, prior)
    return CalibratedModel(base, rows, kept, chosen, pairs, film_mean, learned, repeat_sd).sealed()


def prior_of(base: Base) -> ProcessPrior:
    """Return how far a process may lie from a model: as its own data tell, or as usual."""
    found = None if isinstance(base, EstimatorModel) else base.laboratory
    return PRIORS[base.property] if found is None else found


def _precise(base: Base) -> Base:
    """Return the base with its factor in double precision.

    The mean now depends on covariances, which in single precision change in the fifth digit with
    the palette.
    """
    if not isinstance(base, GaussianProcess):
        return base
    return replace(base, factor=base.factor.astype(np.float64))


def _chosen(process: str | None, names: list[str]) -> str:
    if process is None:
        return main_process(names)
    spelled = {name.casefold(): name for name in names}
    wanted = process_name(process).casefold()
    if wanted not in spelled:
        raise unknown_name("process", process, sorted(set(names)))
    return spelled[wanted]


def _identity(film: OwnFilm) -> tuple[str, str, float, float]:
    process = process_name(film.process).casefold()
    return process, str(film.composition), film.value, film.sd


def calibrated_from(artefact: Artefact, base_from: Callable[[Artefact], Base]) -> CalibratedModel:
    """Return the calibrated model that an artefact holds.

    Parameters
    ----------
    artefact : Artefact
        Content of the file.
    base_from : callable
        Reads the base model in it.

    Raises
    ------
    DataError
        If a part is missing or damaged.
    """
    metadata = artefact.value("base", dict)
    arrays = {name.removeprefix(_PREFIX): array for name, array in artefact.arrays.items()}
    base = base_from(Artefact(metadata, arrays, fingerprint_of(metadata, arrays)))
    process, records = artefact.value("process", str), artefact.value("films", list)
    if base.property not in PRIORS or not 0 < len(records) <= _MOST_FILMS:
        raise DataError("the model file lacks proper films")
    films = [film_from(record, base.property) for record in records]
    if process not in {film.process for film in alike(films)}:
        raise DataError(f"the model file holds no film of its process {process!r}")
    return calibrate(base, films, process)
