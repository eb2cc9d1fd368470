"""Why a film is worth making, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyopt.display.chance import chance_text
from polyopt.equations.normal_interval import Z90
from polyopt.next_films.candidates import FilmPool
from polyopt.next_films.learning import Pick
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.space.polytope import Array
from polyopt.quantities import LAYER_PROPERTIES

BEST = 8
"""Laminates that count as the best."""

HOPELESS = 0.01
"""Best probability below which nothing is likely to meet all limits."""

_BEARS_ON = 0.25
_DECIDES = 0.05
_WORTH_SAYING = 2e-5
_AS_LIKELY = 0.02


def reason(evaluator: Evaluator, pool: FilmPool, pick: Pick) -> str:
    """Return why a film is suggested.

    Parameters
    ----------
    evaluator : Evaluator
        The problem.
    pool : FilmPool
        Laminates and films.
    pick : Pick
        The film and what it is worth.
    """
    parts = []
    limits = "what can be predicted" if evaluator.reading.open else "all limits"
    best = np.argsort(-pool.probability, kind="stable")
    top = float(pool.probability[best[0]])
    own = float(pool.probability[pool.laminates_with(pick.film)].max())
    if top < HOPELESS:
        parts.append(f"nothing is likely to meet {limits}")
    elif pick.film == pool.film_of[pool.layer[pick.film]][best[0]]:
        what = "part of the laminate most likely" if len(pool.film_of) > 1 else "most likely"
        parts.append(f"{what} to meet {limits} (P {chance_text(top)})")
    elif own >= top - _AS_LIKELY:
        parts.append(f"nearly as likely to meet {limits} as the best (P {chance_text(own)})")
    parts.append(_uncertainty(pool, pick))
    parts.append(_shared_monomer(evaluator, pool, pick.film, best))
    text = "; ".join(part for part in parts if part)
    return text or "the likeliest film left: little is to be learned for this problem"


def _uncertainty(pool: FilmPool, pick: Pick) -> str:
    """Return which of its values matters, how uncertain it is and how many laminates it decides."""
    columns = pool.candidates.films[pick.film]
    scores = [worth.score for worth in pick.by_value]
    if max(scores, default=0.0) < _WORTH_SAYING:
        return ""
    which = int(np.argmax(scores))
    column = columns[which]
    known = LAYER_PROPERTIES[pool.columns[pick.film][which]]
    label, unit = known.label, known.shown_unit
    half = Z90 * float(np.sqrt(pool.candidates.observed[column, column]))
    share = float(_decided(pool, column).mean())
    text = f"its {label} is uncertain (90 %: ± {half:.{0 if unit else 2}f} {unit})"
    text = text.replace(" )", ")")
    if share < _DECIDES:
        return text
    return f"{text} and decides {100 * share:.0f} % of the candidates"


def _decided(pool: FilmPool, column: int) -> Array:
    """Return which laminates have a quantity of whose spread the value would settle a good part."""
    candidates = pool.candidates
    own = np.einsum("nuu->nu", candidates.covariance)
    settled = candidates.cross[:, :, column] ** 2 / candidates.observed[column, column]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(own > 0, settled / own, 0.0)
    return np.asarray((share >= _BEARS_ON).any(axis=1), dtype=float)


def _shared_monomer(evaluator: Evaluator, pool: FilmPool, film: int, best: NDArray[np.intp]) -> str:
    """Return the monomer that the film has in common with most of the best laminates."""
    layer = pool.layer[film]
    palette = evaluator.problem.layer(layer).palette
    monomers = (*palette.dianhydrides, *palette.diamines)
    others = [f for f in pool.film_of[layer][best[:BEST]].tolist() if f != film]
    if not others:
        return ""
    present = np.array([np.concatenate(pool.fractions[f]) > 0 for f in (film, *others)])
    counts = present[1:].sum(axis=0)
    usual = np.mean(
        [np.concatenate(pool.fractions[f]) > 0 for f in pool.film_of[layer].tolist()], axis=0
    )
    shared = np.where(present[0] & (counts > 1), counts / len(others) - usual, -np.inf)
    most = int(shared.argmax())
    if shared[most] == -np.inf:
        return ""
    return f"shares {monomers[most].abbreviation} with {counts[most]} of the {len(others)} best"
