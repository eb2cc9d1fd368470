"""The page of `polyopt --help`, printed before anything is loaded that a command may need.

On a terminal that is narrow the page is laid out by click, as those of the commands are.
"""

import os
import sys

COMMANDS = {
    "search": "Search formulations that meet a problem's limits.",
    "merge": "Merge several runs of one problem into one result.",
    "predict": "Predict Tg and CTE of formulations or a table.",
    "check": "Judge a declared laminate against claims.",
    "claims": "Show claims and their limitations.",
    "monomers": "Show the monomer library.",
    "fit": "Train models on a table of measured films.",
    "calibrate": "Learn from a handful of films of your own process.",
    "validate": "Report the error of models on measured films.",
    "analyze": "Evaluate measurements: DMA, cure, drying, porous films.",
    "suggest": "Suggest the films to make and measure next for a run.",
    "design": "Write designs of a run as files for check, with recipes.",
    "report": "Write the HTML report of a run.",
    "completion": "Print the shell completion for bash, zsh or fish.",
    "init": "Write a commented problem, tables and a batch script.",
}
"""Commands and their summaries."""

_ASKED = (["--help"], ["-h"])
_COLUMNS = 79
"""Columns from which on the page is as wide as it gets."""

_HEAD = """\
Usage: polyopt [OPTIONS] COMMAND [ARGS]...

  Polyimide formulations: predict Tg and CTE, search for those that meet
  patent claims.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
"""


def printed(arguments: list[str]) -> bool:
    """Print the page where it is all that is asked for; say whether it was.

    Where it cannot be written, nothing is said here: click writes it again, and its errors are
    told as those of any command.
    """
    if arguments not in _ASKED or "_POLYOPT_COMPLETE" in os.environ or _columns() < _COLUMNS:
        return False
    wide = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{wide}}{summary}\n" for name, summary in COMMANDS.items()]
    try:
        sys.stdout.write(_HEAD + "".join(lines))
        sys.stdout.flush()
    except (OSError, AttributeError):
        return False
    return True


def _columns() -> int:
    """Return the width of the terminal as `shutil.get_terminal_size` finds it."""
    try:
        asked = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        asked = 0
    if asked > 0:
        return asked
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _COLUMNS  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return _COLUMNS
