"""Results as text that fits 80 columns."""

from __future__ import annotations

import json
import math
import os
import re
import shlex
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.layout import aligned, broken
from polyopt.cli.messages import echo_message
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DataError
from polyopt.layer_property import LayerProperty

if TYPE_CHECKING:
    from polyopt.design.curl import Curl

_COLOURS = {"met": "green", "unmet": "red", "unknown": "yellow"}
_FLAT = 1e5
"""Radius from which a laminate is called flat, a kilometre. [cm]"""


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


def as_argument(path: str | PathLike[str]) -> str:
    """Return a path as it is typed in a command: quoted where a shell would take it apart.

    >>> as_argument("lab/run"), as_argument("my films/run")
    ('lab/run', '"my films/run"')
    """
    text = os.fspath(path)
    if re.search(r'["$`\\!]', text):
        return text if os.name == "nt" else shlex.quote(text)
    return text if re.fullmatch(r"[\w./~:+-]+", text) else f'"{text}"'


def wrapped(text: str, indent: int = 0, hang: int | None = None) -> str:
    """Return text broken at 80 columns."""
    return "\n".join(broken(text, " " * indent, " " * (indent if hang is None else hang)))


def columns(rows: Iterable[Sequence[str]], gap: int = 2) -> str:
    """Return rows of cells as aligned columns that fit 80 columns."""
    return "\n".join(aligned(list(rows), gap))


def coloured(verdict: str) -> str:
    """Return a verdict in its colour; colours vanish where the output is no terminal."""
    return click.style(verdict, fg=_COLOURS.get(verdict))


def interval(mean: float, low: float, high: float, known: LayerProperty) -> str:
    """Return the value of a property with its interval.

    >>> from polyopt.quantities import LAYER_PROPERTIES
    >>> interval(10.3, -0.3, 20.9, LAYER_PROPERTIES["cte"])
    '10 ppm/K (0 to 21)'

    Of an index without a meaning of its own, how likely it is above zero:

    >>> interval(1.2, -0.7, 3.1, LAYER_PROPERTIES["solubility"])
    'P soluble 0.85'
    """
    if known.above_zero:
        return known.chance_words(mean, (high - low) / (2 * Z90))
    middle, least, most = (f"{value:z.{known.decimals}f}" for value in (mean, low, high))
    return f"{f'{middle} {known.shown_unit}'.strip()} ({least} to {most})"


def curl_text(curl: Sequence[Curl], indent: int = 0) -> str:
    """Return the radius of a curl with its 90 % interval, metal on and etched off."""
    parts = list[str]()
    for c in curl:
        _, _, low, high = c.bounds(Z90)
        radii = " to ".join("flat" if r > _FLAT else f"{r:.3g}" for r in (low, high))
        where = "metal etched off" if c.etched else "as made"
        flat = "flat to flat" == radii
        radius = "flat" if c.radius > _FLAT else f"{c.radius:.3g} cm"
        parts.append(f"{where} flat" if flat else f"{where} {radius} ({radii})")
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
    """Return one line for each verdict: basis, probability, margin; `!` marks a caution."""
    from polyopt.claims.shown_figures import shown_chance, shown_margin  # loads NumPy

    lines = []
    for v in verdicts:
        mark = " !" if v.caution else ""
        shown, distance = shown_chance(v), shown_margin(v)
        chance = f"  P {shown}{mark}" if shown else mark
        margin = "" if distance is None else f"  margin {distance:.2f}"
        line = wrapped(f"{v.id}  {v.verdict}, {v.basis}{chance}{margin}", 2, 6)
        lines.append(line.replace(f" {v.verdict},", f" {coloured(v.verdict)},", 1))
    return "\n".join(lines)


def caution_lines(verdicts: Sequence[Any]) -> list[str]:
    """Return what the mark `!` of some verdicts stands for, each caution once."""
    cautions = dict.fromkeys(v.caution for v in verdicts if v.caution)
    return [wrapped(f"! {text}", 2, 4) for text in cautions]


def echo_windows(unlike: str) -> None:
    """Say on stderr how many films of a table are for other temperatures than the models'."""
    if unlike:
        echo_message(f"polyopt: {unlike}")


def echo_skipped(skipped: Sequence[str], bounds: int = 0, most: int = 10) -> int:
    """Say on stderr which rows of a table were left out, and how many values are bounds.

    Return the exit code of a command that read the table: 4 if rows were left out.
    """
    for line in skipped[:most]:
        echo_message(f"polyopt: left out {line}")
    if len(skipped) > most:
        echo_message(f"polyopt: and {len(skipped) - most} more rows")
    if bounds:
        marked = "1 value marked as a bound" if bounds == 1 else f"{bounds} values marked as bounds"
        echo_message(f"polyopt: left out {marked}")
    return DataError.exit_code if skipped else 0
