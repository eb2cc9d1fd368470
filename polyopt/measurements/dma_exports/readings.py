"""The readings of one curve in a table, row by row, and which rows hold none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, quoted
from polyopt.io.reading.grid import Row
from polyopt.io.reading.units import PRESSURE, TEMPERATURE, unit_of
from polyopt.measurements.dma_curve import FEWEST
from polyopt.measurements.dma_exports.blocks import Block, misfits
from polyopt.measurements.dma_exports.columns import HERTZ, SAMPLE, STEP, DmaColumn, hertz_of

_Key = tuple[str, str, float | None]
_LOSSES = 0.1
"""A column of loss moduli with more gaps than this share is not used, rather than its rows."""
_NEAR = 1.05
"""Frequencies by a smaller ratio are one, as measured. [-]"""
_FEW = 12
"""More samples or steps than this, each with too few readings for a curve, are a count."""
_GAP = 14.0
"""Readings missing over a wider range than that of the local cubic are no curve. [°C]"""


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of one pair of columns, row by row.

    Parameters
    ----------
    values : ndarray, shape (n, 4)
        Temperature [°C], storage and loss modulus [Pa], and the line.
    keys : tuple
        Sample, step and frequency [Hz] of each.
    columns : tuple of (str, str)
        The columns that are used, and what they hold.
    choices, left : tuple of str
        What was chosen and what left out, in words.
    """

    values: Array
    keys: tuple[tuple[str, str, float | None], ...]
    columns: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    left: tuple[str, ...]


def readings_of(
    block: Block, heat: DmaColumn, storage: DmaColumn, lost: DmaColumn | None, beside: bool
) -> Readings:
    """Return the readings of one pair of columns.

    Parameters
    ----------
    block : Block
        The table.
    heat, storage, lost : DmaColumn
        Its columns of temperature, storage and loss modulus, the last if there is one.
    beside : bool
        Whether other curves stand beside it.

    Raises
    ------
    DataError
        If a unit is missing or impossible, or moduli are missing over more than 14 °C.
    """
    celsius, pascal = heat.unit(TEMPERATURE), storage.unit(PRESSURE)
    bare = {row.line for row, *_ in misfits(block, [heat, storage], beside)}
    choices = []
    if lost:
        without = {row.line for row, *_ in misfits(block, [heat, storage, lost], beside)} - bare
        if len(without) > _LOSSES * len(block.rows):
            choices.append(
                f"{quoted(lost.name)} not used: {len(without)} of its cells are no number"
            )
            lost = None
    used = [heat, storage, *([lost] if lost else [])]
    wrong = {row.line: (what, looks) for row, what, looks in misfits(block, used, beside)}
    left = [f"line {line}: {what}" for line, (what, looks) in wrong.items() if looks]
    passed = [f"line {line} passed over: {what}" for line, (what, looks) in wrong.items()
              if not looks]  # fmt: skip
    loss_unit = lost.unit(PRESSURE) if lost else None
    target, base = unit_of("degC", TEMPERATURE), unit_of("Pa", PRESSURE)
    if target is None or base is None:
        raise AssertionError("the table of units lacks degC or Pa")
    values, keys = [], []
    for row in block.rows:
        if row.is_empty or row.line in wrong:
            continue
        numbers = [block.number(row, c.place) for c in used]
        t, e = (n if n is not None else np.nan for n in numbers[:2])
        loss = numbers[2] if lost and numbers[2] is not None else np.nan
        values.append((
            celsius.to(t, target), pascal.to(e, base),
            loss_unit.to(loss, base) if loss_unit else np.nan, row.line,
        ))  # fmt: skip
        keys.append(_key(block, row, storage))
    keys = _settled(keys)
    table = np.array(values, dtype=float).reshape(-1, 4)
    _refuse_gap(block, heat, wrong, table)
    names = tuple((c.name, c.role) for c in used)
    return Readings(table, tuple(keys), names, (*passed[:3], *choices), tuple(left))


def _refuse_gap(
    block: Block, heat: DmaColumn, wrong: dict[int, tuple[str, bool]], table: Array
) -> None:
    """Raise where rows without a modulus leave a hole in a curve that smoothing would bridge."""
    unit, target = heat.unit(TEMPERATURE), unit_of("degC", TEMPERATURE)
    run: list[float] = []
    for row in (*block.rows, None):
        value = block.number(row, heat.place) if row is not None and row.line in wrong else None
        if value is not None and target is not None:
            run.append(unit.to(value, target))
            continue
        if row is not None and row.is_empty:
            continue
        inside = row is not None and len(table) and table[0, 3] < row.line <= table[-1, 3]
        if run and inside and max(run) - min(run) > _GAP:
            raise DataError(
                f"{len(run)} readings from {min(run):g} to {max(run):g} degC have no modulus that "
                "can be read",
                remedy="a curve with such a hole is not judged: mend them, or cut the curve there",
            )
        run = []


def _settled(keys: Sequence[_Key]) -> list[_Key]:
    """Return keys with one frequency for those that only measuring makes differ, no counters."""
    found = list(keys)
    for place in (0, 1):
        if len({key[place] for key in keys}) > max(_FEW, len(keys) / FEWEST):
            found = [(k[0] if place else "", "" if place else k[1], k[2]) for k in found]
    nominal: dict[float, float] = {}
    for hertz in sorted({key[2] for key in keys if key[2] is not None}):
        last = max(nominal.values(), default=0.0)
        nominal[hertz] = last if last and hertz <= last * _NEAR else hertz
    return [(a, b, None if f is None else nominal[f]) for a, b, f in found]


def _key(block: Block, row: Row, storage: DmaColumn) -> tuple[str, str, float | None]:
    """Return the sample, the step and the frequency of a row."""
    texts = {SAMPLE: "", STEP: ""}
    hertz = hertz_of(storage.frequency, block.style) if storage.frequency else None
    for column in block.columns:
        cell = row.cells[column.place] if column.place < len(row.cells) else ""
        if column.role in texts and cell:
            texts[column.role] = cell
        elif column.role == HERTZ and hertz is None:
            value = block.number(row, column.place)
            factors = [u.factor for t in column.units if (u := unit_of(t, "frequency"))]
            hertz = None if value is None else float(f"{value * (factors or [1.0])[0]:.3g}")
    return texts[SAMPLE], texts[STEP], hertz
