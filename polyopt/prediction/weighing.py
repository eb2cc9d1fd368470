"""What an error at the balance does to Tg and CTE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.prediction.predictor import LayerPalette, Predictor

ERROR = 0.01
"""Moles too much or too little, per mole of the monomer's role. [-]"""


@dataclass(frozen=True, slots=True)
class WeighingEffect:
    """What one monomer's error does.

    Parameters
    ----------
    monomer : str
        The one weighed wrongly.
    error : float
        Moles too much per mole of its role, negative where too little. [-]
    changes : mapping of str to float
        Change of each property. [°C, ppm/K]
    """

    monomer: str
    error: float
    changes: dict[str, float]


def weighing_effects(
    predictor: Predictor, layer: LayerPalette, composition: Composition, error: float = ERROR
) -> tuple[WeighingEffect, ...]:
    """Return how the predictions move where one monomer is weighed wrongly.

    The shares within its role shift. That the roles no longer balance shortens the chains, which
    no model here sees; see `chain_limit`.

    Parameters
    ----------
    predictor : Predictor
        The models.
    layer : LayerPalette
        The layer and its palette.
    composition : Composition
        The formulation meant.
    error : float
        Moles too much, and too little, per mole of the role. [-]
    """
    a, b = palette_shares(layer, composition)
    rows = [(a, b)]
    cases: list[tuple[str, float]] = []
    for vector, palette, first in ((a, layer.dianhydrides, True), (b, layer.diamines, False)):
        for place in np.flatnonzero(vector):
            for signed in (error, -error):
                if vector[place] + signed < 0:
                    continue
                moved = vector.copy()
                moved[place] += signed
                moved /= moved.sum()
                rows.append((moved, b) if first else (a, moved))
                cases.append((str(palette[place]), signed))
    left, right = (np.array(side) for side in zip(*rows, strict=True))
    means, _ = predictor.predict({layer.name: (left, right)})
    return tuple(
        WeighingEffect(
            monomer, signed, {name: float(v[i] - v[0]) for (_, name), v in means.items()}
        )
        for i, (monomer, signed) in enumerate(cases, start=1)
    )


def palette_shares(layer: LayerPalette, composition: Composition) -> tuple[np.ndarray, np.ndarray]:
    """Return a formulation as mole fractions in a palette's order, shapes (m,) and (k,) [-]."""
    return tuple(  # type: ignore[return-value]
        np.array([dict(shares).get(monomer, 0.0) for monomer in palette])
        for shares, palette in (
            (composition.dianhydrides, layer.dianhydrides),
            (composition.diamines, layer.diamines),
        )
    )


def chain_limit(imbalance: float) -> float:
    """Return the mean number of monomers per chain at full conversion. [-].

    Parameters
    ----------
    imbalance : float
        Share by which one role is short, such as 0.01. [-]

    Notes
    -----
    ``(1 + r) / (1 - r)`` with r = 1 - `imbalance` moles of the scarcer role to one of the other:
    Carothers' equation for linear chains, as in the model cards. Exact in its assumptions: equal
    reactivity, no rings, no side reactions.

    Examples
    --------
    >>> round(chain_limit(0.01))
    199
    """
    ratio = 1.0 - imbalance
    return (1.0 + ratio) / (1.0 - ratio)
