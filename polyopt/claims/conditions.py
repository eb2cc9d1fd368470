"""Withholding a verdict where a value was measured at other conditions than the claim states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Assignment, Judgement, quantity_name, unknown
from polyopt.claims.limitations import Declared, Group, Members, Test, quantities_of
from polyopt.claims.notes import joined_notes
from polyopt.claims.schema import Element


def held_to_conditions(
    judgement: Judgement, element: Element, evidence: Evidence, assignment: Assignment
) -> Judgement:
    """Return a judgement, or unknown if a condition of the measurement contradicts the claim's.

    A condition that the measurement does not state is taken to be the claim's.
    """
    why = contradiction(element, evidence, assignment)
    return unknown(evidence.size, judgement.basis, why) if why else judgement


def contradiction(element: Element, evidence: Evidence, assignment: Assignment) -> str:
    """Return how what is known was measured at other conditions than a limitation states, in words.

    Parameters
    ----------
    element : Element
        The limitation.
    evidence : Evidence
        What is known.
    assignment : mapping of str to str
        Which layer plays which part.

    Returns
    -------
    str
        Empty if no condition contradicts the claim's.
    """
    if not element.at:
        return ""
    names = set(_spoken_of(element.test, evidence, assignment))
    known = [evidence.quantities[name] for name in sorted(names & set(evidence.quantities))]
    return joined_notes([differences(q.at, dict(element.at)) for q in known])


def _spoken_of(test: Test, evidence: Evidence, assignment: Assignment) -> Iterator[str]:
    """Yield the full names of the quantities that a test refers to, those of each member too."""
    yield from (quantity_name(name, assignment) for name, _ in quantities_of(test))
    match test:
        case Group():
            for part in test.tests:
                yield from _spoken_of(part, evidence, assignment)
        case Declared() if test.otherwise is not None:
            yield from _spoken_of(test.otherwise, evidence, assignment)
        case Members():
            for member in evidence.stack.group(test.among, assignment):
                yield from _spoken_of(test.test, evidence, {**assignment, test.variable: member})


def differences(found: Mapping[str, float | str], wanted: Mapping[str, float | str]) -> str:
    """Return how conditions differ from those wanted, in words; empty if they do not.

    >>> differences({"temperature_degC": 150}, {"temperature_degC": 200, "time_min": 30})
    'measured at temperature_degC 150, the claim says 200'
    """
    return "; ".join(
        f"measured at {name} {found[name]}, the claim says {value}"
        for name, value in wanted.items()
        if name in found and found[name] != value
    )


def conditions_text(at: Mapping[str, float | str]) -> str:
    """Return conditions in words.

    >>> conditions_text({"temperature_degC": 200, "medium": "NaOH"})
    'temperature 200 degC, medium NaOH'
    """
    entries = []
    for name, value in at.items():
        what, _, unit = name.rpartition("_")
        entries.append(f"{what} {value} {unit}" if what else f"{name} {value}")
    return ", ".join(entries)
