"""A group of commands that are imported only when they are run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

from polyopt.errors import did_you_mean


class LazyGroup(click.Group):
    """Commands by a table of their summaries, each in a module of its own.

    Attributes
    ----------
    summaries : mapping of str to str
        What each command does, in the order of the help page.
    module : str
        Where a command lives; ``{}`` stands for its name.
    noun, nouns : str
        What a command of the group is called, one and several.
    """

    summaries: ClassVar[Mapping[str, str]]
    module: ClassVar[str]
    noun: ClassVar[str]
    nouns: ClassVar[str]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help page."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = import_module(self.module.format(cmd_name)).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the arguments, with a suggestion for a misspelt one."""
        if args and args[0] not in self.summaries:
            known = f"{self.nouns}: {', '.join(self.summaries)}"
            hint = did_you_mean(args[0], self.summaries) or known
            raise click.UsageError(f"no {self.noun} {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))
