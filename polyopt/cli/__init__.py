"""The command line: parse, one call of the API, print, exit code."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from polyopt.cli.front_page import printed

    if printed(sys.argv[1:]):
        sys.exit(0)
    from polyopt.cli.app import run

    sys.exit(run(sys.argv[1:]))
