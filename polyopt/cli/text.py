"""Results as text that fits 80 columns."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.layout import aligned, broken
from polyopt.cli.text_conflict import conflict_lines
from polyopt.cli.text_found import found_text
from polyopt.cli.text_remaining import remaining_lines
from polyopt.layer_properties import LAYER_PROPERTIES
from polyopt.properties.normal_interval import Z90
from polyopt.report.proof_words import proof_lines

if TYPE_CHECKING:
    from polyopt.design.curl import Curl
    from polyopt.optimizer.front_designs import Design, DesignedLayer
    from polyopt.optimizer.result import Result

_COLOURS = {"met": "green", "unmet": "red", "unknown": "yellow"}


def echo_json(value: Any) -> None:
    """Print a value as JSON; numbers that are not finite become null."""
    click.echo(json.dumps(_finite(value), indent=1, ensure_ascii=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if hasattr(value, "item") else value


def wrapped(text: str, indent: int = 0, hang: int | None = None) -> str:
    """Return text broken at 80 columns."""
    return "\n".join(broken(text, " " * indent, " " * (indent if hang is None else hang)))


def columns(rows: Iterable[Sequence[str]], gap: int = 2) -> str:
    """Return rows of cells as aligned columns that fit 80 columns."""
    return "\n".join(aligned(list(rows), gap))


def coloured(verdict: str) -> str:
    """Return a verdict in its colour; colours vanish where the output is no terminal."""
    return click.style(verdict, fg=_COLOURS.get(verdict))


def interval(mean: float, low: float, high: float, unit: str) -> str:
    """Return a value with its interval; one without a unit has two decimals.

    >>> interval(10.3, -0.3, 20.9, "ppm/K")
    '10 ppm/K (0 to 21)'
    """
    if not unit:
        return f"{mean:.2f} ({low:.2f} to {high:.2f})"
    return f"{mean:z.0f} {unit} ({low:z.0f} to {high:z.0f})"


def result_text(result: Result, most: int = 8, run: str = "") -> str:
    """Return what a search found, in words and a table; `run` is the folder that keeps it."""
    lines = [wrapped(result.title), wrapped(result.stack, 0, 2), _headline(result)]
    if not result.designs:
        lines += conflict_lines(result)
        lines += ["", wrapped(found_text(result, run))]
        return "\n".join(lines)
    lines += [wrapped(line) for line in proof_lines(result.bound)]
    best = result.best()
    for number, design in enumerate(shown(result, most), start=1):
        lines += ["", _design_head(number, design, result, best is design)]
        lines += [_layer_text(layer) for layer in design.layers]
        lines += [curl_text(design.curl, 3)] if design.curl else []
    if len(result.designs) > 1:
        lines += ["", "* nearest to the best of all objectives at once"]
    if best is not None and best.verdicts:
        lines += ["", "Claims, for the design marked *:", verdict_lines(best.verdicts)]
    if result.curl_basis:
        lines += ["", wrapped(f"Curl: {result.curl_basis}.")]
    if result.assumed_met:
        lines += ["", wrapped(f"Assumed met, on your word: {', '.join(result.assumed_met)}")]
    lines += remaining_lines(result)
    return "\n".join([*lines, "", wrapped(found_text(result, run))])


def shown(result: Result, most: int) -> list[Design]:
    """Return a few designs spread over the front, the balanced one among them."""
    count = len(result.designs)
    if count <= most:
        return list(result.designs)
    best = result.best()
    mark = result.designs.index(best) if best is not None else 0
    if most < 3:
        return [result.designs[mark]]
    places = {round(i * (count - 1) / (most - 1)) for i in range(most)}
    places.discard(min(places - {0, count - 1}, key=lambda p: abs(p - mark)))
    return [result.designs[p] for p in sorted({*places, mark})]


def _headline(result: Result) -> str:
    what = f"{result.evaluations} formulations of {result.subsets} monomer choices"
    seconds = f"in {result.elapsed:.1f} s, seed {result.seed}"
    if not result.designs:
        head = (
            "Nothing found that meets every limit"
            if result.status != "interrupted"
            else ("Stopped before anything was found")
        )
        says = result.conflict_detail.get("says", "The nearest one breaks")
        return wrapped(f"{head}: {what} {seconds}. {says}:")
    count = len(result.designs)
    front = f"{count} design{'' if count == 1 else 's'} on the front"
    return wrapped(f"{result.status.capitalize()}: {front}, from {what} {seconds}.")


def _design_head(number: int, design: Design, result: Result, is_best: bool) -> str:
    parts = [
        f"{text} = {round(value, 3):.4g}"
        for (text, _), value in zip(result.objectives, design.objectives, strict=True)
    ]
    if design.verdicts and not any(text == "probability" for text, _ in result.objectives):
        left = any(r.kind != "confirm" for r in result.remaining)
        what = "probability of what is predicted" if left else "probability"
        parts.append(f"{what} = {design.probability:.2f}")
    return wrapped(f"{number}{'*' if is_best else ' '} {', '.join(parts)}", 0, 3)


def _layer_text(layer: DesignedLayer) -> str:

    thick = f"{layer.thickness:.1f} µm  " if layer.thickness is not None else ""
    lines = [wrapped(f"{layer.name}  {thick}{short(str(layer.composition))}", 3, 6)]
    values = []
    for name, value in layer.properties.items():
        label, unit = LAYER_PROPERTIES[name].label, LAYER_PROPERTIES[name].shown_unit
        text = (
            interval(value.mean, value.mean - Z90 * value.sd, value.mean + Z90 * value.sd, unit)
            if value.sd
            else f"{value.mean:.4g} {unit}"
        )
        values.append(f"{label} {text}{'' if value.in_domain else ' !'}")
    return "\n".join([*lines, wrapped("   ".join(values), 6)])


def curl_text(curl: Sequence[Curl], indent: int = 0) -> str:
    """Return the radius of a curl with its 90 % interval, metal on and etched off."""
    parts = []
    for c in curl:
        _, _, low, high = c.bounds(Z90)
        radii = " to ".join("flat" if math.isinf(r) else f"{r:.3g}" for r in (low, high))
        where = "metal etched off" if c.etched else "as made"
        parts.append(f"{where} {c.radius:.3g} cm ({radii})")
    return wrapped(f"curl radius: {', '.join(parts)}", indent, indent + 3)


def short(formulation: str) -> str:
    """Return a formulation with shares to 0.1 mol % that still sum to 100.

    >>> short("PMDA:56.72467956;BPDA:43.27532044 // ODA:100")
    'PMDA:56.7;BPDA:43.3 // ODA:100'

    A share below 0.05 mol % is left out, as the sum to 0.1 mol % does not feel it.

    >>> short("PMDA:100 // ODA:99.999;PDA:0.001")
    'PMDA:100 // ODA:100'
    """
    roles = []
    for role in formulation.split(" // "):
        parts = [token.rpartition(":") for token in role.split(";")]
        tenths = [round(10 * float(share)) for _, _, share in parts]
        tenths[tenths.index(max(tenths))] += 1000 - sum(tenths)
        named = zip(parts, tenths, strict=True)
        roles.append(";".join(f"{name}:{share / 10:g}" for (name, _, _), share in named if share))
    return " // ".join(roles)


def verdict_lines(verdicts: Sequence[Any]) -> str:
    """Return one line for each verdict: basis, probability, margin."""
    lines = []
    for v in verdicts:
        chance = "" if v.probability is None else f"  P {v.probability:.2f}"
        margin = "" if v.margin is None else f"  margin {v.margin:.2f}"
        line = wrapped(f"{v.id}  {v.verdict}, {v.basis}{chance}{margin}", 2, 6)
        lines.append(line.replace(f" {v.verdict},", f" {coloured(v.verdict)},", 1))
    return "\n".join(lines)


def echo_skipped(skipped: Sequence[str], bounds: int = 0, most: int = 10) -> None:
    """Say on stderr which rows of a table were left out, and how many values are bounds."""
    for line in skipped[:most]:
        click.echo(f"polyopt: left out {line}", err=True)
    if len(skipped) > most:
        click.echo(f"polyopt: and {len(skipped) - most} rows more", err=True)
    if bounds:
        click.echo(f"polyopt: left out {bounds} values marked as bounds", err=True)
