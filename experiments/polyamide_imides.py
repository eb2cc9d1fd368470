"""Tg of published polyamide-imides against the shipped models, which have never seen one.

    python experiments/polyamide_imides.py

The polymers stand in `polyamide_imides.csv`, each with its published repeat unit and its source; a
unit of two diamines is that of an alternating polymer, predicted as random. Methods and films are
not stated there. Writes `results/polyamide_imides.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.prediction.predict import predict

TABLE = Path(__file__).with_name("polyamide_imides.csv")
RESULTS = Path(__file__).with_name("results") / "polyamide_imides.md"
HEAD = (
    "Tg of published polyamide-imides and of the shipped models (`polyamide_imides.py`). No model",
    "was trained on a polyamide-imide: this is chemistry outside their domain, and they say so.",
    "",
    "| model | reports | mean error | bias | inside 90 % | half-width |",
    "| --- | --- | --- | --- | --- | --- |",
)


def rows_of() -> list[dict[str, str]]:
    """Return the published polymers."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def line_of(model: str, polymers: Sequence[Composition], measured: np.ndarray) -> str:
    """Return the row of one model."""
    found = predict(polymers, models={"tg": model})
    mean, low, high = (found[f"tg_degC{end}"].to_numpy() for end in ("", "_low", "_high"))
    error = mean - measured
    cells = (
        model,
        f"{len(error)}",
        f"{np.abs(error).mean():.1f} °C",
        f"{error.mean():+.1f}",
        f"{100 * ((low <= measured) & (measured <= high)).mean():.0f} %",
        f"{(high - low).mean() / 2:.1f}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Predict them and write the table."""
    rows = rows_of()
    polymers = [Composition.from_shares(r["dianhydrides"], r["diamines"]) for r in rows]
    measured = np.array([float(r["tg_degC"]) for r in rows])
    lines = [line_of(model, polymers, measured) for model in ("tg", "tg_groups")]
    RESULTS.write_text("\n".join([*HEAD, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
