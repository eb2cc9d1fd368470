"""Why a property is predicted as it is, in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from polyopt.cli.text import columns, wrapped
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    from polyopt.prediction.explain import Explanation


def echo_explained(e: Explanation) -> None:
    """Print where a prediction is from: its uncertainties, the nearest polymer, what groups add."""
    name, unit = LAYER_PROPERTIES[e.property].label, LAYER_PROPERTIES[e.property].shown_unit
    click.echo("")
    click.echo(
        wrapped(
            f"{name} {e.mean:.0f} {unit}: ± {e.model_sd:.1f} from the model, "
            f"± {e.laboratory_sd:.1f} between laboratories (precursor, cure, method), "
            f"± {e.film_sd:.1f} from film to film, standard deviations",
            2,
            4,
        )
    )
    if e.nearest:
        click.echo(wrapped(f"nearest polymer in the data: {e.nearest}", 2, 4))
    click.echo(
        wrapped(
            f"groups alone give {e.transparent:.0f} {unit}, {abs(e.gap):.0f} "
            f"{'less' if e.gap > 0 else 'more'}; the largest are",
            2,
            4,
        )
    )
    rows = [
        (f"    {g.group}", f"{g.amount:.2f}", f"{g.contribution:+.1f}", f"± {g.standard_error:.1f}")
        for g in e.groups[:12]
    ]
    click.echo(columns([("    group", "amount", "adds", "se"), *rows]))
    for one, other, correlation in e.collinear:
        click.echo(
            wrapped(f"{one} and {other} can hardly be separated (r = {correlation:.2f})", 4, 6)
        )
