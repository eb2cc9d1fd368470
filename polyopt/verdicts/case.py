"""One limitation of one design, as what it takes to find what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from polyopt.claims.evaluate import judged
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Judgement
from polyopt.claims.limitations import Test
from polyopt.claims.schema import Element
from polyopt.laminate.stack import Laminate


@dataclass(frozen=True, slots=True)
class Case:
    """One limitation of one design, its layers playing the parts of the claim.

    Parameters
    ----------
    evidence : Evidence
        What is known of it.
    laminate : Laminate
        The design.
    layers : mapping of str to str
        Which layer plays which part.
    element : Element
        The limitation in question.
    """

    evidence: Evidence
    laminate: Laminate
    layers: Mapping[str, str]
    element: Element

    def judged(self, test: Test) -> Judgement:
        """Return the judgement of a test, of the mean where it is a prediction."""
        return judged(replace(self.element, test=test), self.evidence, self.layers, 0.0)

    def of_member(self, variable: str, member: str) -> Case:
        """Return the case in which a member of a group plays a part of its own."""
        return replace(self, layers={**self.layers, variable: member})
