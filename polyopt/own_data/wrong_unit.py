"""Tables in kelvin or 1/K are refused: they would move every model to nonsense."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyopt.errors import DataError
from polyopt.own_data.measured_table import MeasuredFilm
from polyopt.prediction.film_predictions import film_predictions
from polyopt.prediction.model_choice import chosen_models

_KELVIN = 273.15
_NO_CTE = 0.01
"""Median CTE below which values are in 1/K and not in ppm/K. [ppm/K]"""
_LOOKED_AT = 50
"""Films by which the unit of a table is judged, at most."""


def refuse_wrong_unit(
    property: str, value: NDArray[np.float64], expected: NDArray[np.float64], where: str = ""
) -> None:
    """Raise if values of a property, in degC or ppm/K, are plainly in kelvin or 1/K.

    Parameters
    ----------
    property : str
        ``tg`` or ``cte``; others pass.
    value, expected : ndarray, shape (n,)
        What was measured and what is predicted. [degC or ppm/K]
    where : str
        Which films they are.

    Raises
    ------
    DataError
        If they are.

    Notes
    -----
    One such film is left to the robust noise of a model.
    """
    if len(value) < 2:  # noqa: PLR2004 - one film may be a slip of its own
        return
    middle = f"median {np.median(value):.3g}, expected {np.median(expected):.3g}"
    shift = float(np.median(value - expected))
    if property == "tg" and _KELVIN - 60 < shift < _KELVIN + 60:
        remedy = f"give °C: subtract {_KELVIN}"
        raise DataError(f"tg_degC seems to be in kelvin ({middle} °C)", where=where, remedy=remedy)
    if property == "cte" and 0 < np.median(np.abs(value)) < _NO_CTE:
        remedy = "give ppm/K: multiply by 1e6"
        raise DataError(
            f"cte_ppm_per_K seems to be in 1/K ({middle} ppm/K)", where=where, remedy=remedy
        )


def refuse_films_in_wrong_unit(property: str, films: Sequence[MeasuredFilm]) -> None:
    """Raise if films are plainly in kelvin or 1/K, beside what the shipped model expects of them.

    Parameters
    ----------
    property : str
        Of all the films.
    films : sequence of MeasuredFilm
        As a table has them; the first 50 are looked at.

    Raises
    ------
    DataError
        If they are.
    """
    looked_at = [measured.film for measured in films[:_LOOKED_AT]]
    guesses = film_predictions([f.composition for f in looked_at], chosen_models({}, (property,)))
    refuse_wrong_unit(
        property,
        np.array([film.value for film in looked_at]),
        np.array([guess[property].mean for guess in guesses]),
    )
