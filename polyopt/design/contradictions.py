"""Statements of a design that contradict each other, its stack or its formulations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from polyopt.chemistry.trimellitamides import has_trimellitamide
from polyopt.claims.schema import ClaimSet, asked_traits
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.members import EPOXY_THERMOSET, FILM, RESINS
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import (
    ADHESIVE,
    HEAT_RESISTANT,
    HEAT_RESISTANT_ADHESIVE,
    HIGHLY_HEAT_RESISTANT,
    METAL_KINDS,
    THERMOPLASTIC,
)

_DECIDED = ("outermost", "front", "back")
"""What a layer may be said to be and only its place decides."""

_IMPLIED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        HEAT_RESISTANT_ADHESIVE: (HEAT_RESISTANT, ADHESIVE),
        HIGHLY_HEAT_RESISTANT: (HEAT_RESISTANT,),
    }
)
"""Traits that hold others in their own words."""


def refuse_wrong_traits(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> None:
    """Raise for a trait that no claim knows, or that the stack, a resin or another trait excludes.

    Parameters
    ----------
    laminate : Laminate
        As declared.
    claim_sets : sequence of ClaimSet
        The sets whose words are known.

    Raises
    ------
    UsageError
        Naming the member, the trait, and what to state instead.
    """
    asked = {trait for claim_set in claim_sets for trait in asked_traits(claim_set)}
    for where, resin, trait, value in _traits(laminate):
        if trait in (*_DECIDED, *METAL_KINDS) or trait.partition(" ")[0] == "touches":
            raise UsageError(
                f"{quoted(trait)} cannot be declared: the stack decides it",
                where=where,
                remedy="state the order of the layers, [metal] and [second_metal]",
            )
        if trait not in asked:
            raise unknown_name("trait", trait, sorted(asked), where=where)
        if trait in RESINS and resin and value != (resin == trait):
            raise UsageError(
                f"{quoted(trait)} is {'declared' if value else 'denied'}, the resin is {resin}",
                where=where,
                remedy=f"state resin = one of {', '.join(RESINS)}, and no such trait",
            )
        if trait == THERMOPLASTIC and value and resin == EPOXY_THERMOSET:
            raise UsageError(
                "an epoxy thermoset is declared to be thermoplastic",
                where=where,
                remedy="take away one of the two",
            )
    for where, traits in _members(laminate):
        for trait, others in _IMPLIED.items():
            for other in others:
                if traits.get(trait) and traits.get(other) is False:
                    raise UsageError(
                        f"{quoted(trait)} is declared and {quoted(other)} denied: "
                        "the one implies the other",
                        where=where,
                        remedy="take one of them out of 'is' or 'is_not'",
                    )


def _members(laminate: Laminate) -> Iterator[tuple[str, Mapping[str, bool]]]:
    """Yield each member that traits are declared of, with them."""
    for layer in laminate.layers:
        yield f"layer {layer.name}", layer.traits
    if laminate.film is not None:
        yield FILM, laminate.film.traits


def _traits(laminate: Laminate) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each trait that is declared: of what, its resin, the trait, and whether it has it."""
    for layer in laminate.layers:
        for trait, value in layer.traits.items():
            yield f"layer {layer.name}", layer.made_of, trait, value
    if laminate.film is not None:
        for trait, value in laminate.film.traits.items():
            yield FILM, laminate.film.resin, trait, value


def without_contradiction(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> dict[str, bool]:
    """Return the facts of a design with those that follow from them.

    Parameters
    ----------
    laminate : Laminate
        As declared.
    claim_sets : sequence of ClaimSet
        What facts exclude, imply or ask of a formulation.

    Raises
    ------
    UsageError
        If facts contradict each other or the formulations.
    """
    facts = laminate.facts
    found = dict(facts)
    for claim_set in claim_sets:
        for group in claim_set.exclusive:
            true = [fact for fact in group if facts.get(fact)]
            if len(true) > 1:
                raise UsageError(
                    f"{' and '.join(map(quoted, true))} exclude each other", where="[facts]"
                )
            if true:
                found |= {fact: fact == true[0] for fact in group}
    for claim_set in claim_sets:
        for first, second in claim_set.implies:
            _imply(found, first, second)
    structures = {
        layer.name: [monomer.smiles for monomer, _ in layer.composition.dianhydrides]
        for layer in laminate.layers
        if layer.composition is not None
    }
    if len(structures) == len(laminate.layers):
        refuse_without_trimellitamide(found, structures, claim_sets)
    return found


def _imply(found: dict[str, bool], first: str, second: str) -> None:
    """Add what one fact makes of another, both ways round."""
    if found.get(first) and found.get(second) is False:
        raise UsageError(
            f"{quoted(first)} is true and {quoted(second)} false: the one implies the other",
            where="[facts]",
            remedy="correct one of them",
        )
    if found.get(first):
        found[second] = True
    if found.get(second) is False:
        found[first] = False


def refuse_without_trimellitamide(
    facts: Mapping[str, bool],
    structures: Mapping[str, Sequence[str]],
    claim_sets: Sequence[ClaimSet],
) -> None:
    """Raise if a unit is declared that no dianhydride of any layer can give.

    Parameters
    ----------
    facts : mapping of str to bool
        What is declared.
    structures : mapping of str to sequence of str
        SMILES of the dianhydrides of every layer; empty for one that is not known.
    claim_sets : sequence of ClaimSet
        Which facts ask for a trimellitamide.

    Raises
    ------
    UsageError
        If all structures are known and none of them is a trimellitamide.
    """
    every = [smiles for row in structures.values() for smiles in row]
    if not every or not all(every) or any(map(has_trimellitamide, every)):
        return
    for fact in (f for claim_set in claim_sets for f in claim_set.trimellitamides):
        if facts.get(fact):
            raise UsageError(
                f"{quoted(fact)} is a trimellitamide, which no dianhydride of "
                f"{', '.join(structures)} gives",
                where="[facts]",
                remedy="declare the fact false, or the resin that has it without a formulation",
            )
