"""Model cards written from results, so that no figure in them is typed by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from literature_checks import copolymer_errors, unseen_films

from polyopt.chemistry.monomers import shipped_library
from polyopt.models.group_contribution.model import GroupContribution
from polyopt.models.validation import Score

RESULTS = Path(__file__).with_name("results") / "models.csv"
FIGURES = ("mae", "median", "rmse", "bias", "coverage")

SOURCES = """\
Compiled from public tables: PolyInfo extracts (github.com/liugangcode/GREA and
10.1021/acs.jcim.5c00550), github.com/xuyinyi/PI_RL and PI_GA, github.com/ZBPHD10248/APIRP (with
the DOI of each row), github.com/HKQiu/PPP-1_PredictionTg4Polyimides, 10.1038/s41597-024-03212-4,
10.1021/acsapm.0c00524 and github.com/WangGroupFDU/Openpoly_benchmark. The rows themselves are not
distributed: their licences are mixed or missing."""

LIMITS = {
    "tg": """\
Labels mix DSC, DMA and TMA; the method is not recorded. Independent reports of one polymer differ
by 11 °C in the median, so no error below about 10 °C can be shown. Crystallinity and cure are not
seen.""",
    "cte": """\
In-plane values of films; temperature window, thickness and cure are not recorded. One polymer can
be 5 ppm/K from the amic acid and 18 ppm/K from the ester, so composition alone cannot say more.
Predictions of stiff new chemistry tend to be too high; measure before relying on a value below
20 ppm/K.""",
}

CHAIN_ENDS = {
    "head": """\
Chains are taken as long and made of equal moles of both roles, because the molar mass of the
training films is not recorded. End-cappers and an imbalance of the roles shorten them: at full
conversion, with r moles of the scarcer role to one of the other, a chain holds (1 + r)/(1 - r)
monomers (Carothers), 199 where one role is 1 % short.""",
    "tg": """\
Tg then falls by K/Mn (Fox and Flory, 10.1063/1.1699711). K differs from polymer to polymer and is
not modelled, nor is the crosslinking of reactive end-cappers.""",
    "cte": "What that does to the CTE is not modelled.",
    "tail": """\
