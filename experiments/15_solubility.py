"""Fit the solubility model to reports, measure it on papers left out, write its errors and card.

    python experiments/15_solubility.py

The reports are datasets/solubility.csv: imidized polyimides and polyamide-imides, in NMP and the
like. A report "on heating" counts as half soluble, "partly" as insoluble. Whole papers are left
out, papers that share a polymer together. Beside the shipped priors: wider ones, ones without
signs, and the share of soluble polymers in the other papers. A library of papers is no random
sample: authors report what dissolves. Run it after a change of the table or of the groups.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import ndtr
from solubility_card import BEYOND, DISSOLVES, SURE, card

from polyopt.chemistry.composition import Composition
from polyopt.io.shipped import dataset_rows
from polyopt.io.shipped_schemas import INSOLUBLE, ON_HEATING, PARTLY, SOLUBLE
from polyopt.models.features import unit_features
from polyopt.models.group_probit.descriptors import DESCRIPTORS, design
from polyopt.models.group_probit.model import PROBIT_SD, GroupProbit
from polyopt.models.group_probit.training import fitted_with
from polyopt.models.identity import Known, joined_by_amide, structures_of
from polyopt.models.library import PRETRAINED
from polyopt.models.recipes import recipe_of
from polyopt.quantities import LAYER_PROPERTIES

RESULTS = Path(__file__).with_name("results") / "solubility.csv"
LEFT_OUT = RESULTS.with_name("solubility_left_out.csv")
MODEL = PRETRAINED / "solubility.npz"
CARD = MODEL.with_suffix(".md")


@dataclass(frozen=True)
class Reports:
    """The reports: descriptors of n polymers, what is said of them, and the group to leave out."""

    block: np.ndarray
    units: list
    dissolves: np.ndarray
    group: np.ndarray
    rows: list


def read_reports() -> Reports:
    """Return the reports of the table."""
    rows = dataset_rows("solubility.csv")
    made = [Composition.from_shares(r["dianhydrides"], r["diamines"]) for r in rows]
    units = [[(a, b) for a, _ in c.dianhydrides for b, _ in c.diamines] for c in made]
    shares = [np.array([x * y for _, x in c.dianhydrides for _, y in c.diamines]) for c in made]
    block = [
        share @ design(unit_features(structures_of(pairs)))
        for share, pairs in zip(shares, units, strict=True)
    ]
    dissolves = np.array([DISSOLVES[r["verdict"]] for r in rows])
    return Reports(np.array(block), units, dissolves, groups_of(rows, units), list(rows))


def groups_of(rows, units) -> np.ndarray:
    """Return for each report the number of its group: its paper, and papers of the same polymer."""
    first: dict[object, int] = {}
    group = np.arange(len(rows))
    for i, (row, pairs) in enumerate(zip(rows, units, strict=True)):
        for key in (row["paper"], tuple(sorted(structures_of(pairs)))):
            j = first.setdefault(key, i)
            low, high = sorted((group[i], group[j]))
            group[group == high] = low
    return group


def priors(width: float = 1.0, signs: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Return the priors of the coefficients, `width` times as wide, without signs if asked."""
    mean = np.array([d.prior_mean for d in DESCRIPTORS]) * signs
    return mean, np.array([d.prior_sd for d in DESCRIPTORS]) * width


def chance(block, found, covariance) -> np.ndarray:
    """Return the probability that polymers dissolve."""
    variance = np.einsum("ij,jk,ik->i", block, covariance, block)
    return np.asarray(ndtr(block @ found / np.sqrt(PROBIT_SD**2 + variance)))


def left_out(reports: Reports, mean, sd) -> np.ndarray:
    """Return the probability of each report from the papers that do not share its group."""
    found = np.zeros(len(reports.rows))
    for group in np.unique(reports.group):
        out = reports.group == group
        fit = fitted_with(reports.block[~out], reports.dissolves[~out], mean, sd)
        found[out] = chance(reports.block[out], *fit)
    return found


def base_rate(reports: Reports) -> np.ndarray:
    """Return the share of soluble polymers in the papers of other groups."""
    return np.array([reports.dissolves[reports.group != g].mean() for g in reports.group])


