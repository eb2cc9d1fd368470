"""One laminate of a front: its layers, properties and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.claims.evidence import MEASURED
from polyopt.claims.numbering import claims_words
from polyopt.claims.verdict import Verdict
from polyopt.design.curl import Curl, curl_dict
from polyopt.display.chance import chance_text
from polyopt.display.notebook import shown
from polyopt.equations.normal_interval import Z90, deviation_of
from polyopt.io.stored_json import Stored, finite, optional
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.results.outside import OutsideClaim
from polyopt.results.plain_layers import PlainDesignedLayer
from polyopt.verdicts.decided import Decided


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A property of a layer with its 90 % interval, predicted or measured."""

    mean: float
    sd: float
    unit: str
    in_domain: bool
    nearest: str
    measured: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        return {
            "mean": self.mean,
            "low": self.mean - Z90 * self.sd,
            "high": self.mean + Z90 * self.sd,
            "unit": self.unit,
            "in_domain": self.in_domain,
            **({"basis": MEASURED} if self.measured else {}),
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> PropertyValue:
        """Return what `as_dict` wrote; the nearest polymer is not in it."""
        mean, sd = _mean_and_deviation(stored)
        measured = stored.get("basis") == MEASURED
        unit, inside = str(stored["unit"]), bool(stored["in_domain"])
        return cls(mean, sd, unit, inside, nearest="", measured=measured)


@dataclass(frozen=True, slots=True)
class DesignedLayer:
    """One layer of a design; `given` where the problem states its formulation."""

    name: str
    composition: Composition
    thickness: float | None
    properties: Mapping[str, PropertyValue]
    given: bool = False
    porosity: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it, under its name."""
        thickness = {} if self.thickness is None else {"thickness_um": self.thickness}
        thickness |= {} if self.porosity is None else {"porosity": self.porosity}
        return {
            "dianhydrides": {str(m): x for m, x in self.composition.dianhydrides},
            "diamines": {str(m): x for m, x in self.composition.diamines},
            **thickness,
            **({"given": True} if self.given else {}),
            "properties": {
                name: value.as_dict() | LAYER_PROPERTIES[name].chances(value.mean, value.sd)
                for name, value in self.properties.items()
            },
        }

    @classmethod
    def from_dict(cls, name: str, stored: Stored, monomers: Monomers) -> DesignedLayer:
        """Return what `as_dict` wrote."""
        dianhydrides, diamines = (
            tuple((monomers[role, m], float(x)) for m, x in stored[f"{role}s"].items())
            for role in (DIANHYDRIDE, DIAMINE)
        )
        properties = stored["properties"]
        return cls(
            name=name,
            composition=Composition(dianhydrides, diamines),
            thickness=optional(stored, "thickness_um"),
            properties={
                key: PropertyValue.from_dict(properties[key])
                for key in LAYER_PROPERTIES
                if key in properties
            },
            porosity=optional(stored, "porosity"),
            given=bool(stored.get("given", False)),
        )


@dataclass(frozen=True, slots=True, repr=False)
class Design:
    """One laminate of the front.

    Parameters
    ----------
    layers : tuple of DesignedLayer
        Its layers with a formulation, from metal to film.
    objectives : tuple of float
        Values of the objectives.
    verdicts : tuple of Verdict
        Verdicts on the chosen claims.
    probability : float
        Probability of meeting all chosen claims together.
    run : str
        Where results were merged: the run it comes from.
    curl : tuple of Curl
        With the metal on, and etched off; empty where it cannot be estimated.
    outside : tuple of OutsideClaim
        Claims to avoid, and why the design is outside of them.
    plain : tuple of PlainDesignedLayer
        Its layers without a formulation.
    """

    layers: tuple[DesignedLayer, ...]
    objectives: tuple[float, ...]
    verdicts: tuple[Verdict, ...]
    probability: float
    run: str = ""
    curl: tuple[Curl, ...] = ()
    outside: tuple[OutsideClaim, ...] = ()
    plain: tuple[PlainDesignedLayer, ...] = ()

    @property
    def thicknesses(self) -> dict[str, float]:
        """The thickness of each layer that has one, mirror images left out. [µm]."""
        every: tuple[DesignedLayer | PlainDesignedLayer, ...] = (*self.layers, *self.plain)
        return {layer.name: layer.thickness for layer in every if layer.thickness is not None}

    def __repr__(self) -> str:
        layers = ", ".join(f"{layer.name}: {layer.composition}" for layer in self.layers)
        return f"<Design {layers}>"

    def _repr_html_(self) -> str:
        rows = [_shown_row(layer) for layer in self.layers]
        rows += [
            {"layer": layer.name, "what": layer.text, "thickness [µm]": layer.thickness}
            for layer in self.plain
        ]
        verdicts = [{"claim": v.id, "verdict": v.verdict, "basis": v.basis} for v in self.verdicts]
        decided = Decided.of(self.verdicts)
        what = "what can be predicted of its claims" if decided.open else "its claims"
        note = f"meets {what} with probability {chance_text(self.probability)}"
        if decided.open:
            note += f"; open until measured or declared: {claims_words(decided.open)}"
        return shown(rows, "Design", note) + shown(verdicts, most=len(verdicts))

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it."""
        entry: dict[str, Any] = {
            "layers": {layer.name: layer.as_dict() for layer in self.layers},
            "objectives": list(self.objectives),
            "claims": [_verdict_dict(v) for v in self.verdicts],
            "probability": self.probability,
        }
        if self.plain:
            entry["plain_layers"] = {layer.name: layer.as_dict() for layer in self.plain}
        if self.curl:
            entry["curl"] = curl_dict(self.curl)
        if self.outside:
            entry["outside"] = [one.as_dict() for one in self.outside]
        return {**entry, "run": self.run} if self.run else entry

    @classmethod
    def from_dict(cls, stored: Stored, monomers: Monomers, summaries: Mapping[str, str]) -> Design:
        """Return what `as_dict` wrote.

        Parameters
        ----------
        stored : mapping
            The design in JSON.
        monomers : mapping of (str, str) to Monomer
            The monomers it may hold, by role and name.
        summaries : mapping of str to str
            The claims restated, by their names.

        Raises
        ------
        KeyError, TypeError, ValueError, AttributeError, PolyoptError
            If it is not what `as_dict` writes.
        """
        layers = stored["layers"].items()
        return cls(
            layers=tuple(DesignedLayer.from_dict(name, held, monomers) for name, held in layers),
            objectives=tuple(float(value) for value in stored["objectives"]),
            verdicts=tuple(_verdict(held, summaries) for held in stored["claims"]),
            probability=finite(stored, "probability"),
            run=str(stored.get("run", "")),
            curl=tuple(_curl(name, held) for name, held in stored.get("curl", {}).items()),
            outside=tuple(map(OutsideClaim.from_dict, stored.get("outside", ()))),
            plain=tuple(
                PlainDesignedLayer.from_dict(name, held)
                for name, held in stored.get("plain_layers", {}).items()
            ),
        )


Monomers = Mapping[tuple[str, str], Monomer]
"""Monomers by role and name."""


def _shown_row(layer: DesignedLayer) -> dict[str, object]:
    row: dict[str, object] = {
        "layer": layer.name,
        "dianhydrides": ", ".join(f"{m} {100 * x:.1f}" for m, x in layer.composition.dianhydrides),
        "diamines": ", ".join(f"{m} {100 * x:.1f}" for m, x in layer.composition.diamines),
        "thickness [µm]": layer.thickness,
    }
    if layer.porosity is not None:
        row["porosity [-]"] = layer.porosity
    for name, value in layer.properties.items():
        found = value.as_dict()
        known = LAYER_PROPERTIES[name]
        row[f"{known.label} [{known.shown_unit or '-'}]"] = value.mean
        row[f"{known.label}, 90 %"] = f"{found['low']:.4g} to {found['high']:.4g}"
    return row


def _verdict_dict(judged: Verdict) -> dict[str, Any]:
    return {
        "id": judged.id,
        "verdict": judged.verdict,
        "basis": judged.basis,
        "probability": judged.probability,
        "margin": judged.margin,
        "caution": judged.caution,
    }


def _verdict(stored: Stored, summaries: Mapping[str, str]) -> Verdict:
    """Return a verdict as it was written; of its limitations nothing is."""
    margin, probability = (
        None if stored[key] is None else finite(stored, key) for key in ("margin", "probability")
    )
    return Verdict(
        id=str(stored["id"]),
        summary=str(summaries.get(stored["id"], "")),
        verdict=str(stored["verdict"]),
        basis=str(stored["basis"]),
        margin=margin,
        probability=probability,
        elements=(),
        assignment={},
        caution=str(stored.get("caution", "")),
    )


def _curl(name: str, stored: Stored) -> Curl:
    return Curl(name == "etched", *_mean_and_deviation(stored["curvature"]))


def _mean_and_deviation(stored: Stored) -> tuple[float, float]:
    mean, low, high = (finite(stored, key) for key in ("mean", "low", "high"))
    return mean, deviation_of(mean, low, high)
