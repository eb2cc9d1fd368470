"""Layers of a design that have no formulation: what they are, and what was stated of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from polyopt.equations.normal_interval import Z90, deviation_of
from polyopt.io.stored_json import Stored, finite, optional
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Layer
from polyopt.quantities import LAYER_PROPERTIES


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A measured value of a layer with its standard uncertainty, in its unit."""

    value: float
    sd: float
    unit: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it, with its 90 % interval."""
        return {
            "mean": self.value,
            "low": self.value - Z90 * self.sd,
            "high": self.value + Z90 * self.sd,
            "unit": self.unit,
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> StatedValue:
        """Return what `as_dict` wrote."""
        mean, low, high = (finite(stored, key) for key in ("mean", "low", "high"))
        return cls(mean, deviation_of(mean, low, high), str(stored["unit"]))


@dataclass(frozen=True, slots=True)
class PlainDesignedLayer:
    """A layer of a design that has no formulation.

    Parameters
    ----------
    name : str
        Its name.
    resin : str
        What kind of resin it is.
    thickness : float, optional
        Its thickness in this design. [µm]
    values : mapping of str to StatedValue
        What was measured of it.
    """

    name: str
    resin: str
    thickness: float | None
    values: Mapping[str, StatedValue]

    @classmethod
    def of(cls, layer: Layer, thickness: float | None) -> PlainDesignedLayer:
        """Return a layer of a laminate with the thickness that a design gives it. [µm]."""
        values = {name: _stated(name, value) for name, value in layer.measured.items()}
        return cls(layer.name, layer.made_of, thickness, values)

    @property
    def text(self) -> str:
        """What is stated of it, in words.

        >>> layer = PlainDesignedLayer("B", "other", 1.0, {"tg": StatedValue(150, 3, "degC")})
        >>> layer.text
        'other, given: Tg 150 ± 3 (sd) °C'
        """
        known = ", ".join(_words(name, value) for name, value in self.values.items())
        return f"{self.resin}, {f'given: {known}' if known else 'nothing measured'}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as `result.json` holds it, under its name."""
        thickness = {} if self.thickness is None else {"thickness_um": self.thickness}
        values = {name: value.as_dict() for name, value in self.values.items()}
        return {"resin": self.resin, **thickness, "measured": values}

    @classmethod
    def from_dict(cls, name: str, stored: Stored) -> PlainDesignedLayer:
        """Return what `as_dict` wrote."""
        values = {key: StatedValue.from_dict(held) for key, held in stored["measured"].items()}
        return cls(name, str(stored["resin"]), optional(stored, "thickness_um"), values)


def _stated(name: str, value: Measured) -> StatedValue:
    known = LAYER_PROPERTIES.get(name)
    return StatedValue(value.value, value.sd, value.unit or (known.unit if known else ""))


def _words(name: str, stated: StatedValue) -> str:
    known = LAYER_PROPERTIES.get(name)
    label = known.label if known else name.replace("_", " ")
    unit = known.shown_unit if known else stated.unit
    spread = f" ± {stated.sd:.2g} (sd)" if stated.sd else ""
    return f"{label} {stated.value:g}{spread} {unit}".strip()
