"""What is known of a property of a layer beside its values: label, unit, ranges, priors."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """The ends between which a value must lie.

    Parameters
    ----------
    least, most : float
        Both allowed. [unit of the property]
    """

    least: float
    most: float

    def holds(self, value: float) -> bool:
        """Say whether a value lies in it; NaN does not."""
        return self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class ProcessPrior:
    """How far a process may lie from the model before a film of it has been measured.

    Parameters
    ----------
    offset : float
        Standard deviation of the shift that all films of a process share. [unit]
    scale : float
        Standard deviation of the relative stretch of differences from `about`. [-]
    about : float
        Value that no stretch moves: for CTE that of films without any orientation. [unit]
    repeat : float
        Standard deviation of films of one formulation that one laboratory makes. [unit]
    """

    offset: float
    scale: float
    about: float = 0.0
    repeat: float = 0.0


@dataclass(frozen=True, slots=True)
class LayerProperty:
    """A property of a layer.

    Parameters
    ----------
    name : str
        As code and problem files call it.
    label, shown_unit : str
        As people read it; no unit for a plain number.
    unit : str
        As files and models state it.
    ending : str
        What columns end in to state the unit.
    decimals : int
        Decimals with which it is shown.
    meaning : str
        What its column holds, in words.
    possible : Range
        Values beyond it are typing errors in a user's table of homopolymers.
    trained : Range
        Models learn from values in it only; others are typing errors.
    shipped : Range
        Values in the tables of `datasets/`; it catches a wrong unit or a shifted column.
    declared : Range, optional
        Values of its column in a design file; without it the file states value and unit.
    process_columns : tuple of (str, str)
        Columns of a user's table that distinguish processes for this property, besides
        `PROCESS_COLUMNS`; with what follows their value.
    prior : ProcessPrior, optional
        How far processes shift it; without it no model of it can be calibrated.
    usual : bool
        Whether it is predicted for every layer; the others only where they are asked for.
    above_zero : str
        What a value above zero means, for an index that has no meaning of its own: people read how
        likely that is instead. Empty for other properties.
    """

    name: str
    label: str
    shown_unit: str
    unit: str
    ending: str
    decimals: int
    meaning: str
    possible: Range
    trained: Range
    shipped: Range
    declared: Range | None = None
    process_columns: tuple[tuple[str, str], ...] = ()
    prior: ProcessPrior | None = None
    usual: bool = True
    above_zero: str = ""

    @property
    def column(self) -> str:
        """The column of its value, such as ``tg_degC``."""
        return self.name + self.ending

    @property
    def sd_column(self) -> str:
        """The column of its standard uncertainty, such as ``cte_sd_ppm_per_K``."""
        return f"{self.name}_sd{self.ending}"

    @property
    def censor_column(self) -> str:
        """The column that marks a value as a bound."""
        return f"{self.name}_censor"

    @property
    def chance_column(self) -> str:
        """The column of how likely it is above zero; empty where its value says enough."""
        return f"{self.above_zero}_probability" if self.above_zero else ""

    def chances(self, mean: float, sd: float) -> dict[str, float]:
        """Return how likely it is above zero, under the name of that column, if people read that.

        Parameters
        ----------
        mean, sd : float
            Of a normal value; certain without a deviation. [unit]
        """
        if not self.above_zero:
            return {}
        chance = math.erfc(-mean / (math.sqrt(2) * sd)) / 2 if sd else float(mean > 0)
        return {self.chance_column: chance}

    def chance_words(self, mean: float, sd: float) -> str:
        """Return how likely it is above zero in words; empty where its value says enough."""
        return "".join(f"P {self.above_zero} {p:.2f}" for p in self.chances(mean, sd).values())

    @property
    def conditions_key(self) -> str:
        """The key of a design file that says how its value was measured."""
        return f"{self.name}_conditions"
