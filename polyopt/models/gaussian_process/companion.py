"""A second Gaussian process that only takes part in the mean, for kernels of another kind.

The mean of two processes errs less on chemistry that neither has seen than either alone or one
process with the sum of their kernels (`experiments/results/tried.md`). The uncertainty stays that
of the first, widened until it covers films left out of both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from polyopt.equations.arrays import Array, Floats
from polyopt.errors import DataError
from polyopt.models.artefact import Arrays, Artefact, Metadata
from polyopt.models.features import UnitFeatures
from polyopt.models.kernels import Standard, Term, kernel, terms_from

_METADATA = "companion"
_ARRAY = "companion_dual"


@dataclass(frozen=True, slots=True)
class Companion:
    """The second process, fitted.

    Parameters
    ----------
    terms : tuple of Term
        Its kernels.
    share : float
        Its share of the mean. [-]
    dual : ndarray, shape (n,)
        Coefficients of its kernel rows.
    """

    terms: tuple[Term, ...]
    share: float
    dual: Array

    def standardised_mean(
        self,
        standards: dict[str, Standard],
        asked: UnitFeatures,
        units: UnitFeatures,
        films: Array | None,
        alike: dict[str, Floats],
    ) -> Array:
        """Return its mean of q repeat units, in standard deviations of the labels, shape (q,)."""
        cross = kernel(self.terms, standards, asked, units, alike)
        dual = self.dual if films is None else films.T @ self.dual
        return np.asarray(cross @ dual)


def packed_companion(companion: Companion | None) -> tuple[Metadata, Arrays]:
    """Return its metadata and arrays in a model file; none for None."""
    if companion is None:
        return {}, {}
    terms = [asdict(term) for term in companion.terms]
    return (
        {_METADATA: {"terms": terms, "share": companion.share}},
        {_ARRAY: companion.dual},
    )


def unpacked_companion(artefact: Artefact, films: int) -> Companion | None:
    """Return the companion in a model file of that many films; None if it holds none.

    Raises
    ------
    DataError
        If it is damaged.
    """
    if _METADATA not in artefact.metadata:
        return None
    found, dual = artefact.value(_METADATA, dict), artefact.array(_ARRAY, 1)
    share = found.get("share")
    if not isinstance(share, float) or not 0 < share < 1 or len(dual) != films:
        raise DataError("the second process of the model file is damaged")
    return Companion(terms_from(found.get("terms")), share, dual)
