"""Predicted against measured, with intervals."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from polyopt.errors import DataError, UsageError, quoted
from polyopt.own_data.validate import INSIDE, OUTSIDE, ValidatedFilm, Validation
from polyopt.plots.figures import ACCENT, INK, LEGEND, axes_on, figure_class, figure_of, tidy
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.report.labels import axis_label

ENDINGS = (".png", ".svg")
_LOOK = {INSIDE: (INK, "o"), OUTSIDE: (ACCENT, "s")}
_PANEL = 4.2  # inches
_DPI = 150


def require_plot(path: Path) -> None:
    """Raise before anything is computed if a plot cannot be drawn to that file.

    Raises
    ------
    UsageError
        If the ending is neither .png nor .svg, or matplotlib is not installed.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"{quoted(path.suffix)} is not a plot format", remedy=f"known: {', '.join(ENDINGS)}"
        )
    figure_class()


def write_parity(result: Validation, path: Path) -> None:
    """Write predicted against measured values, one panel for each property.

    Parameters
    ----------
    result : Validation
        Films with their predictions; bars are 90 % intervals of one film.
    path : Path
        File to write, ``.png`` or ``.svg``.

    Raises
    ------
    UsageError
        If the ending is unknown or matplotlib is not installed.
    DataError
        If the file cannot be written.
    """
    require_plot(path)
    names = _names(result)
    figure = figure_class()(figsize=(_PANEL * len(names), _PANEL), layout="constrained")
    for place, name in enumerate(names, start=1):
        parity(result, name, ax=figure.add_subplot(1, len(names), place))
    try:
        figure.savefig(path, dpi=_DPI)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None


def parity(validation: Validation, quantity: str = "tg", *, ax: Any = None) -> Any:
    """Draw predicted against measured values of one property.

    Parameters
    ----------
    validation : Validation
        What `polyopt.validate` returned; bars are 90 % intervals of one film.
    quantity : str
        ``tg`` [°C] or ``cte`` [ppm/K], as far as the films have it.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure, its axes of one scale, with the line of no error.

    Raises
    ------
    UsageError
        If no film has that property, or the extra `plot` is not installed.
    """
    if quantity not in _names(validation):
        raise UsageError(f"no film has a {quoted(quantity)}", remedy="known: tg, cte")
    axes = axes_on(ax, _PANEL, _PANEL)
    _panel(axes, [film for film in validation.films if film.property == quantity], quantity)
    return figure_of(axes)


def _names(result: Validation) -> list[str]:
    return [
        name for name in LAYER_PROPERTIES if any(film.property == name for film in result.films)
    ]


def _panel(axes: Any, films: list[ValidatedFilm], name: str) -> None:
    for part, (colour, marker) in _LOOK.items():
        chosen = [film for film in films if film.in_domain == (part == INSIDE)]
        if chosen:
            axes.errorbar(
                [film.measured for film in chosen],
                [film.predicted for film in chosen],
                yerr=np.clip(_bars(chosen), 0.0, None),
                fmt=marker,
                color=colour,
                markersize=4,
                markerfacecolor=colour if part == INSIDE else "none",
                elinewidth=0.7,
                alpha=0.8,
                label=f"{part} ({len(chosen)})",
            )
    values = [v for film in films for v in (film.measured, film.predicted) if np.isfinite(v)]
    margin = 0.05 * (max(values) - min(values)) or 1.0
    ends = (min(values) - margin, max(values) + margin)
    axes.plot(ends, ends, color="black", linewidth=0.8)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel(f"measured {axis_label(name)}")
    axes.set_ylabel(f"predicted {axis_label(name)}")
    tidy(axes)
    axes.legend(**LEGEND)


def _bars(films: list[ValidatedFilm]) -> list[list[float]]:
    """Return how far the 90 % interval reaches down and up, shape (2, n); 0 where it is unknown."""
    return [
        [v if math.isfinite(v) else 0.0 for v in reach]
        for reach in (
            [film.predicted - film.low for film in films],
            [film.high - film.predicted for film in films],
        )
    ]
