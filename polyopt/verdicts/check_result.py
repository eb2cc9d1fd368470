"""The verdicts on one laminate, as tables, JSON and a notebook's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from polyopt.claims.evidence import Evidence, Quantity
from polyopt.claims.verdict import ElementVerdict, Verdict
from polyopt.design.curl import Curl, curl_basis, curl_dict, curls
from polyopt.design.curl_stack import curl_stack, lacking_for_curl
from polyopt.display.notebook import shown
from polyopt.laminate.stack import Laminate
from polyopt.verdicts.remedy import Way

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdicts on one laminate.

    Parameters
    ----------
    laminate : Laminate
        The design.
    verdicts : tuple of Verdict
        One for each claim.
    evidence : Evidence
        What they rest on.
    assumed_met : tuple of str
        What the user vouched for.
    outside_domain : tuple of str
        Predictions made for chemistry outside what the models know.
    ways : tuple of mapping of str to Remedy or Several, one per verdict
        By limitation that is not met, what would settle it.
    asks_steps : bool
        Whether a limitation that is not met is one on process steps.
    """

    laminate: Laminate
    verdicts: tuple[Verdict, ...]
    evidence: Evidence
    assumed_met: tuple[str, ...]
    outside_domain: tuple[str, ...]
    ways: tuple[Mapping[str, Way], ...]
    asks_steps: bool = False

    @property
    def remedies(self) -> tuple[dict[str, str], ...]:
        """What would settle each limitation that is not met, in words, one dict per verdict."""
        return tuple({name: way.words for name, way in found.items()} for found in self.ways)

    @property
    def curl(self) -> tuple[Curl, ...]:
        """The curl with the metal on, and etched off; empty if it is not estimated."""
        return curls(self.evidence)

    @property
    def curl_basis(self) -> str:
        """What the estimate of the curl rests on; empty if there is none."""
        stack = curl_stack(self.laminate, self.evidence.quantities)
        return "" if stack is None else curl_basis(stack)

    @property
    def curl_lacks(self) -> tuple[str, ...]:
        """Keys to declare before the curl can be estimated."""
        return lacking_for_curl(self.laminate, self.evidence.quantities)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """What other statements of the design say against measured values."""
        return tuple(self.evidence.disputes.values())

    def table(self) -> pd.DataFrame:
        """Return one row per claim."""
        import pandas as pd

        return pd.DataFrame([_row(v) for v in self.verdicts])

    def limitations(self) -> pd.DataFrame:
        """Return one row per limitation of every claim."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "claim": v.id,
                    "limitation": e.id,
                    "verdict": e.verdict,
                    "basis": e.basis,
                    "probability": e.probability,
                    "margin": e.margin,
                    "summary": e.summary,
                    "note": e.note,
                    "inference": e.inference,
                    "remedy": remedies.get(e.id, ""),
                }
                for v, remedies in zip(self.verdicts, self.remedies, strict=True)
                for e in v.elements
            ]
        )

    def quantities(self) -> dict[str, dict[str, Any]]:
        """Return what is known: value, standard deviation and basis of each quantity."""
        return {
            name: {
                "value": float(q.mean[0]),
                "sd": float(self.evidence.standard_deviation(name)[0]),
                "basis": q.basis,
                **_stated(q),
            }
            for name, q in self.evidence.quantities.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the verdicts and what they rest on, for JSON."""
        return {
            "schema": 1,
            "title": self.laminate.title,
            "claims": [
                {
                    **_row(v),
                    "layers": dict(v.assignment),
                    "limitations": [
                        {**_limitation(e), "remedy": remedies.get(e.id)} for e in v.elements
                    ],
                }
                for v, remedies in zip(self.verdicts, self.remedies, strict=True)
            ],
            "quantities": self.quantities(),
            "curl": {**curl_dict(self.curl), "basis": self.curl_basis} if self.curl else {},
            "tolerance_mol_pct": 100 * self.evidence.share_error.tolerance,
            "outside_domain": list(self.outside_domain),
            "assumed_met": list(self.assumed_met),
            "contradictions": list(self.contradictions),
        }

    def _repr_html_(self) -> str:
        return shown(self.table().to_dict("records"), self.laminate.title, "verdicts", most=100)


def _row(v: Verdict) -> dict[str, Any]:
    return {
        "id": v.id,
        "verdict": v.verdict,
        "basis": v.basis,
        "probability": v.probability,
        "margin": v.margin,
        "summary": v.summary,
        "caution": v.caution,
    }


def _limitation(element: ElementVerdict) -> dict[str, Any]:
    return asdict(element)


def _stated(quantity: Quantity) -> dict[str, Any]:
    """Return the further facts of a quantity: the ends it lies between, and where it is from."""
    facts: dict[str, Any] = {"note": quantity.note} if quantity.note else {}
    if quantity.bounds is not None:
        facts["low"], facts["high"] = (float(end[0]) for end in quantity.bounds)
    return facts
