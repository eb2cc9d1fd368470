"""Films to make next, as values: one film, and a batch of them with its table to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.composition import Composition, shares_text
from polyopt.claims.numbering import claims_words
from polyopt.display.notebook import shown
from polyopt.equations.normal_interval import Z90
from polyopt.io.tables import write_table
from polyopt.quantities import LAYER_PROPERTIES, USUAL
from polyopt.results.designs import PropertyValue
from polyopt.results.tables import Row
from polyopt.verdicts.decided import limitations_words

if TYPE_CHECKING:
    import pandas as pd

MOST_FILMS = 96


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A film to make and measure.

    Parameters
    ----------
    layer : str
        The layer it is for.
    composition : Composition
        Its formulation, in shares that can be weighed in.
    properties : mapping of str to PropertyValue
        Predicted Tg and CTE.
    own_probability : float
        Probability that it meets the limits that refer to its layer alone.
    probability : float
        Of meeting what can be predicted of the claims and the [[require]] limits together, for
        the best laminate that holds it.
    gain : float
        Expected rise of the best probability, the films before it given.
    taught : float
        By how much the probabilities of all laminates are expected to move, in the mean.
    reason : str
        Why, in words.
    measured : bool
        True if the calibrated models hold a film of it already; such films come last.
    process : str
        The process whose films the models of its layer predict; empty if not stated.
    """

    layer: str
    composition: Composition
    properties: Mapping[str, PropertyValue]
    own_probability: float
    probability: float
    gain: float
    taught: float
    reason: str
    measured: bool = False
    process: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "layer": self.layer,
            "dianhydrides": {str(m): x for m, x in self.composition.dianhydrides},
            "diamines": {str(m): x for m, x in self.composition.diamines},
            "properties": {name: value.as_dict() for name, value in self.properties.items()},
            "layer_probability": self.own_probability,
            "probability": self.probability,
            "expected_improvement": self.gain,
            "expected_change": self.taught,
            "measured_already": self.measured,
            "process": self.process,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Suggestions:
    """A batch of films to make and measure.

    Parameters
    ----------
    films : tuple of Suggestion
        Most useful first, each judged given those before it.
    probability : float
        Best probability of meeting together what can be predicted of the claims, and the
        [[require]] limits, as the models stand.
    expected : float
        The same once the batch is measured, in the mean over its outcomes.
    title : str
        Title of the problem.
    over : tuple of str
        Limitations and limits that the probabilities count and that are not certain.
    open_claims : tuple of str
        Claims that stay unknown whatever these films measure: no probability counts them.
    cautions : tuple of str
        What is known of the models' errors on such films, in sentences.
    """

    films: tuple[Suggestion, ...]
    probability: float
    expected: float
    title: str
    over: tuple[str, ...] = ()
    open_claims: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return the batch, one row per film, units in the column names."""
        import pandas as pd

        return pd.DataFrame([_row(film) for film in self.films])

    def to_measurements(self) -> pd.DataFrame:
        """Return a table to fill in with what is measured."""
        import pandas as pd

        asked = [name for film in self.films for name in film.properties]
        return pd.DataFrame(
            {
                "dianhydrides": [shares_text(f.composition.dianhydrides) for f in self.films],
                "diamines": [shares_text(f.composition.diamines) for f in self.films],
                **{LAYER_PROPERTIES[name].column: "" for name in dict.fromkeys((*USUAL, *asked))},
                "process": [f.process for f in self.films],
                "layer": [f.layer for f in self.films],
                "reason": [f.reason for f in self.films],
            }
        )

    def save(self, path: str | Path) -> None:
        """Write the table to fill in, by the ending of `path`."""
        write_table(self.to_measurements(), Path(path))

    def as_dict(self) -> dict[str, Any]:
        """Return the batch as JSON holds it."""
        return {
            "schema": 1,
            "title": self.title,
            "best_probability": self.probability,
            "expected_best_probability": self.expected,
            "probability_over": list(self.over),
            "open": list(self.open_claims),
            "cautions": list(self.cautions),
            "films": [film.as_dict() for film in self.films],
        }

    def _repr_html_(self) -> str:
        note = "what to make next"
        if self.over:
            note += f"; probabilities run over {limitations_words(self.over, alone=self.one_set)}"
        if self.open_claims:
            note += f"; open until measured or declared: {claims_words(self.open_claims)}"
        return shown(self.table().to_dict("records"), self.title, note, MOST_FILMS)

    @property
    def one_set(self) -> bool:
        """Whether all limitations and claims named are of one claim set."""
        named = (*self.over, *self.open_claims)
        return len({name.partition(":")[0] for name in named if ":" in name}) <= 1


def _row(film: Suggestion) -> Row:
    row: Row = {
        "layer": film.layer,
        "dianhydrides": shares_text(film.composition.dianhydrides),
        "diamines": shares_text(film.composition.diamines),
    }
    for name, value in film.properties.items():
        row[LAYER_PROPERTIES[name].column] = value.mean
        row[f"{LAYER_PROPERTIES[name].column}_low"] = value.mean - Z90 * value.sd
        row[f"{LAYER_PROPERTIES[name].column}_high"] = value.mean + Z90 * value.sd
        row |= LAYER_PROPERTIES[name].chances(value.mean, value.sd)
    return row | {
        "layer_probability": film.own_probability,
        "probability": film.probability,
        "expected_improvement": film.gain,
        "reason": film.reason,
    }
