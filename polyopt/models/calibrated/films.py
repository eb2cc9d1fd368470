"""A user's own films: checked, gathered by composition and process, kept in model files."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from polyopt.chemistry.composition import Composition, Share
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.errors import DataError, PolyoptError, quoted
from polyopt.models.features import unit_features
from polyopt.models.films import SHARE_DIGITS, TrainingRow, check_value
from polyopt.models.identity import distinct_units, structure_of
from polyopt.models.recipes import recipe_of

_USUAL_FREEDOM = 4

UNSTATED = "unstated"
"""Name of the process of films whose table says nothing about it."""


@dataclass(frozen=True, slots=True)
class OwnFilm:
    """One measured film of a user.

    Parameters
    ----------
    composition : Composition
        What it is made of.
    value : float
        Measured. [degC or ppm/K]
    sd : float
        Uncertainty of the measurement; 0 if it is not stated. [unit]
    process : str
        How it was made and measured, in words; films of one process share an offset.
    """

    composition: Composition
    value: float
    sd: float = 0.0
    process: str = UNSTATED


def checked_film(film: OwnFilm, property: str) -> OwnFilm:
    """Return the film if a model of that property can learn from it.

    Raises
    ------
    DataError
        If the value or its uncertainty is out of range, or the polymer cannot be drawn.
    """
    recipe = recipe_of(property)
    check_value(film.value, recipe)
    widest = recipe.trained.most - recipe.trained.least
    if not math.isfinite(film.sd) or not 0 <= film.sd <= widest:
        raise DataError(f"the uncertainty of {property} is {quoted(film.sd)}")
    try:
        unit_features(distinct_units([(a, b) for a, b, _ in film.composition.pairs()])[0])
    except PolyoptError as error:
        raise DataError(error.what, remedy=error.remedy) from None
    return replace(film, value=float(film.value), sd=float(film.sd))


def training_row(film: OwnFilm, group: str = "") -> TrainingRow:
    """Return the film as a fit takes it: repeat units and value, whatever its process.

    Parameters
    ----------
    film : OwnFilm
        A measured film.
    group : str
        Films of one group are never split between training and test.
    """
    return TrainingRow(tuple(film.composition.pairs()), film.value, group)


def process_name(text: str) -> str:
    """Return the name of a process without superfluous spaces or control characters.

    >>> process_name("  ester,  350 °C "), process_name("")
    ('ester, 350 °C', 'unstated')
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or UNSTATED


def in_order(films: Iterable[OwnFilm]) -> tuple[OwnFilm, ...]:
    """Return films in an order of their own: that of the input does not matter."""
    tidy = [replace(film, process=process_name(film.process)) for film in films]
    return tuple(sorted(tidy, key=lambda f: (f.process, str(f.composition), f.value, f.sd)))


def alike(films: Sequence[OwnFilm]) -> tuple[OwnFilm, ...]:
    """Return films with each process spelled in one way, the most frequent.

    Processes that differ in case or spaces are one.
    """
    names = Counter(process_name(film.process) for film in films)
    spelled: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (-names[name], name)):
        spelled.setdefault(name.casefold(), name)
    return tuple(
        replace(film, process=spelled[process_name(film.process).casefold()]) for film in films
    )


def merged(films: Sequence[OwnFilm], repeat_sd: float = 0.0) -> tuple[OwnFilm, ...]:
    """Return one film for each composition and process, with the mean of its values.

    Values with an uncertainty each are weighted by their precision; otherwise all count alike.

    Parameters
    ----------
    films : sequence of OwnFilm
        Measured films.
    repeat_sd : float
        Spread of repeats; the uncertainty of a mean of k contains it over the root of k. [unit]
    """
    return tuple(
        replace(mean, sd=math.hypot(mean.sd, repeat_sd / math.sqrt(len(found))))
        for found in repeats(films)
        for mean in [_mean(found)]
    )


def spread_of_repeats(films: Sequence[OwnFilm], usual: float) -> float:
    """Return how far films of one composition and process differ, one standard deviation.

    Parameters
    ----------
    films : sequence of OwnFilm
        Measured films.
    usual : float
        What is expected before repeats are seen; it counts as four of their differences. [unit]

    Notes
    -----
    The mean of the scaled inverse chi square distribution's scale: variances of repeats and what
    is expected, weighted by their degrees of freedom.
    """
    squares, freedom = _USUAL_FREEDOM * usual**2, _USUAL_FREEDOM
    for found in repeats(films):
        mean = math.fsum(film.value for film in found) / len(found)
        squares += math.fsum((film.value - mean) ** 2 for film in found)
        freedom += len(found) - 1
    return math.sqrt(squares / freedom)


def repeats(films: Sequence[OwnFilm]) -> tuple[list[OwnFilm], ...]:
    """Return the films of each composition and process together."""
    found: dict[tuple[Any, ...], list[OwnFilm]] = {}
    for film in films:
        found.setdefault((film.process, unit_weights(film.composition)), []).append(film)
    return tuple(found.values())


def unit_weights(composition: Composition) -> tuple[tuple[tuple[str, str], float], ...]:
    """Return the mole fraction of each repeat unit by its structure: equal for equal polymers."""
    shares: dict[tuple[str, str], list[float]] = {}
    for acid, amine, weight in composition.pairs():
        shares.setdefault(structure_of((acid, amine)), []).append(weight)
    return tuple(sorted((u, round(math.fsum(w), SHARE_DIGITS)) for u, w in shares.items()))


def _mean(films: list[OwnFilm]) -> OwnFilm:
    if len(films) == 1:
        return films[0]
    if not all(film.sd > 0 for film in films):
        stated = max(film.sd for film in films)
        return replace(films[0], value=math.fsum(f.value for f in films) / len(films), sd=stated)
    precision = [film.sd**-2 for film in films]
    total = math.fsum(precision)
    value = math.fsum(w * f.value for w, f in zip(precision, films, strict=True)) / total
    return replace(films[0], value=value, sd=total**-0.5)


def as_record(film: OwnFilm) -> dict[str, Any]:
    """Return the film as plain JSON values."""
    return {
        "dianhydrides": _as_list(film.composition.dianhydrides),
        "diamines": _as_list(film.composition.diamines),
        "value": film.value,
        "sd": film.sd,
        "process": film.process,
    }


def _as_list(shares: Sequence[Share]) -> list[list[Any]]:
    return [[monomer.abbreviation, monomer.smiles, x] for monomer, x in shares]


def film_from(record: Any, property: str) -> OwnFilm:
    """Return the film of a record in a model file.

    Raises
    ------
    DataError
        If it is damaged.
    """
    try:
        film = OwnFilm(
            Composition(
                tuple(_share(entry, DIANHYDRIDE) for entry in record["dianhydrides"]),
                tuple(_share(entry, DIAMINE) for entry in record["diamines"]),
            ),
            float(record["value"]),
            float(record["sd"]),
            str(record["process"]),
        )
        return checked_film(film, property)
    except (PolyoptError, KeyError, TypeError, ValueError):
        raise DataError("a film in the model file is damaged") from None


def _share(entry: Any, role: str) -> Share:
    name, smiles, x = entry
    if not str(name).isprintable():
        raise ValueError("a name that cannot be printed")
    return Monomer(str(name), role, str(smiles)), float(x)
