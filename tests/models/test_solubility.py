"""Whether polymers dissolve, by the shipped probit of groups."""

import numpy as np
import pytest
from scipy.special import log_ndtr, ndtr

from polyopt.chemistry.composition import Composition
from polyopt.errors import DataError
from polyopt.io.shipped import dataset_rows
from polyopt.models.artefact import load_artefact
from polyopt.models.group_probit.model import OUTSIDE_SD, group_probit_from
from polyopt.models.group_probit.training import fitted_with
from polyopt.models.library import PRETRAINED, load

MODEL = load("solubility")


def belief_about(text):
    made = Composition.parse(text)
    return MODEL.posterior([(made.dianhydrides[0][0], made.diamines[0][0])])


def chance(text):
    belief = belief_about(text)
    return float(ndtr(belief.mean[0] / belief.sd[0]))


def test_plain_polymers_everybody_knows():
    assert chance("PMDA // ODA") <= 0.2
    assert chance("BPDA // PDA") <= 0.2
    assert chance("BPDA // mTB") <= 0.2
    assert chance("6FDA // TFMB") >= 0.8
    assert chance("6FDA // BAPP") >= 0.8


def test_a_report_of_the_polymer_itself_decides():
    """Quality A or B and one verdict; its index lies on that side at 0.84 at least."""
    for row in dataset_rows("solubility.csv"):
        made = Composition.from_shares(row["dianhydrides"], row["diamines"])
        single = len(made.dianhydrides) == len(made.diamines) == 1
        if not single or row["quality"] == "C" or row["verdict"] == "on heating":
            continue
        found = MODEL.posterior([(made.dianhydrides[0][0], made.diamines[0][0])])
        p = ndtr(found.mean[0] / found.sd[0])
        assert p > 0.83 if row["verdict"] == "soluble" else p < 0.17, row["id"]


def test_outside_of_the_reports_nothing_is_likely():
    belief = belief_about("PMDA // Nc1ccc([Si](C)(C)O[Si](C)(C)c2ccc(N)cc2)cc1")
    assert not belief.in_domain[0]
    assert "reports" in belief.doubts[0]
    assert belief.noise_sd[0] == OUTSIDE_SD
    assert 0.2 < ndtr(belief.mean[0] / belief.sd[0]) < 0.8


def test_a_trimellitic_unit_is_compared_with_its_like_alone():
    """A bend in the diamine is reported to dissolve; of a straight one nothing is reported."""
    assert chance("TMA // MDI") > 0.83
    assert chance("TMA // MDI") == chance("TMAC // MDA")
    for straight in ("TMA // TODI", "TMA // NDI", "TMA // BZ"):
        belief = belief_about(straight)
        assert not belief.in_domain[0]
        assert "straight stretch" in belief.doubts[0]
        assert 0.2 < chance(straight) < 0.8
    assert belief_about("BTDA // TODI").in_domain[0]


def test_wide_priors_are_not_overshot():
    """Separable reports: the likeliest coefficients are where the gradient is zero."""
    block = np.array([[1.0, 3.0], [1.0, 2.0], [1.0, -2.0], [1.0, -3.0]])
    said = np.array([1.0, 1.0, 0.0, 0.0])
    found, covariance = fitted_with(block, said, np.zeros(2), np.full(2, 30.0))
    assert np.isfinite(covariance).all()
    assert found[1] > 0

    def log_posterior(at):
        index = block @ at * np.where(said > 0, 1, -1)
        return log_ndtr(index).sum() - (at**2).sum() / (2 * 30.0**2)

    for step in np.eye(2) * 0.01:
        assert log_posterior(found) >= log_posterior(found + step)
        assert log_posterior(found) >= log_posterior(found - step)


def test_contributions_add_up_to_the_index_of_a_polymer_without_report():
    made = Composition.parse("BPDA // mTB")
    pair = (made.dianhydrides[0][0], made.diamines[0][0])
    parts = MODEL.contributions(pair)
    assert sum(value for _, value in parts) == pytest.approx(MODEL.posterior([pair]).mean[0])
    assert abs(parts[0][1]) == max(abs(value) for _, value in parts)


def test_reports_of_others_leave_the_covariance_of_a_polymer_alone():
    made = [Composition.parse(t) for t in ("PMDA // ODA", "BPDA // mTB", "6FDA // TFMB")]
    pairs = [(m.dianhydrides[0][0], m.diamines[0][0]) for m in made]
    together = MODEL.posterior(pairs)
    alone = MODEL.posterior(pairs[1:2])
    assert together.covariance[1, 1] == pytest.approx(alone.covariance[0, 0])
    assert np.linalg.eigvalsh(together.covariance).min() > -1e-9


def test_a_damaged_file_is_refused():
    artefact = load_artefact(PRETRAINED / "solubility.npz")
    arrays = {**artefact.arrays, "reported": np.zeros(3)}
    damaged = type(artefact)(artefact.metadata, arrays, artefact.fingerprint)
    with pytest.raises(DataError, match="do not fit together"):
        group_probit_from(damaged)
