"""`polyopt analyze`: what measurements say; each kind has a command of its own."""

from __future__ import annotations

from importlib import import_module

import click

from polyopt.errors import did_you_mean

KINDS = {
    "dma": "Tg, least storage modulus above it, and the window for bonding, from a DMA curve.",
    "cure": "Kinetics of crosslinking, from insoluble contents or weighings.",
    "drying": "Predrying window and drying times of a coat, with a fit to weighings.",
    "porous": "Permittivity, Gurley time, pores and modulus of a porous film.",
}


class Kinds(click.Group):
    """Commands that are imported only when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help page."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None."""
        if cmd_name not in KINDS:
            return None
        found: click.Command = import_module(f"polyopt.cli.analyze_{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of the arguments, with a suggestion for a misspelt one."""
        if args and args[0] not in KINDS:
            hint = did_you_mean(args[0], KINDS) or f"kinds: {', '.join(KINDS)}"
            raise click.UsageError(f"no analysis {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(KINDS.items()))


@click.group("analyze", cls=Kinds)
def command() -> None:
    """Say what measurements mean: curves, cures, drying, porous films."""
