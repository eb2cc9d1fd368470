"""A DMA curve with the minimum of E' and the window for bonding, as a plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyopt.measurements.dma_analysis import DmaAnalysis, analyze_dma
from polyopt.measurements.dma_curve import DmaCurve
from polyopt.measurements.dma_minimum import BOND_LIMIT
from polyopt.plots.figures import ACCENT, INK, LEGEND, SHADE, axes_on, figure_of, tidy


def dma(
    curve: DmaCurve | DmaAnalysis,
    tg: float | None = None,
    *,
    limit: float = BOND_LIMIT,
    ax: Any = None,
) -> Any:
    """Draw the storage modulus, its minimum above Tg with its interval, and the bonding window.

    Parameters
    ----------
    curve : DmaCurve or DmaAnalysis
        The measurement, from `polyopt.read_dma`, n readings; or what `polyopt.analyze_dma` found
        in one, its Tg and limit included.
    tg : float, optional
        Glass transition [°C]; by default read from the curve as `polyopt.analyze_dma` does.
    limit : float
        Storage modulus below which a layer bonds. [Pa]
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure: moduli [Pa] against temperature [°C].

    Raises
    ------
    DataError
        If fewer than five readings lie at or above Tg, or no Tg can be read.
    UsageError
        If the limit is not positive, or the extra `plot` is not installed.
    DomainError
        If an analysis does not hold its curve.
    """
    if isinstance(curve, DmaAnalysis):
        found, curve = curve, curve.held_curve
    else:
        found = analyze_dma(curve, tg=tg, limit=limit)
    lowest = found.minimum
    axes = axes_on(ax)
    readings = {"color": SHADE, "markersize": 4, "label": "storage modulus E'"}
    axes.semilogy(curve.temperature, curve.storage, ".", **readings)
    if curve.loss is not None:
        loss = {"color": "#777777", "markersize": 3, "label": 'loss modulus E"'}
        axes.semilogy(curve.temperature, curve.loss, "x", **loss)
    _window(axes, curve, found)
    axes.axhline(found.limit, color="black", linewidth=0.8, linestyle="--", label=_limit(found))
    named = f"Tg {found.tg:.0f} °C ({found.tg_method.replace('-', ' ')})"
    axes.axvline(found.tg, color=INK, linewidth=1.0, linestyle=":", label=named)
    t, t_ends = lowest.temperature, (lowest.temperature_low, lowest.temperature_high)
    axes.errorbar(
        [t],
        [lowest.modulus],
        xerr=np.abs([[t - t_ends[0]], [t_ends[1] - t]]),
        yerr=np.abs([[lowest.modulus - lowest.low], [lowest.high - lowest.modulus]]),
        fmt="D",
        color=ACCENT,
        capsize=2,
        label="least E' above Tg, 90 % interval",
    )
    axes.set_xlabel("temperature [°C]")
    axes.set_ylabel("modulus [Pa]")
    tidy(axes)
    axes.legend(**LEGEND)
    return figure_of(axes)


def _limit(found: DmaAnalysis) -> str:
    megapascals = found.limit / 1e6
    return f"limit {megapascals:.3g} MPa: {found.verdict}"


def _window(axes: Any, curve: DmaCurve, found: DmaAnalysis) -> None:
    if found.window.low is None:
        return
    end = float(curve.temperature[-1]) if found.window.high is None else found.window.high
    axes.axvspan(found.window.low, end, color=SHADE, alpha=0.25, label="window for bonding")
