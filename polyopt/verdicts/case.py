"""One limitation of one design, as what it takes to find what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from polyopt.claims.evaluate import judged
from polyopt.claims.evidence import Evidence
from polyopt.claims.judgement import Judgement, quantity_name
from polyopt.claims.limitations import Test
from polyopt.claims.schema import Element
from polyopt.design.mirror_images import own_quantity
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

    def own(self, member: str) -> str:
        """Return the layer that a file declares: for a mirror image the one that it is of."""
        return self.laminate.twins.get(member, member)

    def quantity(self, name: str) -> str:
        """Return the full name of a quantity of the claim, as a user would state it."""
        return own_quantity(quantity_name(name, self.layers), self.laminate)

    def of_member(self, variable: str, member: str) -> Case:
        """Return the case in which a member of a group plays a part of its own."""
        return replace(self, layers={**self.layers, variable: member})
