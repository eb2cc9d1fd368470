"""The progress bar of a search: on a terminal, on stderr, and only if it is wanted."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from time import monotonic
from typing import Any

from polyopt.cli.layout import WIDTH
from polyopt.cli.options import is_quiet

log = logging.getLogger("polyopt")


_WIDE = 60
_SHORT = "{percentage:.0f}% {rate_fmt} {remaining} left{postfix}"
_SHORT_OPEN = "{n_fmt} {rate_fmt}{postfix}"
"""What is left of the bar where a terminal is narrow: no bar, but rate, time left and the best."""

_ROOM = 4
"""Columns kept free, so that the ^C that a terminal shows does not begin a line of its own."""


@contextmanager
def shown_progress(
    total: int | None, problem: Any, seconds: float | None = None
) -> Iterator[Callable[[int, Any], None]]:
    """Show a bar with rate, time left and the best so far.

    Parameters
    ----------
    total : int or None
        Designs to evaluate, if that is known.
    problem : Problem
        Its objectives define what best means.
    seconds : float, optional
        Time after which the search ends.
    """
    # a dumb terminal may not return to the start of a line
    hidden = is_quiet() or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"
    directions = [objective.direction for objective in problem.objectives]
    if hidden:
        yield lambda done, archive: _logged(done, archive, best_so_far(archive, directions))
        return
    from tqdm import tqdm

    size = get_terminal_size()
    width = min(WIDTH, size.columns) - _ROOM
    started = monotonic()
    with tqdm(
        total=total,
        unit="",
        unit_scale=True,
        leave=False,
        ncols=width,
        bar_format=None if width >= _WIDE else _SHORT if total else _SHORT_OPEN,
        nrows=size.lines,  # some terminals claim to have no lines at all
    ) as bar:

        def update(done: int, archive: Any) -> None:
            left = None if seconds is None else max(0.0, seconds - (monotonic() - started))
            best = best_so_far(archive, directions)
            bar.set_postfix_str(best if left is None else f"{left:.0f} s left, {best}", False)
            bar.update(done - bar.n)
            _logged(done, archive, best)

        yield update


def _logged(done: int, archive: Any, best: str) -> None:
    log.info("%d designs, %d feasible kept, %s", done, archive.feasible, best)


def best_so_far(archive: Any, directions: Sequence[str]) -> str:
    """Return the best value of each objective among the designs that meet every limit.

    Parameters
    ----------
    archive : Archive
        What a search keeps.
    directions : sequence of str
        ``minimize`` or ``maximize`` for each objective.
    """
    values = archive.outcome.objectives[archive.outcome.violation == 0]
    if not len(values):
        return "none feasible yet"
    ends = [
        values[:, i].min() if direction == "minimize" else values[:, i].max()
        for i, direction in enumerate(directions)
    ]
    return "best " + ", ".join(f"{round(float(end), 3):.4g}" for end in ends)
