"""Units as headers write them: what dimension they are of, and how to come to another.

Factors are those of the definitions of the units (NIST SP 811, 2008, appendix B).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from unicodedata import normalize

from polyopt.equations.mixing import ZERO_CELSIUS

TEMPERATURE, DIFFERENCE, PRESSURE, TIME = "temperature", "difference", "pressure", "time"
SHARE, EXPANSION, LENGTH, FREQUENCY = "share", "expansion", "length", "frequency"
PRICE_MASS, PRICE_MOLE, PLAIN = "price by mass", "price by amount", "plain number"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``base = factor * value + offset``.

    Parameters
    ----------
    dimension : str
        What it measures.
    name : str
        As messages write it.
    factor, offset : float
        To the base unit of the dimension: °C, Pa, s, %, ppm/K, µm, Hz, a currency per kg or mol.
    """

    dimension: str
    name: str
    factor: float = 1.0
    offset: float = 0.0

    def to(self, value: float, other: Unit) -> float:
        """Return a value in another unit of the dimension."""
        if (self.factor, self.offset) == (other.factor, other.offset):
            return value
        return (value * self.factor + self.offset - other.offset) / other.factor


def _rows() -> dict[tuple[str, str], Unit]:
    listed: list[tuple[str, str, float, float, str]] = [
        (TEMPERATURE, "°C", 1, 0, "°c degc deg.c c celsius oc ºc gradc grad degreec degreesc "
         "degreecelsius degreescelsius \ufffdc ?c degcelsius"),
        (TEMPERATURE, "K", 1, -ZERO_CELSIUS, "k kelvin degk °k"),
        (TEMPERATURE, "°F", 5 / 9, -160 / 9, "°f degf f fahrenheit"),
        (PRESSURE, "Pa", 1, 0, "pa n/m2 n/m^2 nm-2 pascal"),
        (PRESSURE, "kPa", 1e3, 0, "kpa"),
        (PRESSURE, "MPa", 1e6, 0, "mpa n/mm2 n/mm^2 megapascal"),
        (PRESSURE, "GPa", 1e9, 0, "gpa"),
        (PRESSURE, "dyn/cm²", 0.1, 0, "dyn/cm2 dyn/cm^2 dyne/cm2 dyne/cm^2"),
        (PRESSURE, "psi", 6894.757, 0, "psi"),
        (TIME, "s", 1, 0, "s sec second seconds sek"),
        (TIME, "min", 60, 0, "min mins minute minutes minuten"),
        (TIME, "h", 3600, 0, "h hr hrs hour hours std stunden"),
        (TIME, "d", 86400, 0, "d day days"),
        (SHARE, "%", 1, 0, "% pct percent prozent wt% wt.% wt-% wtpct wtpercent w% mass% mass-% "
         "masspct gew% gew.% gew.-% gew-% ma% ma.-% m% %(w/w) % w/w mol% molpct mol-%"),
        (SHARE, "fraction", 100, 0, "1 - fraction g/g w/w wt/wt kg/kg massfraction"),
        (EXPANSION, "ppm/K", 1, 0, "ppm/k ppm/°c ppm/c ppm/degc ppm/oc ppmk-1 ppmk^-1 ppm°c-1 "
         "ppm um/m/k um/m/°c um/m/c um/(mk) um/(m°c) um/mk um/m°c um/(m.k) "
         "umm-1k-1 umm-1°c-1 umm-1c-1 umm^-1k^-1 umm^-1°c^-1 um/mdegc 10-6/k 10^-6/k "
         "1e-6/k e-6/k x10-6/k x10^-6/k 10-6k-1 10^-6k^-1 10^-6k-1 x10-6k-1 10-6/°c 10^-6/°c "
         "1e-6/°c x10-6/°c 10-6°c-1"),
        (EXPANSION, "10⁻⁵/K", 10, 0, "10-5/k 10^-5/k 1e-5/k x10-5/k 10-5k-1 10-5/°c"),
        (EXPANSION, "1/K", 1e6, 0, "1/k k-1 k^-1 /k 1/°c °c-1 1/c 1/degc m/m/k m/(mk) m/mk"),
        (EXPANSION, "ppm/°F", 1.8, 0, "ppm/°f ppm/f ppm/degf"),
        (LENGTH, "µm", 1, 0, "um micron microns micrometer micrometre"),
        (LENGTH, "nm", 1e-3, 0, "nm"),
        (LENGTH, "mm", 1e3, 0, "mm"),
        (LENGTH, "mil", 25.4, 0, "mil mils"),
        (FREQUENCY, "Hz", 1, 0, "hz 1/s s-1"),
        (FREQUENCY, "kHz", 1e3, 0, "khz"),
        (FREQUENCY, "rad/s", 1 / (2 * math.pi), 0, "rad/s rads-1"),
        (PLAIN, "", 1, 0, "1 -"),
    ]  # fmt: skip
    found: dict[tuple[str, str], Unit] = {}
    for dimension, name, factor, offset, spellings in listed:
        unit = Unit(dimension, name, factor, offset)
        found |= {(dimension, spelling): unit for spelling in spellings.split()}
    for spelling in ("°c", "k", "degc", "c"):
        found[DIFFERENCE, spelling] = Unit(DIFFERENCE, "K")
    found[DIFFERENCE, "°f"] = Unit(DIFFERENCE, "°F", 5 / 9)
    return found


_UNITS = _rows()
_DIMENSIONS = tuple(dict.fromkeys(dimension for dimension, _ in _UNITS))
_PRICE = re.compile(r"(?:[a-z]{0,3}|[^\w\s])?(?:/|per)(kg|g|t|mol|mmol|kmol)")
_PER = {
    "kg": (PRICE_MASS, 1.0), "g": (PRICE_MASS, 1e3), "t": (PRICE_MASS, 1e-3),
    "mol": (PRICE_MOLE, 1.0), "mmol": (PRICE_MOLE, 1e3), "kmol": (PRICE_MOLE, 1e-3),
}  # fmt: skip
MILLIPASCAL, MEGAHERTZ = "mPa", "MHz"


def _folded(text: str) -> str:
    """Return the spelling of a unit as the table above has it."""
    plain = normalize("NFKC", text.replace("º", "°").replace("µ", "u").replace("˚", "°"))
    plain = plain.replace("μ", "u").replace("\u2212", "-").replace("–", "-")
    plain = re.sub(r"_?per_?", "/", plain.strip().strip("[]{}"))
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1]
    return re.sub(r"[\s·*_×⋅∙]|(?<=m)\.(?=k)", "", plain.replace("×", "x")).casefold()


def unit_of(text: str, dimension: str = "") -> Unit | None:
    """Return the unit that a text is, of one dimension or of any; None if it is none.

    Parameters
    ----------
    text : str
        With or without brackets.
    dimension : str
        What it is to measure; empty for whatever.

    Examples
    --------
    >>> unit_of("[MPa]").factor, unit_of("µm/(m·K)").name, unit_of("colour") is None
    (1000000.0, 'ppm/K', True)
    >>> unit_of("mPa") is None  # millipascal: nobody measures that on a film
    True
    """
    if MILLIPASCAL in text and "mpa" == _folded(text) or MEGAHERTZ in text:
        return None
    spelling = _folded(text)
    for wanted in (dimension,) if dimension else _DIMENSIONS:
        if (wanted, spelling) in _UNITS:
            return _UNITS[wanted, spelling]
    price = _PRICE.fullmatch(spelling)
    if price and (not dimension or _PER[price[1]][0] == dimension):
        kind, factor = _PER[price[1]]
        return Unit(kind, f"per {price[1]}", factor)
    return None
