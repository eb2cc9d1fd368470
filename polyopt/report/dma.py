"""A DMA curve with the minimum of E' and the window for bonding, as a plot."""

from __future__ import annotations

from typing import Any

from polyopt.measurements.curve import DmaCurve
from polyopt.measurements.minimum import BOND_LIMIT, bonding_window, storage_minimum
from polyopt.report.figures import ACCENT, INK, SHADE, axes_on


def dma_plot(curve: DmaCurve, tg: float, *, limit: float = BOND_LIMIT, ax: Any = None) -> Any:
    """Draw the storage modulus, its minimum above Tg with its interval, and the bonding window.

    Parameters
    ----------
    curve : DmaCurve
        The measurement.
    tg : float
        Glass transition. [°C]
    limit : float
        Storage modulus below which a layer bonds. [Pa]
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    DataError
        If fewer than five readings lie at or above Tg.
    """
    lowest, window = storage_minimum(curve, tg), bonding_window(curve, tg, limit=limit)
    axes = axes_on(ax)
    axes.semilogy(curve.temperature, curve.storage, ".", color=SHADE, label="readings of E'")
    if curve.loss is not None:
        axes.semilogy(curve.temperature, curve.loss, "x", color="#999999", markersize=3, label='E"')
    if window.low is not None:
        end = float(curve.temperature[-1]) if window.high is None else window.high
        axes.axvspan(
            window.low,
            end,
            facecolor="none",
            edgecolor=SHADE,
            hatch="//",
            label="window for bonding",
        )
    axes.axhline(limit, color="black", linewidth=0.8, linestyle="--", label=f"{limit:.3g} Pa")
    axes.axvline(tg, color=INK, linewidth=0.8, linestyle=":", label=f"Tg {tg:g} °C")
    axes.errorbar(
        [lowest.temperature],
        [lowest.modulus],
        xerr=[
            [lowest.temperature - lowest.temperature_low],
            [lowest.temperature_high - lowest.temperature],
        ],
        yerr=[[lowest.modulus - lowest.low], [lowest.high - lowest.modulus]],
        fmt="D",
        color=ACCENT,
        label="minimum, 90 % interval",
    )
    axes.set_xlabel("temperature [°C]")
    axes.set_ylabel("storage modulus [Pa]")
    axes.legend(frameon=False, fontsize="small")
    return axes.figure
