"""The CTEs of a laminate brought to one temperature window, so that like is compared with like.

A CTE of a film means little without the temperatures it is the mean over. The window is the one
that the user designs for, or else that of the layers: as measured, or as predicted. A CTE that is
known over another window only is kept, and what that costs is added to its uncertainty.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot

from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Film, Layer
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import cte_words
from polyopt.temperature.comparison import (
    PREDICTED_WINDOW,
    WORTH_A_WORD,
    compared_sd,
    window_allowance,
)
from polyopt.temperature.window import TemperatureWindow, window_words

ESTIMATE = "estimate, not validated"
OWN_VALUE = "the film's own over these narrows it: cte_ppm_per_K, cte_range_degC in [film]"
NO_RANGE = "state cte_range_degC in [film]"
"""What to do about it, in words."""


def over_one_window(laminate: Laminate) -> Laminate:
    """Return a laminate whose CTEs stand for one window, their uncertainties widened for it.

    Parameters
    ----------
    laminate : Laminate
        As declared, or as this function returned it.

    Returns
    -------
    Laminate
        The film's `cte` is the one of those known that is surest for the window, `stated` the one
        it came with. The CTE of metals stays: that of copper is 16.8 ppm/K over 20 to 100 °C and
        17.7 over 20 to 300 °C (`datasets/metals.csv`).

    Notes
    -----
    Allowances of `polyopt.temperature.comparison`: estimates, not validated.
    """
    if not laminate.layers:
        return laminate
    window = comparison_window(laminate)
    film = laminate.film
    if film is not None and film.cte is not None:
        film = _film_over(film, film.stated or film.cte, window, _predictions_apart(laminate))
    layers = tuple(_layer_over(x, window, laminate.cte_window) for x in laminate.layers)
    return replace(laminate, film=film, layers=layers)


def comparison_window(laminate: Laminate) -> TemperatureWindow | None:
    """Return the window over which CTEs are compared; None if it is not stated.

    Parameters
    ----------
    laminate : Laminate
        The design window goes first, then that of the first layer whose CTE was measured; where
        none was measured, it is that of the predictions.
    """
    if laminate.cte_window is not None:
        return laminate.cte_window
    measured = [x.measured["cte"] for x in laminate.layers if "cte" in x.measured]
    return measured[0].window if measured else PREDICTED_WINDOW


def comparison_words(laminate: Laminate) -> str:
    """Return what a reader must know of a comparison of the film's CTE with the layers', in words.

    Parameters
    ----------
    laminate : Laminate
        As `over_one_window` returned it.

    Returns
    -------
    str
        Empty if like is compared with like.
    """
    film = laminate.film
    if film is None or film.cte is None or not laminate.layers:
        return ""
    stated, used = film.stated or film.cte, film.cte
    own_sd = used.sd if used.own_sd is None else used.own_sd
    other = (used.value, used.window) != (stated.value, stated.window)
    added = (used.sd**2 - own_sd**2) ** 0.5
    if not other and added < WORTH_A_WORD:
        return ""
    words = f"P counts the film's CTE as {used.value:g} ± {used.sd:.2g} (sd) ppm/K"
    if other:
        source = used.conditions or "this film"
        words += f", from {source} over {used.window} (data sheet: {cte_words(stated)})"
    if added < WORTH_A_WORD:
        return f"{words}; compared with {_against(laminate)}; {OWN_VALUE}"
    words += (
        f"; ± {added:.2g} of it because it is for {window_words(used.window)} and is compared "
        f"with {_against(laminate)} ({ESTIMATE})"
    )
    return f"{words}; {OWN_VALUE if used.window else NO_RANGE}"


def _against(laminate: Laminate) -> str:
    """Return what the film's CTE is compared with, in words."""
    predicted = f"layers predicted for about {PREDICTED_WINDOW} (not recorded)"
    every = [x.measured.get("cte") for x in laminate.layers]
    if laminate.cte_window is not None:
        behind = f", {predicted}" if None in every else ""
        return f"the design window {laminate.cte_window}{behind}"
    if any(every):
        return f"layers measured over {window_words(comparison_window(laminate))}"
    return predicted


def _predictions_apart(laminate: Laminate) -> float:
    """Return the allowance for predictions that are not for the design window. [ppm/K].

    It moves all predicted layers alike, so it counts once, as the film's: what is compared is the
    difference to the film.
    """
    if laminate.cte_window is None or all("cte" in x.measured for x in laminate.layers):
        return 0.0
    return window_allowance(PREDICTED_WINDOW, laminate.cte_window)


def _film_over(
    film: Film, stated: Measured, window: TemperatureWindow | None, predictions: float
) -> Film:
    def spread(cte: Measured) -> float:
        own = cte.sd if cte.own_sd is None else cte.own_sd
        return hypot(compared_sd(own, cte.window, window), predictions)

    best = min((stated, *film.windows), key=spread)
    used = replace(best, sd=spread(best), own_sd=best.sd)
    return replace(film, cte=used, stated=stated)


def _layer_over(
    layer: Layer, window: TemperatureWindow | None, asked: TemperatureWindow | None
) -> Layer:
    """Return a layer whose measured CTE stands for a window.

    One without a stated window counts as measured like the others, unless a window is asked for.
    """
    cte = layer.measured.get("cte")
    if cte is None or (asked is None and (cte.window is None or window is None)):
        return layer
    own = cte.sd if cte.own_sd is None else cte.own_sd
    used = replace(cte, sd=compared_sd(own, cte.window, window), own_sd=own)
    return replace(layer, measured={**layer.measured, "cte": used})