def scores(name: str, said, probability) -> dict[str, object]:
    """Return the scores of probabilities; reports `on heating` count in the logarithm alone."""
    clear = said != DISSOLVES[ON_HEATING]
    yes, no = probability >= SURE, probability <= 1 - SURE
    loss = -(said * np.log(probability) + (1 - said) * np.log1p(-probability))
    return {
        "model": name,
        "reports": len(said),
        "clear": int(clear.sum()),
        "brier": float(np.mean((probability - said)[clear] ** 2)),
        "right": float(np.mean((probability > 0.5)[clear] == (said > 0.5)[clear])),
        "log_loss": float(loss.mean()),
        "held_soluble": int(yes.sum()),
        "of_these_soluble": float(said[yes].sum()),
        "held_insoluble": int(no.sum()),
        "of_these_insoluble": float((1 - said[no]).sum()),
    }


def fitted_model(reports: Reports) -> GroupProbit:
    """Return the model of all reports."""
    found, covariance = fitted_with(reports.block, reports.dissolves, *priors())
    pairs = [pair for pairs in reports.units for pair in pairs]
    distinct = sorted(set(structures_of(pairs)))
    features = unit_features(distinct)
    lowest, highest = bounds(reports, distinct)
    return GroupProbit(
        property="solubility",
        unit=LAYER_PROPERTIES["solubility"].unit,
        name="solubility by groups",
        mixing=recipe_of("solubility").mixing,
        coefficients=found,
        covariance=covariance,
        lowest=lowest,
        highest=highest,
        seen=(features.groups > 0).any(axis=0).astype(float),
        known=Known(tuple(distinct)),
        reported=np.array([reported(reports, pair) for pair in distinct]),
        citations=tuple(cited(reports, pair) for pair in distinct),
    ).sealed()


def bounds(reports: Reports, distinct) -> tuple[np.ndarray, np.ndarray]:
    """Return between which descriptors are like those of the reports, polyimides first."""
    alone = design(unit_features(distinct))
    unit = np.array([joined_by_amide(acid) for acid, _ in distinct])
    whole = np.array([all(joined_by_amide(a) for a, _ in structures_of(p)) for p in reports.units])
    found = []
    for amide in (False, True):
        block = np.vstack([alone[unit == amide], reports.block[whole == amide]])
        low, high = block.min(axis=0), block.max(axis=0)
        reach = BEYOND * (high - low)
        found.append((low - reach, high + reach))
    return np.array([low for low, _ in found]), np.array([high for _, high in found])


def good_reports(reports: Reports, pair: tuple[str, str]) -> list:
    """Return the rows of quality A or B on a polymer itself."""
    return [
        row
        for row, units in zip(reports.rows, reports.units, strict=True)
        if structures_of(units) == [pair] and row["quality"] in ("A", "B")
    ]


def reported(reports: Reports, pair: tuple[str, str]) -> float:
    """Return 1 or -1 for a polymer that reports of quality A or B agree on, else 0."""
    clear = {SOLUBLE: 1.0, PARTLY: -1.0, INSOLUBLE: -1.0}
    said = {clear.get(row["verdict"], 0.0) for row in good_reports(reports, pair)}
    return said.pop() if len(said) == 1 else 0.0


def cited(reports: Reports, pair: tuple[str, str]) -> str:
    """Return the citations of what the reports of a polymer agree on; empty if nothing."""
    agreed = good_reports(reports, pair) if reported(reports, pair) else []
    return "; ".join(dict.fromkeys(row["citation"] for row in agreed))


def write_rows(path: Path, rows) -> None:
    """Write rows as CSV, numbers with three decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: f"{v:.3f}" if isinstance(v, float) else v for k, v in row.items()})


def table_of(reports: Reports) -> tuple[list[dict[str, object]], np.ndarray]:
    """Return the scores of what was tried, and the shipped model's probabilities left out."""
    shipped = left_out(reports, *priors())
    tried = {
        "shipped": shipped,
        "priors twice as wide": left_out(reports, *priors(2.0)),
        "priors four times as wide": left_out(reports, *priors(4.0)),
        "priors without signs": left_out(reports, *priors(2.0, signs=False)),
        "share of the other papers": base_rate(reports),
    }
    return [scores(name, reports.dissolves, p) for name, p in tried.items()], shipped


def main() -> None:
    """Run everything."""
    reports = read_reports()
    table, probability = table_of(reports)
    model = fitted_model(reports)
    write_rows(RESULTS, table)
    left = [
        {
            "id": r["id"],
            "paper": r["paper"],
            "group": int(g),
            "verdict": r["verdict"],
            "probability": float(p),
        }
        for r, g, p in zip(reports.rows, reports.group, probability, strict=True)
    ]
    write_rows(LEFT_OUT, left)
    model.save(MODEL)
    CARD.write_text(card(model, reports, table, probability), encoding="utf-8")
    for row in table:
        print(row)


if __name__ == "__main__":
    main()
