"""A note says of each design what holds of it, though n designs are judged at once."""

import re

import numpy as np

import polyopt as po
from polyopt.claims.joins import readings_of
from polyopt.claims.judgement import MET, UNMET, Judgement
from polyopt.claims.notes import EachNote, Figured, joined_notes, note_of
from polyopt.optimizer.evaluation.evaluate import Evaluator
from polyopt.results.front import evidence_of


def _plateaus(design):
    notes = [e.note for v in design.verdicts for e in v.elements if "plateau is" in e.note]
    return {re.search(r"at ([\d.]+) MPa", note)[1] for note in notes}


def test_the_plateau_in_a_note_is_that_of_its_design():
    result = po.search(po.Problem.preset("bonding-laminate"), budget=512, prove=False)
    evidence = evidence_of(Evaluator.of(result.problem), *result.designs)
    own = evidence.quantities["layers.T.plateau_modulus"].mean
    shown = [_plateaus(design) for design in result.designs]
    assert shown == [{f"{value:.2g}"} for value in own]
    assert len(set().union(*shown)) > 1


def _judged(truth):
    truth = np.array(truth, np.int8)
    return Judgement(truth, truth.astype(float), (truth > 0).astype(float), "declared")


def test_readings_that_differ_are_noted_where_they_differ():
    found = readings_of([_judged([MET, MET]), _judged([MET, UNMET])], "they differ")
    assert [note_of(found.note, i) for i in (0, 1)] == ["", "they differ"]
    assert note_of(found.take(np.array([1])).note, 0) == "they differ"


def test_notes_join_with_those_of_each_design():
    each = EachNote((Figured("{:.0f} degC away", np.array([3.0, 7.0])),))
    joined = joined_notes(["assumed", each, "assumed"])
    assert note_of(joined, 1) == "assumed; 7 degC away"
    assert joined_notes(["assumed", "", "assumed"]) == "assumed"
