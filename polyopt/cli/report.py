"""`polyopt report`: the HTML page of a run."""

from __future__ import annotations

from pathlib import Path

import click

from polyopt.cli.names import folders
from polyopt.cli.options import NAMED_PATH, everywhere, is_quiet


@click.command("report")
@click.argument("run", type=NAMED_PATH, shell_complete=folders)
@click.option("--out", type=NAMED_PATH, help="HTML file; by default report.html in RUN.")
@everywhere
def command(run: str, out: str | None, as_json: bool) -> int:
    """Write the report of the run in folder RUN: one HTML file to open, print or send.

    The designs of the record are judged again by the models of the run. The file needs no network
    and sends nothing.
    """
    from polyopt.cli.text import echo_json
    from polyopt.errors import UsageError
    from polyopt.report.page import write_report
    from polyopt.runs.result import REPORT
    from polyopt.runs.stored import stored_result

    path = Path(out) if out else Path(run) / REPORT
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError("is not the name of a page", where=str(path), remedy="end it in .html")
    result = stored_result(Path(run))
    write_report(result, path, Path(run))
    if as_json:
        echo_json({"report": str(path), "status": result.status, "designs": len(result.designs)})
    elif not is_quiet():
        click.echo(str(path))
    return 0
