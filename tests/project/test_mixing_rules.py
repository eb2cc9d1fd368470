"""The experiment on mixing rules finds what was put in; page and recipe say what its table says."""

import csv
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from polyopt.models.recipes import recipe_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mixing(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    return import_module("06_mixing")


@pytest.fixture
def films(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    return import_module("copolymer_films")


@pytest.fixture
def table():
    with (ROOT / "experiments/results/mixing.csv").open(encoding="utf-8", newline="") as file:
        return {
            (r["property"], r["films"], r["parents"], r["rule"]): r for r in csv.DictReader(file)
        }


def made_up(films, number, rng, *, share, shift, excess=0.0):
    """Return series of two homopolymers 100 apart, and errors drawn from what is claimed."""
    series, errors = [], []
    for _ in range(number):
        x = rng.uniform(0.1, 0.9, 4)
        part = films.Series(
            films=(),
            fraction=np.stack([x, 1 - x], axis=1),
            mass=np.array([300.0, 400.0]),
            value=np.array([250.0, 350.0]),
            covariance=25.0 * np.eye(2),
            film_sd=np.full(2, 5.0),
        )
        spread = import_module("06_mixing").covariance(part, share, shift)
        errors.append(rng.multivariate_normal(-4 * x * (1 - x) * excess, spread))
        series.append(part)
    return series, errors


def test_share_and_shift_are_found_again(mixing, films):
    series, errors = made_up(films, 60, np.random.default_rng(0), share=0.6, shift=20.0)
    found = mixing.share_and_shift(series, errors, np.array([0.0, 10.0, 20.0, 40.0]))
    assert found["share_low"] < 0.61 and found["share_high"] > 0.59
    assert found["share"] == pytest.approx(0.6, abs=0.12)
    assert found["share_median"] == pytest.approx(0.6, abs=0.12)
    assert found["series_sd"] == pytest.approx(20.0, abs=5.0)


def test_an_excess_is_found_again(mixing, films):
    series, errors = made_up(
        films, 200, np.random.default_rng(2), share=0.2, shift=10.0, excess=30.0
    )
    found = mixing.excess(series, errors, 0.2, 10.0)
    assert abs(found["excess"] - 30.0) < 3 * found["excess_sd"] < 15.0


def test_copolymers_of_one_series_share_their_parents(mixing, films):
    series, _ = made_up(films, 1, np.random.default_rng(3), share=0.0, shift=0.0)
    spread = mixing.covariance(series[0], 0.0, 0.0)
    x = series[0].fraction
    assert spread[0, 1] == pytest.approx(25.0 * (x[0] @ x[1]))
    assert spread[0, 0] == pytest.approx(25.0 * (x[0] @ x[0]) + 25.0)


def test_only_copolymers_with_all_their_homopolymers_are_mixed(films):
    copolymers = list(films.literature_copolymers("tg"))
    first = next(film for film in copolymers if film.id == "J018")
    reports = {(films.ANYWHERE, unit): [200.0, 260.0, 260.0] for unit in first.units}
    (part,) = films.of_reports(copolymers, reports, 10.0, films.ANYWHERE)
    assert [film.id for film in part.films] == ["J018"]
    assert part.value.tolist() == [230.0, 230.0]  # distinct values, each once
    assert not films.of_reports(copolymers, reports, 10.0, None)


def test_fibres_and_bounds_are_no_copolymer_films(films):
    assert {f.id for f in films.literature_copolymers("tg")}.isdisjoint({"J011", "J045"})
    assert "J011" in {f.id for f in films.literature_copolymers("cte")}


def test_rows_of_the_collection_are_closed_and_the_three_marked(films, tmp_path):
    acid, one = "O=C1OC(=O)c2cc(Oc3ccc4c(c3)C(=O)OC4=O)ccc21:100", "Nc1ccc(Oc2ccc(N)cc2)cc1"
    other = "Nc1ccc(-c2ccc(N)cc2C(F)(F)F)c(C(F)(F)F)c1"
    (tmp_path / "copolymers_tg.csv").write_text(
        "dianhydrides,diamines,dianhydride_names,diamine_names,value\n"
        f"{acid},{other}:90;{one}:90,ODPA,TFMB/ODA,168\n"
        f"{acid},{one}:30;Nc1ccc(N)cc1:70,ODPA,ODA/PDA,280\n"
    )
    doubtful, fine = films.collected_copolymers(tmp_path)
    assert doubtful.doubtful
    assert not fine.doubtful
    assert doubtful.fraction.tolist() == [0.5, 0.5]
    assert doubtful.series != fine.series


def test_the_allowance_of_tg_is_what_the_table_leaves(table):
    best = table["tg", "literature and collection", "measured anywhere", "fox-mass"]
    recipe = recipe_of("tg")
    assert recipe.mixing == "fox-mass"
    assert recipe.mixing_share == pytest.approx(float(best["share_median"]))
    assert float(best["share_low"]) <= recipe.mixing_share <= float(best["share_high"])


def test_the_page_says_what_the_table_says(table):
    page = (ROOT / "docs/physics/tg-and-cte.md").read_text(encoding="utf-8")
    both = "literature and collection"
    fox = table["tg", both, "measured anywhere", "fox-mass"]
    for row, column in (
        (fox, "mae"),
        (table["tg", both, "measured anywhere", "mole-linear"], "mae"),
        (table["tg", both, "model, of measured anywhere", "fox-mass"], "mae"),
        (table["tg", both, "model, of no such", "fox-mass"], "mae"),
        (table["tg", both, "training medians", "fox-mass"], "mae"),
        (table["tg", both, "model, of training medians", "fox-mass"], "mae"),
        (table["cte", "literature", "measured anywhere", "mole-linear"], "mae"),
        (fox, "bias"),
        (fox, "excess"),
    ):
        assert f"{float(row[column]):.1f}" in page
    assert f"{fox['n']} copolymers of {fox['series']} series" in page.replace("\n  ", " ")


def test_a_copolymer_between_equal_parents_has_no_spread(films):
    part = films.Series(
        (), np.array([[0.3, 0.7]]), np.ones(2), np.full(2, 300.0), np.eye(2), np.ones(2)
    )
    assert part.spread.tolist() == pytest.approx([0.0], abs=1e-9)
