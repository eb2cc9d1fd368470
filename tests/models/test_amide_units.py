"""Units of trimellitic anhydride and of diisocyanates in the models."""

import numpy as np
import pytest

import polyopt as po
from polyopt.chemistry.monomers import shipped_library
from polyopt.models.identity import NO_AMIDES
from polyopt.models.library import load
from polyopt.models.training import TrainingRow, fit

LIBRARY = shipped_library()
ACIDS = ("TMA", "PMDA", "BTDA")
AMINES = ("ODA", "MDA", "TPE-Q", "DDS", "mPDA", "PDA")


def pair(dianhydride, diamine):
    return LIBRARY.find(dianhydride), LIBRARY.find(diamine)


@pytest.mark.parametrize("name", ["tg", "cte", "tg_groups", "cte_groups"])
def test_a_diisocyanate_is_predicted_as_the_diamine_of_its_residue(name):
    pairs = [pair(a, b) for a in ("TMA", "PMDA") for b in ("MDI", "MDA")]
    belief = load(name).posterior([*pairs, pair("TMAC", "MDA")])
    assert belief.mean[0] == belief.mean[1] == belief.mean[4]
    assert belief.mean[2] == belief.mean[3]
    assert belief.covariance[0, 1] == belief.covariance[0, 0] == belief.covariance[1, 1]


@pytest.mark.parametrize("name", ["tg", "cte", "tg_groups", "cte_groups", "permittivity"])
def test_a_polyamide_imide_is_outside_what_the_shipped_models_know(name):
    belief = load(name).posterior([pair("TMA", "ODA"), pair("PMDA", "MDI")])
    assert not belief.in_domain[0]
    assert NO_AMIDES in belief.doubts[0]
    assert NO_AMIDES not in belief.doubts[1]


def test_a_mixture_with_trimellitic_anhydride_is_outside_too():
    found = po.predict(["TMA:50;BPDA:50 // ODA", "TMA:0;BPDA:100 // ODA"])
    assert found["in_domain"].tolist() == [False, True]


def test_the_intervals_of_polyamide_imides_are_wide():
    found = po.predict(["TMA // ODA", "PMDA // ODA"])
    width = (found["tg_degC_high"] - found["tg_degC_low"]).to_numpy()
    assert width[0] > 1.2 * width[1]


@pytest.mark.parametrize("kind", ["gp", "groups"])
def test_a_model_learns_polyamide_imides_from_a_table_of_them(kind):
    rows = [
        TrainingRow([(*pair(a, b), 1.0)], 250.0 + 10 * i + 5 * j - 60 * (a == "TMA"), f"{a}{b}")
        for i, a in enumerate(ACIDS)
        for j, b in enumerate(AMINES)
    ]
    model, report = fit(rows, "tg", kind, rng=np.random.default_rng(1))
    assert report.films == len(rows)
    belief = model.posterior([pair("TMA", "MDI"), pair("TMA", "MDA"), pair("PMDA", "MDA")])
    assert not any(NO_AMIDES in doubt for doubt in belief.doubts)
    assert belief.mean[0] == belief.mean[1] < belief.mean[2]
