"""Options that several commands have: JSON, quietness, a log file, models, where they go."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from polyopt.cli.messages import FoldingFormatter
from polyopt.cli.names import models_begun
from polyopt.errors import DataError, UsageError
from polyopt.quantities import LAYER_PROPERTIES, USUAL

log = logging.getLogger("polyopt")


class NamedPath(click.Path):
    """A path that is not empty; the API says the rest."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path as text, or refuse it."""
        if not str(value).strip():
            self.fail("an empty name is not a path", param, ctx)
        return super().convert(value, param, ctx)


NAMED_PATH = NamedPath()
NAMED_FOLDER = NamedPath(file_okay=False)


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def models_option(ending: str = "") -> Decorator:
    """Return the option ``--model tg=FILE``, given as often as needed; `ending` ends its help."""
    text = f"{' or '.join(f'{name}=FILE' for name in USUAL)} {ending}".strip()
    return click.option(
        "--model", "models", multiple=True, shell_complete=models_begun, help=f"{text}."
    )


def model_folder_option(default: str) -> Decorator:
    """Return the option ``--out`` of a command that writes model files."""
    return click.option(
        "--out",
        type=NAMED_FOLDER,
        default=default,
        show_default=True,
        help="Folder for the model files.",
    )


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--sheet`` and ``--strict`` to a command that reads a table."""
    function = click.option(
        "--strict", is_flag=True, help="Refuse where anything must be chosen or left out."
    )(function)
    return click.option("--sheet", default="", help="Sheet of a workbook.")(function)


def replace_models_option() -> Decorator:
    """Return the option ``--force`` of a command that writes model files."""
    return click.option("--force", is_flag=True, help="Replace existing model files.")


def everywhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``, ``-q``, ``-v`` and ``--log-file`` to a command."""

    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @click.option("-q", "--quiet", is_flag=True, help="Print results only.")
    @click.option("-v", "--verbose", is_flag=True, help="Report each step.")
    @click.option("--log-file", type=click.Path(dir_okay=False), help="Write a log.")
    @functools.wraps(function)
    def command(*args: Any, quiet: bool, verbose: bool, log_file: str | None, **more: Any) -> Any:
        _configure(quiet, verbose, log_file)
        return function(*args, **more)

    return command


def names_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--names FILE``, which decides what names mean while the command runs."""

    @click.option(
        "--names",
        "names_file",
        type=NAMED_PATH,
        help="TOML with a table [names], as DABA = '35DABzA': what a name means.",
    )
    @functools.wraps(function)
    def command(*args: Any, names_file: str | None, **more: Any) -> Any:
        if names_file is None:
            return function(*args, **more)
        from polyopt.chemistry.ambiguous_names import names_decided
        from polyopt.chemistry.names_file import read_names

        with names_decided(read_names(Path(names_file))):
            return function(*args, **more)

    return command


def _configure(quiet: bool, verbose: bool, log_file: str | None) -> None:
    log.setLevel(logging.DEBUG)
    log.handlers.clear()
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING)
    screen.setFormatter(FoldingFormatter("%(message)s"))
    screen.addFilter(_unrepeated())
    log.addHandler(screen)
    if log_file:
        try:
            file = logging.FileHandler(log_file, encoding="utf-8")
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=log_file) from None
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(file)


def _unrepeated() -> Callable[[logging.LogRecord], bool]:
    """Return a filter of notes that need saying only once, as on a table that two layers name."""
    shown: set[str] = set()

    def fresh(record: logging.LogRecord) -> bool:
        text = record.getMessage()
        repeated = getattr(record, "once", False) and text in shown
        shown.add(text)
        return not repeated

    return fresh


def is_quiet() -> bool:
    """Say whether only results are to be printed."""
    return not any(h.level <= logging.WARNING for h in log.handlers)


def given_model_files(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return ``--model tg=FILE`` options as a mapping.

    Raises
    ------
    UsageError
        If one is not of that form.
    """
    known = ", ".join(LAYER_PROPERTIES)
    models = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or name not in LAYER_PROPERTIES or not value:
            raise UsageError(
                f"--model {pair!r} is not allowed", remedy=f"write --model tg=FILE (of {known})"
            )
        models[name] = value
        _say_if_extrapolating(value)
    return models


def _say_if_extrapolating(model: str) -> None:
    """Say on stderr what a model's frequency asks for beyond what was measured."""
    from polyopt.cli.messages import echo_message
    from polyopt.models.frequency import AT, extrapolation

    if AT in model and (words := extrapolation(model)):
        echo_message(f"polyopt: {model}: {words}")


def refuse_replacing(files: Iterable[Path], force: bool) -> None:
    """Raise if model files are there already that nobody asked to replace.

    Raises
    ------
    DataError
        If one is.
    """
    there = [file for file in files if file.exists()]
    if there and not force:
        raise DataError(
            "already exists",
            where=str(there[0]),
            remedy="add --force to replace it, or choose another --out",
        )


def refuse_same_file(out: str | Path | None, source: str | Path) -> None:
    """Raise if a table is to be written over the one that it is made from.

    Raises
    ------
    DataError
        If both are one file.
    """
    with suppress(OSError, ValueError):
        if out and Path(out).samefile(source):
            raise DataError(
                "is the table that is read", where=str(out), remedy="choose another --out"
            )
