"""The program `polyopt`: its commands, and how errors become lines and exit codes."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from polyopt import __version__
from polyopt.cli.front_page import COMMANDS
from polyopt.cli.lazy_group import LazyGroup
from polyopt.cli.messages import echo_message
from polyopt.cli.text import wrapped
from polyopt.errors import InfeasibleError, PolyoptError

log = logging.getLogger("polyopt")

BUG, USAGE, WRONG_DATA, INTERRUPTED = 1, 2, 4, 130


class Commands(LazyGroup):
    """The commands of `polyopt`; each lives in the module of its name."""

    summaries = COMMANDS
    module = "polyopt.cli.{}"
    noun, nouns = "command", "commands"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyopt")
def program() -> None:
    """Polyimide formulations: predict Tg and CTE, search for those that meet patent claims."""


def run(arguments: Sequence[str]) -> int:
    """Run the program and return its exit code; no traceback reaches the user.

    Parameters
    ----------
    arguments : sequence of str
        The command line without the program's name.
    """
    screen = sys.stdout
    try:
        if "_POLYOPT_COMPLETE" in os.environ:
            import_module("polyopt.cli.completion")  # its bash takes the place of click's
        code = program.main(
            list(arguments), prog_name="polyopt", standalone_mode=False, color=_colours()
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except PolyoptError as error:
        return _refused(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return USAGE
    except click.UsageError as error:
        place = error.ctx.command_path if error.ctx else "polyopt"
        return _refused(f"{error.format_message()}\nsee '{place} --help'", USAGE)
    except click.ClickException as error:
        return _refused(error.format_message(), USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _refused("stopped", INTERRUPTED)
    except BrokenPipeError:
        return _unread()
    except SystemExit:
        if sys.stdout is screen:
            raise
        return _unread()  # click ends so, with another stdout, where a reader closed the pipe
    except OSError as error:
        return _refused(f"the output cannot be written: {error.strerror or error}", WRONG_DATA)
    except MemoryError:
        return _refused("not enough memory; try a smaller table, palette or budget", BUG)
    except Exception as error:  # noqa: BLE001 - the last line between a bug and the user
        log.debug("a bug", exc_info=True)
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return _refused(f"a bug in polyopt: {what}\nrun again with --log-file and report it", BUG)


def _unread() -> int:
    """Write the rest to nowhere: whoever reads the output, as in ``| head``, has had enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def _colours() -> bool | None:
    """Return False where colours are unwanted (https://no-color.org), else let click see."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return False if unwanted else None


def _refused(message: str, code: int) -> int:
    lines = [line for line in message.splitlines() if line.strip()][:3]
    text = "polyopt: " + "\n  ".join(lines)
    if code == InfeasibleError.exit_code:
        text = "\n".join(wrapped(line, 0, 4) for line in text.splitlines())
    echo_message(text)
    return code
