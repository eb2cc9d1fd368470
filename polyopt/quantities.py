"""Properties that models predict of a layer, each in one row; names of quantities.

A quantity is called by its member and what is known of it: ``layers.A.tg``, ``film.cte``,
``laminate.curvature``. Claims call a resin layer by a letter of theirs: ``A.tg``.
"""

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


LAYERS, LAMINATE = "layers", "laminate"


def layer_member(layer: str) -> str:
    """Return what a resin layer's quantities begin with.

    >>> layer_member("A")
    'layers.A'
    """
    return f"{LAYERS}.{layer}"


def member_quantity(member: str, tail: str) -> str:
    """Return the name of a quantity of a member of the stack, or of the whole laminate.

    >>> member_quantity("film", "cte"), member_quantity(layer_member("A"), "cte")
    ('film.cte', 'layers.A.cte')
    """
    return f"{member}.{tail}"


def layer_quantity(layer: str, tail: str) -> str:
    """Return the name of a quantity of a resin layer.

    >>> layer_quantity("A", "tg")
    'layers.A.tg'
    """
    return f"{LAYERS}.{layer}.{tail}"


@dataclass(frozen=True, slots=True)
class QuantityName:
    """The parts of the name of a quantity.

    Parameters
    ----------
    head : str
        ``layers``, another member of the stack, ``laminate``, or a claim's letter for a layer.
    layer : str
        The resin layer, where the head is ``layers``.
    tail : str
        What is known of it, such as ``tg``; empty where the name has one part.

    Examples
    --------
    >>> name = QuantityName.split("layers.A.tg")
    >>> name.head, name.layer, name.tail, name.member
    ('layers', 'A', 'tg', 'layers.A')
    >>> QuantityName.split("film.cte")
    QuantityName(head='film', layer='', tail='cte')
    """

    head: str
    layer: str
    tail: str

    @classmethod
    def split(cls, text: str) -> QuantityName:
        """Return the parts of a name."""
        head, _, rest = text.partition(".")
        layer, _, tail = rest.rpartition(".") if head == LAYERS else ("", "", rest)
        return cls(head, layer, tail)

    @property
    def member(self) -> str:
        """What the quantities of its member begin with."""
        return layer_member(self.layer) if self.layer else self.head

    def __str__(self) -> str:
        return member_quantity(self.member, self.tail) if self.tail else self.member


FILM_CTE = member_quantity("film", "cte")
RESIN_THICKNESS = member_quantity(LAMINATE, "resin_thickness")
LAMINATE_COST = member_quantity(LAMINATE, "cost")

SOLID, POROUS = "permittivity", "porous_permittivity"
"""Of a layer with pores: its solid's permittivity, and its own, which follows from it."""
