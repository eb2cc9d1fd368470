"""Statements of a design that contradict each other, its stack or its formulations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polyopt.chemistry.trimellitamides import has_trimellitamide
from polyopt.claims.schema import ClaimSet, asked_traits
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.members import EPOXY_THERMOSET, FILM, RESINS, Layer
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import METAL_KINDS, THERMOPLASTIC

_DECIDED = ("outermost", "front", "back")
"""What a layer may be said to be and only its place decides."""


def refuse_wrong_traits(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> None:
    """Raise for a trait that no claim asks for, that the stack decides, or that a resin excludes.

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
        for fact in claim_set.trimellitamides:
            if found.get(fact):
                _refuse_without_trimellitamide(fact, laminate.layers)
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


def _refuse_without_trimellitamide(fact: str, layers: Sequence[Layer]) -> None:
    """Raise if every layer is a polyimide by formulation without the amide that a unit has."""
    if layers and all(_lacks_trimellitamide(layer) for layer in layers):
        names = ", ".join(layer.name for layer in layers)
        raise UsageError(
            f"{quoted(fact)} is a trimellitamide, which the formulation of {names} has not",
            where="[facts]",
            remedy="declare the fact false, or the resin that has it without a formulation",
        )


def _lacks_trimellitamide(layer: Layer) -> bool:
    if layer.composition is None:
        return False
    structures = [monomer.smiles for monomer, _ in layer.composition.dianhydrides]
    return all(structures) and not any(map(has_trimellitamide, structures))
