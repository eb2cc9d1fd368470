"""Calibrated models: films in, one file out, the same belief again."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import polyopt as po
from polyopt.chemistry.monomers import renamed, shipped_library
from polyopt.equations.normal_interval import Z90
from polyopt.errors import DataError, UsageError
from polyopt.io.shipped import dataset_rows
from polyopt.models.artefact import load_artefact, save_artefact
from polyopt.models.calibrated.films import as_record, merged
from polyopt.models.calibrated.model import OwnFilm, calibrate, prior_of
from polyopt.models.laboratories import loadings
from polyopt.models.library import load, read_model
from polyopt.models.palettes import surface

TEXTS = (
    ("PMDA // ODA", 46.0, "ester"),
    ("BPDA // PDA", 19.0, "ester"),
    ("BPDA // ODA", 49.0, "ester"),
    ("PMDA:50;BPDA:50 // PDA:30;ODA:70", 38.0, "ester"),
    ("PMDA // PDA", 6.0, "acid"),
)


def film(text, value, process="ester", sd=0.0):
    return OwnFilm(po.Composition.parse(text), value, sd, process)


FILMS = [film(*entry) for entry in TEXTS]


def pair(acid, amine):
    known = shipped_library()
    return known.find(acid, "dianhydride"), known.find(amine, "diamine")


PAIRS = [pair(a, b) for a in ("PMDA", "BPDA", "6FDA") for b in ("ODA", "mTB")]


@pytest.fixture(scope="module")
def model():
    return calibrate(load("cte"), FILMS)


def same(first, second, **tolerance):
    a, b = first.posterior(PAIRS), second.posterior(PAIRS)
    assert_allclose(a.mean, b.mean, **tolerance)
    assert_allclose(a.covariance, b.covariance, atol=1e-6, **tolerance)


def test_it_predicts_the_process_with_most_films(model):
    assert model.process == "ester"
    assert [(e.process, e.films) for e in model.learned.effects] == [("acid", 1), ("ester", 4)]
    assert 5 < model.learned.effect("ester").offset < 15
    base = load("cte").posterior(PAIRS)
    assert (model.posterior(PAIRS).mean > base.mean + 4).all()


def test_another_process_can_be_asked_for(model):
    acid = calibrate(load("cte"), FILMS, "ACID")
    assert acid.process == "acid"
    asked = [pair("BPDA", "PDA")]
    assert acid.posterior(asked).mean[0] < model.posterior(asked).mean[0] - 5


def test_unknown_processes_are_refused():
    with pytest.raises(UsageError, match="did you mean 'ester'"):
        calibrate(load("cte"), FILMS, "estre")


def test_a_measured_film_is_nearly_reproduced(model):
    for entry, weight in zip(model.films, model.learned.weight, strict=True):
        assert weight > 0.5
        if entry.process == "ester":
            acids = [m for m, _ in entry.composition.dianhydrides]
            table = surface(model, acids, [m for m, _ in entry.composition.diamines])
            a = np.array([[x for _, x in entry.composition.dianhydrides]])
            b = np.array([[x for _, x in entry.composition.diamines]])
            assert table.predict(a, b)[0][0] == pytest.approx(entry.value, abs=5)


def test_the_belief_of_a_film_is_the_dense_answer(model):
    """The slopes of copolymers and the joint covariance enter as they should."""
    base, copolymer = load("cte"), FILMS[3]
    alone = calibrate(base, [copolymer])
    pairs = [(a, b) for a, b, _ in copolymer.composition.pairs()]
    share = np.array([w for _, _, w in copolymer.composition.pairs()])
    belief = base.posterior([*pairs, *PAIRS])
    mean, shared = belief.mean, loadings(prior_of(base), belief.mean)
    total = belief.model_covariance + shared @ shared.T
    noise = alone.learned.factor[0, 0] ** 2 - share @ total[:4, :4] @ share
    gain = total[:, :4] @ share / (share @ total[:4, :4] @ share + noise)
    expected = mean + gain * (copolymer.value - share @ mean[:4])
    left = total - np.outer(gain, total[:, :4] @ share)
    found = alone.posterior(PAIRS)
    assert_allclose(found.mean, expected[4:], rtol=1e-6)
    assert_allclose(found.covariance, left[4:, 4:], atol=1e-3)


def test_rods_are_doubted_where_only_coils_were_measured():
    coils = [film("6FDA // ODA", 60.0), film("BTDA // ODA", 52.0)]
    belief = calibrate(load("cte"), coils).posterior([pair("BPDA", "PDA"), pair("6FDA", "ODA")])
    assert belief.doubts[0].startswith("no own film of the process is near: ")
    assert belief.doubts[0].endswith("ppm/K")
    assert belief.in_domain.tolist() == [False, True]
    both = calibrate(load("cte"), [*coils, film("PMDA // PDA", 12.0)])
    assert both.posterior([pair("BPDA", "PDA")]).doubts == ("",)


def test_order_of_films_is_neutral(model):
    again = calibrate(load("cte"), FILMS[::-1])
    assert again.fingerprint == model.fingerprint
    same(model, again)


def test_case_and_spaces_do_not_make_a_process(model):
    spelled = [film(t, v, f" {p.upper()} " if i == 1 else p) for i, (t, v, p) in enumerate(TEXTS)]
    again = calibrate(load("cte"), spelled)
    assert [e.process for e in again.learned.effects] == ["acid", "ester"]
    same(model, again)


def test_a_film_in_two_rows_is_one_film():
    halves = [
        film("PMDA // ODA", 39.0),
        *FILMS[1:],
        film("Pyromellitic dianhydride // ODA", 41.0),
    ]
    both = calibrate(load("cte"), halves)
    assert len(both.films) == 5
    assert len(both.rows) == 6
    assert {film.value for film in both.films} >= {40.0}


@pytest.mark.parametrize(("spread", "least", "most"), [(0.02, 0.0, 4.0), (9.0, 4.0, 30.0)])
def test_a_measured_film_is_known_as_well_as_its_repeats_say(spread, least, most):
    asked = [PAIRS[0]]
    text = f"{asked[0][0].abbreviation} // {asked[0][1].abbreviation}"
    value = load("cte").posterior(asked).mean[0] + 12.0
    rows = [film(text, value + spread * i) for i in (-2, -1, 0, 1, 2)]
    belief = calibrate(load("cte"), rows).posterior(asked)
    assert least < Z90 * belief.sd[0] < most
    assert belief.mean[0] == pytest.approx(value, abs=3.0)
    other = calibrate(load("cte"), rows).posterior(PAIRS[1:2])
    assert Z90 * other.sd[0] > 10.0


def test_a_precise_value_counts_more():
    (one,) = merged([film("PMDA // ODA", 30.0, sd=1.0), film("PMDA // ODA", 40.0, sd=2.0)])
    assert one.value == pytest.approx((30 + 40 / 4) / (1 + 1 / 4))
    assert one.sd == pytest.approx((1 + 1 / 4) ** -0.5)


def test_an_uncertain_measurement_moves_the_model_less():
    sure, unsure = (calibrate(load("cte"), [film("PMDA // ODA", 60.0, sd=s)]) for s in (0, 15))
    before = load("cte").posterior(PAIRS).mean
    assert (sure.posterior(PAIRS).mean - before > 2 * (unsure.posterior(PAIRS).mean - before)).all()


def test_films_accumulate(model):
    first = calibrate(load("cte"), FILMS[:2])
    both = calibrate(first, FILMS[2:])
    assert both.fingerprint == model.fingerprint
    same(both, model)


def test_films_accumulate_through_files(model, tmp_path):
    calibrate(load("cte"), FILMS[:2]).save(tmp_path / "cte.npz")
    both = calibrate(load(tmp_path / "cte.npz"), FILMS[2:])
    assert both.fingerprint == model.fingerprint
    same(both, model, rtol=1e-6)


def test_a_measurement_given_again_counts_once(model):
    again = calibrate(model, [*FILMS, film("6FDA // ODA", 70.0)])
    assert len(again.rows) == 6


def test_round_trip(model, tmp_path):
    path = tmp_path / "cte.npz"
    assert model.save(path) == model.fingerprint
    again = load(path)
    assert again.fingerprint == model.fingerprint
    assert again.base.fingerprint == load("cte").fingerprint
    assert [as_record(f) for f in again.rows] == [as_record(f) for f in model.rows]
    a, b = again.posterior(PAIRS), model.posterior(PAIRS)
    assert (a.mean == b.mean).all()
    assert (a.covariance == b.covariance).all()


def test_the_transparent_model_can_be_calibrated_too(tmp_path):
    own = calibrate(load("cte_groups"), FILMS)
    own.save(tmp_path / "x.npz")
    same(own, read_model(tmp_path / "x.npz"))


def test_altered_files_are_refused(model, tmp_path):
    path = tmp_path / "cte.npz"
    model.save(path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["metadata"] = np.frombuffer(
        arrays["metadata"].tobytes().replace(b'"value": 19.0', b'"value": 29.0'), dtype=np.uint8
    )
    np.savez_compressed(path, **arrays)
    with pytest.raises(DataError, match="checksum"):
        read_model(path)


def damaged_films():
    good = {"dianhydrides": [["PMDA", "", 1.0]], "diamines": [], "value": 1.0, "sd": 0.0}
    return [[], ["x"], [{}], [good], [{**good, "process": "p"}], None]


@pytest.mark.parametrize("films", damaged_films())
def test_damaged_films_are_refused(model, tmp_path, films):
    model.save(tmp_path / "x.npz")
    artefact = load_artefact(tmp_path / "x.npz")
    save_artefact(tmp_path / "x.npz", artefact.metadata | {"films": films}, artefact.arrays)
    with pytest.raises(DataError, match="x.npz"):
        read_model(tmp_path / "x.npz")


@pytest.mark.parametrize(
    "change", [{"process": "none"}, {"process": 3}, {"base": {}}, {"base": {"kind": "calibrated"}}]
)
def test_damaged_heads_are_refused(model, tmp_path, change):
    model.save(tmp_path / "x.npz")
    artefact = load_artefact(tmp_path / "x.npz")
    save_artefact(tmp_path / "x.npz", artefact.metadata | change, artefact.arrays)
    with pytest.raises(DataError, match="x.npz"):
        read_model(tmp_path / "x.npz")


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_impossible_values_are_refused(value):
    with pytest.raises(DataError, match="cte is"):
        calibrate(load("cte"), [film("PMDA // ODA", value)])
    with pytest.raises(DataError, match="uncertainty"):
        calibrate(load("cte"), [film("PMDA // ODA", 30.0, sd=value)])


def test_no_films_are_refused():
    with pytest.raises(DataError, match="0 films"):
        calibrate(load("cte"), [])


def test_what_was_measured_is_in_the_domain():
    strange = po.own_monomer("X", "O=C1OC(=O)c2cc3c(cc21)[Si](C)(C)c1cc2c(cc1-3)C(=O)OC2=O")
    amine = renamed(pair("PMDA", "PDA")[1], "mine")
    assert not load("tg").posterior([(strange, amine)]).in_domain[0]
    made = OwnFilm(po.Composition(((strange, 1.0),), ((amine, 1.0),)), 300.0)
    after = calibrate(load("tg"), [made]).posterior([(strange, pair("PMDA", "PDA")[1])])
    assert after.in_domain[0]
    assert after.similarity[0] == 1.0
    assert after.nearest[0].startswith(strange.smiles)


def test_precursors_of_the_literature_are_told_apart():
    rows = [r for r in dataset_rows("literature.csv") if r["series"] == "precursor effect"]
    films = [
        OwnFilm(
            po.Composition.from_shares(r["dianhydrides"], r["diamines"]),
            float(r["cte_ppm_per_K"]),
            process="ester" if "ester" in r["process"] else "acid",
        )
        for r in rows
    ]
    asked = [pair("BPDA", "PDA")]
    ester, acid = (
        calibrate(load("cte"), films, name).posterior(asked).mean[0] for name in ("ester", "acid")
    )
    assert ester - acid > 6
    assert ester == pytest.approx(19, abs=5)
    assert acid == pytest.approx(4.7, abs=5)
