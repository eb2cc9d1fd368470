"""Plots of the page `results/how_good.md`; labels stay text in the SVG files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from held_out_films import HeldOut
from how_good_readings import is_trained
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from polyopt.quantities import LAYER_PROPERTIES, USUAL
from polyopt.report.labels import axis_label

LABELS = {name: axis_label(name) for name in USUAL}
NAMES = {name: LAYER_PROPERTIES[name].label for name in USUAL}
LOOK = {  # dark to light, so that they stay apart in grey
    "polymer": ("#1b3a57", "o", "-"),
    "both-out": ("#c0562f", "s", "--"),
    "paper-out": ("#7fa86b", "^", ":"),
    "second report": ("#777777", "D", "-."),
}
PANEL = 3.6  # inches
DPI = 110
STEADY = {"svg.fonttype": "none", "svg.hashsalt": "polyopt", "font.size": 9}
LOW_CTE = 60.0  # ppm/K; the end of the plot of low expansion
CHOSEN = ("polymer", "paper-out")

Tables = Mapping[str, Sequence[Mapping[str, str]]]
RandomSplits = Mapping[str, Mapping[str, Sequence[HeldOut]]]


def draw_tables(tables: Tables, folder: Path) -> None:
    """Draw the plots that show tables into a folder."""
    with mpl.rc_context(STEADY):
        _save(_learning(tables["curves"]), folder / "learning_curves.svg")
        _save(_reliability(tables["levels"]), folder / "reliability.svg")
        _save(_literature(tables["literature"]), folder / "literature_films.svg")


def draw_films(splits: RandomSplits, folder: Path) -> None:
    """Draw the plots that show single films; of several random splits the first is drawn."""
    with mpl.rc_context(STEADY):
        for property in LABELS:
            chosen = {split: splits[property][split][0] for split in CHOSEN}
            _save(_parity(chosen, property), folder / f"parity_{property}.png")
        low = {split: splits["cte"][split][0] for split in ("polymer", "both-out")}
        _save(_low_cte(low), folder / "low_cte.png")


def _save(figure: Figure, path: Path) -> None:
    nothing = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    figure.savefig(path, dpi=DPI, metadata=nothing)


def _figure(rows: int, columns: int, height: float = PANEL) -> tuple[Figure, np.ndarray]:
    figure = Figure(figsize=(PANEL * columns, height * rows), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False)


def _learning(rows: Sequence[Mapping[str, str]]) -> Figure:
    figure, axes = _figure(2, 2, 2.8)
    for column, property in enumerate(LABELS):
        for split in ("polymer", "both-out"):
            found = [r for r in rows if (r["property"], r["split"]) == (property, split)]
            colour, marker, line = LOOK[split]
            look = {"color": colour, "marker": marker, "linestyle": line, "capsize": 3}
            size = [float(r["polymers"]) for r in found]
            for row, name, scale in ((0, "mae", 1.0), (1, "coverage", 100.0)):
                value = [scale * float(r[name]) for r in found]
                spread = [scale * float(r[f"{name}_sd"]) for r in found]
                axes[row, column].errorbar(size, value, spread, label=split, **look)
        _sizes(axes[:, column], rows, property)
        axes[0, column].set_ylabel(f"mean absolute error, {LABELS[property]}")
        axes[0, column].set_ylim(bottom=0)
        axes[1, column].axhline(90, color="black", linewidth=0.8)
        axes[1, column].set_ylim(70, 100)
        axes[1, column].set_ylabel("labels inside the 90 % interval [%]")
        axes[1, column].set_xlabel(f"polymers in training, {NAMES[property]}")
        axes[0, column].legend(frameon=False)
    return figure


def _sizes(axes: np.ndarray, rows: Sequence[Mapping[str, str]], property: str) -> None:
    """Make the horizontal axis logarithmic, with the sizes of the polymer split as ticks."""
    ticks = [
        int(r["polymers"]) for r in rows if (r["property"], r["split"]) == (property, "polymer")
    ]
    for axis in axes:
        axis.set_xscale("log")
        axis.set_xticks(ticks, [str(t) for t in ticks])
        axis.set_xticks([], minor=True)


def _reliability(rows: Sequence[Mapping[str, str]]) -> Figure:
    figure, axes = _figure(1, 2)
    for axis, property in zip(axes[0], LABELS, strict=True):
        for split, (colour, marker, line) in LOOK.items():
            found = [r for r in rows if (r["property"], r["split"]) == (property, split)]
            axis.errorbar(
                [100 * float(r["level"]) for r in found],
                [100 * float(r["observed"]) for r in found],
                [100 * float(r["observed_sd"]) for r in found],
                color=colour,
                marker=marker,
                linestyle=line,
                capsize=2,
                label=split,
            )
        axis.plot((45, 100), (45, 100), color="black", linewidth=0.8)
        axis.set_xlabel("nominal level of the interval [%]")
        axis.set_ylabel(f"{NAMES[property]}: labels inside it [%]")
        axis.legend(frameon=False)
    return figure


def _parity(results: Mapping[str, HeldOut], property: str) -> Figure:
    figure, axes = _figure(1, len(results))
    for axis, (split, result) in zip(axes[0], results.items(), strict=True):
        _measured_by_predicted(axis, result, property)
        axis.set_title(f"{split}, n = {len(result.error)}", fontsize="medium")
        axis.set_ylim(_span(result.measured))
    return figure


def _low_cte(results: Mapping[str, HeldOut]) -> Figure:
    figure, axes = _figure(1, len(results))
    for axis, (split, result) in zip(axes[0], results.items(), strict=True):
        low = result.take(result.mean < LOW_CTE)
        _measured_by_predicted(axis, low, "cte")
        axis.axhline(20, color="#c0562f", linewidth=0.8, linestyle="--")
        axis.set_title(f"{split}, n = {len(low.error)}", fontsize="medium")
        axis.set_xlim(right=LOW_CTE)
        axis.set_ylim(-20, 100)
    return figure


def _measured_by_predicted(axis: Axes, result: HeldOut, property: str) -> None:
    """Draw labels over predictions, on the 90 % interval of each prediction in light grey."""
    inside = np.abs(result.error) <= result.half_width
    low, high = result.mean - result.half_width, result.mean + result.half_width
    axis.vlines(result.mean, low, high, color="#d8d8d8", linewidth=0.6, zorder=1)
    size = 14 if len(result.error) < 500 else 4
    for part, colour, marker, name in (
        (inside, "#1b3a57", "o", "inside its 90 % interval"),
        (~inside, "#c0562f", "x", "outside"),
    ):
        axis.scatter(
            result.mean[part],
            result.measured[part],
            s=size if marker == "o" else 2 * size,
            c=colour,
            marker=marker,
            linewidths=0.7 if marker == "x" else 0,
            alpha=0.8,
            label=f"{name} ({int(part.sum())})",
            zorder=2,
        )
    ends = _span(result.mean)
    axis.plot(ends, ends, color="black", linewidth=0.8, zorder=3)
    axis.set_xlabel(f"predicted {LABELS[property]}")
    axis.set_ylabel(f"measured {LABELS[property]}")
    axis.legend(frameon=False, fontsize="small", loc="upper left")


def _span(value: np.ndarray) -> tuple[float, float]:
    margin = 0.05 * float(np.ptp(value))
    return float(value.min()) - margin, float(value.max()) + margin


def _literature(rows: Sequence[Mapping[str, str]]) -> Figure:
    figure, axes = _figure(1, 2)
    for axis, property in zip(axes[0], LABELS, strict=True):
        found = [r for r in rows if r["property"] == property and not r["bound"]]
        for trained, colour, marker, name in (
            (True, "#8a8a8a", "o", "polymer in training"),
            (False, "#1b3a57", "s", "new polymer or copolymer"),
        ):
            part = [r for r in found if is_trained(r) == trained]
            predicted = np.array([float(r["predicted"]) for r in part])
            axis.errorbar(
                predicted,
                [float(r["measured"]) for r in part],
                xerr=[
                    [float(r["predicted"]) - float(r["low"]) for r in part],
                    [float(r["high"]) - float(r["predicted"]) for r in part],
                ],
                fmt=marker,
                color=colour,
                markersize=4,
                elinewidth=0.8,
                label=f"{name} ({len(part)})",
            )
        ends = _span(np.array([float(r[k]) for r in found for k in ("measured", "predicted")]))
        axis.plot(ends, ends, color="black", linewidth=0.8)
        axis.set_xlabel(f"predicted {LABELS[property]}, with 90 % interval")
        axis.set_ylabel(f"measured {LABELS[property]}")
        axis.legend(frameon=False, fontsize="small", loc="lower right")
    return figure
