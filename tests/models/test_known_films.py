"""The shipped models must know the films every polyimide chemist knows."""

import csv
from pathlib import Path

import numpy as np
import pytest

from polyopt.chemistry.monomers import own_monomer, shipped_library
from polyopt.models import library
from polyopt.quantities import LAYER_PROPERTIES, USUAL

LONG_ETHER = "Nc1ccc(Oc2ccc(Oc3ccc(Oc4ccc(N)cc4)cc3)cc2)cc1"


def pair(acid, amine):
    known = shipped_library()
    return known.find(acid, "dianhydride"), known.find(amine, "diamine")


def mean(name, *pairs):
    return library.load(name).posterior([pair(*p) for p in pairs]).mean


@pytest.mark.parametrize("polymer", [("PMDA", "PDA"), ("PMDA", "mTB")])
def test_stiff_rods_expand_little(polymer):
    assert mean("cte", polymer)[0] < 20


@pytest.mark.parametrize("polymer", [("PMDA", "ODA"), ("BPADA", "mPDA")])
def test_bent_chains_expand(polymer):
    assert mean("cte", polymer)[0] > 25


def test_tg_of_kapton_lies_far_above_polyetherimide():
    stiff, soft = mean("tg", ("PMDA", "ODA"), ("BPADA", "mPDA"))
    assert stiff > soft + 80


@pytest.mark.parametrize("name", ["tg", "tg_groups"])
def test_longer_ether_chains_lower_tg(name):
    acid, _ = pair("BPDA", "ODA")
    long = own_monomer("longer", LONG_ETHER)
    chain = [pair("BPDA", "ODA"), pair("BPDA", "TPEQ"), (acid, long)]
    values = library.load(name).posterior(chain).mean
    assert (np.diff(values) < 0).all()


def test_known_polymers_are_recognised():
    belief = library.load("tg").posterior([pair("PMDA", "ODA")])
    assert belief.novelty[0] == 0
    assert belief.similarity[0] == pytest.approx(1.0)
    assert belief.nearest[0].count(" // ") == 1
    assert belief.in_domain[0]


def test_new_monomers_are_flagged_and_less_certain():
    acid, _ = pair("PMDA", "ODA")
    odd = own_monomer("odd", "Nc1c(Cl)c(Br)c(N)c(I)c1Cl")
    belief = library.load("cte").posterior([(acid, odd), pair("PMDA", "ODA")])
    assert belief.novelty.tolist() == [2, 0]
    assert not belief.in_domain[0]
    assert belief.covariance[0, 0] > belief.covariance[1, 1]


def test_groups_explain_their_prediction():
    model = library.load("tg_groups")
    polymer = pair("PMDA", "ODA")
    shares = model.explain([polymer])
    total = sum(row.contribution for row in shares)
    assert total == pytest.approx(model.posterior([polymer]).mean[0])
    assert {"imide5", "ether_diaryl"} <= {row.group for row in shares}
    assert all(row.standard_error > 0 for row in shares)


def test_a_mixture_explains_the_mean_of_its_parts():
    model = library.load("cte_groups")
    parts = [pair("PMDA", "ODA"), pair("PMDA", "PDA")]
    total = sum(row.contribution for row in model.explain(parts, [0.3, 0.7]))
    assert total == pytest.approx(model.posterior(parts).mean @ [0.3, 0.7])


def test_each_model_has_a_card_that_names_its_artefact():
    for name in library.names():
        assert library.load(name).fingerprint in library.card(name)


def test_the_figures_of_the_cards_are_those_of_the_results():
    results = Path(__file__).parents[2] / "experiments" / "results" / "models.csv"
    with results.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] in library.names()]
    # experiments/results/permittivity.csv, see test_model_cards.py
    own_table = set(LAYER_PROPERTIES) - set(USUAL)
    assert {row["model"] for row in rows} == set(library.names()) - own_table
    for row in rows:
        (line,) = [
            line.split(" | ")
            for line in library.card(row["model"]).splitlines()
            if line.startswith(f"| {row['split']} | {row['n']} |")
        ]
        for shown, column in ((line[2], "mae"), (line[3], "median"), (line[4], "rmse")):
            assert float(shown) == pytest.approx(float(row[column]), abs=0.0505)
