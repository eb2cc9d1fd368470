"""Dynamic mechanical curves from files: plain tables, workbooks, and what instruments export.

Columns are found by their names, units by what stands in the name or in a row below it. Nothing is
guessed: a modulus without a unit is refused, and so are several curves of which none was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from polyopt.equations.mixing import ZERO_CELSIUS
from polyopt.errors import DataError, UsageError
from polyopt.io.reading.record import Reading
from polyopt.measurements.dma_curve import FEWEST, DmaCurve
from polyopt.measurements.dma_exports.blocks import Block, blocks_of, count_readings
from polyopt.measurements.dma_exports.choice import DmaChoice, chosen_part
from polyopt.measurements.dma_exports.layouts import Export, export_of
from polyopt.measurements.dma_exports.parts import Found, Part, parts_of

_APART = 0.1
"""Readings at one temperature that differ by more are of several curves. [-]"""

_SOFTEST, _STIFFEST = 1e3, 2e12
"""Storage moduli beyond these were read in a wrong unit. [Pa]"""


def read_dma(
    path: str | Path,
    *,
    frequency: float | None = None,
    step: str | int | None = None,
    sample: str | None = None,
    heating: bool | None = None,
    sheet: str = "",
    strict: bool = False,
) -> DmaCurve:
    """Read a dynamic mechanical curve.

    Parameters
    ----------
    path : str or Path
        A text file or a workbook: plain tables with names such as ``temperature_degC``,
        ``Temperature (K)``, ``E' (MPa)``, ``storage_modulus_MPa``, ``Speichermodul [MPa]`` or
        ``Storage Modulus`` with a row of units below, and exports of NETZSCH, TA and Anton Paar.
    frequency : float, optional
        Which of several frequencies. [Hz]
    step : str or int, optional
        Which of several steps, segments, intervals or runs: its name, or its place from 1.
    sample : str, optional
        Which of several samples.
    heating : bool, optional
        True for the readings on rising temperature, False for those on falling.
    sheet : str
        Which sheet of a workbook.
    strict : bool
        Whether it is an error if anything must be chosen or left out.

    Returns
    -------
    DmaCurve
        Temperatures in degC, rising; storage modulus, and loss modulus if there is one, in Pa; its
        `reading` says what was done.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column or a unit, holds a shear modulus, no curve, or
        several curves that no choice distinguishes.
    UsageError
        If there is no such frequency, step or sample.
    """
    place = Path(path)
    chosen = DmaChoice(frequency, None if step is None else str(step), sample, heating, sheet)
    try:
        curve = _curve(place, chosen)
    except (DataError, UsageError) as error:
        raise (error if error.where.startswith(str(place)) else error.at(str(place))) from None
    curve.reading.say(strict=strict)
    return curve


def _curve(path: Path, wanted: DmaChoice) -> DmaCurve:
    export = export_of(path, wanted.sheet, count_readings)
    blocks = blocks_of(export.rows, export.style)
    if not blocks:
        raise DataError(
            "names no columns of temperature and storage modulus",
            remedy="name them as in: temperature_degC,storage_modulus_MPa",
        )
    found = _found(blocks)
    part, said = chosen_part([p for f in found for p in f.parts], wanted)
    celsius = part.temperature
    if (celsius < -ZERO_CELSIUS).any() or (celsius > 1500).any():
        raise DataError("temperatures lie outside -273 to 1500 degC", remedy="check their unit")
    _refuse_several_at_one_temperature(part)
    _refuse_wrong_unit(part)
    curve = DmaCurve.of(celsius, part.storage, part.loss)
    return replace(curve, reading=_reading(path, export, blocks, found, part, said))


def _found(blocks: Sequence[Block]) -> list[Found]:
    """Return what each table holds; one that cannot be used is an error unless another can."""
    found, errors = [], []
    for number, block in enumerate(blocks, start=1):
        try:
            found.append(parts_of(block, number))
        except DataError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return found


def _refuse_wrong_unit(part: Part) -> None:
    """Raise where moduli are softer than a gel or stiffer than diamond."""
    storage = part.storage[np.isfinite(part.storage) & (part.storage > 0)]
    if len(storage) and not (_SOFTEST <= storage.min() and storage.max() <= _STIFFEST):
        raise DataError(
            f"storage moduli from {storage.min():.3g} to {storage.max():.3g} Pa are not those of a "
            "film",
            remedy="check the unit in the column's name: Pa, kPa, MPa or GPa",
        )


def _refuse_several_at_one_temperature(part: Part) -> None:
    """Raise where readings at one temperature differ so much that they are of several curves."""
    order = np.argsort(part.temperature, kind="stable")
    temperature, storage = part.temperature[order], part.storage[order]
    apart = np.flatnonzero(np.diff(temperature) > 0)
    groups = [g for g in np.split(storage, apart + 1) if len(g) > 1 and (g > 0).all()]
    if len(groups) < FEWEST / 2 or len(groups) < 0.3 * (len(apart) + 1):
        return
    spread = float(np.median([g.max() / g.min() - 1 for g in groups]))
    if spread > _APART:
        raise DataError(
            f"readings at one temperature differ by {100 * spread:.0f} % in the median: they are "
            "of several curves",
            remedy="add a column of the frequency or the sample, or keep one curve in the file",
        )


def _reading(
    path: Path,
    export: Export,
    blocks: Sequence[Block],
    found: Sequence[Found],
    part: Part,
    said: Sequence[str],
) -> Reading:
    decimal = blocks[0].style.decimal
    commas = () if decimal == "." else ("decimal commas",)
    words = (*export.choices, *commas, *_of(found, "choices"), *said)
    used = {name for name, _ in part.columns}
    return Reading(
        where=str(path),
        sheet=export.sheet,
        encoding=export.encoding,
        separator=export.separator,
        decimal=decimal,
        names_line=blocks[0].names.line,
        used=part.columns,
        unused=tuple(c.name for b in blocks[:1] for c in b.columns if c.name not in used),
        choices=tuple(dict.fromkeys(words)),
        left=(*export.left, *_of(found, "left")),
    )


def _of(found: Sequence[Found], field: str) -> Iterator[str]:
    for one in found:
        yield from getattr(one, field)
