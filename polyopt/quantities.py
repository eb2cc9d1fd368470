"""Properties that models predict of a layer, each in one row; names of quantities.

A quantity is called by its member and what is known of it: ``layers.A.tg``, ``film.cte``,
``laminate.curvature``. Claims call a resin layer by a letter of theirs: ``A.tg``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from polyopt.layer_property import LayerProperty, ProcessPrior, Range

CTE_RANGE = "cte_range_degC"
"""The column, and the key of a file, that states the temperatures a CTE is the mean over."""


# The priors are widths from the spread between reports of one polymer. Independent reports of one
# polyimide differ by 22 to 27 °C (root mean square) in Tg, of which a shift shared by a laboratory
# is a part; BPDA/PDA is 4 to 5 ppm/K from the amic acid and 18 to 20 from the ester (Ree 1994, Miwa
# 1993; `datasets/literature.csv`), plus and minus 7.5 around their mean. Films of papers left out
# are predicted about as well with half or one and a half times the widths that models find in their
# own data, and with no scale or twice it: the errors differ by less than 3 %
# (`experiments/results/user_calibration.csv`, rows `paper`). Of CTE the scale is from films of one
# polyimide by several laboratories (`datasets/literature.csv`), and `about` where chains lie in no
# plane. The repeats are estimates, not validated: a user's own outweigh them.
_ROWS = (
    LayerProperty(
        name="tg",
        label="Tg",
        shown_unit="°C",
        unit="degC",
        ending="_degC",
        decimals=0,
        meaning="glass transition temperature in degrees Celsius",
        possible=Range(-273.15, 2000.0),
        trained=Range(-150.0, 600.0),
        shipped=Range(-150, 600),
        declared=Range(-273.15, 1500),
        process_columns=(("tg_method", ""),),
        prior=ProcessPrior(15.0, 0.15, about=280.0, repeat=5.0),
    ),
    LayerProperty(
        name="cte",
        label="CTE",
        shown_unit="ppm/K",
        unit="ppm/K",
        ending="_ppm_per_K",
        decimals=0,
        meaning="in-plane thermal expansion in ppm per kelvin (the same as um/m/K)",
        possible=Range(-1000.0, 10_000.0),
        trained=Range(-100.0, 500.0),
        shipped=Range(-50, 500),
        declared=Range(-1000, 10_000),
        process_columns=((CTE_RANGE, " °C"),),
        prior=ProcessPrior(8.0, 0.25, about=60.0, repeat=2.0),
    ),
    LayerProperty(
        name="permittivity",
        label="permittivity",
        shown_unit="",
        unit="1",
        ending="",
        decimals=2,
        meaning="relative permittivity, a plain number",
        possible=Range(1.0, 1000.0),
        trained=Range(1.0, 10.0),
        shipped=Range(1, 20),
        usual=False,
    ),
    LayerProperty(
        name="solubility",
        label="solubility",
        shown_unit="",
        unit="1",
        ending="",
        decimals=1,
        meaning="index of solubility, above zero for a polymer that dissolves in NMP and the like",
        possible=Range(-20.0, 20.0),
        trained=Range(-20.0, 20.0),
        shipped=Range(-20, 20),
        usual=False,
        above_zero="soluble",
    ),
)

LAYER_PROPERTIES: Mapping[str, LayerProperty] = MappingProxyType({row.name: row for row in _ROWS})
"""The properties by name."""

USUAL = tuple(p.name for p in LAYER_PROPERTIES.values() if p.usual)
"""Those predicted for every layer."""

VALUE_COLUMNS = tuple(p.column for p in LAYER_PROPERTIES.values())
"""The columns of tables of measured films that hold values."""

PROCESS_COLUMNS = (("precursor", ""), ("cure", ""), ("thickness_um", " µm"))
"""Columns of a user's table that distinguish processes, with what follows their value."""


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

PORES = "porosity"
"""Of a layer with pores: their volume fraction. [-]"""

PLATEAU = "plateau_modulus"
"""Of a thermoplastic layer: the plateau of E' above Tg that its chains have. [MPa]"""

_OTHER_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "thickness": "µm",
        "resin_thickness": "µm",
        "curvature": "1/m",
        "curvature_etched": "1/m",
        "curl_radius": "cm",
        "curl_radius_etched": "cm",
        PLATEAU: "MPa",
    }
)


def unit_of(quantity: str) -> str:
    """Return the unit of a quantity as it is shown; empty where it has none or it is not known.

    >>> unit_of("layers.A.tg"), unit_of("laminate.curl_radius"), unit_of("layers.S.porosity")
    ('°C', 'cm', '')
    """
    name = quantity.rpartition(".")[2]
    known = LAYER_PROPERTIES.get(name)
    return known.shown_unit if known else _OTHER_UNITS.get(name, "")
