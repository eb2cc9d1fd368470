"""What a search found, as values: the front and its proof, or why there is none."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from polyopt.conflict.conflict import Obstacles
from polyopt.display.chance import chance_text
from polyopt.display.notebook import shown
from polyopt.optimizer.proof.proof import Proof
from polyopt.optimizer.record.run_folder import asked
from polyopt.problem.definition import Problem
from polyopt.results.designs import Design
from polyopt.results.front import balanced
from polyopt.results.outlook import Outlook
from polyopt.results.recommendation import Choice
from polyopt.results.tables import front_frame, remaining_frame, windows_frame
from polyopt.verdicts.decided import Decided, Scope, against_sentence, decided_sentences
from polyopt.verdicts.odds import LIKELY, Odds
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
    proof : Proof or None
        What is proven about the best of each objective and about the front.
    obstacles : Obstacles
        Where nothing is feasible: limits that contradict each other, or what the nearest breaks.
    assumed_met : tuple of str
        What the user vouched for.
    curl_basis : str
        What the designs' curl is: the method and what is assumed; empty if it is not estimated.
    cte_windows : str
        What was added where CTEs over different temperature windows are compared, and why; empty if
        none are, or like is compared with like.
    outlook : Outlook
        What is left to do for the design that `best` returns.
    problem : Problem, optional
        What was asked for; reports and plots of slices need it.
    stopped : str
        What the time limit left undone, in words; empty if it ended nothing.
    unjudged : str
        Why the designs are as a run wrote them, its models not being available; empty if they
        are judged by the models of `problem`.
    choice : Choice
        Which design is recommended, and why.
    scope : Scope
        What the probabilities of the designs run over.
    parallel_share : float
        Share of the time in which several workers had work side by side. [-]
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
    proof: Proof | None = None
    obstacles: Obstacles = Obstacles()
    assumed_met: tuple[str, ...] = ()
    curl_basis: str = ""
    cte_windows: str = ""
    outlook: Outlook = Outlook()
    problem: Problem | None = field(default=None, compare=False)
    stopped: str = ""
    unjudged: str = ""
    choice: Choice = Choice()
    scope: Scope = Scope()
    parallel_share: float = 0.0

    def __repr__(self) -> str:
        return f"<Result {self.title!r}: {self.status}, {len(self.designs)} designs>"

    @property
    def bound(self) -> dict[str, Any]:
        """What is proven, as `result.json` holds it; empty if nothing is."""
        return {} if self.proof is None else self.proof.as_dict()

    @property
    def conflict(self) -> tuple[str, ...]:
        """Limits that stand in the way where nothing is feasible, in the user's words."""
        return self.obstacles.texts

    @property
    def conflict_detail(self) -> dict[str, Any]:
        """What is proven about them, the nearest values and what to relax, as in `result.json`."""
        conflict = self.obstacles.conflict
        return {} if conflict is None else conflict.as_dict()

    @property
    def remaining(self) -> tuple[Remaining, ...]:
        """What is to be measured, declared or confirmed for the design that `best` returns."""
        return self.outlook.remaining

    @property
    def windows(self) -> tuple[Window, ...]:
        """Windows of process and structure to start from, for the same design."""
        return self.outlook.windows

    def best(self) -> Design | None:
        """Return the design that is recommended; None if there are no designs.

        The balanced one, nearest to the best of all objectives at once, each on its range; or one
        that predictions cannot tell from it in any objective and that is safer: by probability,
        then least margin, then fewer monomers, then cost (`polyopt.results.recommendation.chosen`).
        All that marks a design marks this one, and `recommended_because` says why.
        """
        if not self.designs:
            return None
        place = self.choice.place
        if place is None or place >= len(self.designs):
            directions = tuple(direction for _, direction in self.objectives)
            place = int(balanced(self.designs, directions).argmin())
        return self.designs[place]

    @property
    def recommended_because(self) -> str:
        """Why `best` returns what it does, in words; empty if there are no designs."""
        if not self.designs:
            return ""
        if self.choice.reason and len(self.designs) > 1:
            return f"it is {self.choice.reason}"
        if len(self.objectives) == 1:
            return "it has the best value found"
        if len(self.designs) == 1:
            return "it is the best in every objective"
        return "it is nearest to the best of all objectives at once"

    @property
    def chance_of(self) -> str:
        """What the probability of a design is that of meeting, in words."""
        if self.decided.open:
            return "what can be predicted together"
        best = self.best()
        return "all claims together" if best and best.verdicts else "all limits together"

    @property
    def decided(self) -> Decided:
        """The claims on the design that `best` returns: met, predicted, open, unmet."""
        best = self.best()
        return Decided() if best is None else Decided.of(best.verdicts)

    def decided_sentences(self, most: int = 0, of: str = "") -> list[str]:
        """Return what is decided of the recommended design and what is open, a sentence each.

        Parameters
        ----------
        most : int
            Limitations named at most; 0 for all.
        of : str
            Whose probability it is, in words; empty if that is plain.
        """
        best = self.best()
        if best is None:
            return []
        mark = " !" if any(v.caution for v in best.verdicts) else ""
        chance = f"{chance_text(best.probability)}{mark}"
        lines = decided_sentences(
            self.decided, self.scope, chance, most=most, of=of, odds=self.odds
        )
        against = against_sentence([(one.claims, one.speaks_against) for one in self.remaining])
        return [*lines, against] if against else lines

    @property
    def odds(self) -> Odds:
        """How likely the design that `best` returns meets what can be predicted."""
        best = self.best()
        if best is None or not self.scope.over:
            return Odds()  # nothing is uncertain
        return Odds(best.probability, max(d.probability for d in self.designs))

    @property
    def what_is_met(self) -> str:
        """What the designs of the front meet, in words.

        Limits are held one by one: where all together are not likely to be met by any design,
        that is all that is said.
        """
        if self.odds.greatest < LIKELY:
            return "each limit by itself"
        return "what can be predicted" if self.decided.open else "all limits"

    @property
    def outcome(self) -> str:
        """The status in a word: ``Found`` where what is unknown may turn out not to be met."""
        found = self.status == "feasible" and self.decided.open
        return "Found" if found else self.status.capitalize()

    def table(self) -> pd.DataFrame:
        """Return the front, one row per design, units in the column names.

        Returns
        -------
        DataFrame
            Objectives, `probability`, `recommended` (True for what `best` returns), then for each
            layer formulation, thickness [um] and values with 90 % intervals, and a verdict for
            each claim. Empty if there are no designs.
        """
        return front_frame(self.designs, [text for text, _ in self.objectives], self.best())

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
            "parallel_share": round(self.parallel_share, 3),
            "seed": self.seed,
            "objectives": [{"expression": t, "direction": d} for t, d in self.objectives],
            "pareto": [design.as_dict() for design in self.designs],
            "recommended": self._recommended(),
            "recommended_because": self.choice.reason if self.designs else "",
            "headline": " ".join(self.decided_sentences()),
            "decided": self.decided.as_dict(),
            **self.scope.as_dict(),
            "curl": {"basis": self.curl_basis} if self.curl_basis else {},
            "cte_windows": self.cte_windows,
            "bound": self.bound,
            **self.obstacles.as_dict(),
            "assumed_met": list(self.assumed_met),
            **self.outlook.as_dict(),
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
            `verdict`, `conditions`, `claims`, those that depend on it, `predicted` with the ends
            of its interval, and `limit`, what the limitation allows in words.
        """
        return remaining_frame(self.remaining)

    def windows_table(self) -> pd.DataFrame:
        """Return the windows to start from, one per row, as `Window` holds them."""
        return windows_frame(self.windows)

    def _repr_html_(self) -> str:
        note = ". ".join(
            [f"{self.status}, {len(self.designs)} designs", *self.decided_sentences(4)]
        )
        if self.conflict:
            conflict = self.obstacles.conflict
            note += f"; {conflict.headline if conflict else 'limits that stand in the way'}"
            return shown([{"limit": limit} for limit in self.conflict], self.title, note)
        return shown(self.table().to_dict("records"), self.title, note)
