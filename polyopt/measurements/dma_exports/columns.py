"""What the columns of a dynamic mechanical table hold, by their names in any instrument's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyopt.errors import DataError, quoted
from polyopt.io.reading.headers import folded_words, header_of
from polyopt.io.reading.numbers import NumberStyle
from polyopt.io.reading.units import (
    FREQUENCY,
    MILLIPASCAL,
    PRESSURE,
    TEMPERATURE,
    Unit,
    unit_of,
)

STORAGE, LOSS, SHEAR, LOGARITHM = "storage", "loss", "shear", "logarithm"
HEAT, HERTZ, SAMPLE, STEP, OTHER = "temperature", "frequency", "sample", "step", "other"

_DERIVED = re.compile(
    r"norm|stiff|steif|刚度|剛性|deriv|slope|relat|ratio|offset|error|std|dev|compl|^d[eg]'|/e0|%",
    re.I,
)
_TAN = re.compile(r"tan|factor|faktor|damping|因子|因数|正切|係数|angle|winkel|phase", re.I)
_LOG = re.compile(r"^l(o)?g(10)?(?![a-z])|^lg|^log|^ln\b", re.I)
_SHEAR = re.compile(r"g'|shear|schub|剪切|せん断|gstor|gprime", re.I)
_TENSILE = re.compile(r"e'(?!')|e_?stor|e_?prime|estorage", re.I)
_STORED = re.compile(
    r"storage|speicher|储能|儲能|贮能|貯蔵|저장|conservation|e'(?!')|estor|eprime", re.I
)
_LOST = re.compile(
    r"loss|verlust|损耗|損耗|損失|손실|perte|e''|g''|eloss|edoubleprime|edprime", re.I
)
_TEMPERATURE = re.compile(
    r"temp|温度|溫度|온도|^t$|^ts$|^tr$|^tsample$|^tprogram(me)?$|^tset$|^tsoll$|^tist$", re.I
)
_NO_TEMPERATURE = re.compile(r"rate|tg|ramp|glass|steigung|gradient|diff", re.I)
_PROGRAMME = re.compile(
    r"progr|set|soll|furnace|oven|ofen|ref|nominal|target|command|程序|设定|設定|^tr$", re.I
)
_OF_SAMPLE = re.compile(r"sampl|specimen|probe|actual|meas|^tist$|ist$|试样|样品|試料|^ts$", re.I)
_FREQUENCY = re.compile(r"^(osc\w*)?(angular)?freq|频率|頻率|周波数|주파수|^f$|kreisfreq", re.I)
_SAMPLES = re.compile(
    r"^(sample|specimen|probe|material|film|样品|试样|試料)(name|id|no|nr|number)?$", re.I
)
_STEPS = re.compile(r"^(step|segment|interval|intervall|run|cycle|ramp)(name|no|nr|number)?$", re.I)
_HERTZ = re.compile(r"@?\s*([\d][\d.,]*)\s*(hz|khz|rad/s)", re.I)
_FILLERS = re.compile(
    r"\be[\s_-]?(stor|loss)\w*|storage|speicher|modulus|modul|module|mod|dynamic|dma|tensile|tension|young'?s|flexural|"
    r"bending|elastic|de|conservation|stor|prime|e'|储能|儲能|贮能|貯蔵|模量|弾性率|저장|탄성률|"
    r"loss|verlust|损耗|損耗|損失|perte|e''|double|^e$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DmaColumn:
    """A column of a dynamic mechanical table.

    Parameters
    ----------
    place : int
        Counted from 0.
    name : str
        As written.
    role : str
        What it holds.
    rank : int
        Of columns of one role, the lower is preferred: E' before a storage modulus that does not
        say which, the sample's temperature before the programme's.
    units : tuple of str
        Units that its name and the row below state.
    frequency : str
        As written in its name; empty for none.
    label : str
        What else stands in its name, such as a sample's.
    """

    place: int
    name: str
    role: str
    rank: int = 0
    units: tuple[str, ...] = ()
    frequency: str = ""
    label: str = ""

    def unit(self, dimension: str) -> Unit:
        """Return its unit.

        Raises
        ------
        DataError
            If it states none, two, or one of something else.
        """
        kind = {PRESSURE: "modulus", TEMPERATURE: "temperature"}.get(dimension, dimension)
        column = f"the {kind} column {quoted(self.name)}"
        if any(text.strip("[]() ") == MILLIPASCAL for text in self.units):
            raise DataError(f"{column} is in millipascal", remedy="write MPa")
        found = {u.name: u for text in self.units if (u := unit_of(text, dimension))}
        if len(found) > 1:
            raise DataError(f"{column} states two units: {' and '.join(found)}")
        if found:
            return next(iter(found.values()))
        strange = [text for text in self.units if text.strip("[]()- 1")]
        if strange:
            raise DataError(f"{column} cannot be in {quoted(strange[0])}")
        example = "temperature_degC" if dimension == TEMPERATURE else "storage_modulus_MPa"
        raise DataError(
            f"{column} has no unit", remedy=f"name it {example}, or write its unit behind the name"
        )


def dma_column(place: int, name: str, below: str = "") -> DmaColumn:
    """Return what a column holds, judged by its name.

    Parameters
    ----------
    place : int
        Counted from 0.
    name : str
        Its name.
    below : str
        What stands in the row of units.

    Examples
    --------
    >>> dma_column(0, "E'(1.000 Hz)/MPa").role, dma_column(0, "Storage modulus G' (Pa)").role
    ('storage', 'shear')
    >>> dma_column(0, "Temp. Program (°C)").rank, dma_column(0, "Verlustmodul [MPa]").role
    (2, 'loss')
    """
    stated = _HERTZ.search(name)
    bare = _HERTZ.sub(" ", name).strip() if stated else name
    header = header_of(bare)
    remarks = header.remarks
    units = tuple(filter(None, (*header.units, below)))
    role, rank = _role(header.words, remarks, units)
    text = " ".join([_without_units(bare, header.units), *remarks])
    label = _label(text) if role in (STORAGE, LOSS, SHEAR) else ""
    return DmaColumn(
        place, name, role, rank, units, stated[0].lstrip("@ ") if stated else "", label
    )


def _without_units(name: str, units: Sequence[str]) -> str:
    text = re.sub(r"[(\[{][^()\[\]{}]*[)\]}]", " ", name)
    for unit in units:
        text = text.replace(unit, " ")
    return text


def _label(text: str) -> str:
    plain = text.translate(str.maketrans("’‘′`´", "'''''")).replace("″", "''").replace('"', "''")
    for modulus in ("E''", "e''", "E'", "e'", "G''", "g''", "G'", "g'"):
        plain = plain.replace(modulus, " ")
    return " ".join(_FILLERS.sub(" ", plain.replace("_", " ")).split()).strip(" ._-:/,;")


def _role(words: str, remarks: Sequence[str], units: Sequence[str]) -> tuple[str, int]:
    whole = words + "".join(folded_words(r) for r in remarks)
    if _TAN.search(whole):
        return OTHER, 0
    modulus = any(unit_of(u, PRESSURE) or u.strip("[]() ") == MILLIPASCAL for u in units)
    if _LOG.search(words) and (_STORED.search(whole) or _SHEAR.search(whole)):
        return LOGARITHM, 0
    if _LOST.search(whole) and not _DERIVED.search(whole):
        return (OTHER if _SHEAR.search(whole) else LOSS), 0
    if _SHEAR.search(whole) and (_STORED.search(whole) or modulus or whole.startswith("g'")):
        return (OTHER if "''" in whole or re.search("stress|spannung", whole) else SHEAR), 0
    if _STORED.search(whole) and not _DERIVED.search(whole):
        return STORAGE, 0 if _TENSILE.search(whole) else 1
    if _TEMPERATURE.search(words) and not _NO_TEMPERATURE.search(words):
        rank = 2 if _PROGRAMME.search(whole) else 0 if _OF_SAMPLE.search(whole) else 1
        return HEAT, rank
    for pattern, role in ((_FREQUENCY, HERTZ), (_SAMPLES, SAMPLE), (_STEPS, STEP)):
        if pattern.search(words):
            return role, 0
    return OTHER, 0


def hints_at_shear(text: str) -> bool:
    """Say whether a column's name or a line above a table speaks of shear.

    >>> hints_at_shear("Shear strain (%)"), hints_at_shear("Geometry: parallel plate, 25 mm")
    (True, True)
    """
    plain = text.casefold()
    return bool(
        re.search(
            r"\bshear(?!.?thin)|schub|scher(?:dehn|deform|rate|mod)|cisaill|\btorque|drehmoment|"
            r"angular displacement|auslenkwinkel|complex viscosity|komplexe viskos|剪切|せん断|"
            r"parallel[\s-]*plate|plate[\s/-]+plate|platte[\s/-]*platte|"
            r"\btorsion|\bcone\b|\bkegel|\b[pc]p\d\d|\bg'",
            plain,
        )
    )


def hertz_of(text: str, style: NumberStyle) -> float | None:
    """Return a frequency in Hz, from a text such as ``1.000 Hz`` or a plain number.

    >>> hertz_of("1,000 Hz", NumberStyle(",")), hertz_of("10", NumberStyle())
    (1.0, 10.0)
    """
    found = re.fullmatch(r"\s*([\d.,eE+-]+)\s*([a-zA-Z/]*)\s*", text)
    value = style.value(found[1]) if found else None
    unit = unit_of(found[2], FREQUENCY) if found and found[2] else None
    if value is None or (found and found[2] and unit is None):
        return None
    return value * unit.factor if unit else value
