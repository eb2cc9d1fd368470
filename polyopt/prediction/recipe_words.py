"""What a chemist must know beside the masses of a recipe: what leaves when, and what goes wrong."""

from __future__ import annotations

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.condensation import CARBON_DIOXIDE, HYDROGEN_CHLORIDE, WATER, forms_amide
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, DIISOCYANATE
from polyopt.chemistry.refused_pairs import is_chloride
from polyopt.prediction.recipe import Recipe

UREA = (
    "An isocyanate forms a urea with a free amine: the diamine must have reacted before the "
    "diisocyanate is added."
)
_VENTED = (
    "Carbon dioxide leaves in the pot while it polymerizes, not in the cure: a vented reactor and "
    "dry solvent."
)
_FREE_ACID = (
    "The acid end of {0} forms no amide with a diamine in an ordinary varnish or cure: take its "
    "acid chloride, a diisocyanate, or a condensation by triphenyl phosphite (as of "
    "trimellitimides, J. Appl. Polym. Sci. 71, 1691, 1999)."
)
_CHLORIDE = (
    "Hydrogen chloride leaves in the pot and corrodes copper: an acid acceptor and a wash, or "
    "precipitation of the resin; salt that is left stays in the film (J. Polym. Sci. A 38, 1951, "
    "2000)."
)
_POT = {CARBON_DIOXIDE: " in the pot", HYDROGEN_CHLORIDE: " in the pot", WATER: " in the cure"}


def is_poly_amic_acid(composition: Composition) -> bool:
    """Say whether all that is weighed becomes a poly(amic acid) first."""
    kinds = {m.role for m, _ in (*composition.dianhydrides, *composition.diamines)}
    return kinds <= {DIANHYDRIDE, DIAMINE}


def when_lost(made: Recipe, what: str) -> str:
    """Return where a substance leaves, in words; nothing where there is but water.

    Notes
    -----
    Isocyanates and acid chlorides react in the pot, amic acids close in the cure.
    """
    return "" if made.lost.keys() == {WATER} else _POT[what]


def resin_content(made: Recipe) -> float | None:
    """Return the resin in the varnish once carbon dioxide has left; None where none does. [wt %].

    Examples
    --------
    >>> from polyopt.prediction.recipe import batch_recipe
    >>> round(resin_content(batch_recipe("TMA // MDI", 100.0, solids=20.0)), 1)
    16.7
    """
    gas = made.lost.get(CARBON_DIOXIDE)
    return None if gas is None else 100.0 * (made.amic_acid - gas) / (made.varnish - gas)


def recipe_cautions(composition: Composition) -> tuple[str, ...]:
    """Return what a recipe needs beside its masses, in sentences.

    Parameters
    ----------
    composition : Composition
        What is weighed.

    Notes
    -----
    A chemist's cautions, without figures: not validated. That acids of trimellitimides condense
    with diamines by triphenyl phosphite, and that salts of the acceptor stay in films from
    trimellitic anhydride chloride, are from the papers cited. Acid ends count as free where there
    are more of them than of isocyanate.

    Examples
    --------
    >>> recipe_cautions(Composition.parse("PMDA // ODA"))
    ()
    >>> len(recipe_cautions(Composition.parse("TMA // ODA:50;MDI:50")))
    2
    """
    cyanate = sum(x for m, x in composition.diamines if m.role == DIISOCYANATE)
    acids = [(m, x) for m, x in composition.dianhydrides if forms_amide(m) and not is_chloride(m)]
    free = sum(x for _, x in acids) > 2.0 * cyanate + 1e-9
    mixed = len({m.role for m, _ in composition.diamines}) > 1
    acid_chloride = any(is_chloride(m) for m, _ in composition.dianhydrides)
    said = (
        (_VENTED, bool(cyanate)),
        (UREA, mixed),
        (_FREE_ACID.format(" and ".join(str(m) for m, _ in acids)), free),
        (_CHLORIDE, acid_chloride),
    )
    return tuple(words for words, applies in said if applies)
