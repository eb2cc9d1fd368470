"""The curves in a table of readings: by sample, step, frequency, and direction of temperature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, quoted
from polyopt.io.reading.grid import Row
from polyopt.io.reading.units import PRESSURE, TEMPERATURE, unit_of
from polyopt.measurements.dma_blocks import Block, misfits
from polyopt.measurements.dma_columns import (
    HEAT,
    HERTZ,
    LOGARITHM,
    LOSS,
    SAMPLE,
    SHEAR,
    STEP,
    STORAGE,
    DmaColumn,
    hertz_of,
)
from polyopt.measurements.dma_runs import runs

_GAP = 14.0
"""Readings missing over a wider range than that of the local cubic are no curve. [°C]"""


@dataclass(frozen=True, slots=True)
class Part:
    """Readings of one sample, step and frequency, in one direction.

    Parameters
    ----------
    temperature : ndarray, shape (n,)
        [°C]
    storage : ndarray, shape (n,)
        [Pa]
    loss : ndarray, shape (n,), or None
        [Pa]
    sample, step : str
        What the file calls them; empty where it does not.
    number : int
        Place of the step in the file, counted from 1.
    frequency : float or None
        [Hz]
    heating : bool or None
        Whether temperatures rise; None if they do neither.
    """

    temperature: Array
    storage: Array
    loss: Array | None
    sample: str = ""
    step: str = ""
    number: int = 1
    frequency: float | None = None
    heating: bool | None = None
    columns: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a table holds.

    Parameters
    ----------
    parts : tuple of Part
        Its curves.
    choices, left : tuple of str
        What was chosen and what left out, in words.
    """

    parts: tuple[Part, ...]
    choices: tuple[str, ...]
    left: tuple[str, ...]


def parts_of(block: Block, number: int) -> Found:
    """Return the curves of a table.

    Parameters
    ----------
    block : Block
        The table.
    number : int
        Its place in the file, counted from 1.

    Raises
    ------
    DataError
        If its modulus is one of shear or a logarithm, or a unit is missing or impossible.
    """
    temperatures = [c for c in block.columns if c.role == HEAT]
    stored = _storage_columns(block)
    pairs = _paired(block, temperatures, stored)
    parts: list[Part] = []
    choices: list[str] = []
    left: list[str] = []
    for i, (heat, storage, lost, sample) in enumerate(pairs):
        read = _readings(block, heat, storage, lost)
        parts += _split(read, block, number, sample or (str(i + 1) if len(pairs) > 1 else ""))
        left += read.left
        choices += read.choices
        if heat.rank == 2 or any(c.rank > heat.rank for c in temperatures):
            choices.append(f"temperature from {quoted(heat.name)}")
    return Found(tuple(parts), tuple(dict.fromkeys(choices)), tuple(dict.fromkeys(left)))


def _storage_columns(block: Block) -> list[DmaColumn]:
    stored = [c for c in block.columns if c.role == STORAGE]
    tensile = [c for c in stored if c.rank == 0]
    if not tensile and (block.shear or any(c.role == SHEAR for c in block.columns)):
        raise DataError(
            "holds a shear modulus G', not E'",
            remedy="for a rubber E' is about 3 G': convert it and name the column E' (Pa)",
        )
    if not stored:
        logs = [c.name for c in block.columns if c.role == LOGARITHM]
        raise DataError(
            f"the column {quoted(logs[0])} holds logarithms", remedy="give the modulus itself"
        )
    return stored


def _paired(
    block: Block, temperatures: Sequence[DmaColumn], stored: Sequence[DmaColumn]
) -> list[tuple[DmaColumn, DmaColumn, DmaColumn | None, str]]:
    """Return each storage modulus with its temperature, loss modulus and the name of its sample."""
    best = min(c.rank for c in temperatures)
    usable = [c for c in temperatures if c.rank == best]
    losses = [c for c in block.columns if c.role == LOSS]
    found = []
    for i, storage in enumerate(stored):
        if len(usable) == len(stored):
            heat = usable[i]
        elif len(usable) == 1:
            heat = usable[0]
        else:
            heat = max((c for c in usable if c.place < storage.place), default=usable[0],
                       key=lambda c: c.place)  # fmt: skip
        mates = [c for c in losses if (c.frequency, c.label) == (storage.frequency, storage.label)]
        if len(mates) > 1 and len(losses) == len(stored):
            mates = [losses[i]]
        first = min(heat.place, storage.place) if len(usable) > 1 else storage.place
        titles = [c for c in block.above[first : storage.place + 1] if c]
        title = titles[0] if titles and len(stored) > 1 and not storage.label else ""
        found.append((heat, storage, mates[0] if len(mates) == 1 else None, storage.label or title))
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """Readings of one pair of columns, row by row."""

    values: Array
    keys: tuple[tuple[str, str, float | None], ...]
    columns: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    left: tuple[str, ...]


def _readings(block: Block, heat: DmaColumn, storage: DmaColumn, lost: DmaColumn | None) -> _Read:
    celsius, pascal = heat.unit(TEMPERATURE), storage.unit(PRESSURE)
    used = [heat, storage, *([lost] if lost else [])]
    needed = [heat, storage]
    wrong = {row.line: (what, looks) for row, what, looks in misfits(block, needed)}
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
        if lost and numbers[2] is None:
            left.append(f"the loss modulus of line {row.line}: no number")
        values.append((
            celsius.to(t, target), pascal.to(e, base),
            loss_unit.to(loss, base) if loss_unit else np.nan, row.line,
        ))  # fmt: skip
        keys.append(_key(block, row, storage))
    table = np.array(values, dtype=float).reshape(-1, 4)
    _refuse_gap(block, heat, wrong, table)
    names = tuple((c.name, c.role) for c in used)
    return _Read(table, tuple(keys), names, tuple(passed[:3]), tuple(left))


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


def _split(read: _Read, block: Block, number: int, sample: str) -> Iterator[Part]:
    """Yield the curves of one pair of columns."""
    for key in dict.fromkeys(read.keys):
        rows = read.values[[k == key for k in read.keys]]
        steps = list(dict.fromkeys(k[1] for k in read.keys))
        place = number if len(steps) == 1 else steps.index(key[1]) + 1
        sections = list(runs(rows[:, 0]))
        again = len({heating for *_, heating in sections}) < len(sections)
        for i, (start, end, heating) in enumerate(sections):
            run = f"run {i + 1}" if again else ""
            yield Part(
                rows[start:end, 0],
                rows[start:end, 1],
                None if np.isnan(rows[start:end, 2]).all() else rows[start:end, 2],
                sample=sample or key[0],
                step=key[1] or run or block.title,
                number=i + 1 if run else place,
                frequency=key[2],
                heating=heating,
                columns=read.columns,
            )


def joined(parts: Sequence[Part]) -> Part:
    """Return the readings of several parts as one."""
    losses = [p.loss for p in parts if p.loss is not None]
    return replace(
        parts[0],
        temperature=np.concatenate([p.temperature for p in parts]),
        storage=np.concatenate([p.storage for p in parts]),
        loss=np.concatenate(losses) if len(losses) == len(parts) else None,
    )
