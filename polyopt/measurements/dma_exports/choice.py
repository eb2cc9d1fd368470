"""Which curve of a file is meant: by frequency, step, sample and direction, or none is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.errors import DataError, UsageError, counted, quoted
from polyopt.measurements.dma_curve import FEWEST
from polyopt.measurements.dma_exports.parts import Part, joined

_SAME = 0.01
"""Curves that differ by less everywhere give the same answer. [-]"""
_NEAR = 0.02
"""How near a wanted frequency must be to one in the file. [-]"""


@dataclass(frozen=True, slots=True)
class DmaChoice:
    """Which curve of a file is wanted.

    Parameters
    ----------
    frequency : float, optional
        [Hz]
    step : str, optional
        Name or place, counted from 1, of a step, segment, interval or run.
    sample : str, optional
        Its name, or the place of its column.
    heating : bool, optional
        Whether the readings on rising or on falling temperature.
    sheet : str
        Of a workbook.
    """

    frequency: float | None = None
    step: str | None = None
    sample: str | None = None
    heating: bool | None = None
    sheet: str = ""


def chosen_part(parts: Sequence[Part], wanted: DmaChoice) -> tuple[Part, list[str]]:
    """Return the curve that is wanted, and what was passed over for it, in words.

    Parameters
    ----------
    parts : sequence of Part
        All that a file holds.
    wanted : DmaChoice
        What a user says.

    Raises
    ------
    DataError
        If there is no reading, or several curves are left that are not the same.
    UsageError
        If there is no such frequency, step, sample or direction.
    """
    filled = [p for p in parts if len(p.temperature)]
    if not filled:
        raise DataError("holds no readings below the names of its columns")
    left = _by_choice(filled, wanted)
    long = [p for p in left if len(set(p.temperature)) >= FEWEST]
    said = []
    if long and len(long) < len(left):
        short = [p for p in left if len(set(p.temperature)) < FEWEST]
        counts = [counted(len(p.temperature), "reading") for p in short[:3]]
        said = [f"{_called(p)} passed over: {n}" for p, n in zip(short, counts, strict=False)]
    if not long and len(left) > 1:
        long = _joined_steps(left)
        said = [f"{len(left)} steps read as one curve"]
    kept = long or list(left)
    if len(kept) > 1 and all(_same(kept[0], other) for other in kept[1:]):
        said.append(f"{len(kept)} equal curves")
        kept = kept[:1]
    if len(kept) > 1:
        raise _several(kept)
    return kept[0], said


def _joined_steps(parts: Sequence[Part]) -> list[Part]:
    """Return parts of which none is a curve of its own, those alike but for the step as one."""
    groups: dict[tuple[object, ...], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.sample, part.frequency), []).append(part)
    directions = {p.heating for p in parts if p.heating is not None and len(p.temperature) > 1}
    if len(directions) > 1:
        raise DataError(
            "temperatures go up and down, and no stretch is a curve",
            remedy=f"at least {FEWEST} temperatures in one direction",
        )
    return [joined(group) for group in groups.values()]


def _by_choice(parts: Sequence[Part], wanted: DmaChoice) -> list[Part]:
    left = list(parts)
    if wanted.frequency is not None:
        left = [p for p in left if p.frequency and _near(p.frequency, wanted.frequency)]
        listed = ", ".join(f"{f:g}" for f in sorted({p.frequency for p in parts if p.frequency}))
        if not left:
            raise UsageError(
                f"holds no readings at {wanted.frequency:g} Hz",
                remedy=f"it has: {listed} Hz" if listed else "it names no frequency",
            )
    left = _named(left, wanted.sample, "sample", lambda p: p.sample, None)
    left = _named(left, wanted.step, "step", lambda p: p.step, lambda p: p.number)
    if wanted.heating is not None:
        directed = [p for p in left if p.heating is wanted.heating]
        if not directed:
            word = "rising" if wanted.heating else "falling"
            raise UsageError(f"holds no readings on {word} temperature")
        left = directed
    return left


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * other


def _named(
    parts: list[Part],
    wanted: str | None,
    what: str,
    name: Callable[[Part], str],
    number: Callable[[Part], int] | None,
) -> list[Part]:
    if wanted is None:
        return parts
    asked = wanted.strip().casefold()
    left = [p for p in parts if name(p).strip().casefold() == asked]
    if not left and number is not None:
        left = [p for p in parts if str(number(p)) == asked]
    if not left:
        known = dict.fromkeys(name(p) or (str(number(p)) if number else "") for p in parts)
        listed = ", ".join(filter(None, known))
        raise UsageError(
            f"holds no {what} {quoted(wanted)}",
            remedy=f"it has: {listed}" if listed else f"it names no {what}",
        )
    return left


def _called(part: Part) -> str:
    name = f" {quoted(part.step)}" if part.step else ""
    direction = {True: ", heating", False: ", cooling", None: ""}[part.heating]
    return f"step {part.number}{name}{direction}"


def _several(parts: Sequence[Part]) -> DataError:
    """Return the error for curves among which nothing chooses."""
    words, options = [], []
    frequencies = sorted({p.frequency for p in parts if p.frequency is not None})
    if len(frequencies) > 1:
        words.append(f"frequencies {', '.join(f'{f:g}' for f in frequencies)} Hz")
        options.append("--frequency")
    for what, names in (
        ("samples", dict.fromkeys(p.sample for p in parts)),
        ("steps", dict.fromkeys(f"{p.number}{f' ({p.step})' if p.step else ''}" for p in parts)),
    ):
        if len(names) > 1:
            words.append(f"{what} {', '.join(names)}")
            options.append(f"--{what[:-1]}")
    if {p.heating for p in parts} >= {True, False}:
        words.append("heating and cooling")
        options.append("--heating or --cooling")
    if not words:
        return DataError(
            f"holds {len(parts)} curves that nothing distinguishes", remedy="keep one in the file"
        )
    return DataError(
        f"holds {len(parts)} curves: {'; '.join(words)}", remedy=f"choose by {', '.join(options)}"
    )


def _same(one: Part, other: Part) -> bool:
    """Say whether two curves are one, written twice."""
    if len(one.temperature) != len(other.temperature):
        return False
    return bool(
        np.allclose(one.temperature, other.temperature, atol=0.05)
        and np.allclose(one.storage, other.storage, rtol=_SAME)
    )
