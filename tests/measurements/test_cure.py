"""Films of a cure as tables hold them, and the law through them."""

import math

import pytest

from polyopt.equations.network import crosslinks
from polyopt.errors import DataError
from polyopt.measurements.cure import fit_cure
from polyopt.measurements.cured_films import CuredFilm, read_cures

HEAD = "temperature_degC,time_min,insoluble_pct,insoluble_sd_pct\n"


@pytest.fixture
def read(tmp_path):
    def reader(*rows):
        (tmp_path / "cures.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
        return read_cures(tmp_path / "cures.csv")

    return reader


def test_films_are_read_with_and_without_a_spread(read):
    films = read("220,120,65,2", "240,60,69,", "260,40,0, ")
    assert films == (
        CuredFilm(220.0, 120.0, 65.0, 2.0),
        CuredFilm(240.0, 60.0, 69.0),
        CuredFilm(260.0, 40.0, 0.0),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("hot,60,69,", "temperature_degC is 'hot', not a number"),
        ("1200,60,69,", "temperature_degC is 1200"),
        ("240,0,69,", "time_min is 0"),
        ("240,60,101,", "insoluble_pct is 101"),
        ("240,60,69,0", "insoluble_sd_pct is 0"),
        ("240,60,69,wide", "insoluble_sd_pct is 'wide', not a number"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(read, row, said):
    with pytest.raises(DataError) as caught:
        read("220,120,65,2", row)
    assert caught.value.what == said
    assert caught.value.where.endswith("cures.csv, line 3")


def test_a_time_of_the_law_gives_back_its_insoluble_content():
    law = fit_cure([CuredFilm(200, 60, 30), CuredFilm(240, 30, 60), CuredFilm(260, 20, 80)])
    time = law.time_to(50.0, law.reference)
    assert time.low < time.time < time.high and not time.extrapolated
    grown = math.exp(law.log_rate) * time.time
    assert grown == pytest.approx(float(crosslinks(0.5)), rel=1e-12)
    assert law.time_to(50.0, 300.0).extrapolated


def test_films_that_only_bound_the_law_are_left_out_and_named():
    films = [CuredFilm(200, 60, 30), CuredFilm(240, 30, 60), CuredFilm(260, 300, 100)]
    law = fit_cure(films)
    assert law.used == 2 and law.energy_interval is None
    assert law.left_out == ("260 degC, 300 min: 100 wt% only bounds the crosslinks",)
