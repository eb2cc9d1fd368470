"""Each sampler keeps the contract of samplers: one class of tests for each row of the table."""

import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.record.samplers import SAMPLERS, sampler_named
from polyopt.optimizer.record.study import Record
from tests.optimizer.sampler_contract import SamplerContract

for _name in SAMPLERS:
    _kind = f"Test{_name.title()}"
    globals()[_kind] = type(_kind, (SamplerContract,), {"name": _name})


def test_every_sampler_is_under_contract():
    assert {kind.name for kind in SamplerContract.__subclasses__()} == set(SAMPLERS)


@pytest.mark.parametrize("name", [row.name for row in SAMPLERS.values() if row.package])
def test_a_package_that_is_missing_is_named(name, monkeypatch):
    row = SAMPLERS[name]
    monkeypatch.setattr("polyopt.optimizer.record.samplers.find_spec", lambda package: None)
    with pytest.raises(po.UsageError, match=row.package) as caught:
        Record(Evaluator.of(po.Problem.default()), name, 1)
    assert f"polyopt[{row.extra}]" in caught.value.remedy


def test_an_unknown_sampler_is_refused_with_those_there_are():
    with pytest.raises(po.UsageError, match="unknown sampler") as caught:
        sampler_named("zz")
    assert all(name in caught.value.remedy for name in SAMPLERS)
