"""From a stack, its fractions and its predictions to the evidence that claims are judged on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from polyopt.claims.evidence import (
    COMPUTED,
    DECLARED,
    MEASURED,
    PREDICTED,
    Evidence,
    Portions,
    Quantity,
    ShareError,
    Shares,
)
from polyopt.design.layer_curves import curve_minima
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import FILM
from polyopt.laminate.one_window import comparison_words
from polyopt.laminate.stack import Laminate
from polyopt.laminate.steps import Step
from polyopt.laminate.structure import insulators, metals, structure
from polyopt.prediction.predictor import Array, Fractions, LayerPalette, Predictor, Present
from polyopt.quantities import (
    FILM_CTE,
    LAMINATE,
    RESIN_THICKNESS,
    layer_quantity,
    member_quantity,
)


def gather(
    laminate: Laminate,
    palettes: Mapping[str, LayerPalette],
    predictor: Predictor,
    fractions: Fractions | Present,
    thickness: Mapping[str, Array],
) -> Evidence:
    """Return what is known of n designs that share a stack.

    Parameters
    ----------
    laminate : Laminate
        The stack: film, metal, layers with their measured values, process and facts.
    palettes : mapping of str to LayerPalette
        Monomers behind the columns of the fractions, by layer.
    predictor : Predictor
        Predicts what is not measured.
    fractions : mapping of str to (ndarray, ndarray)
        Mole fractions by layer, n rows; or the portions present.
    thickness : mapping of str to ndarray, shape (n,)
        Thickness by layer, where it is known. [µm]
    """
    size = _size(fractions, thickness)
    means, covariance = _predicted(predictor, fractions)
    quantities: dict[str, Quantity] = {}
    uncertain: dict[str, float] = {}
    place: dict[str, int] = {}
    for u, ((layer, name), mean) in enumerate(means.items()):
        full_name = layer_quantity(layer, name)
        quantities[full_name] = Quantity(mean, PREDICTED)
        place[full_name] = u
    for full_name, measured in _measured(laminate).items():
        mean = np.full(size, measured.value)
        note = "" if full_name == FILM_CTE else measured.conditions
        basis = COMPUTED if full_name == FILM_CTE and _is_of_another_window(laminate) else MEASURED
        quantities[full_name] = Quantity(mean, basis, note=note, at=measured.at)
        place.pop(full_name, None)
        if measured.sd > 0:
            uncertain[full_name] = measured.sd
    for full_name, value in _declared(laminate, thickness).items():
        quantities[full_name] = Quantity(np.broadcast_to(value, (size,)), DECLARED)
    _total_thickness(laminate, quantities)
    names, joint = _joint(place, covariance, uncertain, size)
    members = structure(laminate, palettes)
    return Evidence(
        size=size,
        layers=tuple(x.name for x in laminate.layers if x.side != FILM),
        quantities=quantities,
        uncertain=names,
        covariance=joint,
        shares=_shares(palettes, fractions),
        facts={**laminate.facts, **members.facts},
        process=tuple(s if isinstance(s, Step) else Step(s) for s in laminate.process),
        stack=laminate.stack,
        assumed=members.assumed,
        unsaid=members.unsaid,
        by_formulation=members.by_formulation,
        curves=curve_minima(laminate),
        tolerances=laminate.tolerances,
        alone=_alone(laminate),
        windows=comparison_words(laminate),
        share_error=ShareError(predictor.tolerance),
    )


def _is_of_another_window(laminate: Laminate) -> bool:
    """Say whether the film's CTE was not measured on it over the window it was stated for."""
    film = laminate.film
    if film is None or film.cte is None or film.stated is None:
        return False
    return (film.cte.value, film.cte.window) != (film.stated.value, film.stated.window)


