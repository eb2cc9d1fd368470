"""What a formulation condenses to: a polyimide or a polyamide-imide, and what it gives off.

An anhydride gives off one water with an amine and one carbon dioxide with an isocyanate. An acid
does the same; an acid chloride gives off hydrogen chloride with an amine, and no amide forms of it
with an isocyanate, so no formulation holds both.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.kinds import DIISOCYANATE, TRICARBOXYLIC
from polyopt.chemistry.monomer import Monomer
from polyopt.chemistry.refused_pairs import is_chloride

WATER, CARBON_DIOXIDE, HYDROGEN_CHLORIDE = "water", "carbon dioxide", "hydrogen chloride"
LOST: Mapping[str, str] = MappingProxyType(
    {WATER: "O", CARBON_DIOXIDE: "O=C=O", HYDROGEN_CHLORIDE: "Cl"}
)
"""What a condensation gives off, as SMILES."""


def is_polyamide_imide(composition: Composition) -> bool:
    """Say whether a formulation holds trimellitic anhydride or its like, so that amides form.

    >>> is_polyamide_imide(Composition.parse("TMA:50;BPDA:50 // ODA"))
    True
    """
    return any(forms_amide(monomer) for monomer, _ in composition.dianhydrides)


def forms_amide(monomer: Monomer) -> bool:
    """Say whether a monomer joins the chain by an amide at one end."""
    return monomer.role == TRICARBOXYLIC


def lost_per_unit(composition: Composition) -> dict[str, float]:
    """Return what one mole of repeat units gives off on full condensation. [mol].

    Parameters
    ----------
    composition : Composition
        Every monomer with its structure.

    Returns
    -------
    dict of str to float
        Moles of ``water``, ``carbon dioxide`` and ``hydrogen chloride``, those that occur; two
        moles in all. [mol]

    Examples
    --------
    >>> lost_per_unit(Composition.parse("TMA // TODI:80;NDI:20"))
    {'carbon dioxide': 2.0}
    >>> lost_per_unit(Composition.parse("TMAC // ODA"))
    {'water': 1.0, 'hydrogen chloride': 1.0}
    """
    cyanate = sum(x for monomer, x in composition.diamines if monomer.role == DIISOCYANATE)
    chloride = sum(x for monomer, x in composition.dianhydrides if is_chloride(monomer))
    found = {
        WATER: 2.0 * (1.0 - cyanate) - chloride,
        CARBON_DIOXIDE: 2.0 * cyanate,
        HYDROGEN_CHLORIDE: chloride,
    }
    return {what: moles for what, moles in found.items() if moles > 0}
