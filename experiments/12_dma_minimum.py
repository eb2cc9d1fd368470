"""Bias and coverage of the minimum of E' on made curves: `experiments/results/dma_minimum.csv`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from made_dma_curves import SHAPES, found_in

OUT = Path(__file__).parent / "results" / "dma_minimum.csv"
CASES = ((10, 1), (10, 5), (25, 1), (25, 5), (25, 10), (60, 1), (60, 5), (60, 10))
"""Width of the minimum and distance of the readings. [°C]"""

NOISES = (0.0, 0.01, 0.03)


def main(count: int) -> None:
    """Print and write how well the minimum is found in `count` curves of each kind."""
    rows = []
    for shape in SHAPES:
        for width, step in CASES:
            for noise in NOISES:
                found = found_in(shape, width, step, noise, count)
                rows.append(
                    {
                        "shape": shape,
                        "width_degC": width,
                        "step_degC": step,
                        "noise_decades": noise,
                        "curves": count,
                        "covered": round(found.covered.mean(), 3),
                        "temperature_covered": round(found.place_covered.mean(), 3),
                        "bias_pct": round(100 * (found.ratio.mean() - 1), 2),
                        "rms_pct": round(100 * float(np.sqrt(((found.ratio - 1) ** 2).mean())), 2),
                    }
                )
    table = pd.DataFrame(rows)
    table.to_csv(OUT, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    table["noisy"] = table.noise_decades > 0
    table["smooth"] = table["shape"] != "vee"
    figures = ["covered", "temperature_covered", "bias_pct"]
    print(table.groupby(["smooth", "noisy"])[figures].mean().round(3).to_string())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