def _alone(laminate: Laminate) -> dict[str, tuple[float, float]]:
    """Return the film's CTE as it was stated: what a limit on it alone is held against.

    Nothing where it stands as it was stated: then a limit on it alone and one that compares it are
    on one uncertain quantity.
    """
    film = laminate.film
    if film is None or film.stated is None or film.cte is None:
        return {}
    if (film.cte.value, film.cte.sd) == (film.stated.value, film.stated.sd):
        return {}
    return {FILM_CTE: (film.stated.value, film.stated.sd)}


def _predicted(
    predictor: Predictor, fractions: Fractions | Present
) -> tuple[dict[tuple[str, str], Array], Array]:
    present = {
        layer: (a, b)
        for layer, (a, b) in fractions.items()
        if isinstance(a, Portions) and isinstance(b, Portions)
    }
    if present:
        return predictor.predict_present(present)
    return predictor.predict(fractions)  # type: ignore[arg-type]


def _size(fractions: Fractions | Present, thickness: Mapping[str, Array]) -> int:
    for a, _ in fractions.values():
        return len(a)
    for t in thickness.values():
        return len(t)
    return 1


def _measured(laminate: Laminate) -> dict[str, Measured]:
    found = {
        layer_quantity(layer.name, name): value
        for layer in laminate.own_layers
        for name, value in layer.measured.items()
    }
    if laminate.film is not None:
        found |= {
            member_quantity(FILM, name): value for name, value in laminate.film.measured.items()
        }
        if laminate.film.cte is not None:
            found[FILM_CTE] = laminate.film.cte
    found |= {member_quantity(LAMINATE, name): value for name, value in laminate.measured.items()}
    return found


def _declared(laminate: Laminate, thickness: Mapping[str, Array]) -> dict[str, Array]:
    values: dict[str, float | Array | None] = {
        layer_quantity(layer.name, "thickness"): thickness.get(layer.name, layer.thickness)
        for layer in laminate.own_layers
    }
    values |= {layer_quantity(x.name, "modulus"): x.modulus for x in laminate.own_layers}
    values[member_quantity(LAMINATE, "insulating_layers")] = float(len(insulators(laminate)))
    if laminate.film is not None:
        values[member_quantity(FILM, "thickness")] = laminate.film.thickness
        values[member_quantity(FILM, "modulus")] = laminate.film.modulus
    for name, metal in metals(laminate).items():
        values[member_quantity(name, "thickness")] = metal.thickness
        values[member_quantity(name, "modulus")] = metal.modulus
        values[member_quantity(name, "cte")] = metal.cte
    return {k: np.asarray(v, dtype=float) for k, v in values.items() if v is not None}


def _total_thickness(laminate: Laminate, quantities: dict[str, Quantity]) -> None:
    parts = [layer_quantity(layer.own, "thickness") for layer in laminate.layers]
    if parts and all(part in quantities for part in parts):
        total = np.sum([quantities[part].mean for part in parts], axis=0)
        quantities[RESIN_THICKNESS] = Quantity(total, DECLARED)


def _joint(
    place: Mapping[str, int], covariance: Array, uncertain: Mapping[str, float], size: int
) -> tuple[tuple[str, ...], Array]:
    """Join the predictions' covariance with independent uncertainties of measurements."""
    kept = list(place.values())
    if not uncertain and kept == list(range(covariance.shape[1])):
        return tuple(place), covariance
    predicted = covariance[:, kept][:, :, kept] if kept else np.zeros((size, 0, 0))
    if not uncertain:
        return tuple(place), predicted
    p, m = len(kept), len(uncertain)
    joint = np.zeros((p + m, p + m, size)).transpose(2, 0, 1)
    joint[:, :p, :p] = predicted
    joint[:, range(p, p + m), range(p, p + m)] = np.square(list(uncertain.values()))
    return (*place, *uncertain), joint


def _shares(
    palettes: Mapping[str, LayerPalette], fractions: Fractions | Present
) -> dict[tuple[str, str], Shares]:
    shares = {}
    for layer, (a, b) in fractions.items():
        shares[layer, "dianhydride"] = Shares(palettes[layer].dianhydrides, a)
        shares[layer, "diamine"] = Shares(palettes[layer].diamines, b)
    return shares
