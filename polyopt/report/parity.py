"""Predicted against measured, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from polyopt.design.validate import INSIDE, OUTSIDE, ValidatedFilm, Validation
from polyopt.errors import DataError, UsageError, quoted
from polyopt.report.figures import axes_on, figure_class
from polyopt.report.labels import QUANTITIES

ENDINGS = (".png", ".svg")
_LOOK = {INSIDE: ("#1f6f8b", "o"), OUTSIDE: ("#d1495b", "s")}
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
            f"{quoted(path.suffix)} is no ending of a plot", remedy=f"known: {', '.join(ENDINGS)}"
        )
    figure_class()


def parity_plot(result: Validation, path: Path) -> None:
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
        parity_axes(result, name, figure.add_subplot(1, len(names), place))
    try:
        figure.savefig(path, dpi=_DPI)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None


def parity_axes(result: Validation, quantity: str = "tg", ax: Any = None) -> Any:
    """Draw predicted against measured values of one property.

    Parameters
    ----------
    result : Validation
        Films with their predictions; bars are 90 % intervals of one film.
    quantity : str
        ``tg`` [°C] or ``cte`` [ppm/K].
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    UsageError
        If no film has that property, or matplotlib is not installed.
    """
    if quantity not in _names(result):
        raise UsageError(f"no film has a {quoted(quantity)}", remedy="known: tg, cte")
    axes = axes_on(ax, _PANEL, _PANEL)
    _panel(axes, [film for film in result.films if film.property == quantity], quantity)
    return axes.figure


def _names(result: Validation) -> list[str]:
    return [name for name in QUANTITIES if any(film.property == name for film in result.films)]


def _panel(axes: Any, films: list[ValidatedFilm], name: str) -> None:
    quantity, unit = QUANTITIES[name]
    for part, (colour, marker) in _LOOK.items():
        chosen = [film for film in films if film.in_domain == (part == INSIDE)]
        if chosen:
            axes.errorbar(
                [film.measured for film in chosen],
                [film.predicted for film in chosen],
                yerr=[
                    [film.predicted - film.low for film in chosen],
                    [film.high - film.predicted for film in chosen],
                ],
                fmt=marker,
                color=colour,
                markersize=4,
                elinewidth=0.7,
                alpha=0.8,
                label=f"{part} ({len(chosen)})",
            )
    values = [v for film in films for v in (film.measured, film.predicted)]
    margin = 0.05 * (max(values) - min(values)) or 1.0
    ends = (min(values) - margin, max(values) + margin)
    axes.plot(ends, ends, color="black", linewidth=0.8)
    axes.set_xlabel(f"measured {quantity} [{unit}]")
    axes.set_ylabel(f"predicted {quantity} [{unit}]")
    axes.legend(frameon=False, fontsize="small")
