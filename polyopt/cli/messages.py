"""Messages on stderr: folded where people read it, whole lines where programs do."""

from __future__ import annotations

import logging
import sys
from shutil import get_terminal_size

import click

from polyopt.cli.layout import WIDTH, broken

_HANG = 2


def echo_message(text: str) -> None:
    """Write a message to stderr, folded on a terminal."""
    click.echo(folded(text), err=True)


def folded(text: str) -> str:
    """Return a message folded to the terminal's width, 80 columns at most.

    Elsewhere, as in a log, it stays as it is: a message is a line. A word is never broken, so that
    the name of a file with its line can be copied.
    """
    if not sys.stderr.isatty():
        return text
    width = min(WIDTH, get_terminal_size().columns)
    lines = []
    for line in text.splitlines():
        words = line.lstrip()
        indent = line[: len(line) - len(words)]
        lines += broken(words, indent, indent + " " * _HANG, width, cut=False)
    return "\n".join(lines)


class FoldingFormatter(logging.Formatter):
    """Messages of a log as stderr shows them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record's message, folded on a terminal."""
        return folded(super().format(record))
