"""The report of a result: one HTML file that opens offline, prints and can be mailed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from polyopt.errors import DataError, InfeasibleError, printable
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import spread_out
from polyopt.optimizer.record.run_folder import MANIFEST, write_text
from polyopt.optimizer.record.stored_run import read_json
from polyopt.optimizer.workers.one_thread import in_one_thread
from polyopt.report.answer_section import answer_section
from polyopt.report.contributions_section import contributions_section
from polyopt.report.design_details import design_article
from polyopt.report.file_names import with_run_names
from polyopt.report.front_section import chooser, front_section
from polyopt.report.labels import counted
from polyopt.report.manifest_section import manifest_section
from polyopt.report.markup import name, section, text
from polyopt.report.problem_section import outcome_section, problem_section
from polyopt.report.recipe_table import batch_form
from polyopt.report.remaining_section import remaining_section
from polyopt.report.slice_section import tradeoff_section
from polyopt.report.stack_drawing import PATTERNS
from polyopt.report.structures import Structures
from polyopt.results.found import Found

SCRIPTS = ("explore_model.js", "explore_charts.js", "explore.js", "report.js")
"""The page's script, in the order in which its parts need each other."""

MOST_DESIGNS = 100
"""Designs with details; a larger front is thinned to so many, spread out."""

_LONGEST_TITLE, _LONGEST_HEAD = 200, 70

_CONTENTS = {
    "answer": "Answer",
    "front": "Front",
    "designs": "Formulation and recipe",
    "remains": "What remains",
    "tradeoffs": "Trade-offs",
    "contributions": "Groups",
    "problem": "Problem",
    "outcome": "Screening",
    "manifest": "Manifest",
}
"""Short names of the sections."""


def write_report(result: Found, path: Path, folder: Path | None = None) -> Path:
    """Write a report with the manifest of its run.

    Parameters
    ----------
    result : Found
        What a search found.
    path : Path
        The HTML file.
    folder : Path, optional
        The run folder; by default that of the file.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    content = report_page(result, _manifest(folder or path.parent))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, content)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None
    return path


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run; nothing where it is missing or damaged."""
    try:
        held = read_json(folder / MANIFEST)
    except DataError:
        return {}
    parts = (held.get(key, {}) for key in ("settings", "versions"))
    return held if all(isinstance(part, dict) for part in parts) else {}


@in_one_thread
def report_page(result: Found, manifest: Mapping[str, Any] | None = None) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    result : Found
        What a search found, or why it found nothing.
    manifest : mapping, optional
        Manifest of its run folder.
    """
    structures, outcome = Structures(), outcome_section(result)
    made = manifest_section(result, manifest or {})
    if not result.designs:
        asked = problem_section(result, structures)
        return _document(result, "\n".join([structures.symbols(), outcome, asked, made]), {})
    body, data = _found(result, structures)
    asked = problem_section(result, structures)
    main = "\n".join([structures.symbols(), body, asked, outcome, made])
    return _document(result, main, data)


def _thinned(result: Found) -> Found:
    """Return a result whose front is short enough for a page; the best design stays."""
    best = result.best()
    if len(result.designs) <= MOST_DESIGNS or best is None:
        return result
    values = np.array([design.objectives for design in result.designs])
    mark = result.designs.index(best)
    kept = sorted({*spread_out(values, MOST_DESIGNS - 1).tolist(), mark})
    choice = replace(result.choice, place=kept.index(mark))
    return replace(result, designs=tuple(result.designs[i] for i in kept), choice=choice)


def _evaluator(result: Found) -> Evaluator | None:
    if result.problem is None or result.unjudged:
        return None
    try:
        return Evaluator.of(result.problem)
    except InfeasibleError:
        return None


def _found(whole: Found, structures: Structures) -> tuple[str, dict[str, Any]]:
    """Return front, designs, trade-offs and contributions, and what the page's script reads."""
    result, total = with_run_names(_thinned(whole)), len(whole.designs)
    chosen = result.best()
    assert chosen is not None  # noqa: S101 - there are designs
    best, evaluator = result.designs.index(chosen), _evaluator(result)
    predictor = evaluator.predictor if evaluator else None
    structures.figures(chosen)  # drawn first, whatever room the others leave
    articles = "\n".join(
        design_article(result, design, i, predictor, structures.figures, best=i == best)
        for i, design in enumerate(result.designs)
    )
    tradeoffs, explored = tradeoff_section(result, evaluator, best)
    groups = contributions_section(evaluator.problem, chosen) if evaluator else ""
    form = batch_form(x.composition for d in result.designs for x in d.layers)
    parts = [
        answer_section(whole, chosen),
        front_section(result, best, total),
        section("designs", "The formulation", chooser(result, best), form, articles),
        remaining_section(result),
        tradeoffs,
        groups,
    ]
    return "\n".join(parts), {"best": best, **explored}


def _document(result: Found, main: str, data: Mapping[str, Any]) -> str:
    """Return the whole page. Its policy lets no script run but its own, and nothing load."""
    style, script = _resource("report.css"), "".join(map(_resource, SCRIPTS))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    held = (
        json.dumps(data, separators=(",", ":"), allow_nan=False)
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
    )
    title = result.title or "polyopt report"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{text(title)}</title><style>{style}{_page_head(title)}</style></head>\n<body>"
        '<a class="skip" href="#main">Skip to the content</a>'
        f"<header><h1>{name(title, _LONGEST_TITLE)}</h1>"
        f"{_under_title(result)}</header>{_contents(main)}{PATTERNS}"
        f'<main id="main">\n{main}\n</main>'
        "<footer><p>Made by polyopt. Predictions are models, not measurements; claims are read "
        "as an engineering screening, not a legal opinion.</p></footer>"
        f'<script type="application/json" id="data">{held}</script>'
        f"<script>{script}</script></body></html>\n"
    )


def _under_title(result: Found) -> str:
    stack = f" From metal to film: {name(result.stack)}." if result.stack else ""
    count = len(result.designs)
    front = f": {counted(count)} design{'s' * (count > 1)} on the front" if count else ""
    return f"<p>Polyimide formulation report. {text(result.outcome)}{front}.{stack}</p>"


def _contents(main: str) -> str:
    places = {identity: main.find(f'<h2 id="{identity}">') for identity in _CONTENTS}
    entries = "".join(
        f'<li><a href="#{identity}">{_CONTENTS[identity]}</a></li>'
        for identity in sorted(_CONTENTS, key=places.__getitem__)
        if places[identity] >= 0
    )
    return f'<nav aria-label="Contents"><ol>{entries}</ol></nav>'


def _page_head(title: str) -> str:
    """Return the title above each printed page, every character escaped for a style sheet."""
    shown = printable(" ".join(title.split()))
    escaped = "".join(f"\\{ord(c):06x}" for c in shown[:_LONGEST_HEAD])
    return f'@page {{ @top-left {{ content: "{escaped}"; }} }}'


def _resource(file: str) -> str:
    return files("polyopt.report").joinpath(file).read_text(encoding="utf-8")
