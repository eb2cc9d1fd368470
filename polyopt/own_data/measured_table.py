"""The reader of tables of measured films, for every command; a bad cell loses no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.chemistry.role_columns import ROLE_COLUMNS, composition_of
from polyopt.errors import DataError, PolyoptError, one_line
from polyopt.io.reading.files import named, open_table
from polyopt.io.reading.record import Reading
from polyopt.io.reading.source import TableFile
from polyopt.io.reading.table import OpenedTable
from polyopt.io.reading.vocabulary import FILM_COLUMNS, field_of
from polyopt.io.tables import finite_number, is_empty
from polyopt.layer_property import LayerProperty
from polyopt.models.calibrated.films import OwnFilm, checked_film, training_row
from polyopt.models.films import TrainingRow
from polyopt.own_data.film_process import Record, film_process, film_window
from polyopt.quantities import LAYER_PROPERTIES, VALUE_COLUMNS
from polyopt.temperature.comparison import PREDICTED_WINDOW, window_allowance
from polyopt.temperature.window import TemperatureWindow

if TYPE_CHECKING:
    import pandas as pd


_GROUP = "group"
WORTH_A_NOTE = 2.0
"""Allowance for a film's window from which a table is worth a note. [ppm/K]"""


@dataclass(frozen=True, slots=True)
class MeasuredFilm:
    """One measured value of a table.

    Parameters
    ----------
    row : int
        Its line in the file; of a table in memory, the header being line 1.
    property : str
        ``tg``, ``cte`` or ``permittivity``.
    film : OwnFilm
        Composition, value, uncertainty and process.
    group : str
        Films of one group are left out together when a fit states its errors; empty for none.
    window : TemperatureWindow, optional
        Of a CTE, the temperatures that it is the mean over; None if they are not stated. [°C]
    """

    row: int
    property: str
    film: OwnFilm
    group: str = ""
    window: TemperatureWindow | None = None

    def training_row(self) -> TrainingRow:
        """Return the film as a fit takes it."""
        return training_row(self.film, self.group)


@dataclass(frozen=True, slots=True)
class SkippedValue:
    """A value of a table that cannot be used.

    Parameters
    ----------
    row : int
        Its line, the header being line 1.
    property : str
        ``tg``, ``cte`` or ``permittivity``.
    why : str
        What is wrong with the value or with its row.
    alone : bool
        Whether other values of its row are used.
    """

    row: int
    property: str
    why: str
    alone: bool = False

    def __str__(self) -> str:
        which = f"the {self.property} of " if self.alone else ""
        return f"{which}row {self.row}: {self.why}"


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """The values of a table, those that can be used and the others.

    Parameters
    ----------
    films : tuple of MeasuredFilm
        Values that can be used, row by row.
    skipped : tuple of SkippedValue
        Values that cannot be used, row by row.
    bounds : mapping of str to int
        How many values of each property are left out because the table marks them as bounds.
    where : str
        The file they were read from; empty for a DataFrame.
    reading : Reading
        What was done to read it.
    """

    films: tuple[MeasuredFilm, ...]
    skipped: tuple[SkippedValue, ...]
    bounds: Mapping[str, int]
    where: str = ""
    reading: Reading = field(default_factory=Reading, repr=False, compare=False)

    def of(self, property: str) -> MeasuredTable:
        """Return the values of one property."""
        return MeasuredTable(
            tuple(film for film in self.films if film.property == property),
            tuple(value for value in self.skipped if value.property == property),
            {property: self.bounds.get(property, 0)},
            self.where,
            self.reading,
        )

    @property
    def own_films(self) -> list[OwnFilm]:
        """The films, without their places in the table."""
        return [measured.film for measured in self.films]

    @property
    def skipped_rows(self) -> tuple[str, ...]:
        """Rows that could not be used and why; one reason of a row once."""
        return tuple(dict.fromkeys(map(str, self.skipped)))

    @property
    def first_skipped(self) -> str:
        """The end of an error about a table of which too little is left; empty if all is used."""
        return f"; first skipped: {self.skipped[0]}" if self.skipped else ""

    @property
    def bound_count(self) -> int:
        """Values left out because the table marks them as bounds."""
        return sum(self.bounds.values())

    @property
    def unlike_windows(self) -> str:
        """How many CTEs are for temperature windows unlike the models', in words; empty for none.

        The shipped models know no windows: what lies between them counts as an error, or as a
        shift of the process. The allowance is an estimate, not validated.
        """
        given = [f.window for f in self.films if f.property == "cte" and f.window is not None]
        apart = {w: window_allowance(w, PREDICTED_WINDOW) for w in given}
        unlike = [w for w in given if apart[w] >= WORTH_A_NOTE]
        if not unlike:
            return ""
        worst = max(unlike, key=apart.__getitem__)
        return (
            f"{len(unlike)} of {len(given)} CTEs with a window are for one unlike the shipped "
            f"models' (about {PREDICTED_WINDOW}, not recorded), as {worst}: "
            f"± {apart[worst]:.2g} ppm/K between them (estimate, not validated)"
        )

    def require_films(self) -> None:
        """Raise a `DataError` if no value can be used."""
        if not self.films:
            raise DataError(f"no row can be used{self.first_skipped}", where=self.where)


