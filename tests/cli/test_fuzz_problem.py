"""Any problem file ends in an answer or in a refusal of one to three lines, never in a crash."""

from hypothesis import HealthCheck, given, settings

from tests.cli.problem_strategies import cases, verdict


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_problem_file_gets_an_answer_or_a_refusal(case):
    assert not verdict(case)
