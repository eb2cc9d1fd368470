"""The card of the model of solubility: its errors, its coefficients and its limits."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from polyopt.chemistry.composition import Composition
from polyopt.io.shipped_schemas import INSOLUBLE, ON_HEATING, PARTLY, SOLUBLE
from polyopt.models.group_probit.descriptors import DESCRIPTORS
from polyopt.models.group_probit.model import OUTSIDE_SD, GroupProbit

DISSOLVES = {SOLUBLE: 1.0, ON_HEATING: 0.5, PARTLY: 0.0, INSOLUBLE: 0.0}
BEYOND = 0.25  # how far beyond the range of the reports a descriptor counts as like them; stated
SURE = 0.8  # as claims decide: met from here on, unmet below one minus it
CHECKS = (
    *("PMDA // ODA", "BPDA // PDA", "BPDA // mTB", "BPDA // ODA", "BTDA // ODA", "ODPA // ODA"),
    *("ODPA // TPER", "ODPA // BAPP", "DSDA // BAPP", "6FDA // BAPP", "6FDA // ODA"),
    *("6FDA // mTB", "6FDA // TFMB", "BPADA // mPDA", "aBPDA // TFMB", "BTDA // 33DABP"),
    *("TMA // MDI", "TMA // ODA", "TMA // TODI", "TMA // NDI", "BTDA // MDI", "BTDA // TODI"),
)


def calibration(said, probability) -> list[str]:
    """Return the rows of the calibration table, by bands of the stated probability."""
    edges = (0.0, 1 - SURE, 0.5, SURE, 1.0 + 1e-9)
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        inside = (probability >= low) & (probability < high)
        if inside.any():
            rows.append(
                f"| {low:.1f} to {min(high, 1.0):.1f} | {inside.sum()} "
                f"| {probability[inside].mean():.2f} | {said[inside].mean():.2f} |"
            )
    return rows


def errors(table, reports, probability) -> str:
    """Return the section of the card on papers left out."""
    lines = [
        "## Errors on papers left out",
        "",
        f"{len(np.unique(reports.group))} groups of papers, each left out once. 'Right' is the "
        f"share on the right side of 0.5, 'held soluble' those at {SURE:g} and above with how many "
        f"of them are, 'held insoluble' those at {1 - SURE:.1f} and below.",
        "",
        "| model | Brier | right | log loss | held soluble | held insoluble |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['model']} | {r['brier']:.3f} | {100 * r['right']:.0f} % | {r['log_loss']:.3f} "
        f"| {r['of_these_soluble']:g} of {r['held_soluble']} "
        f"| {r['of_these_insoluble']:g} of {r['held_insoluble']} |"
        for r in table
    ]
    lines += [
        "",
        "| stated probability | reports | its mean | share soluble |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *calibration(reports.dissolves, probability)])


def known_polymers(model: GroupProbit) -> str:
    """Return predictions for well-known polymers."""
    lines = [
        "## Known polymers",
        "",
        "What is reported of a polymer itself is part of its index.",
        "",
        "| polymer | index | P soluble | domain |",
        "|---|---|---|---|",
    ]
    for text in CHECKS:
        made = Composition.parse(text)
        belief = model.posterior([(made.dianhydrides[0][0], made.diamines[0][0])])
        p = ndtr(belief.mean[0] / belief.sd[0])
        inside = "inside" if belief.in_domain[0] else belief.doubts[0]
        lines.append(f"| {text} | {belief.mean[0]:+.1f} | {p:.2f} | {inside} |")
    return "\n".join(lines)


def coefficients(model: GroupProbit) -> str:
    """Return what each descriptor adds, beside its prior."""
    sd = np.sqrt(np.diag(model.covariance))
    lines = [
        "## Coefficients",
        "",
        "Groups per 400 g/mol.",
        "",
        "| | prior | fitted |",
        "|---|---|---|",
    ]
    lines += [
        f"| {d.words} | {d.prior_mean:+.2f} ± {d.prior_sd:.2f} | {c:+.2f} ± {e:.2f} |"
        for d, c, e in zip(DESCRIPTORS, model.coefficients, sd, strict=True)
    ]
    return "\n".join(lines)


def amides(reports, probability) -> str:
    """Return what the reports of polyamide-imides of trimellitic anhydride are good for."""
    trimellitic = [r["dianhydrides"].startswith("TMA:") for r in reports.rows]
    groups = {g for g, yes in zip(reports.group, trimellitic, strict=True) if yes}
    low, high = probability[trimellitic].min(), probability[trimellitic].max()
    return (
        "## Polyamide-imides\n\n"
        f"{sum(trimellitic)} reports in {len(groups)} groups are of trimellitic anhydride, all of "
        "them soluble and all with a bend in the diamine. With their group left out they are given "
        f"P {low:.2f} to {high:.2f}: too low, and trimellitic units lie either way along the "
        "chain, which no descriptor counts. Units that an amide joins are therefore compared with "
        "their like alone: with straight diamines, as o-tolidine, benzidine or 1,5-naphthalene, "
        "they are outside of the domain, and unknown, also as a part of a copolymer. A patent that "
        "calls such a resin soluble names no polymer; it is no report."
    )


def card(model: GroupProbit, reports, table, probability) -> str:
    """Return the card."""
    counts = {v: sum(r["verdict"] == v for r in reports.rows) for v in DISSOLVES}
    said = ", ".join(f"{n} {verdict}" for verdict, n in counts.items())
    papers = len({r["paper"] for r in reports.rows})
    parts = [
        f"# {model.name} (`solubility`)",
        "Whether an imidized polyimide or polyamide-imide dissolves in NMP or solvents like it: "
        "a latent index that is above zero for a soluble polymer. P soluble is Phi of its mean "
        "over its standard deviation. Probit of "
        f"{len(DESCRIPTORS)} descriptors of the repeat unit with normal priors.",
        f"## Data\n\n{len(reports.rows)} reports of {papers} sources "
        f"(`datasets/solubility.csv`, each with its citation): {said}. Most are abstracts. "
        "'On heating' counts as half soluble, 'partly' as insoluble.",
        errors(table, reports, probability),
        coefficients(model),
        known_polymers(model),
        "## Limits\n\nAuthors report what dissolves: three of four reports are soluble polymers, "
        "and plain aromatic polyimides that everybody knows to be insoluble are hardly reported. "
        "The priors, not the data, hold those down. Concentration, temperature, molar mass, "
        "crystallinity and the way of imidization are not counted; a film cured above 250 °C may "
        "no longer dissolve. Inside are units all of whose groups occur in the reports, each "
        f"descriptor within their range and {100 * BEYOND:.0f} % of it; outside, the spread is "
        f"{OUTSIDE_SD:g}, so that nothing is likely. "
        " Copolymers are mixed mole-linearly, not validated. Claims take it as met from "
        f"P {SURE:g}, as unmet up to {1 - SURE:.1f}, and as unknown between these and outside the "
        "domain.",
        amides(reports, probability),
        f"Artefact: `solubility.npz`, SHA-256 of its content `{model.fingerprint}`.",
    ]
    return "\n\n".join(parts) + "\n"
