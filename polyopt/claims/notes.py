"""What a reader should know of a test, in words: one text for n designs, or figures of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from polyopt.claims.interval import Array


@dataclass(frozen=True, slots=True, eq=False)
class Figured:
    """Words with a figure that differs by design.

    Parameters
    ----------
    words : str
        The words, ``{}`` where the figure stands, as ``about {:.2g} MPa``.
    figures : ndarray, shape (n,)
        The figure of each design; NaN where the words do not hold.
    """

    words: str
    figures: Array


@dataclass(frozen=True, slots=True)
class EachNote:
    """A note whose text differs by design.

    Parameters
    ----------
    parts : tuple of str or Figured
        What it says, one after the other.
    """

    parts: tuple[str | Figured, ...]

    def of(self, i: int) -> str:
        """Return the note of one design.

        >>> note = EachNote(("estimated", Figured("about {:.2g} MPa", np.array([4.0, 28.0]))))
        >>> note.of(1)
        'estimated; about 28 MPa'
        """
        said = [part if isinstance(part, str) else _figure(part, i) for part in self.parts]
        return _joined(said)

    def take(self, index: NDArray[np.intp]) -> EachNote:
        """Return the note on some of the designs."""
        return EachNote(
            tuple(
                p if isinstance(p, str) else Figured(p.words, p.figures[index]) for p in self.parts
            )
        )


Note = str | EachNote
"""What a reader should know of a test of n designs."""


def note_of(note: Note, i: int) -> str:
    """Return what a note says of one design."""
    return note if isinstance(note, str) else note.of(i)


@overload
def joined_notes(notes: Sequence[str]) -> str: ...
@overload
def joined_notes(notes: Sequence[Note]) -> Note: ...
def joined_notes(notes: Sequence[Note]) -> Note:
    """Return several notes as one, each once.

    >>> joined_notes(["assumed", "", "assumed", "far"])
    'assumed; far'
    """
    if all(isinstance(note, str) for note in notes):
        return _joined([note for note in notes if isinstance(note, str)])
    each = [(note,) if isinstance(note, str) else note.parts for note in notes]
    return EachNote(tuple(part for parts in each for part in parts if part))


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _figure(part: Figured, i: int) -> str:
    figure = float(part.figures[i])
    return "" if np.isnan(figure) else part.words.format(figure)
