"""What models predict of a layer: each property with its names, units and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


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
        Decimals in which it is told.
    usual : bool
        Whether it is predicted for every layer; the others only where they are asked for.
    """

    name: str
    label: str
    shown_unit: str
    unit: str
    ending: str
    decimals: int
    usual: bool = True

    @property
    def column(self) -> str:
        """The column of its value.

        >>> LAYER_PROPERTIES["tg"].column, LAYER_PROPERTIES["permittivity"].column
        ('tg_degC', 'permittivity')
        """
        return self.name + self.ending

    @property
    def sd_column(self) -> str:
        """The column of its standard uncertainty.

        >>> LAYER_PROPERTIES["cte"].sd_column
        'cte_sd_ppm_per_K'
        """
        return f"{self.name}_sd{self.ending}"

    @property
    def censor_column(self) -> str:
        """The column that marks a value as a bound."""
        return f"{self.name}_censor"


LAYER_PROPERTIES: Mapping[str, LayerProperty] = MappingProxyType(
    {
        p.name: p
        for p in (
            LayerProperty("tg", "Tg", "°C", "degC", "_degC", 0),
            LayerProperty("cte", "CTE", "ppm/K", "ppm/K", "_ppm_per_K", 0),
            LayerProperty("permittivity", "permittivity", "", "1", "", 2, usual=False),
        )
    }
)
"""The properties by name."""

USUAL = tuple(p.name for p in LAYER_PROPERTIES.values() if p.usual)
"""Those predicted for every layer."""


VALUE_COLUMNS = tuple(p.column for p in LAYER_PROPERTIES.values())
"""The columns of tables of measured films that hold values."""


def shown_unit(unit: str) -> str:
    """Return a unit of files as people read it.

    >>> shown_unit("degC"), shown_unit("ppm/K"), shown_unit("1")
    ('°C', 'ppm/K', '')
    """
    return {p.unit: p.shown_unit for p in LAYER_PROPERTIES.values()}.get(unit, unit)
