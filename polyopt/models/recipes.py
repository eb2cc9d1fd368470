"""Constants of the shipped models: kernels, noise, mixing."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from polyopt.errors import unknown_name
from polyopt.layer_property import Range
from polyopt.models.kernels import Term
from polyopt.models.surface import FOX_MASS, MOLE_LINEAR
from polyopt.quantities import LAYER_PROPERTIES


@dataclass(frozen=True, slots=True)
class CompanionRecipe:
    """A second process that takes part in the mean.

    Parameters
    ----------
    terms : tuple of Term
        Its kernels with their weights, in units of the label variance.
    share : float
        Its share of the mean. [-]
    """

    terms: tuple[Term, ...]
    share: float


@dataclass(frozen=True, slots=True)
class ModelRecipe:
    """How a property is modelled.

    Parameters
    ----------
    property : str
        What is predicted.
    terms : tuple of Term
        Kernels with their weights, in units of the label variance.
    noise : float
        Squared scale of the Student-t noise, in units of the label variance. [-]
    mixing : str
        Mixing rule of copolymers.
    mixing_share : float
        Allowance for the mixing rule: spread of copolymers around it, as a share of the standard
        deviation of their parents' values. [-] That of Tg is the median that 20 copolymers in 11
        series leave under a flat prior (90 % interval of the likelihood 0 to 0.25); that of CTE and
        of permittivity is stated, for too few copolymers are known (`experiments/06_mixing.py`).
    least_similarity : float
        Tanimoto similarity to the nearest training polymer that counts as in domain. [-]
    most_missed : float
        As far as the model may lie from the kin of what counts as in domain; 0 for any. [unit]
    companion : CompanionRecipe, optional
        A second process that takes part in the mean.
    """

    property: str
    terms: tuple[Term, ...]
    noise: float
    mixing: str
    mixing_share: float
    least_similarity: float
    most_missed: float = 0.0
    companion: CompanionRecipe | None = None

    @builtins.property
    def unit(self) -> str:
        """Unit of the labels."""
        return LAYER_PROPERTIES[self.property].unit

    @builtins.property
    def trained(self) -> Range:
        """Labels beyond it are refused as typing errors. [unit]."""
        return LAYER_PROPERTIES[self.property].trained


RECIPES = {
    "tg": ModelRecipe(
        property="tg",
        terms=(
            Term("tanimoto", "morgan", 0.030),
            Term("tanimoto", "torsion", 0.022),
            Term("tanimoto", "dianhydride", 0.083),
            Term("tanimoto", "diamine", 0.097),
            Term("rbf", "groups", 0.073, 0.25),
            Term("rbf", "groups", 0.206, 4.0),
            Term("rbf", "shape", 0.203, 1.0),
            Term("rbf", "shape", 0.061, 4.0),
            Term("linear", "shape", 0.025),
            Term("rbf", "conformation", 0.150, 1.0),
            Term("rbf", "conformation", 1.0, 4.0),
        ),
        noise=0.0379,
        mixing=FOX_MASS,
        mixing_share=0.1,
        least_similarity=0.65,
        companion=CompanionRecipe(
            (Term("tanimoto", "morgan", 0.5), Term("rbf", "groups", 0.5, 4.0)), 0.3
        ),
    ),
    "cte": ModelRecipe(
        property="cte",
        terms=(
            Term("tanimoto", "morgan", 0.010),
            Term("tanimoto", "torsion", 0.010),
            Term("tanimoto", "diamine", 0.110),
            Term("rbf", "shape", 0.406, 1.0),
            Term("rbf", "shape", 0.028, 4.0),
            Term("linear", "shape", 0.250),
            Term("rbf", "conformation", 0.074, 1.0),
            Term("rbf", "conformation", 0.054, 4.0),
        ),
        noise=0.073,
        mixing=MOLE_LINEAR,
        mixing_share=0.2,
        least_similarity=0.3,
        most_missed=5.2,
    ),
    "permittivity": ModelRecipe(
        property="permittivity",
        terms=(
            Term("tanimoto", "morgan", 0.2),
            Term("rbf", "groups", 0.3, 4.0),
            Term("rbf", "conformation", 0.4, 4.0),
        ),
        noise=0.12,
        mixing=MOLE_LINEAR,
        mixing_share=0.2,
        least_similarity=0.5,
    ),
    # The shipped model is fitted by groups (`polyopt.models.group_probit`): of this its mixing is
    # read, stated and not validated; kernels and noise are for an index of a user's own.
    "solubility": ModelRecipe(
        property="solubility",
        terms=(Term("rbf", "groups", 0.5, 4.0), Term("rbf", "conformation", 0.5, 4.0)),
        noise=0.5,
        mixing=MOLE_LINEAR,
        mixing_share=0.2,
        least_similarity=0.0,
    ),
}


def recipe_of(property: str) -> ModelRecipe:
    """Return the recipe of a property, such as ``"tg"``.

    Raises
    ------
    UsageError
        If there is no model of that property.
    """
    if property not in RECIPES:
        raise unknown_name("modelled property", property, RECIPES)
    return RECIPES[property]
