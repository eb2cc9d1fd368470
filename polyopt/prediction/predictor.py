"""Joint predictions for the layers of a laminate: each model is evaluated once on the palettes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyopt.chemistry.monomers import Monomer
from polyopt.models.covariance import PairErrors
from polyopt.models.palettes import joint_surface
from polyopt.models.property_model import CompositionModel, PropertyModel
from polyopt.models.surface import PairSurface, chunk_of
from polyopt.prediction.pair_forms import PairForm, PresentPairs
from polyopt.prediction.share_slopes import (
    ShareSlopes,
    as_portions,
    compact_portions,
    slopes_of_model,
)

if TYPE_CHECKING:
    from polyopt.claims.evidence import Portions

Array = NDArray[np.float64]
Fractions = Mapping[str, tuple[Array, Array]]
"""For each layer the mole fractions of dianhydrides (n, m) and diamines (n, k)."""

Present = Mapping[str, "tuple[Portions, Portions]"]
"""For each layer the monomers present and their mole fractions."""

_CHUNK = 4096
_MANY, _PRESENT = 1024, 64
"""Pairs of a palette from which on only those are looked at that are present, if they are few."""

_NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class LayerPalette:
    """The monomers one layer may hold, and what predicts its properties.

    Parameters
    ----------
    name : str
        The layer.
    dianhydrides, diamines : tuple of Monomer
        Its palette.
    models : mapping of str to PropertyModel, PairSurface or CompositionModel
        By property; a surface is a user's table of homopolymer values.
    """

    name: str
    dianhydrides: tuple[Monomer, ...]
    diamines: tuple[Monomer, ...]
    models: Mapping[str, PropertyModel | PairSurface | CompositionModel] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True)
class Domain:
    """Whether a model has seen something like a formulation.

    Parameters
    ----------
    inside : bool
        True if every repeat unit that matters is near a training polymer.
    nearest : str
        The training polymer nearest to the repeat unit that is farthest from all.
    similarity : float
        Tanimoto similarity of the two; NaN where the model keeps no polymers.
    reason : str
        Why it is not inside, in words; empty if it is.
    """

    inside: bool
    nearest: str
    similarity: float
    reason: str = ""


@dataclass(frozen=True)
class Predictor:
    """Surfaces of all properties of all layers, with the covariances between layers.

    Parameters
    ----------
    surfaces : mapping of (str, str) to PairSurface
        By layer and property.
    cross : mapping of (str, str, str) to PairErrors
        By first layer, second layer and property: covariance of errors between their pairs.
    whole : mapping of (str, str) to (CompositionModel, LayerPalette)
        By layer and property: models of whole compositions. Their errors count as independent
        of each other and of all others.
    tolerance : float
        Greatest error of each monomer's share within its role; it widens the predictions. [-]
    """

    surfaces: Mapping[tuple[str, str], PairSurface]
    cross: Mapping[tuple[str, str, str], PairErrors]
    whole: Mapping[tuple[str, str], tuple[CompositionModel, LayerPalette]] = field(
        default_factory=dict
    )
    tolerance: float = 0.0

    @classmethod
    def of(
        cls, layers: Sequence[LayerPalette], *, cross: bool = True, tolerance: float = 0.0
    ) -> Predictor:
        """Evaluate every model once on the palettes of the layers that use it.

        Parameters
        ----------
        layers : sequence of LayerPalette
            The layers.
        cross : bool
            Whether to keep the covariances between layers.
        tolerance : float
            Greatest error of each monomer's share within its role. [-]
        """
        surfaces: dict[tuple[str, str], PairSurface] = {}
        between: dict[tuple[str, str, str], PairErrors] = {}
        whole: dict[tuple[str, str], tuple[CompositionModel, LayerPalette]] = {}
        users: dict[tuple[str, int], tuple[PropertyModel, list[LayerPalette]]] = {}
        for layer in layers:
            for name, model in layer.models.items():
                if isinstance(model, PairSurface):
                    surfaces[layer.name, name] = model
                elif isinstance(model, PropertyModel):
                    users.setdefault((name, id(model)), (model, []))[1].append(layer)
                else:
                    whole[layer.name, name] = (model, layer)
        for (name, _), (model, sharing) in users.items():
            joint = joint_surface(model, [(p.dianhydrides, p.diamines) for p in sharing])
            for i, layer in enumerate(sharing):
                surfaces[layer.name, name] = joint.surfaces[i]
                for j in range(i if cross else 0):
                    between[sharing[j].name, layer.name, name] = joint.cross_errors(j, i)
        return cls(surfaces, between, whole, tolerance)

    def predict(self, fractions: Fractions) -> tuple[dict[tuple[str, str], Array], Array]:
        """Return the means by layer and property, and their joint covariance.

        Parameters
        ----------
        fractions : mapping of str to (ndarray, ndarray)
            Mole fractions of each layer, n rows each.

        Returns
        -------
        means : dict of (str, str) to ndarray, shape (n,)
            In the order in which the covariance counts them.
        covariance : ndarray, shape (n, u, u)
            Of model errors, the spread of single films and errors of the shares.
        """
        keys = self.keys(fractions)
        size = len(next(iter(fractions.values()))[0]) if fractions else 1
        widest = max((self.surfaces[k].mean.size for k in keys if k in self.surfaces), default=1)
        if widest > _MANY:
            few = {n: (compact_portions(a), compact_portions(b)) for n, (a, b) in fractions.items()}
            if max(len(a.members) * len(b.members) for a, b in few.values()) <= _PRESENT:
                return self.predict_present(few)
        means = {key: np.empty(size) for key in keys}
        covariance = np.zeros((size, len(keys), len(keys)))
        step = min(_CHUNK, chunk_of(widest))
        for start in range(0, size, step):
            rows = slice(start, start + step)
            slopes = {}
            for u, key in enumerate(keys):
                a, b = fractions[key[0]]
                if key in self.whole:
                    means[key][rows], covariance[rows, u, u] = self._asked(key, a[rows], b[rows])
                    continue
                surface = self.surfaces[key]
                means[key][rows], slopes[key] = surface.response(a[rows], b[rows])
                own = surface.errors.products(slopes[key], slopes[key])
                spread = surface.film_variance(a[rows], b[rows])
                covariance[rows, u, u] = np.maximum(own, 0.0) + spread
            for (first, second, name), errors in self.cross.items():
                if (first, name) in slopes and (second, name) in slopes:
                    u, v = keys.index((first, name)), keys.index((second, name))
                    shared = errors.products(slopes[first, name], slopes[second, name])
                    covariance[rows, u, v] = covariance[rows, v, u] = shared
        if self.tolerance:
            parts = {n: (as_portions(a), as_portions(b)) for n, (a, b) in fractions.items()}
            for u, variance in enumerate(self.share_variances(parts)):
                covariance[:, u, u] += variance
        return means, covariance

    def share_variances(self, present: Present) -> Iterator[Array]:
        """Yield what errors of the shares add to each variance of `predict`, shape (n,)."""
        for key in self.keys(present):
            roles = present[key[0]]
            if key in self.whole:
                model, palette = self.whole[key]
                monomers = palette.dianhydrides, palette.diamines
                slopes = slopes_of_model(model, monomers, roles, self.tolerance)
            else:
                slopes = ShareSlopes.of(self._forms[key], *roles)
            yield slopes.variance(self.tolerance).reshape(-1)

    @property
    def costly(self) -> bool:
        """Whether a model is asked about every composition."""
        return bool(self.whole)

    def keys(self, layers: Iterable[str]) -> list[tuple[str, str]]:
        """Return layers and properties in the order in which a joint covariance counts them."""
        named = set(layers)
        return [key for key in (*self.surfaces, *self.whole) if key[0] in named]

    def _asked(self, key: tuple[str, str], a: Array, b: Array) -> tuple[Array, Array]:
        """Return mean and variance by a model of whole compositions."""
        model, palette = self.whole[key]
        mean, sd = model.predict(palette.dianhydrides, palette.diamines, np.hstack([a, b]))
        return mean, sd**2

    @cached_property
    def _forms(self) -> dict[tuple[str, str], PairForm]:
        return {key: PairForm.of(surface) for key, surface in self.surfaces.items()}

    def predict_present(self, present: Present) -> tuple[dict[tuple[str, str], Array], Array]:
        """Return what `predict` does, from the monomers present: many times faster.

        Parameters
        ----------
        present : mapping of str to (Portions, Portions)
            Monomers present and their mole fractions by layer, n designs in all.

        Returns
        -------
        means : dict of (str, str) to ndarray, shape (n,)
            In the order in which the covariance counts them.
        covariance : ndarray, shape (n, u, u)
            Of model errors, the spread of single films and errors of the shares.
        """
        keys = self.keys(present)
        size = len(next(iter(present.values()))[0])
        pairs = {layer: PresentPairs.of(a, b) for layer, (a, b) in present.items()}
        covariance = np.zeros((len(keys), len(keys), size)).transpose(2, 0, 1)
        means, factors, answers = {}, {}, {}
        for u, key in enumerate(keys):
            if key in self.whole:
                a, b = present[key[0]]
                means[key], covariance[:, u, u] = self._asked(key, a.dense(), b.dense())
                continue
            form = self._forms[key]
            answers[key] = pairs[key[0]].weighed(form.answer)
            mean, factors[key], variance = form.predict(pairs[key[0]], answers[key])
            means[key] = mean.reshape(-1)
            covariance[:, u, u] = np.reshape(variance, -1)
        for (first, second, name), errors in self.cross.items():
            one, two = (first, name), (second, name)
            if one in factors and two in factors:
                shared = answers[one].quadratic(errors, answers[two])
                u, v = keys.index(one), keys.index(two)
                covariance[:, u, v] = (shared * factors[one] * factors[two]).reshape(-1)
                covariance[:, v, u] = covariance[:, u, v]
        if self.tolerance:
            for u, more in enumerate(self.share_variances(present)):
                covariance[:, u, u] += more
        return means, covariance

    def domain(self, layer: str, name: str, a: Array, b: Array) -> Domain | None:
        """Return whether one formulation lies in a model's domain; None if nothing predicts it.

        Parameters
        ----------
        layer, name : str
            Layer and property.
        a, b : ndarray, shape (m,) and (k,)
            Mole fractions of one formulation.
        """
        surface = self.surfaces.get((layer, name))
        if surface is None:
            return None
        present = np.outer(a, b).ravel() > _NEGLIGIBLE
        inside = bool(surface.in_domain.ravel()[present].all())
        doubts = [surface.doubts[i] for i in np.flatnonzero(present) if surface.doubts]
        reason = next(filter(None, doubts), "")
        if surface.similarity is None or not surface.nearest:
            return Domain(inside, "", float("nan"), reason)
        similarity = np.where(present, surface.similarity.ravel(), np.inf)
        farthest = int(similarity.argmin())
        return Domain(inside, surface.nearest[farthest], float(similarity[farthest]), reason)
