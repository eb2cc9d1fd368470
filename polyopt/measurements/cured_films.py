"""Films after isothermal cures, and the table that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.errors import DataError
from polyopt.io.reading.source import TableFile
from polyopt.io.table_rows import rows_as
from polyopt.io.tables import finite_number

COLUMNS = ("temperature_degC", "time_min", "insoluble_pct")
SPREAD = "insoluble_sd_pct"
_COLDEST, _HOTTEST = 400.0, 450.0
"""A table of no colder cures that ends hotter is in kelvin: 400 K is 127 °C. [°C]"""


@dataclass(frozen=True, slots=True)
class CuredFilm:
    """One film after an isothermal cure.

    Parameters
    ----------
    temperature : float
        [°C]
    time : float
        [min]
    insoluble : float
        Insoluble content. [wt%]
    sd : float, optional
        Its standard deviation. [wt%]
    """

    temperature: float
    time: float
    insoluble: float
    sd: float | None = None


def read_cures(source: str | Path | TableFile) -> tuple[CuredFilm, ...]:
    """Return the cured films of a table.

    Parameters
    ----------
    source : str, Path or TableFile
        Columns ``temperature_degC``, ``time_min``, ``insoluble_pct`` and perhaps
        ``insoluble_sd_pct``; other spellings and units, such as ``Temperature (K)`` or ``time_h``,
        are understood, and said in the log.

    Raises
    ------
    DataError
        If the table cannot be read, a cell is no number or out of range, or all films are plainly
        in kelvin or their contents fractions.
    """
    films = rows_as(source, COLUMNS, _film, (SPREAD,))
    where = str(source.path if isinstance(source, TableFile) else source)
    coldest, hottest = (end(film.temperature for film in films) for end in (min, max))
    if coldest > _COLDEST and hottest > _HOTTEST:
        raise DataError(
            f"cures at {coldest:g} to {hottest:g} degC: kelvin, by the look of it",
            where=where,
            remedy="name the column temperature_K",
        )
    contents = [film.insoluble for film in films]
    if len(films) > 1 and 0 < max(contents) <= 1:
        raise DataError(
            f"no insoluble content is above {max(contents):g} wt%: fractions, by the look of it",
            where=where,
            remedy="name the column 'insoluble (fraction)', or give per cent",
        )
    return films


def _film(cells: Mapping[str, object]) -> CuredFilm:
    temperature, time, insoluble = (finite_number(cells[name], name) for name in COLUMNS)
    spread = cells.get(SPREAD)
    sd = finite_number(spread, SPREAD) if isinstance(spread, str) and spread.strip() else None
    if not -ZERO_CELSIUS < temperature <= 1000:
        raise DataError(f"temperature_degC is {temperature:g}", remedy="at most 1000 degC")
    if not time > 0:
        raise DataError(f"time_min is {time:g}", remedy="a time is more than 0 min")
    if not 0 <= insoluble <= 100:
        raise DataError(f"insoluble_pct is {insoluble:g}", remedy="from 0 to 100 wt%")
    if sd is not None and not sd > 0:
        raise DataError(f"{SPREAD} is {sd:g}", remedy="more than 0, or leave the cell empty")
    return CuredFilm(temperature, time, insoluble, sd)
