"""How well a model predicts what it was not fitted to: folds, scores, coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from polyopt.equations.arrays import Array, Indices
from polyopt.models.films import Films
from polyopt.models.identity import structure_of
from polyopt.models.intervals import coverage

Fold = tuple[Indices, Indices]
Predictor = Callable[[Films, Films], tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class Score:
    """Errors on films left out, in the unit of the property.

    Parameters
    ----------
    n : int
        Films predicted.
    mae, median, rmse : float
        Mean and median absolute error, root mean square error.
    bias : float
        Mean of prediction minus measurement.
    coverage : float
        Share of films inside the 90 % interval. [-]
    """

    n: int
    mae: float
    median: float
    rmse: float
    bias: float
    coverage: float

    @classmethod
    def of(cls, predicted: Array, sd: Array, measured: Array) -> Score:
        """Return the score of predictions with their standard deviations."""
        error = predicted - measured
        return cls(
            n=len(error),
            mae=float(np.abs(error).mean()),
            median=float(np.median(np.abs(error))),
            rmse=float(np.sqrt((error**2).mean())),
            bias=float(error.mean()),
            coverage=coverage(error, sd),
        )


def fold_numbers(keys: Sequence[str], folds: int, rng: np.random.Generator) -> Indices:
    """Return a fold number for each film; equal keys share a fold.

    Parameters
    ----------
    keys : sequence of str, length n
        What must not be split.
    folds : int
        Number of folds.
    rng : numpy.random.Generator
        Draws the fold of each key.

    Returns
    -------
    ndarray of int, shape (n,)
    """
    distinct = sorted(set(keys))
    drawn = rng.permutation(np.arange(len(distinct)) % folds)
    number = dict(zip(distinct, drawn, strict=True))
    return np.array([number[key] for key in keys])


def monomer_keys(films: Films) -> tuple[list[str], list[str]]:
    """Return dianhydride and diamine of each film's main repeat unit, as plain SMILES."""
    structures = [structure_of(pair) for pair in films.main_pair]
    return [acid for acid, _ in structures], [amine for _, amine in structures]


def group_keys(films: Films) -> list[str]:
    """Return the group of each film, such as its paper; a film without one stands alone."""
    return [group or f"film {i}" for i, group in enumerate(films.groups)]


def whole_keys(films: Films) -> list[str]:
    """Return what folds must not split: groups, or single films where all are of one group."""
    keys = group_keys(films)
    return keys if len(set(keys)) > 1 else [str(i) for i in range(len(films))]


def novelty_left_out(films: Films, train: Indices, test: Indices) -> Indices:
    """Return the novelty class of each test film's main repeat unit beside training films.

    Parameters
    ----------
    films : Films
        All films.
    train, test : ndarray of int
        Indices, t of the latter.

    Returns
    -------
    ndarray of int, shape (t,)
        0 both monomers known, 1 dianhydride new, 2 diamine new, 3 both new.
    """
    acids, amines = (np.array(keys) for keys in monomer_keys(films))
    new = [np.isin(keys[test], keys[train], invert=True).astype(int) for keys in (acids, amines)]
    return np.asarray(new[0] + 2 * new[1])


def grouped_folds(keys: Sequence[str], folds: int, rng: np.random.Generator) -> list[Fold]:
    """Return train and test indices of folds that never split a key."""
    number = fold_numbers(keys, folds, rng)
    return [
        (np.flatnonzero(number != k), np.flatnonzero(number == k))
        for k in range(folds)
        if (number == k).any() and (number != k).any()
    ]


def both_out_folds(films: Films, folds: int, rng: np.random.Generator) -> list[Fold]:
    """Return folds whose test films share neither monomer with a training film."""
    acids, amines = monomer_keys(films)
    acid, amine = fold_numbers(acids, folds, rng), fold_numbers(amines, folds, rng)
    blocks: list[Fold] = []
    for i in range(folds):
        for j in range(folds):
            test = np.flatnonzero((acid == i) & (amine == j))
            train = np.flatnonzero((acid != i) & (amine != j))
            if len(test) and len(train):
                blocks.append((train, test))
    return blocks


def cross_validate(films: Films, folds: Sequence[Fold], predictor: Predictor) -> Score:
    """Return the score over all test films of the folds.

    Parameters
    ----------
    films : Films
        All films.
    folds : sequence of (train, test)
        Indices.
    predictor : callable
        Takes training films and test films, returns mean and standard deviation of the latter.
    """
    mean, sd, measured = held_out(films, folds, predictor)
    return Score.of(mean, sd, measured)


def held_out(
    films: Films, folds: Sequence[Fold], predictor: Predictor
) -> tuple[Array, Array, Array]:
    """Return predictions, standard deviations and measurements of all test films."""
    parts = []
    for train, test in folds:
        mean, sd = predictor(films.take(train), films.take(test))
        parts.append((mean, sd, films.value[test]))
    mean, sd, measured = (np.concatenate(part) for part in zip(*parts, strict=True))
    return mean, sd, measured
