"""Coverage, errors by split, and what a predicted CTE is worth, from held-out predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from held_out_films import SPLITS, HeldOut
from scipy import stats

LEVELS = (0.50, 0.68, 0.80, 0.90, 0.95)
BANDS = ((-np.inf, 20.0), (20.0, 30.0), (30.0, 50.0), (50.0, np.inf))  # ppm/K
NEAR_15 = (10.0, 20.0)  # ppm/K; what a prediction of 15 is worth
LIMIT = 20.0  # ppm/K; below it lie the films that match copper and silicon carriers
TAILS = (0.1, 0.9)


def split_rows(property: str, random_splits: Mapping[str, Sequence[HeldOut]]) -> Iterator[dict]:
    """Yield the error, R² and interval of each split, means over the random splits."""
    for split, results in random_splits.items():
        mean, sd = _over(results, lambda r: float(np.abs(r.error).mean()))
        yield {
            "property": property,
            "split": split,
            "n": len(results[0].error),
            "random_splits": len(results),
            "mae": mean,
            "mae_sd": sd,
            "median": _over(results, lambda r: float(np.median(np.abs(r.error))))[0],
            "rmse": _over(results, lambda r: float(np.sqrt(np.mean(r.error**2))))[0],
            "r2": _over(results, lambda r: r.r2)[0],
            "bias": _over(results, lambda r: float(r.error.mean()))[0],
            "coverage": _over(results, lambda r: r.coverage)[0],
            "half_width": _over(results, lambda r: float(r.half_width.mean()))[0],
        }


def level_rows(property: str, random_splits: Mapping[str, Sequence[HeldOut]]) -> Iterator[dict]:
    """Yield the observed coverage of intervals of several nominal levels."""
    for split, results in random_splits.items():
        for level in LEVELS:
            z = float(stats.norm.ppf((1 + level) / 2))
            mean, sd = _over(results, lambda r, z=z: float((np.abs(r.error) <= z * r.sd).mean()))
            yield {
                "property": property,
                "split": split,
                "level": level,
                "observed": mean,
                "observed_sd": sd,
            }


def band_rows(random_splits: Mapping[str, Sequence[HeldOut]]) -> Iterator[dict]:
    """Yield the error of CTE by bands of the predicted and of the measured value.

    Films of all random splits are pooled, `n` is their number in one on average, and the standard
    error of the MAE counts each film once.
    """
    for split in SPLITS:
        results = random_splits[split]
        mean, sd, measured = (
            np.concatenate([getattr(r, name) for r in results])
            for name in ("mean", "sd", "measured")
        )
        everything = HeldOut(mean, sd, measured)
        for kind, value in (("predicted", mean), ("measured", measured)):
            for low, high in (BANDS[0], NEAR_15, *BANDS[1:]):
                part = everything.take((value >= low) & (value < high))
                if len(part.error) >= len(results):
                    yield {
                        "split": split,
                        "by": kind,
                        "band": _name(low, high),
                        **_band(part, len(results)),
                    }


def _name(low: float, high: float) -> str:
    if np.isinf(low):
        return f"below {high:g}"
    return f"above {low:g}" if np.isinf(high) else f"{low:g} to {high:g}"


def _band(part: HeldOut, random_splits: int) -> dict[str, float]:
    error = np.abs(part.error)
    n = len(error) / random_splits
    low, high = np.quantile(part.measured, TAILS)
    return {
        "n": round(n),
        "mae": float(error.mean()),
        "mae_se": float(error.std() / np.sqrt(n)),
        "bias": float(part.error.mean()),
        "coverage": part.coverage,
        "half_width": float(part.half_width.mean()),
        "measured_p10": float(low),
        "measured_median": float(np.median(part.measured)),
        "measured_p90": float(high),
        "measured_below_20": float((part.measured < LIMIT).mean()),
        "predicted_below_20": float((part.mean < LIMIT).mean()),
    }


def _over(results: Sequence[HeldOut], figure: Callable[[HeldOut], float]) -> tuple[float, float]:
    """Return mean and standard deviation of a figure over the random splits."""
    values = [figure(result) for result in results]
    return float(np.mean(values)), float(np.std(values))
