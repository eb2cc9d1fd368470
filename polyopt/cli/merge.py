"""`polyopt merge`: many runs of one problem, one front."""

from __future__ import annotations

import click

from polyopt.cli.messages import echo_message
from polyopt.cli.names import folders
from polyopt.cli.options import NAMED_FOLDER, NAMED_PATH, everywhere, is_quiet

INFEASIBLE, LEFT_OUT = 3, 4


@click.command("merge")
@click.argument(
    "runs", nargs=-1, required=True, type=NAMED_PATH, metavar="RUN...", shell_complete=folders
)
@click.option("--out", required=True, type=NAMED_FOLDER, help="Run folder for the merged result.")
@click.option(
    "--show", type=click.IntRange(1, 200), default=3, show_default=True, help="Designs to print."
)
@click.option("--details", is_flag=True, help="Print every claim, window and measurement.")
@everywhere
def command(runs: tuple[str, ...], out: str, show: int, details: bool, as_json: bool) -> int:
    """Merge the runs in folders RUN... of one problem into one result.

    Seeds, samplers and budgets may differ; interrupted runs are accepted. All designs are judged
    again, and the table names the run of each. A run that cannot be read is named and left out; the
    exit code is then 4. Exit code 3 if no design meets every limit.
    """
    from polyopt.cli.text import echo_json
    from polyopt.cli.text_result import result_text
    from polyopt.runs.merge import merge

    found = merge(runs, out)
    if as_json:
        echo_json(found.as_dict())
    else:
        click.echo(result_text(found.result, show, out, details))
    if not is_quiet():
        for run in found.runs:
            note = "" if run.complete else f" of {run.budget}: interrupted or still going on"
            echo_message(f"{run.folder}: seed {run.seed}, {run.evaluations} designs{note}")
        echo_message(f"saved in {out}")
    for folder, reason in found.skipped if is_quiet() else ():
        echo_message(f"polyopt: {folder} is left out: {reason}")
    if found.skipped:
        return LEFT_OUT
    return 0 if found.result.designs else INFEASIBLE
