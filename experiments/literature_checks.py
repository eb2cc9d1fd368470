"""The shipped models against the films of `datasets/literature.csv`, for their cards."""

from __future__ import annotations

import numpy as np

from polyopt.chemistry.monomers import Monomer, shipped_library
from polyopt.equations.mixing import (
    ZERO_CELSIUS,
    mass_fractions,
    mole_linear,
    pair_fractions,
    tg_fox,
)
from polyopt.io.shipped import dataset_rows
from polyopt.models.identity import structure_of
from polyopt.models.palettes import surface
from polyopt.models.validation import Score
from polyopt.quantities import LAYER_PROPERTIES


def unseen_films(model) -> Score | None:
    """Return the score on homopolymers of the literature table that the model never saw."""
    column = LAYER_PROPERTIES[model.property].column
    known = set(model.known.pairs)
    pairs, measured = [], []
    for row in dataset_rows("literature.csv"):
        if ";" in row["dianhydrides"] + row["diamines"] or not row[column] or row["tg_censor"]:
            continue
        (acid,), _ = composition(row["dianhydrides"])
        (amine,), _ = composition(row["diamines"])
        if structure_of((acid, amine)) not in known:
            pairs.append((acid, amine))
            measured.append(float(row[column]))
    if not pairs:
        return None
    belief = model.posterior(pairs)
    sd = belief.sd
    score = Score.of(belief.mean, sd, np.array(measured))
    for pair, mean, value in zip(pairs, belief.mean, measured, strict=True):
        print(f"{model.name}: {pair[0]}/{pair[1]} {mean:.1f}, measured {value:g}")
    return score


def copolymer_errors(model) -> dict[str, list[float]]:
    """Return errors of mole-linear and Fox mixing on the copolymers of the literature table."""
    column = LAYER_PROPERTIES[model.property].column
    errors: dict[str, list[float]] = {"mole-linear": [], "fox-mass": []}
    for row in dataset_rows("literature.csv"):
        copolymer = ";" in row["dianhydrides"] or ";" in row["diamines"]
        if not copolymer or not row[column] or row["tg_censor"]:
            continue
        acids, a = composition(row["dianhydrides"])
        amines, b = composition(row["diamines"])
        table = surface(model, acids, amines)
        fraction = pair_fractions(a, b)
        value, measured = table.mean.ravel(), float(row[column])
        errors["mole-linear"].append(float(mole_linear(fraction, value)) - measured)
        if model.property == "tg":
            share = mass_fractions(fraction, table.mass.ravel())
            errors["fox-mass"].append(
                float(tg_fox(share, value + ZERO_CELSIUS)) - ZERO_CELSIUS - measured
            )
        print(model.name, row["id"], {k: round(v[-1], 1) for k, v in errors.items() if v})
    return errors


def composition(text: str) -> tuple[list[Monomer], list[float]]:
    """Return monomers and mole fractions of a text such as ``PMDA:60;ODPA:40``."""
    library = shipped_library()
    parts = [part.split(":") for part in text.split(";")]
    total = sum(float(share) for _, share in parts)
    return [library.find(name) for name, _ in parts], [float(s) / total for _, s in parts]
