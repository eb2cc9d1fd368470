"""Every number of the claims is that of a second reading of their texts."""

import pytest

from polyopt.claims.limitations import parts
from polyopt.claims.load import load_set, set_names
from tests.claims.second_reading import second_reading

READ_FOR_PARENTS = [name for name in set_names() if "parents" in second_reading(name)]


@pytest.mark.parametrize("name", set_names())
def test_limits_are_those_of_the_texts(name):
    """'Lower than' is strict, and so is a pressure below that of the atmosphere.

    That something occurs in a formulation at all is no number of a text, nor is what a prediction
    is held against that stands in for a word of it.
    """
    found, closed = {}, set()
    for claim in load_set(name).claims:
        for element in claim.elements:
            instead = [t.otherwise for t in parts(element.test) if getattr(t, "otherwise", None)]
            stand_in = {id(part) for test in instead for part in parts(test)}
            for test in parts(element.test):
                if id(test) in stand_in:
                    continue
                interval = getattr(test, "interval", None)
                if interval is not None and not getattr(test, "by_residue", False):
                    found[element.id] = [interval.low, interval.high]
                    if interval.low_in and interval.high_in:
                        closed.add(element.id)
    text = second_reading(name)
    assert found == text["limits"]
    assert set(found) - closed <= set(text.get("strict", ()))


@pytest.mark.parametrize("name", set_names())
def test_conditions_of_measurement_are_those_of_the_texts(name):
    claims = load_set(name).claims
    found = {e.id: dict(e.at) for c in claims for e in c.elements if e.at}
    assert found == second_reading(name).get("at", {})


@pytest.mark.parametrize("name", READ_FOR_PARENTS)
def test_dependence_is_that_of_the_texts(name):
    parents = second_reading(name)["parents"]
    for claim in load_set(name).claims:
        assert list(claim.depends_on) == parents.get(str(claim.number), [])
