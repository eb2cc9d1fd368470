"""The order in which a laminate, and what is known of its designs, are completed.

A check and a search both go this way, so that they judge alike:

1. `prepared`: the words and units of the claims (`in_words_of`), the Tg of curves
   (`with_tg_of_curves`), the CTEs brought to one temperature window (`over_one_window`), the steps
   understood and held against the stack (`understood`);
2. `known_of_designs`: what is declared, measured and predicted, and what curves say (`gather`);
   what follows from that (`with_implied_quantities`), from pores (`with_pores`), from the chains
   of thermoplastic layers (`with_plateau`) and from cures (`with_cured_content`), and the same of
   the layers behind the film that are mirror images (`with_mirror_images`);
3. `with_curl`: last, for it builds on all others. A check estimates it wherever it can be
   (`with_curl_if_known`), a search only if asked, for it costs time in every evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from polyopt.claims.evidence import Evidence
from polyopt.claims.schema import ClaimSet
from polyopt.design.claim_words import in_words_of
from polyopt.design.cured_content import with_cured_content
from polyopt.design.curl import with_curl
from polyopt.design.curl_stack import curl_stack
from polyopt.design.implied_quantities import with_implied_quantities
from polyopt.design.laminate_evidence import gather
from polyopt.design.layer_curves import with_tg_of_curves
from polyopt.design.mirror_images import with_mirror_images
from polyopt.design.plateau import with_plateau
from polyopt.design.pores import with_pores
from polyopt.laminate.assembly import understood
from polyopt.laminate.one_window import over_one_window
from polyopt.laminate.stack import Laminate
from polyopt.prediction.predictor import Array, Fractions, LayerPalette, Predictor, Present


def prepared(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> Laminate:
    """Return a declared laminate as claims are judged on it.

    Parameters
    ----------
    laminate : Laminate
        As declared.
    claim_sets : sequence of ClaimSet
        The sets whose words are known.

    Raises
    ------
    UsageError
        If a fact, trait, tolerance, measured quantity or step is none that a claim knows, a unit
        does not fit, or facts exclude each other.
    """
    worded = over_one_window(with_tg_of_curves(in_words_of(laminate, claim_sets)))
    return replace(worded, process=understood(worded))


def known_of_designs(
    laminate: Laminate,
    palettes: Mapping[str, LayerPalette],
    predictor: Predictor,
    fractions: Fractions | Present,
    thickness: Mapping[str, Array],
) -> Evidence:
    """Return what is known of n designs that share a stack, but for their curl.

    Parameters
    ----------
    laminate : Laminate
        The stack, as `prepared` returns it.
    palettes : mapping of str to LayerPalette
        Monomers behind the columns of the fractions, by layer.
    predictor : Predictor
        Predicts what is not measured.
    fractions : mapping of str to (ndarray, ndarray)
        Mole fractions by layer, n rows; or the portions present.
    thickness : mapping of str to ndarray, shape (n,)
        Thickness by layer, where it is known [µm]; porosities that are searched [-].

    Raises
    ------
    UsageError
        If masses or densities contradict each other.
    """
    known = gather(laminate, palettes, predictor, fractions, thickness)
    implied = with_pores(with_implied_quantities(known, laminate), laminate, thickness)
    cured = with_cured_content(with_plateau(implied, laminate), laminate)
    return with_mirror_images(cured, laminate)


def known_of_stack(laminate: Laminate) -> Evidence:
    """Return what is known of every design of a stack alike, whatever its formulations."""
    return known_of_designs(laminate, {}, Predictor({}, {}), {}, {})


def with_curl_if_known(evidence: Evidence, laminate: Laminate) -> Evidence:
    """Return evidence with the curl, if everything that it depends on is known."""
    stack = curl_stack(laminate, evidence.quantities)
    return evidence if stack is None else with_curl(evidence, stack)
