"""Whether a Gaussian process knows something like a repeat unit, and has it right; why not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array
from polyopt.errors import DataError
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.quantities import shown_unit

_SAME = 0.9999
"""Similarity from which on a repeat unit counts as one of the data."""


@dataclass(frozen=True, slots=True)
class KnownDomain:
    """What counts as in domain.

    Parameters
    ----------
    least_similarity : float
        Tanimoto similarity to the nearest training polymer. [-]
    most_missed : float
        As far as the fitted process may lie, in the mean, from the training films most like the
        repeat unit, unless it is one of theirs; 0 for any. [unit]
    missed : ndarray, shape (n,)
        How far it lies from each training film. [unit]
    unit : str
        Of the property.
    """

    least_similarity: float
    most_missed: float
    missed: Array
    unit: str

    def doubts(self, similarity: Array, cross: Array) -> tuple[str, ...]:
        """Return why repeat units are not in the domain; empty texts for those that are.

        Parameters
        ----------
        similarity : ndarray, shape (q,)
            To the nearest training polymer. [-]
        cross : ndarray, shape (q, n)
            Prior covariance with the training films.
        """
        missed = kin_missed(cross, self.missed)
        return tuple(map(self._doubt, similarity.tolist(), missed.tolist()))

    def _doubt(self, similarity: float, missed: float) -> str:
        if similarity < self.least_similarity:
            least = self.least_similarity
            return f"no known polymer is like it (similarity {similarity:.2f}, needs {least:.2f})"
        if 0 < self.most_missed < missed and similarity < _SAME:
            return (
                f"the known polymers most like it lie {missed:.1f} {shown_unit(self.unit)} off "
                f"the model in the mean (at most {self.most_missed:g})"
            )
        return ""

    def content(self) -> tuple[Metadata, Arrays]:
        """Return metadata and arrays of the model file."""
        limits = {
            "least_similarity": float(self.least_similarity),
            "most_missed": float(self.most_missed),
        }
        return limits, {"missed": self.missed.astype(np.float32)}


def known_domain_from(artefact: Artefact, films: int) -> KnownDomain:
    """Return the domain in a model file of that many films.

    Raises
    ------
    DataError
        If a part is missing or damaged.
    """
    missed = artefact.array("missed", 1).astype(float)
    if len(missed) != films or missed.min(initial=0.0) < 0:
        raise DataError("the errors of the training films in the model file are damaged")
    return KnownDomain(
        artefact.value("least_similarity", float),
        artefact.value("most_missed", float),
        missed,
        artefact.value("unit", str),
    )


def kin_missed(cross: Array, missed: Array) -> Array:
    """Return how far a process lies from the films most like repeat units, shape (q,). [unit].

    Parameters
    ----------
    cross : ndarray, shape (q, n)
        Prior covariance of the repeat units with the films.
    missed : ndarray, shape (n,)
        How far it lies from each film. [unit]

    Notes
    -----
    A mean weighted by the fourth power of the covariance, which leaves to near kin what there is.
    On films of papers left out that nobody else reports it tells large errors of CTE from small
    ones, which similarity does not (`experiments/results/domain.csv`).
    """
    weight = np.square(np.square(np.maximum(cross, 0.0)))
    total = np.maximum(weight.sum(axis=1), np.finfo(float).tiny)
    return np.asarray(weight @ missed / total)
