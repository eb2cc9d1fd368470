"""What a result writes to `result.json` is what is read from it, and what is damaged is refused."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyopt as po
from polyopt.errors import DataError, InfeasibleError
from polyopt.problem.preset_files import preset_names
from polyopt.results.found import Found
from polyopt.results.from_json import found_in, with_stored_designs
from polyopt.runs.stored import stored_result
from tests.results.found_values import DECLARED, conflicts, found, outlooks, proofs

HOPELESS = {"quantity": "layers.A.cte", "max": -200.0}
FIXED = {"quantity": "film.cte", "min": 30.0}
WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.just(10**400),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=2),
)


def read(stored, declared, problem):
    return with_stored_designs(found_in(stored, problem), stored, declared)


def again(result, declared=DECLARED):
    """Return a result as it is read from what it writes."""
    return read(json.loads(result.to_json()), declared, result.problem)


@given(found())
def test_a_result_is_read_as_it_was_written(result):
    assert again(result).to_json() == result.to_json()


@given(found())
def test_reading_loses_nothing_that_is_written(result):
    known = again(result)
    assert known.proof == result.proof
    assert known.obstacles.texts == result.obstacles.texts
    assert known.obstacles.conflict == result.obstacles.conflict
    assert known.outlook == result.outlook
    for one, other in zip(known.designs, result.designs, strict=True):
        assert one.layers[0].composition == other.layers[0].composition
        assert one.objectives == other.objectives and one.run == other.run


@given(proofs, conflicts, outlooks)
def test_values_read_what_they_wrote(proof, conflict, outlook):
    for value in (proof, conflict, outlook):
        assert type(value).from_dict(json.loads(json.dumps(value.as_dict()))) == value


@given(found())
def test_the_views_of_a_result_are_the_keys_of_its_file(result):
    written = result.as_dict()
    assert written["bound"] == result.bound
    assert written["conflict"] == list(result.conflict)
    assert written["conflict_detail"] == result.conflict_detail
    assert written["remaining"] == [one.as_dict() for one in result.remaining]
    assert written["windows"] == [window.as_dict() for window in result.windows]


def places(value, path=()):
    """Yield the paths of all parts of a JSON value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in entries:
        yield (*path, key)
        if isinstance(part, dict | list):
            yield from places(part, (*path, key))


@given(found(), st.data())
def test_a_damaged_file_is_read_or_refused_but_breaks_nothing(result, data):
    stored = json.loads(result.to_json())
    *above, last = data.draw(st.sampled_from(list(places(stored))))
    part = damaged = copy.deepcopy(stored)
    for key in above:
        part = part[key]
    part[last] = data.draw(WRONG)
    try:
        known = read(damaged, DECLARED, result.problem)
    except DataError as error:
        assert "result.json is damaged" in error.what
    else:
        assert isinstance(known, Found)


def without_time(result):
    return {k: v for k, v in result.items() if k != "elapsed_s"}


@pytest.mark.parametrize("name", preset_names())
def test_a_run_of_a_preset_is_read_as_it_was_written(name, tmp_path):
    result = po.search(po.Problem.preset(name), budget=256, out=tmp_path)
    written = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    declared = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["problem"]
    for problem in (result.problem, None):
        assert read(written, declared, problem).as_dict() == written
    assert without_time(stored_result(tmp_path).as_dict()) == without_time(written)


def problem_with(*requirements):
    source = po.Problem.default().source
    return po.Problem.from_dict({**source, "require": [*source.get("require", ()), *requirements]})


@pytest.mark.parametrize("budget", [64, 2048])
def test_a_run_that_finds_nothing_is_read_as_it_was_written(budget, tmp_path):
    rounds = []
    result = po.search(
        problem_with(HOPELESS),
        budget=budget,
        out=tmp_path,
        stop=lambda: budget == 2048 and bool(rounds.append(1) or len(rounds) > 1),
    )
    assert not result.designs and result.conflict
    written = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert read(written, result.problem.source, result.problem).as_dict() == written
    assert without_time(stored_result(tmp_path).as_dict()) == without_time(written)


def test_a_contradiction_is_read_as_it_was_written(tmp_path):
    with pytest.raises(InfeasibleError):
        po.search(problem_with(FIXED), out=tmp_path)
    written = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert written["conflict_detail"]["proven"]
    assert stored_result(tmp_path).as_dict() == written


def test_merged_runs_are_read_as_they_were_written(tmp_path):
    for seed in (1, 2):
        po.search(budget=256, seed=seed, out=tmp_path / str(seed), prove=False)
    merged = po.merge([tmp_path / "1", tmp_path / "2"], tmp_path / "both").result
    assert {design.run for design in merged.designs} <= {str(tmp_path / s) for s in "12"}
    written = json.loads((tmp_path / "both" / "result.json").read_text(encoding="utf-8"))
    assert read(written, merged.problem.source, merged.problem).as_dict() == written
    assert without_time(stored_result(tmp_path / "both").as_dict()) == without_time(written)
