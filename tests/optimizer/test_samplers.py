"""Each sampler keeps the contract of samplers: one class of tests for each row of the table."""

import numpy as np
import pytest

import polyopt as po
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.optimizer.evaluation.front import Archive
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


@pytest.mark.parametrize("name", ["auto", "random"])
def test_a_search_without_a_folder_keeps_no_study(name, tmp_path):
    evaluator = Evaluator.of(po.Problem.default())
    light, durable = Record(evaluator, name, 1), Record(evaluator, name, 1, tmp_path / "journal")
    with pytest.raises(po.UsageError, match="keeps no study"):
        _ = light.study
    assert durable.study.study_name == "polyopt"
    assert len(light.archive(evaluator)) == len(light.designs(evaluator)) == 0
    drawn = [record.ask(evaluator, 3).designs for record in (light, durable)]
    np.testing.assert_array_equal(drawn[0].coordinates, drawn[1].coordinates)
    born = Archive(drawn[0], evaluator.evaluate(drawn[0]), np.full(3, -1))
    for record in (light, durable):
        np.testing.assert_array_equal(record.keep(evaluator, born, 3).number, [0, 1, 2])
        assert (record.generation, record.evaluations) == (1, 3)


def test_an_unknown_sampler_is_refused_with_those_there_are():
    with pytest.raises(po.UsageError, match="unknown sampler") as caught:
        sampler_named("zz")
    assert all(name in caught.value.remedy for name in SAMPLERS)
