"""What a model believed of a palette is kept, for all who ask the same."""

from dataclasses import replace

import numpy as np
import pytest

import polyopt as po
from polyopt.models.library import load


def pairs(*amines):
    find = po.monomers().find
    return [(find("PMDA"), find(amine)) for amine in amines]


def test_a_question_asked_again_has_the_same_answer():
    model, asked = load("cte"), pairs("ODA", "PDA")
    assert model.posterior(asked) is model.posterior(list(asked))
    assert model.posterior(asked[::-1]).mean.tolist() == model.posterior(asked).mean.tolist()[::-1]


def test_nobody_writes_into_what_others_read():
    belief = load("cte").posterior(pairs("ODA", "PDA"))
    with pytest.raises(ValueError, match="read-only"):
        belief.mean[0] = 0.0


def test_each_model_answers_for_itself():
    model, asked = load("cte"), pairs("ODA", "PDA")
    other = replace(model, label_mean=model.label_mean + 1.0)
    assert other.fingerprint == model.fingerprint
    moved = other.posterior(asked).mean - model.posterior(asked).mean
    assert np.allclose(moved, 1.0)
    assert load("tg").posterior(asked).mean[0] > 200
