"""The curves in a table of readings: by sample, step, frequency, and direction of temperature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError, quoted
from polyopt.measurements.dma_exports.blocks import Block
from polyopt.measurements.dma_exports.columns import (
    HEAT,
    LOGARITHM,
    LOSS,
    SHEAR,
    STORAGE,
    DmaColumn,
)
from polyopt.measurements.dma_exports.readings import Readings, readings_of
from polyopt.measurements.dma_exports.runs import runs


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
        read = readings_of(block, heat, storage, lost, len(pairs) > 1)
        parts += _split(read, block, number, sample or (str(i + 1) if len(pairs) > 1 else ""))
        left += read.left
        choices += read.choices
        if heat.rank == 2 or any(c.rank > heat.rank for c in temperatures):
            choices.append(f"temperature from {quoted(heat.name)}")
    if block.other:
        choices.append(f"the table in line {block.other} names no curve and is not read")
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


def _split(read: Readings, block: Block, number: int, sample: str) -> Iterator[Part]:
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