No formulation can state it: shares sum to 100 in each role. Give the formulation without it, and
measure, or calibrate with films of the same chain ends as a process of their own.""",
}

CHECKS = (
    ("PMDA", "PDA"),
    ("PMDA", "mTB"),
    ("BPDA", "PDA"),
    ("PMDA", "ODA"),
    ("BPDA", "ODA"),
    ("BPDA", "TPEQ"),
    ("BPADA", "mPDA"),
    ("6FDA", "TFMB"),
)


@dataclass(slots=True)
class Evaluation:
    """Scores by split and their spread, errors on copolymers, score on films never seen."""

    scores: dict[str, Score]
    spread: dict[str, Score]
    mixing: dict[str, list[float]] = field(default_factory=dict)
    unseen: Score | None = None
    reports: int = 0
    polymers: int = 0


def evaluation_of(name: str, model) -> Evaluation:
    """Return the evaluation of a trained model, from the table of errors and the literature."""
    with RESULTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == name]
    scores, spread = {}, {}
    for row in rows:
        figures = {figure: float(row[figure]) for figure in FIGURES}
        scores[row["split"]] = Score(int(row["n"]), **figures)
        sd = {figure: float(row.get(f"{figure}_sd", "nan")) for figure in FIGURES}
        spread[row["split"]] = Score(int(row["n"]), **sd)
    return Evaluation(
        scores,
        spread,
        copolymer_errors(model),
        unseen_films(model),
        int(rows[0]["reports"]),
        int(rows[0]["polymers"]),
    )


def card_of(name: str, model, evaluation: Evaluation) -> str:
    """Return the card of one model."""
    parts = [
        f"# {model.name} (`{name}`)",
        _purpose(model),
        f"## Data\n\n{evaluation.reports} reports of {evaluation.polymers} polyimides, one median "
        f"each. {SOURCES}",
        _errors(model, evaluation),
        _intervals(model),
        _checks(model),
        _unseen(model, evaluation.unseen),
        _copolymers(model, evaluation.mixing),
        f"## Limits\n\n{LIMITS[model.property]}",
        f"### Chain ends\n\n{_chain_ends(model.property)}",
        f"Artefact: `{name}.npz`, SHA-256 of its content `{model.fingerprint}`.",
    ]
    if isinstance(model, GroupContribution):
        parts.insert(4, _contributions(model))
    return "\n\n".join(part for part in parts if part) + "\n"


def _chain_ends(property: str) -> str:
    return "\n".join(CHAIN_ENDS[part] for part in ("head", property, "tail"))


def _purpose(model) -> str:
    quantity = {"tg": "Glass transition temperature", "cte": "In-plane linear CTE"}
    method = (
        "Robust ridge regression on groups of the repeat unit, transparent term by term."
        if isinstance(model, GroupContribution)
        else "Exact Gaussian process on fingerprints, groups and the shape of the repeat unit, "
        "with Student-t noise."
    )
    return f"{quantity[model.property]} of fully imidized polyimides [{model.unit}]. {method}"


def _errors(model, evaluation: Evaluation) -> str:
    lines = [
        "## Errors on polymers left out",
        "",
        f"[{model.unit}] Coverage is that of the 90 % interval; bias is prediction minus label. "
        "Gross errors of the labels stay in the test folds. Means over several random splits; "
        "± is the standard deviation between random splits, in the last two columns for MAE and "
        "coverage.",
        "",
        "| split | n | MAE | median | RMSE | bias | coverage | ± MAE | ± coverage |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {split} | {s.n} | {s.mae:.1f} | {s.median:.1f} | {s.rmse:.1f} | {s.bias:+.1f} "
        f"| {100 * s.coverage:.0f} % | {evaluation.spread[split].mae:.2f} "
        f"| {100 * evaluation.spread[split].coverage:.1f} % |"
        for split, s in evaluation.scores.items()
    ]
    lines += [
        "",
        "polymer: 5 folds. diamine-out, dianhydride-out: 5 folds over that monomer. both-out: "
        "3 x 3 blocks, neither monomer in training. paper-out: 5 folds over papers, for polymers "
        "with a DOI. A row 'below 25' or 'below 20' holds the same predictions for such labels "
        "only; selecting by the label makes part of its bias unavoidable. 'label not computed' "
        "leaves out labels printed with six to nine decimals: nobody measured those. In domain: "
        "nearest training "
        "polymer at or above the similarity of the domain flag.",
        "",
        "Kernel weights, descriptors and their constants were chosen with these data in view, so "
        "the figures are somewhat optimistic; the films from abstracts below were not used for "
        "that.",
    ]
    return "\n".join(lines)


def _intervals(model) -> str:
    unit, made = model.unit, model.laboratory
    return (
        "## Intervals\n\nA film of a laboratory that the model has not seen lies from the "
        f"prediction by the sum of four errors, each given as one standard deviation: "
        f"{model.noise_sd:.1f} {unit} of the film itself; an offset of {made.offset:.1f} {unit} that all films of the "
        f"laboratory share; a stretch of {made.scale:.2f} times what they differ by from "
        f"{made.about:g} {unit}; and the model's own, {model.class_factors[0]:.2f} times what it "
        "states. The four are of greatest likelihood for films of papers left out, polymers that "
        "no other paper reports."
    )


def _checks(model) -> str:
    library = shipped_library()
    pairs = [(library.find(a), library.find(b)) for a, b in CHECKS]
    belief = model.posterior(pairs)
    sd = belief.sd
    lines = [
        "## Known films",
        "",
        f"| polymer | predicted [{model.unit}] | ± 1 sd |",
        "|---|---|---|",
    ]
    lines += [
        f"| {a}/{b} | {mean:.0f} | {error:.0f} |"
        for (a, b), mean, error in zip(CHECKS, belief.mean, sd, strict=True)
    ]
    return "\n".join(lines) + "\n\nMost of these polymers are in the training data."


def _unseen(model, score: Score | None) -> str:
    if score is None:
        return ""
    return (
        f"## Films from abstracts and data sheets\n\nHomopolymers of `datasets/literature.csv` "
        f"that are not in the training data: n = {score.n}, MAE {score.mae:.1f} {model.unit}, "
        f"median {score.median:.1f}, bias {score.bias:+.1f}, {100 * score.coverage:.0f} % inside "
        "the 90 % interval."
    )


def _copolymers(model, errors: dict[str, list[float]]) -> str:
    lines = [
        f"{rule}: MAE {np.abs(e).mean():.1f} {model.unit}, bias {np.mean(e):+.1f}, n = {len(e)}"
        for rule, e in errors.items()
        if e
    ]
    if not lines:
        return f"## Copolymers\n\nMixed by {model.mixing}; no copolymer was available as a check."
    return f"## Copolymers\n\nMixed by {model.mixing}. On `datasets/literature.csv`:\n\n- " + (
        "\n- ".join(lines)
    )


def _contributions(model: GroupContribution) -> str:
    lines = [
        "## Contributions",
        "",
        "Of one group per 400 g/mol of repeat unit, or one unit of a chain descriptor. Regression "
        "numbers of overlapping groups: they belong together and mean little alone.",
        "",
        f"| group or descriptor | contribution [{model.unit}] | standard error |",
        "|---|---|---|",
    ]
    lines += [
        f"| {row.group} | {row.contribution:.4g} | {row.standard_error:.2g} |"
        for row in model.contributions()
        if row.contribution
    ]
    return "\n".join(lines)
