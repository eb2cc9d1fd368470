"""`polyopt search`: from a problem file to laminates that meet its limits."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from polyopt.cli.messages import echo_message
from polyopt.cli.names import claim_ids, presets
from polyopt.cli.options import (
    NAMED_FOLDER,
    NAMED_PATH,
    everywhere,
    given_model_files,
    is_quiet,
    models_option,
    names_option,
)
from polyopt.optimizer.record.samplers import AUTO, SAMPLERS

if TYPE_CHECKING:
    from polyopt.problem.definition import Problem
    from polyopt.runs.result import Result

log = logging.getLogger("polyopt")
INFEASIBLE, RESUMABLE = 3, 75
_ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGUSR1")
"""SIGUSR1 is what batch systems send before the time is up; Windows has none."""


def usual_budgets() -> str:
    """Return the designs that each sampler evaluates where no number is asked for."""
    others = sorted((s for s in SAMPLERS.values() if s.name != AUTO), key=lambda s: -s.budget)
    *first, last = (f"{s.budget} ({s.name})" for s in others)
    return f"{', '.join([str(SAMPLERS[AUTO].budget), *first])} or {last}"


@click.command("search")
@click.argument("problem", required=False, type=NAMED_PATH)
@click.option(
    "--preset",
    metavar="NAME",
    shell_complete=presets,
    help="A preset problem instead of PROBLEM.toml.",
)
@click.option(
    "--avoid",
    multiple=True,
    metavar="CLAIM",
    shell_complete=claim_ids,
    help="Claim that every design must stay outside of, besides those of the problem; repeatable.",
)
@click.option(
    "--budget",
    type=click.IntRange(1, 10**9),
    help=f"Designs to evaluate; by default {usual_budgets()}, and without end where --time is "
    "given.",
)
@click.option(
    "--time",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="End after this time, with the running generation.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Seed, instead of the problem's; a resumed run keeps its own.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Number of workers."
)
@click.option(
    "--backend",
    type=click.Choice(["loky", "threads", "dask"]),
    default="loky",
    show_default=True,
    help="Kind of workers.",
)
@click.option("--scheduler", default="", help="Address of the dask scheduler.")
@click.option(
    "--sampler",
    type=click.Choice(list(SAMPLERS)),
    default=AUTO,
    show_default=True,
    help="auto: polyopt's own engine; or a sampler of Optuna.",
)
@click.option("--out", type=NAMED_FOLDER, help="Run folder to keep everything in.")
@click.option(
    "--resume",
    is_flag=True,
    help="Continue the run in --out; its designs are evaluated again if models differ.",
)
@click.option(
    "--storage",
    metavar="URL",
    help="Copy the front to this database, for Optuna's tools; the record stays in --out.",
)
@click.option(
    "--prove/--no-prove",
    default=None,
    help="Prove how near the best is, or leave bounds out; by default in about 0.1 s.",
)
@click.option("--gap", type=float, help="Relative gap at which the proof stops; implies --prove.")
@models_option("instead of the shipped model")
@click.option(
    "--show", type=click.IntRange(1, 200), default=3, show_default=True, help="Designs to print."
)
@click.option("--details", is_flag=True, help="Print every claim, window and measurement.")
@names_option
@everywhere
def command(
    problem: str | None,
    preset: str | None,
    avoid: tuple[str, ...],
    budget: int | None,
    time: float | None,
    seed: int | None,
    jobs: int,
    backend: str,
    scheduler: str,
    sampler: str,
    out: str | None,
    resume: bool,
    storage: str | None,
    prove: bool | None,
    gap: float | None,
    models: tuple[str, ...],
    show: int,
    details: bool,
    as_json: bool,
) -> int:
    """Search formulations that meet the limits of PROBLEM.toml.

    Without a problem: the built-in one, a metal / A / B / film laminate under the kA-window
    claims. Presets: heat-resistant-laminate (the built-in one), heat-resistant-laminate-two-sided,
    heat-resistant-laminate-epoxy, bonding-laminate, bonding-outside-heat-resistant,
    crosslinked-metal-clad-laminate, porous-insulating-film. Exit code 3 if nothing can meet the
    limits, 75 if interrupted and resumable.
    """
    from polyopt.cli.progress import shown_progress
    from polyopt.optimizer.proof.proven import GAP
    from polyopt.problem.avoiding import avoiding
    from polyopt.runs.search import search

    _refuse_alone(out, resume=resume, storage=storage, scheduler=scheduler, backend=backend)
    given = given_model_files(models)
    chosen = avoiding(_chosen(problem, preset), avoid)
    log.info("problem: %s", chosen.title)
    total = SAMPLERS[sampler].budget if budget is None and time is None else budget
    with (
        _stopping() as asked_to_stop,
        shown_progress(total, chosen, time) as progress,
        _conflict_as_json(as_json),
    ):
        result = search(
            chosen,
            budget=budget,
            time=time,
            seed=seed,
            jobs=jobs,
            backend=backend,
            scheduler=scheduler,
            sampler=sampler,
            out=out,
            resume=resume,
            models=given,
            storage=storage,
            prove=True if gap is not None and prove is None else prove,
            gap=GAP if gap is None else gap,
            progress=progress,
            stop=asked_to_stop,
        )
    _show(result, show, out or "", details=details, as_json=as_json)
    if result.status == "interrupted":
        return RESUMABLE
    return 0 if result.designs else INFEASIBLE


def _refuse_alone(
    out: str | None, *, resume: bool, storage: str | None, scheduler: str, backend: str
) -> None:
    """Raise for options that another one must go with."""
    from polyopt.errors import UsageError

    if resume and not out:
        raise UsageError("--resume needs --out", remedy="name the folder of the run")
    if storage is not None and not out:
        raise UsageError("--storage needs --out", remedy="the folder that keeps the record")
    if scheduler and backend != "dask":
        raise UsageError("--scheduler needs --backend dask")


@contextmanager
def _conflict_as_json(wanted: bool) -> Iterator[None]:
    """Print limits that contradict each other before anything is searched, where JSON is asked."""
    from polyopt.errors import InfeasibleError

    try:
        yield
    except InfeasibleError as error:
        if wanted:
            from polyopt.cli.text import echo_json
            from polyopt.conflict.conflict import Obstacles

            obstacles = Obstacles.of(error, str(error)).as_dict()
            echo_json({"schema": 1, "status": "infeasible", **obstacles})
        raise


def _show(result: Result, most: int, out: str, *, details: bool, as_json: bool) -> None:
    """Print what was found on stdout, and on stderr where it is kept and whether it is all."""
    from polyopt.cli.text import echo_json
    from polyopt.cli.text_result import result_text

    if as_json:
        echo_json(result.as_dict())
    else:
        click.echo(result_text(result, most, out, details))
    if out and not is_quiet():
        echo_message(f"saved in {out}")
    if result.status == "interrupted":
        hint = "; continue with --resume" if out else "; --out would let you resume"
        echo_message(f"polyopt: interrupted after {result.evaluations} designs{hint}")


def _chosen(problem: str | None, preset: str | None) -> Problem:
    """Return the problem of a file, a preset, or the built-in one."""
    from polyopt.errors import UsageError
    from polyopt.problem.definition import Problem

    if preset is None:
        return Problem.from_toml(problem) if problem else Problem.default()
    if problem:
        raise UsageError(f"both {problem} and --preset {preset}", remedy="give one of them")
    return Problem.preset(preset)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Let SIGINT, SIGTERM and SIGUSR1 end the search after the running generation."""
    asked: list[int] = []

    def ask(number: int, _: Any) -> None:
        if number in asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        asked.append(number)

    ends = [getattr(signal, name) for name in _ENDING_SIGNALS if hasattr(signal, name)]
    before = {s: signal.signal(s, ask) for s in ends}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
