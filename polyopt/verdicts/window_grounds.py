"""What a window rests on: a design, and the limits that the claims of a set state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from polyopt.claims.evidence import Evidence
from polyopt.claims.interval import Interval
from polyopt.claims.limitations import Condition, Group, Linear, Members, StorageLimit, Test
from polyopt.claims.schema import STACK, Claim, ClaimSet
from polyopt.laminate.stack import Laminate
from polyopt.quantities import QuantityName, layer_quantity, member_quantity

Asks = Callable[[Test], bool]


@dataclass(frozen=True, slots=True)
class Stated:
    """A limit as one or more claims of a set state it.

    Parameters
    ----------
    tests : tuple of (Claim, Test)
        The claims with the tests that state it; at least one.
    """

    tests: tuple[tuple[Claim, Test], ...]

    @property
    def interval(self) -> Interval:
        """What keeps all of them."""
        each = [i for _, test in self.tests if (i := _interval(test)) is not None]
        low, high = max(i.low for i in each), min(i.high for i in each)
        return Interval(
            low,
            high,
            all(i.low_in for i in each if i.low == low),
            all(i.high_in for i in each if i.high == high),
        )

    @property
    def claims(self) -> tuple[int, ...]:
        """Numbers of the claims that ask for all of it, not for less."""
        whole = self.interval
        ends = {whole.low, whole.high, float("-inf"), float("inf")}
        all_ = [(c.number, _interval(test)) for c, test in self.tests]
        binding = [n for n, i in all_ if i is None or {i.low, i.high} <= ends]
        return tuple(dict.fromkeys(binding or [n for n, _ in all_]))

    @property
    def layer(self) -> str:
        """The layer variable that it refers to, or else the first of its claim; may be empty."""
        claim, test = self.tests[0]
        return _layer(test) or next(iter(claim.layers), "")

    def cited(self, between: str = ", ") -> str:
        """Return the claims in words, as ``claim 7`` or ``claims 3, 10``."""
        return cited(self.claims, between)


@dataclass(frozen=True, slots=True)
class Grounds:
    """One design under the claims of one set.

    Parameters
    ----------
    claim_set : ClaimSet
        The set, all of its claims.
    evidence : Evidence
        What is known of the design.
    laminate : Laminate
        The design.
    layers : mapping of str to str
        Which layer plays which part.
    """

    claim_set: ClaimSet
    evidence: Evidence
    laminate: Laminate
    layers: Mapping[str, str]

    def stated(self, asks: Asks) -> Stated | None:
        """Return the limit that some tests state together; None if no claim has such a test."""
        found = tuple(
            (claim, test)
            for claim in self.claim_set.claims
            for element in claim.elements
            for test in _binding(element.test)
            if asks(test) and _interval(test) is not None
        )
        return Stated(found) if found else None

    def claims_that_ask(self, asks: Asks) -> tuple[int, ...]:
        """Return the numbers of the claims that have such a test, with numbers or without."""
        return tuple(
            claim.number
            for claim in self.claim_set.claims
            if any(asks(test) for element in claim.elements for test in _binding(element.test))
        )

    def of_layer(self, variable: str, quantity: str) -> float | None:
        """Return a quantity of the layer that plays a part; None if it is not known."""
        known = self.evidence.quantities.get(
            layer_quantity(self.layers.get(variable, ""), quantity)
        )
        return None if known is None else float(known.mean[0])

    def sd_of_layer(self, variable: str, quantity: str) -> float:
        """Return the standard deviation of a quantity that `of_layer` returns."""
        name = layer_quantity(self.layers.get(variable, ""), quantity)
        return float(self.evidence.standard_deviation(name)[0])


def on_quantity(name: str, unit: str) -> Asks:
    """Return what finds limits of one quantity, ``layer.tg`` being that of any layer."""

    def asks(test: Test) -> bool:
        if not isinstance(test, Linear) or len(test.terms) != 1 or test.unit != unit:
            return False
        ((own, factor),) = test.terms
        return _of_any_layer(own) == name and factor == 1.0

    return asks


def on_condition(name: str, minus: str = "") -> Asks:
    """Return what finds limits of a condition, or of what it exceeds a quantity by."""

    def asks(test: Test) -> bool:
        return (
            isinstance(test, Condition) and test.name == name and _of_any_layer(test.minus) == minus
        )

    return asks


def on_storage_minimum(test: Test) -> bool:
    """Say whether a test limits the least storage modulus above Tg."""
    return isinstance(test, StorageLimit)


def cited(numbers: tuple[int, ...], between: str = ", ") -> str:
    """Return claims in words.

    >>> cited((7,)), cited((3, 10), " and ")
    ('claim 7', 'claims 3 and 10')
    """
    return f"claim{'s'[: len(numbers) > 1]} {between.join(map(str, numbers))}"


def _binding(test: Test) -> Iterator[Test]:
    """Yield a test, and those inside it that must hold wherever it holds."""
    yield test
    if isinstance(test, Group) and test.join == "all":
        for part in test.tests:
            yield from _binding(part)
    elif isinstance(test, Members) and test.quantifier == "each":
        yield from _binding(test.test)


def _interval(test: Test) -> Interval | None:
    return test.interval if isinstance(test, Linear | Condition | StorageLimit) else None


def _layer(test: Test) -> str:
    match test:
        case StorageLimit():
            return test.layer
        case Condition():
            return _variable(test.minus)
        case Linear():
            return _variable(test.terms[0][0])
    return ""


def _variable(quantity: str) -> str:
    name = QuantityName.split(quantity)
    return name.head if name.tail and name.head not in STACK else ""


def _of_any_layer(quantity: str) -> str:
    name = QuantityName.split(quantity)
    return quantity if not name.tail or name.head in STACK else member_quantity("layer", name.tail)
