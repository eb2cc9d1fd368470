"""The card of the permittivity model, from its table of errors, its data and the literature."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
from permittivity_labels import FEWEST

from polyopt.chemistry.monomers import shipped_library
from polyopt.io.shipped import dataset_rows
from polyopt.models.films import Films
from polyopt.models.frequency import DISPERSION
from polyopt.models.identity import structure_of
from polyopt.models.validation import Score

cards = importlib.import_module("model_cards")
literature = importlib.import_module("literature_checks")
LINE = DISPERSION["permittivity"]
OLDER = "gp, older"
HIGH = 4.0  # a label at or above it is far outside what polyimides without water or filler show
LIMITS = """\
Neither humidity nor the direction of the field is recorded: dry films stand beside moist ones, and
a few values are computed. Water taken up raises a film's permittivity. The frequency of most of the
older values is guessed. Polymers far above the others (they hold amides, pyridines or hydroxyls)
stay in the test folds and make most of the RMSE. Labels below 2.6 are rare: measure before relying
on a prediction there. Pores are not seen: the model is of the dense solid."""


def write_card(path: Path, model, films: Films, table: list[dict[str, object]]) -> None:
    """Write the card."""
    parts = [
        f"# {model.name} (`permittivity`)",
        "Relative permittivity of dense, fully imidized polyimides at 1 MHz and 25 °C [-]; "
        "`permittivity@10GHz` is the model at another frequency. Exact Gaussian process on "
        "fingerprints, groups and the conformation of the repeat unit, with Student-t noise.",
        f"## Data\n\n{films.reports} reports of {len(films)} polyimides, one median each, from "
        f"{films.value.min():.2f} to {films.value.max():.2f}, median {np.median(films.value):.2f}, "
        f"{(films.value >= HIGH).sum()} of them at {HIGH:g} or above. "
        f"{cards.SOURCES}\n\nValues with a frequency: github.com/siqins/PSA-Design, from PoLyInfo "
        f"and the literature; those of {HIGH:g} and above trained nothing.",
        frequency(table),
        errors(table),
        f"## Intervals\n\nSpread of one film around the model: {model.noise_sd:.2f}. The model's "
        "own standard deviation is multiplied by "
        + ", ".join(f"{f:.2f}" for f in model.class_factors)
        + " (both monomers known, dianhydride new, diamine new, both new), from left-out blocks.",
        known_films(model),
        unseen(model),
        f"## Limits\n\n{LIMITS} Copolymers are mixed mole-linearly; no copolymer was at hand to "
        "test that.",
        f"Artefact: `permittivity.npz`, SHA-256 of its content `{model.fingerprint}`.",
    ]
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def frequency(table: list[dict[str, object]]) -> str:
    """Return the section on frequency."""
    by_split = {row["split"]: row for row in table if row["model"] == "gp"}
    line, flat = (by_split[s] for s in by_split if s.startswith("at "))
    return (
        "## Frequency\n\nEvery label was brought to 1 MHz along a straight line of logarithms, "
        f"whose slope {LINE.slope:.4f} is the median of {LINE.polymers} polyimides measured at "
        f"{FEWEST} frequencies or more from 10 Hz to 1 MHz, with a standard deviation of "
        f"{LINE.slope_sd:.4f} between them: {100 * (1 - 10**LINE.slope):.1f} % per decade. A "
        "prediction at another frequency goes along the same line, and its interval holds the "
        f"spread of the slope. Beyond 1 MHz that extrapolates. On {line['n']} films at 10 GHz of "
        f"polymers left out the MAE is {line['mae']:.2f} with a bias of {line['bias']:+.2f}, and "
        f"{100 * line['coverage']:.0f} % lie in the 90 % interval; taken as at 1 MHz, the bias is "
        f"{flat['bias']:+.2f}: the line is not shown to hold there. So above 1 MHz the interval "
        f"widens by {LINE.far_sd:.3f} (standard deviation of the logarithm) per decade more, "
        "fitted to these same films."
    )


def errors(table: list[dict[str, object]]) -> str:
    """Return the section on errors."""
    lines = [
        "## Errors on polymers left out",
        "",
        "Means over three random splits (splits as in the card of Tg); coverage is that of "
        f"the 90 % interval. 'Below {HIGH:g}' leaves out labels above; 'older' are polymers of the "
        "tables without a frequency, 'newer' those of the table with one alone. Beside it the MAE "
        "of the same model trained on the older polymers alone, of the group contribution model "
        "and of the median of the training films.",
        "",
        "| split | n | MAE | median | RMSE | bias | coverage | older alone | groups "
        "| median of films |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    mae = {(row["model"], row["split"]): row["mae"] for row in table}
    lines += [
        f"| {r['split']} | {r['n']} | {r['mae']:.2f} | {r['median']:.2f} | {r['rmse']:.2f} "
        f"| {r['bias']:+.2f} | {100 * r['coverage']:.0f} % | {mae[OLDER, r['split']]:.2f} "
        f"| {mae['groups', r['split']]:.2f} | {mae['median', r['split']]:.2f} |"
        for r in table
        if r["model"] == "gp" and (OLDER, r["split"]) in mae
    ]
    lines += [
        "",
        "Seven sets of kernels and weights were tried on the older polymers; six came within 0.004 "
        "of each other in MAE. The plainest of them was taken: the figures are a little "
        "optimistic.",
    ]
    return "\n".join(lines)


def known_films(model) -> str:
    """Return predictions for well-known polymers."""
    library = shipped_library()
    pairs = [(library.find(a), library.find(b)) for a, b in cards.CHECKS]
    belief = model.posterior(pairs)
    sd = belief.sd
    lines = ["## Known films", "", "| polymer | predicted | ± 1 sd |", "|---|---|---|"]
    lines += [
        f"| {a}/{b} | {mean:.2f} | {error:.2f} |"
        for (a, b), mean, error in zip(cards.CHECKS, belief.mean, sd, strict=True)
    ]
    return "\n".join(lines)


def unseen(model) -> str:
    """Return the error on homopolymers of the literature table that the model never saw."""
    known, pairs, measured = set(model.known.pairs), [], []
    for row in dataset_rows("literature.csv"):
        if ";" in row["dianhydrides"] + row["diamines"] or not row["permittivity"]:
            continue
        (acid,), _ = literature.composition(row["dianhydrides"])
        (amine,), _ = literature.composition(row["diamines"])
        if structure_of((acid, amine)) not in known:
            pairs.append((acid, amine))
            measured.append(float(row["permittivity"]))
    if not pairs:
        return ""
    belief = model.posterior(pairs)
    sd = belief.sd
    score = Score.of(belief.mean, sd, np.array(measured))
    return (
        "## Films from abstracts and data sheets\n\nHomopolymers of `datasets/literature.csv` that "
        f"are not in the training data: n = {score.n}, MAE {score.mae:.2f}, bias {score.bias:+.2f},"
        f" {100 * score.coverage:.0f} % inside the 90 % interval."
    )
