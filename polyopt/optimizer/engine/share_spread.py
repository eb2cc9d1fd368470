"""What errors of the shares add to the variances of designs that are mixtures of corners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE
from polyopt.claims.evidence import Portions
from polyopt.optimizer.engine.corners import Corners, Mixtures, mixed_points
from polyopt.optimizer.space.polytope import Array
from polyopt.prediction.predictor import Predictor
from polyopt.quantities import layer_quantity

_ABSENT = 1e-9
"""Share below which a monomer is not weighed in: rounding, at a corner without it. [-]"""


class ShareSpread:
    """Variances of predicted properties by errors of the shares.

    Parameters
    ----------
    predictor : Predictor
        The surfaces and the tolerance; of models of whole compositions nothing is added.
    mixed : Mixtures
        Corners of n designs.
    predicted : sequence of str
        Full names of the properties that are predicted by surfaces.
    """

    def __init__(self, predictor: Predictor, mixed: Mixtures, predicted: Sequence[str]) -> None:
        self._predictor = replace(predictor, whole={})
        self._mixed, self._predicted = mixed, predicted

    def at(self, weights: Array) -> dict[str, Array]:
        """Return variances, shape (n,), by the full name of the property.

        They are a small part of the variances: steps of the polish neglect how they change, and the
        values at their ends are exact.

        Parameters
        ----------
        weights : ndarray, shape (n, W)
            Corner weights.
        """
        if not self._predictor.tolerance:
            return {}
        roles = self._mixed.roles
        sizes = {
            layer: surface.mean.shape
            for (layer, _), surface in self._predictor.surfaces.items()
            if (layer, DIAMINE) in roles
        }
        present = {
            layer: (
                _portions(roles[layer, DIANHYDRIDE], weights, sizes[layer][0]),
                _portions(roles[layer, DIAMINE], weights, sizes[layer][1]),
            )
            for layer in sizes
        }
        names = [layer_quantity(*key) for key in self._predictor.keys(present)]
        variances = self._predictor.share_variances(present)
        found = zip(names, variances, strict=True)
        return {name: more for name, more in found if name in self._predicted}


def _portions(corners: Corners, weights: Array, size: int) -> Portions:
    shares = mixed_points(corners, weights).T[:, :, None]
    return Portions(corners.members.T, np.where(shares > _ABSENT, shares, 0.0), size)
