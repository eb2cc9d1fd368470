"""Every quantity that claims ask for has a range, or may have any sign and size."""

import pytest

import polyopt as po
from polyopt.claims.load import load_set, set_names
from polyopt.claims.schema import asked_quantities
from polyopt.design.possible_values import POSSIBLE, refuse_impossible
from polyopt.design.twice_stated import refuse_twice_stated
from polyopt.errors import UsageError
from polyopt.laminate.measured import Measured
from polyopt.quantities import QuantityName

ANY = {"cte", "solubility"}
COUNTED = {"insulating_layers"}
SHARES = {"porosity": "%", "insoluble_content": "wt%"}


def asked():
    for name in set_names():
        for full, unit in asked_quantities(load_set(name)).items():
            yield QuantityName.split(full).tail, unit


def test_every_quantity_of_the_shipped_sets_has_its_range():
    known = dict(asked())
    assert known.keys() - POSSIBLE.keys() <= ANY | COUNTED
    assert {name: known[name] for name in SHARES} == SHARES  # 100 is the whole in these units


@pytest.mark.parametrize("name", sorted({name for name, _ in asked()} & POSSIBLE.keys()))
def test_a_range_holds_all_that_the_claims_allow(name):
    for set_name in set_names():
        for test in load_set(set_name).tests():
            terms = getattr(test, "terms", ())
            if len(terms) == 1 and QuantityName.split(terms[0][0]).tail == name:
                low = max(test.interval.low, POSSIBLE[name].low)
                assert low <= POSSIBLE[name].high
                assert min(test.interval.high, POSSIBLE[name].high) > low


def test_of_an_unknown_quantity_only_a_unit_of_shares_or_temperatures_says_something():
    refuse_impossible("gloss", Measured(-85, unit="GU"), Measured(-85, unit="GU"), "layer A")
    with pytest.raises(UsageError, match=r"101 mol% is impossible"):
        refuse_impossible("end_caps", Measured(101, unit="mol%"), Measured(101, unit="mol%"), "A")


def test_a_nominal_thickness_may_stand_beside_a_measured_one():
    measured = {"thickness": po.Measured(25.4, unit="um")}
    film = po.Film("Kapton HN", thickness=25.0, measured=measured)
    refuse_twice_stated(po.Laminate((), film=film))
    measured = {"thickness": po.Measured(40.0, unit="um")}
    thick = po.Film("Kapton HN", thickness=25.0, measured=measured)
    with pytest.raises(po.UsageError, match="thickness"):
        refuse_twice_stated(po.Laminate((), film=thick))
