"""The card of a model fitted to a user's own films."""

from __future__ import annotations

from polyopt.models.calibrated.model import Base
from polyopt.models.regressor.model import EstimatorModel
from polyopt.models.training import TrainingReport
from polyopt.quantities import shown_unit

LIMITS = (
    "A film is taken as a random copolymer of high molar mass, fully imidized, with both roles in "
    "equal moles. End-cappers, an imbalance of the roles, blocks and blends are not modelled; nor "
    "are cure, thickness and crystallinity, except as the films share them. Films of another chain "
    "length or end-capper: calibrate this model with some of them as a process of their own."
)


def fitted_card(model: Base, report: TrainingReport) -> str:
    """Return the card of a fitted model, Markdown."""
    unit = shown_unit(model.unit)
    return (
        "\n\n".join(
            [
                f"# {model.property} model ({model.name})",
                f"Trained on {report.rows} rows, {report.films} distinct films. Mixing of "
                f"copolymers: {model.mixing}.",
                f"## Errors on films left out\n\n{_errors(report, unit)}",
                *(_estimator(model, unit) if isinstance(model, EstimatorModel) else ()),
                f"## Limits\n\n{LIMITS}",
                f"Artefact: SHA-256 of its content `{model.fingerprint}`.",
            ]
        )
        + "\n"
    )


def _errors(report: TrainingReport, unit: str) -> str:
    if not report.splits:
        return (
            f"[{unit}] Whole groups at a time: MAE {report.mae:.2f}, RMSE {report.rmse:.2f}, bias "
            f"{report.bias:+.2f}; the 90 % interval covers {100 * report.coverage:.0f} %."
        )
    lines = [
        f"[{unit}] Bias is prediction minus measurement; coverage is that of the 90 % interval, "
        "with factors from other films.",
        "",
        "| left out | n | MAE | median | RMSE | bias | coverage |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {split} | {s.n} | {s.mae:.2f} | {s.median:.2f} | {s.rmse:.2f} | {s.bias:+.2f} | "
        f"{100 * s.coverage:.0f} % |"
        for split, s in report.splits.items()
    ]
    return "\n".join(
        [
            *lines,
            "",
            "grouped: whole groups of the table, or films, at a time. dianhydride-out, "
            "diamine-out: every film of a monomer at once. both-out: neither monomer in training.",
        ]
    )


def _estimator(model: EstimatorModel, unit: str) -> list[str]:
    settings = ", ".join(f"{k} = {v}" for k, v in model.recipe.parameters) or "its defaults"
    factors = model.class_factors * (1.0 if model.fitted.gives_spread else model.fitted.label_sd)
    spread = "times its own standard deviation" if model.fitted.gives_spread else unit
    return [
        "## Regressor",
        f"`{model.recipe.name}` of scikit-learn {model.scikit_learn} with {settings}, seed "
        f"{model.recipe.seed}, on standardised descriptors and labels. The file holds this recipe "
        "and the films, no fitted estimator: loading fits it again, once per process, and refuses "
        f"a fit that departs by more than {model.noise_sd:.2g} {unit} from the first.",
        "## Intervals",
        "Split conformal by novelty: one standard deviation is "
        f"{', '.join(f'{f:.2f}' for f in factors)} {spread} (both monomers known, dianhydride new, "
        f"diamine new, both new), of which the spread of one film is {model.noise_sd:.2f} {unit}. "
        "Errors of two polymers are taken to correlate only through a shared monomer: "
        f"{model.sharing[0]:.2f} through the dianhydride, {model.sharing[1]:.2f} through the "
        "diamine, from pairs of films left out together.",
    ]
