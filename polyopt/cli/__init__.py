"""The command line: parse, one call of the API, print, exit code."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from polyopt.cli.app import run

    sys.exit(run(sys.argv[1:]))
