"""Which formulations the models of a layer have learned from already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polyopt.chemistry.composition import Composition
from polyopt.models.calibrated.films import UNSTATED, unit_weights
from polyopt.models.calibrated.model import CalibratedModel

Unit = tuple[str, str]
"""A repeat unit by the structures of its two halves."""

SAME = 0.01
"""Mole fractions of repeat units that differ by less are those of one film, weighed again. [-]"""


def measured_already(
    models: Mapping[str, object], compositions: Sequence[Composition]
) -> tuple[bool, ...]:
    """Return which formulations a layer's calibrated models hold as films of their process.

    Parameters
    ----------
    models : mapping of str to PropertyModel, PairSurface or CompositionModel
        By property.
    compositions : sequence of Composition, length f
        The formulations.

    Returns
    -------
    tuple of bool, length f
        True where each calibrated model holds the polymer, whatever its monomers are called;
        False everywhere if none is calibrated.
    """
    calibrated = [model for model in models.values() if isinstance(model, CalibratedModel)]
    known = [
        [dict(unit_weights(f.composition)) for f in model.films if f.process == model.process]
        for model in calibrated
    ]
    asked = [dict(unit_weights(composition)) for composition in compositions]
    return tuple(
        bool(known) and all(any(_same(film, one) for film in films) for films in known)
        for one in asked
    )


def _same(one: Mapping[Unit, float], other: Mapping[Unit, float]) -> bool:
    return all(abs(one.get(u, 0.0) - other.get(u, 0.0)) < SAME for u in {*one, *other})


def process_of(models: Mapping[str, object]) -> str:
    """Return the process whose films a layer's models predict; empty if not stated or not one."""
    names = {m.process for m in models.values() if isinstance(m, CalibratedModel)} - {UNSTATED}
    return names.pop() if len(names) == 1 else ""