def measured_table(
    source: Path | str | TableFile | pd.DataFrame,
    library: MonomerLibrary | None = None,
    *,
    uncertainties: bool = True,
) -> MeasuredTable:
    """Read a table of measured films.

    Parameters
    ----------
    source : path, TableFile or DataFrame
        Columns `dianhydrides`, `diamines`, at least one of `tg_degC`, `cte_ppm_per_K` and
        `permittivity`; optional `tg_sd_degC`, `cte_sd_ppm_per_K`, `permittivity_sd`, `group`, and
        what distinguishes processes: `process` alone, or any of `precursor`, `cure`,
        `thickness_um`, `tg_method` (for Tg) and `cte_range_degC` (for CTE, such as 50-200; a value
        with an unreadable one is left out). A mark in `tg_censor`,
        `cte_censor` or `permittivity_censor` says that the value is a bound; it is left out.
        Other spellings and units, such as `Tg (K)`, are understood, and said in the log.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.
    uncertainties : bool
        Whether to read the columns of uncertainties. A bad one makes its value unusable, which
        would be a loss to what takes all values for equally certain.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a column, or says something of which `strict` allows
        no choice.
    """
    file = TableFile(source) if isinstance(source, Path | str) else source
    where = str(file.path) if isinstance(file, TableFile) else ""
    strict = isinstance(file, TableFile) and file.strict
    opened = _opened(file)
    if not any(column in opened.table.columns for column in VALUE_COLUMNS):
        unused = [words for words in opened.reading.choices if "is not used" in words]
        remedy = "; ".join([*unused[:2], f"add {' or '.join(VALUE_COLUMNS)}"])
        raise DataError("has no column of values", where=where, remedy=remedy)
    opened.reading.say(strict=strict)
    read: list[MeasuredFilm | SkippedValue] = []
    bounds: Counter[str] = Counter()
    for row, record in zip(opened.lines, opened.table.to_dict("records"), strict=True):
        filled = [p for p in LAYER_PROPERTIES.values() if not is_empty(record.get(p.column))]
        bounded = [p for p in filled if not is_empty(record.get(p.censor_column))]
        bounds.update(p.name for p in bounded)
        wanted = [p for p in filled if p not in bounded]
        read += _values(row, record, wanted, library, uncertainties) if wanted else ()
    films = tuple(value for value in read if isinstance(value, MeasuredFilm))
    there = {film.row for film in films}
    skipped = [value for value in read if isinstance(value, SkippedValue)]
    if strict and skipped:
        raise DataError(f"left out {skipped[0]}", where=where)
    alone = tuple(replace(value, alone=value.row in there) for value in skipped)
    return MeasuredTable(films, alone, bounds, where, opened.reading)


def _opened(source: TableFile | pd.DataFrame) -> OpenedTable:
    if isinstance(source, TableFile):
        return open_table(source, ROLE_COLUMNS, FILM_COLUMNS, VALUE_COLUMNS)
    return named(source, [field_of(column) for column in FILM_COLUMNS], ROLE_COLUMNS, Reading())


def _values(
    row: int,
    record: Record,
    wanted: Sequence[LayerProperty],
    library: MonomerLibrary | None,
    uncertainties: bool,
) -> list[MeasuredFilm | SkippedValue]:
    """Return the values of one row; a formulation that cannot be read loses all of them."""
    try:
        composition = composition_of(record["dianhydrides"], record["diamines"], library)
    except PolyoptError as error:
        return [SkippedValue(row, known.name, one_line(error)) for known in wanted]
    group = record.get(_GROUP)
    read: list[MeasuredFilm | SkippedValue] = []
    for known in wanted:
        try:
            window = film_window(record) if known.name == "cte" else None
            film = _film(record, known, composition, uncertainties)
        except PolyoptError as error:
            read.append(SkippedValue(row, known.name, one_line(error)))
        else:
            together = "" if is_empty(group) else str(group)
            read.append(MeasuredFilm(row, known.name, film, together, window))
    return read


def _film(
    record: Record, known: LayerProperty, composition: Composition, uncertainties: bool
) -> OwnFilm:
    value = finite_number(record[known.column], known.column)
    spread = record.get(known.sd_column) if uncertainties else None
    sd = 0.0 if is_empty(spread) else finite_number(spread, known.sd_column)
    film = OwnFilm(composition, value, sd, film_process(record, known))
    return checked_film(film, known.name)
