"""`polyopt analyze`: what measurements say; each kind has a command of its own."""

from __future__ import annotations

import click

from polyopt.cli.lazy_group import LazyGroup

KINDS = {
    "dma": "Tg, least storage modulus above it, and the window for bonding, from a DMA curve.",
    "cure": "Kinetics of crosslinking, from insoluble contents or weighings.",
    "drying": "Predrying window and drying times of a coat, with a fit to weighings.",
    "porous": "Permittivity, Gurley time, pores and modulus of a porous film.",
}


class Kinds(LazyGroup):
    """The commands of `polyopt analyze`; each lives in ``analyze_NAME.py``."""

    summaries = KINDS
    module = "polyopt.cli.analyze_{}"
    noun, nouns = "analysis", "kinds"


@click.group("analyze", cls=Kinds)
def command() -> None:
    """Evaluate measurements: DMA curves, cures, drying, porous films."""
