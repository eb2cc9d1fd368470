"""Which values a measured quantity can have at all, whoever measured it and however."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from polyopt.errors import UsageError
from polyopt.laminate.measured import Measured

ABSOLUTE_ZERO = -273.15
"""By definition of the degree Celsius (BIPM, SI Brochure, 9th ed., 2.3.1). [°C]"""


@dataclass(frozen=True, slots=True)
class Possible:
    """What follows from the definition of a quantity, in the unit of the claims.

    Parameters
    ----------
    low, high : float
        Ends of the range.
    low_too, high_too : bool
        Whether the ends belong to it.
    """

    low: float
    high: float = math.inf
    low_too: bool = True
    high_too: bool = True

    def __contains__(self, value: float) -> bool:
        above = value >= self.low if self.low_too else value > self.low
        return above and (value <= self.high if self.high_too else value < self.high)

    def text(self, unit: str) -> str:
        """Return the range in words.

        >>> Possible(0, 100, high_too=False).text("%"), Possible(1).text("-")
        ('it lies from 0 to below 100 %', 'it is 1 or more')
        """
        behind = "" if unit in ("", "-") else f" {unit}"
        if math.isinf(self.low):
            return f"it is {'at most' if self.high_too else 'below'} {self.high:g}{behind}"
        if math.isinf(self.high):
            end = f"{self.low:g}{behind}"
            return f"it is {end} or more" if self.low_too else f"it is more than {end}"
        first = f"from {self.low:g}" if self.low_too else f"above {self.low:g}"
        last = f"to {self.high:g}" if self.high_too else f"to below {self.high:g}"
        return f"it lies {first} {last}{behind}"


_SHARE = Possible(0, 100)
_LENGTH = _MODULUS = Possible(0, low_too=False)
_NOT_NEGATIVE = Possible(0)
_TEMPERATURE = Possible(ABSOLUTE_ZERO, low_too=False)

POSSIBLE: Mapping[str, Possible] = MappingProxyType(
    {
        "insoluble_content": _SHARE,
        "porosity": Possible(0, 100, high_too=False),
        "mean_pore_size": _LENGTH,
        "largest_pore_size": _LENGTH,
        "thickness": _LENGTH,
        "curl_radius": _LENGTH,
        "foil_side_roughness": _NOT_NEGATIVE,
        "storage_minimum": _MODULUS,
        "modulus": _MODULUS,
        "modulus_retention": _NOT_NEGATIVE,
        "permittivity": Possible(1),
        "gurley": Possible(0, low_too=False),
        "adhesion": _NOT_NEGATIVE,
        "initial_tear_strength": _NOT_NEGATIVE,
        "heat_shrinkage": Possible(-math.inf, 100, high_too=False),
        "dimensional_change": Possible(-100, low_too=False),
        "tg": _TEMPERATURE,
        "storage_minimum_temperature": _TEMPERATURE,
        "heat_resistance": _TEMPERATURE,
        "solder_heat_resistance": _TEMPERATURE,
    }
)
"""By quantity. A share of the whole ends at 100 %, a film of nothing but pores is none; a relative
permittivity below that of empty space is none of a solid; a radius has no sign here. What may grow
beyond its start, such as a modulus kept, has no upper end."""

_BY_UNIT: Mapping[str, Possible] = MappingProxyType(
    {"wt%": _SHARE, "mol%": _SHARE, "vol%": _SHARE, "degC": _TEMPERATURE}
)
"""Of quantities that only a user's own claims ask for: what their unit alone says."""


def refuse_impossible(name: str, value: Measured, stated: Measured, where: str) -> None:
    """Raise for a measured value that its quantity cannot have.

    Parameters
    ----------
    name : str
        The quantity, such as ``porosity``.
    value : Measured
        The value in the unit of the claims.
    stated : Measured
        The value as it was stated, for the error.
    where : str
        Where it stands.

    Raises
    ------
    UsageError
        Naming the value and what is possible.

    Examples
    --------
    >>> refuse_impossible("porosity", Measured(28, unit="%"), Measured(28, unit="%"), "the film")
    """
    possible = POSSIBLE.get(name, _BY_UNIT.get(value.unit))
    if possible is None or value.value in possible:
        return
    unit = "" if stated.unit in ("", "-") else f" {stated.unit}"
    raise UsageError(
        f"{stated.value:g}{unit} is impossible", where=where, remedy=possible.text(value.unit)
    )
