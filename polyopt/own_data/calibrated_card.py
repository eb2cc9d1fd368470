"""The card of a calibrated model: films, processes, doubtful films, errors before and after."""

from __future__ import annotations

from polyopt.errors import counted
from polyopt.models.calibrated.model import SUSPICIOUS, CalibratedModel
from polyopt.own_data.left_out import left_out_scores
from polyopt.quantities import shown_unit


def calibrated_card(model: CalibratedModel) -> str:
    """Return the card of a calibrated model, Markdown."""
    unit = shown_unit(model.unit)
    prior = model.learned.prior
    parts = [
        f"# {model.property} model calibrated on own films",
        f"{model.name}: the belief of `{model.base.name}` conditioned on "
        f"{counted(len(model.films), 'film')} ({len(model.rows)} measurements). "
        f"It predicts films of the process **{_cell(model.process)}**; mixing {model.mixing}.",
        _processes(model, unit),
        f"Before a film was measured, an offset was expected within ± {prior.offset:.2g} {unit} "
        f"and a scale within ± {prior.scale:.2g} (1 sd). The offset is that at the centre, the "
        "mean "
        "prediction of the films of its process; the scale stretches differences from "
        f"{prior.about:g} {unit}. Both remain in the intervals as far as the films leave them "
        f"open. Repeats of one film spread by {model.repeat_sd:.2g} {unit} (1 sd).",
        _errors(model, unit),
        _films(model, unit),
        "A film's weight is 1 unless the others contradict it. The chemistry and the processes "
        "of these films are all that the calibration knows; other processes are not validated.",
        f"Base model: SHA-256 `{model.base.fingerprint}`. This model: `{model.fingerprint}`.",
    ]
    return "\n\n".join(parts) + "\n"


def _processes(model: CalibratedModel, unit: str) -> str:
    lines = [
        "## Processes",
        "",
        f"| process | films | centre [{unit}] | offset [{unit}] | scale |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {_cell(e.process)} | {e.films} | {e.centre:.1f} | {e.offset:+.1f} ± {e.offset_sd:.1f} "
        f"| {e.scale:+.2f} ± {e.scale_sd:.2f} |"
        for e in model.learned.effects
    ]
    return "\n".join(lines)


def _errors(model: CalibratedModel, unit: str) -> str:
    lines = [
        "## Errors on films left out, one by one",
        "",
        f"[{unit}] Weights of the other films are kept. Bias is prediction minus measurement; "
        "coverage is that of the 90 % interval.",
        "",
        "| films | n | | MAE | median | bias | coverage |",
        "|---|---|---|---|---|---|---|",
    ]
    choices: list[tuple[str, str | None]] = [(_cell(model.process), model.process)]
    if len(model.learned.effects) > 1:
        choices.append(("all processes", None))
    for title, process in choices:
        scores = left_out_scores(model, process)
        for moment, s in (("before", scores.before), ("after", scores.after)):
            lines.append(
                f"| {title} | {s.n} | {moment} | {s.mae:.1f} | {s.median:.1f} | {s.bias:+.1f} "
                f"| {100 * s.coverage:.0f} % |"
            )
    return "\n".join(lines)


def _films(model: CalibratedModel, unit: str) -> str:
    learned = model.learned
    lines = [
        "## Films",
        "",
        f"[{unit}] Before: the base model. Left out: from the other films.",
        "",
        "| film | process | measured | before | left out | weight |",
        "|---|---|---|---|---|---|",
    ]
    for i, film in enumerate(model.films):
        mark = " (doubtful)" if learned.weight[i] < SUSPICIOUS else ""
        lines.append(
            f"| {_cell(str(film.composition))} | {_cell(film.process)} | {film.value:.1f} "
            f"| {learned.observed.expected[i]:.1f} | {film.value - learned.left_out[i]:.1f} "
            f"| {learned.weight[i]:.2f}{mark} |"
        )
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Return text that cannot break a Markdown table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
