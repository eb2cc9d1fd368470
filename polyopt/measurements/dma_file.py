"""Dynamic mechanical curves from files: plain CSV and what instruments export.

A column of temperature and one of storage modulus are found by their names, units by what stands in
the name or in the row below it. Lines above the names (the sample, the method) are skipped. Nothing
is guessed: a modulus without a unit is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.errors import DataError, quoted
from polyopt.measurements.dma_curve import DmaCurve

_LARGEST_FILE = 50_000_000
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
_SEPARATORS = "\t;,"
_NAMES = {
    "temperature": re.compile(r"^(sample\s*)?temp(erature)?(?![a-z])|^t$", re.I),
    "storage": re.compile(r"storage|^e\s*['′’]$|^e\s*['′’](?!['′’])|^e_?prime$", re.I),
    "loss": re.compile(r"loss[\s_]*mod|^e\s*(''|″|\"|”|′′|’’)|^e_?double_?prime$", re.I),
}
_UNITS = {
    "pa": 1.0,
    "kpa": 1e3,
    "mpa": 1e6,
    "gpa": 1e9,
}
_SHEAR = re.compile(r"^g\s*['′’\"″]|shear", re.I)


def read_dma(path: str | Path) -> DmaCurve:
    """Read a dynamic mechanical curve.

    Parameters
    ----------
    path : str or Path
        Text file with columns separated by comma, semicolon or tab; a decimal comma is understood
        where the separator is another. Names such as ``temperature_degC``, ``Temperature (K)``,
        ``E' (MPa)``, ``storage_modulus_MPa`` or ``Storage Modulus`` with a row of units below.

    Returns
    -------
    DmaCurve
        Temperatures in degC, rising; storage modulus, and loss modulus if there is one, in Pa.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column or a unit, or holds no curve.
    """
    place = Path(path)
    try:
        return _curve(_lines(place))
    except DataError as error:
        raise (error if error.where else error.at(str(place))) from None


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(f"larger than {_LARGEST_FILE // 10**6} MB")
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}") from None
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError("is not a text file", remedy="export the curve as CSV")
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise DataError("is not a text file", remedy="export the curve as CSV")


def _curve(lines: Sequence[str]) -> DmaCurve:
    for number, line in enumerate(lines):
        for separator in _SEPARATORS:
            names = [cell.strip().strip('"') for cell in line.split(separator)]
            columns = _columns(names)
            if {"temperature", "storage"} <= set(columns):
                return _read_below(lines[number + 1 :], separator, names, columns)
            if "temperature" in columns and any(_SHEAR.search(name) for name in names):
                raise DataError(
                    "holds a shear modulus G', not E'",
                    remedy="for a rubber E' is about 3 G': convert it and name the column E' (Pa)",
                )
    raise DataError(
        "names no columns of temperature and storage modulus",
        remedy="name them as in: temperature_degC,storage_modulus_MPa",
    )


def _columns(names: Sequence[str]) -> dict[str, int]:
    """Return which column holds what; the first that fits."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        for what in ("loss", "storage", "temperature"):
            if _NAMES[what].search(name):
                found.setdefault(what, place)
                break
    return found


def _read_below(
    lines: Sequence[str], separator: str, names: Sequence[str], columns: dict[str, int]
) -> DmaCurve:
    rows = [[cell.strip().strip('"') for cell in line.split(separator)] for line in lines]
    units = rows[0] if rows and _row(rows[0], columns, separator) is None else []
    readings = [r for r in (_row(row, columns, separator) for row in rows) if r is not None]
    if not readings:
        raise DataError("holds no readings below the names of its columns")
    table = dict(zip(columns, np.array(readings).T, strict=True))
    unit_of = {
        what: f"{names[place]} {units[place] if place < len(units) else ''}"
        for what, place in columns.items()
    }
    celsius = table["temperature"] - _kelvin(unit_of["temperature"])
    if (celsius < -ZERO_CELSIUS).any() or (celsius > 1500).any():
        raise DataError("temperatures lie outside -273 to 1500 degC", remedy="check their unit")
    moduli = {
        what: table[what] * _pascal(unit_of[what]) for what in ("storage", "loss") if what in table
    }
    return DmaCurve.of(celsius, moduli["storage"], moduli.get("loss"))


def _row(row: Sequence[str], columns: dict[str, int], separator: str) -> list[float] | None:
    """Return the readings of a row, or None if it holds others than numbers."""
    values = []
    for place in columns.values():
        if place >= len(row):
            return None
        cell = row[place] if separator == "," else row[place].replace(",", ".")
        try:
            values.append(float(cell))
        except ValueError:
            return None
    return values


def _kelvin(name: str) -> float:
    """Return what to take off a temperature to have it in °C."""
    if re.search(r"deg\s*_?c|°\s*c|℃|\bc\b|celsius|_c\b", name, re.I):
        return 0.0
    if re.search(r"(\b|_|\(|\[|/)k(elvin)?(\b|_|\)|\])", name, re.I):
        return ZERO_CELSIUS
    raise DataError(
        f"the temperature column {quoted(name.strip())} has no unit",
        remedy="name it temperature_degC or temperature_K",
    )


def _pascal(name: str) -> float:
    """Return the factor from a column's unit to Pa."""
    found = re.search(r"(?:\b|_|\(|\[|/)([kmg]?)pa(?:\b|_|\)|\])", name, re.I)
    if found is None:
        raise DataError(
            f"the modulus column {quoted(name.strip())} has no unit",
            remedy="name it storage_modulus_MPa, or write (Pa), (MPa) or (GPa) after the name",
        )
    if "mPa" in found[0]:  # millipascal: nobody measures that on a film
        raise DataError(
            f"the modulus column {quoted(name.strip())} is in millipascal", remedy="write MPa"
        )
    return _UNITS[f"{found[1]}pa".lower()]
