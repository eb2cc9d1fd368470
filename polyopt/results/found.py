"""What a search found, as values: the front and its proof, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.composition import shares_text
from polyopt.display.notebook import shown
from polyopt.optimizer.record.run_folder import asked
from polyopt.problem.definition import Problem
from polyopt.results.columns import curl_columns, property_columns
from polyopt.results.designs import Design
from polyopt.results.recommended import best_of
from polyopt.results.remaining_tables import remaining_frame, windows_frame
from polyopt.verdicts.remaining import Remaining
from polyopt.verdicts.window import Window

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """What a search found.

    Parameters
    ----------
    title : str
        Title of the problem.
    status : str
        ``feasible``, ``infeasible`` or ``interrupted``.
    objectives : tuple of (str, str)
        Expression and direction of each objective.
    designs : tuple of Design
        The Pareto front, by the first objective.
    evaluations : int
        Designs evaluated.
    subsets : int
        Ways to choose monomers that were open to the search.
    elapsed : float
        Wall time of the search. [s]
    seed : int
        Its seed.
    stack : str
        Metal, layers and film in words, the film's CTE with its temperature range.
    bound : mapping
        What is proven about the best of each objective and about the front (proof.py).
    conflict : tuple of str
        Where nothing is feasible: limits that contradict each other, in the user's words.
    conflict_detail : mapping
        What is proven about them, the nearest values and what to relax (conflict.py).
    assumed_met : tuple of str
        What the user vouched for.
    curl_basis : str
        What the designs' curl is: the method and what is assumed; empty if it is not estimated.
    remaining : tuple of Remaining
        For the design `best` returns: what is to be measured or declared before its claims are
        decided, and the predictions to confirm.
    windows : tuple of Window
        For the same design: windows of process and structure to start from.
    problem : Problem, optional
        What was asked for; reports and plots of slices need it.
    stopped : str
        What the time limit left undone, in words; empty if it ended nothing.
    unjudged : str
        Why the designs are as a run wrote them, its models not at hand; empty if they are judged
        by the models of `problem`.
    """

    title: str
    status: str
    objectives: tuple[tuple[str, str], ...]
    designs: tuple[Design, ...]
    evaluations: int
    subsets: int
    elapsed: float
    seed: int
    stack: str = ""
    bound: Mapping[str, Any] = field(default_factory=dict)
    conflict: tuple[str, ...] = ()
    conflict_detail: Mapping[str, Any] = field(default_factory=dict)
    assumed_met: tuple[str, ...] = ()
    curl_basis: str = ""
    remaining: tuple[Remaining, ...] = ()
    windows: tuple[Window, ...] = ()
    problem: Problem | None = field(default=None, compare=False)
    stopped: str = ""
    unjudged: str = ""

    def __repr__(self) -> str:
        return f"<Result {self.title!r}: {self.status}, {len(self.designs)} designs>"

    def best(self) -> Design | None:
        """Return the design nearest to the best of all objectives at once, each on its range."""
        return best_of(self.designs, tuple(direction for _, direction in self.objectives))

    def table(self) -> pd.DataFrame:
        """Return the front, one row per design, units in the column names.

        Returns
        -------
        DataFrame
            Objectives, `probability`, `recommended` (True for what `best` returns), then for each
            layer formulation, thickness [um] and values with 90 % intervals, and a verdict for
            each claim. Empty if there are no designs.
        """
        import pandas as pd

        best = self.best()
        return pd.DataFrame([self._row(design, design is best) for design in self.designs])

    def _row(self, design: Design, is_best: bool) -> dict[str, Any]:
        row: dict[str, Any] = dict(
            zip((text for text, _ in self.objectives), design.objectives, strict=True)
        )
        row["probability"] = design.probability
        row["recommended"] = is_best
        for layer in design.layers:
            row[f"{layer.name}_dianhydrides"] = shares_text(layer.composition.dianhydrides)
            row[f"{layer.name}_diamines"] = shares_text(layer.composition.diamines)
            if layer.thickness is not None:
                row[f"{layer.name}_thickness_um"] = layer.thickness
            row |= property_columns(layer.properties, f"{layer.name}_")
        for curl in design.curl:
            row |= curl_columns(curl)
        for judged in design.verdicts:
            row[judged.id] = judged.verdict
        if design.run:
            row["run"] = design.run
        return row

    def _recommended(self) -> int | None:
        """Return the place of the best design on the front, counted from 0."""
        best = self.best()
        return next((i for i, design in enumerate(self.designs) if design is best), None)

    def as_dict(self) -> dict[str, Any]:
        """Return the result as `result.json` holds it."""
        unsearched = self.problem if self.status == "infeasible" and not self.evaluations else None
        return {
            "schema": SCHEMA,
            "status": self.status,
            "stopped": self.stopped,
            "title": self.title,
            "evaluations": self.evaluations,
            "elapsed_s": round(self.elapsed, 3),
            "seed": self.seed,
            "objectives": [{"expression": t, "direction": d} for t, d in self.objectives],
            "pareto": [design.as_dict() for design in self.designs],
            "recommended": self._recommended(),
            "curl": {"basis": self.curl_basis} if self.curl_basis else {},
            "bound": dict(self.bound),
            "conflict": list(self.conflict),
            "conflict_detail": dict(self.conflict_detail),
            "assumed_met": list(self.assumed_met),
            "remaining": [one.as_dict() for one in self.remaining],
            "windows": [window.as_dict() for window in self.windows],
            **(asked(unsearched) if unsearched else {}),
        }

    def to_json(self) -> str:
        """Return the result as JSON text."""
        return json.dumps(self.as_dict(), indent=1, allow_nan=False)

    def remaining_table(self) -> pd.DataFrame:
        """Return what remains to be done for the recommended design, one row per limitation.

        Returns
        -------
        DataFrame
            Columns `kind` (measure, declare or confirm), `settle`, `limitation`, `summary`,
            `verdict`, `conditions` and `claims`, those that wait for it.
        """
        return remaining_frame(self.remaining)

    def windows_table(self) -> pd.DataFrame:
        """Return the windows to start from, one per row, as `Window` holds them."""
        return windows_frame(self.windows)

    def _repr_html_(self) -> str:
        said = f"{self.status}, {len(self.designs)} designs"
        if self.conflict:
            said += f"; {self.conflict_detail.get('says', 'limits that stand in the way')}"
            return shown([{"limit": limit} for limit in self.conflict], self.title, said)
        return shown(self.table().to_dict("records"), self.title, said)
