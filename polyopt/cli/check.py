"""`polyopt check`: verdicts on a declared laminate."""

from __future__ import annotations

from pathlib import Path

import click

from polyopt.cli.names import claim_ids
from polyopt.cli.options import (
    NAMED_PATH,
    everywhere,
    given_model_files,
    models_option,
    names_option,
)


@click.command("check")
@click.argument("design", type=NAMED_PATH)
@click.option(
    "--claims",
    "claims",
    multiple=True,
    shell_complete=claim_ids,
    help="Claims, instead of those in the file.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 0.9999),
    help="Confidence, instead of that in the file.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 5),
    metavar="MOL_PCT",
    help="Weighing error of each share, instead of that in the file.",
)
@models_option("for every layer")
@click.option("--limitations", is_flag=True, help="Show every limitation, not only open ones.")
@click.option("--explain", is_flag=True, help="Say what would settle each open limitation.")
@names_option
@everywhere
def command(
    design: str,
    claims: tuple[str, ...],
    confidence: float | None,
    tolerance: float | None,
    models: tuple[str, ...],
    limitations: bool,
    explain: bool,
    as_json: bool,
) -> int:
    """Judge the laminate or film of DESIGN.toml against claims.

    Each verdict says whether it rests on a prediction, a computation, a measurement or a
    declaration. An engineering screening, not a legal opinion.
    """
    from polyopt.cli.text import echo_json
    from polyopt.cli.text_check import check_text
    from polyopt.verdicts.check import check_file

    result = check_file(Path(design), claims, confidence, given_model_files(models), tolerance)
    if as_json:
        echo_json(result.as_dict())
    else:
        click.echo(check_text(result, limitations=limitations, explain=explain))
    return 0
