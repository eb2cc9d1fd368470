"""Tables as people have them: encodings, separators, signs, headers, units; right, or refused."""

import logging

import pandas as pd
import pytest

from polyopt.cli.app import run
from polyopt.errors import DataError
from polyopt.io.reading.files import open_table
from polyopt.io.reading.source import TableFile
from polyopt.io.reading.text import decoded
from polyopt.measurements.cured_films import read_cures
from polyopt.measurements.drying_fit import read_drying
from polyopt.own_data.measured_table import measured_table
from polyopt.problem.named_tables import read_pairs

PLAIN = "dianhydrides,diamines,tg_degC,cte_ppm_per_K,process\n"
ROWS = ("PMDA,ODA,385.5,41.5,acid", "BPDA,PDA,351,12,ester", "6FDA,ODA,301.25,55,acid")
TG = (385.5, 351.0, 301.25)
CTE = (41.5, 12.0, 55.0)


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8", name="t.csv"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path / name

    return write


def values(path, name):
    return tuple(f.film.value for f in measured_table(path).of(name).films)


def body(separator=",", decimal="."):
    return "\n".join(row.replace(".", decimal).replace(",", separator) if decimal == "."
                     else separator.join(c.replace(".", ",") for c in row.split(","))
                     for row in ROWS)  # fmt: skip


@pytest.mark.parametrize(
    ("head", "separator", "decimal", "encoding"),
    [
        (PLAIN, ",", ".", "utf-8"),
        (PLAIN, ",", ".", "utf-16"),
        (PLAIN, ",", ".", "utf-16-le"),
        (PLAIN, ";", ",", "utf-8-sig"),
        (PLAIN, "\t", ",", "utf-8"),
        (PLAIN, ";", ".", "utf-8"),
        ("Dianhydrides,Diamines,Tg_degC,CTE_ppm_per_K,Process\n", ",", ".", "utf-8"),
        ("Dianhydride,Diamine,Tg (°C),CTE (ppm/°C),PROCESS\n", ",", ".", "cp1252"),
        ("dianhydrides,diamines,Tg [℃],CTE [10⁻⁶/K],process\n", ";", ",", "utf-8"),
        ("dianhydrides,diamines,玻璃化转变温度(℃),CTE/(ppm/K),process\n", ",", ".", "gbk"),
        ("sep=,\n" + PLAIN, ",", ".", "utf-8"),
        ("# films of May\n# Tg by DMA\n" + PLAIN, ",", ".", "utf-8"),
        ("Report 12,,,,\n,,,,\n" + PLAIN, ",", ".", "utf-8"),
        ("dianhydrides,diamines,Tg,CTE,process\n,,°C,ppm/K,\n", ",", ".", "utf-8"),
    ],
)
def test_values_are_those_of_the_plain_table(written, head, separator, decimal, encoding):
    lines = head.split("\n")
    head = "\n".join(
        line if line.startswith(("sep", "#")) else line.replace(",", separator) for line in lines
    )
    path = written(head + body(separator, decimal) + "\n", encoding)
    assert values(path, "tg") == TG
    assert values(path, "cte") == CTE
    assert [f.film.process for f in measured_table(path).of("tg").films] == [
        "acid",
        "ester",
        "acid",
    ]


@pytest.mark.parametrize(
    ("header", "cells", "value"),
    [
        ("Tg (K)", "573.15", 300.0),
        ("tg_K", "573.15", 300.0),
        ("Glass transition temperature / °F", "572", 300.0),
        ("Tg (DSC) (°C)", "300", 300.0),
        ("Tg DSC (°C)", "300", 300.0),
    ],
)
def test_units_that_are_stated_are_converted(written, header, cells, value, caplog):
    path = written(f"dianhydrides,diamines,{header}\nPMDA,ODA,{cells}\n")
    with caplog.at_level(logging.WARNING, "polyopt"):
        assert values(path, "tg") == pytest.approx((value,))
    assert header in caplog.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dianhydrides,diamines,XYZ (ppm/K)\nPMDA,ODA,41\n", "'XYZ .ppm/K.' is not used"),
        ("dianhydrides,diamines,tg\nPMDA,ODA,300\n", "states no unit"),
        ("dianhydrides,diamines,Tg (MPa)\nPMDA,ODA,300\n", "cannot be in 'MPa'"),
        ("dianhydrides,diamines,Tg (°C),Tg (K)\nPMDA,ODA,300,573\n", "two columns can be tg_degC"),
        ("dianhydrides,diamines,tg_degC\n,,K\nPMDA,ODA,573\n", "states two units"),
        ('dianhydrides,diamines,tg_degC\nPMDA,ODA,"1,385"\n', "can be two numbers"),
        ("dianhydrides,diamines,tg_degC\nPMDA,ODA,1,5\n", "line 2 has 4 cells"),
        ("dianhydrides,diamines,note,tg_degC\nPMDA,ODA,1\nBPDA,ODA,2\n", "fewer cells"),
        ("dianhydrides,diamines,tg_degC\nPMDA,ODA,300\n\ndianhydrides,diamines,tg_K\n"
         "BPDA,ODA,560\n", "begins a second table"),
        ('dianhydrides,diamines,tg_degC\nPMDA,ODA,"300\n', "quotation mark"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(written, text, message):
    with pytest.raises(DataError, match=message) as caught:
        measured_table(written(text))
    assert "t.csv" in caught.value.where


def test_a_window_in_the_name_of_a_cte_is_kept(written):
    path = written("dianhydrides,diamines,CTE (50–200 °C) (ppm/K)\nPMDA,ODA,41\n")
    (film,) = measured_table(path).films
    assert (film.film.value, str(film.window)) == (41.0, "50 to 200 °C")


def test_a_second_column_of_like_name_is_refused_or_named(written, caplog):
    with pytest.raises(DataError, match="two columns can be tg_degC"):
        measured_table(written("dianhydrides,diamines,Tg DSC (°C),Tg DMA (°C)\nPMDA,ODA,1,2\n"))
    with caplog.at_level(logging.WARNING, "polyopt"):
        path = written("dianhydrides,diamines,tg_degC,Tg predicted (°C)\nPMDA,ODA,385,2\n")
        assert values(path, "tg") == (385.0,)
    assert "'Tg predicted (°C)' is not used" in caplog.text


def test_a_column_whose_unit_would_fit_is_not_passed_over_silently(written, caplog):
    path = written("dianhydrides,diamines,tg_degC,alpha (ppm/K)\nPMDA,ODA,385,41\n")
    with caplog.at_level(logging.WARNING, "polyopt"):
        assert values(path, "tg") == (385.0,)
    assert "'alpha (ppm/K)' is not used" in caplog.text


def test_lines_are_those_of_the_file(written):
    path = written(f"made in May\n\n{PLAIN}PMDA,ODA,385,,\n# pause\nPMDQ,ODA,300,,\n")
    table = measured_table(path)
    assert [f.row for f in table.films] == [4]
    assert table.skipped[0].row == 6
    assert any("line 5" in left for left in table.reading.left)


def test_a_lost_cell_is_called_a_cell_and_a_lost_row_a_row(written):
    path = written(f"{PLAIN}PMDA,ODA,385,abc,\nBPDA,ODA,hot,warm,\n")
    assert [str(s).split(":")[0] for s in measured_table(path).skipped] == [
        "the cte of row 2", "row 3", "row 3",
    ]  # fmt: skip


def test_a_column_that_is_nearly_named_is_pointed_out(written, caplog):
    path = written("dianhydrides,diamines,tg_degC,cte_ppm_per_kelvn\nPMDA,ODA,385,41\n")
    with caplog.at_level(logging.WARNING, "polyopt"):
        assert values(path, "cte") == ()
    assert "did you mean 'cte_ppm_per_K'" in caplog.text


def test_strict_refuses_what_would_be_chosen_or_left_out(written, tmp_path, capsys):
    plain = written(PLAIN + body() + "\n", name="plain.csv")
    spelt = written((PLAIN + body() + "\n").replace("tg_degC", "Tg (°C)"), name="spelt.csv")
    lost = written(f"{PLAIN}PMDA,ODA,385,abc,\nBPDA,ODA,285,50,\n", name="lost.csv")
    assert run(["validate", "--strict", str(plain)]) == 0
    for path in (spelt, lost):
        assert run(["validate", "--strict", str(path)]) == 4
    assert "'Tg (°C)' is tg_degC" in capsys.readouterr().err


def test_a_table_in_memory_is_read_alike():
    table = pd.DataFrame(
        {"Dianhydrides": ["PMDA"], "diamines": ["ODA"], "Tg (K)": [573.15], "group": [7]}
    )
    (film,) = measured_table(table).films
    assert (film.film.value, film.group) == (pytest.approx(300.0), "7")


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "big5", "cp932", "mac_roman", "cp437"])
def test_the_encoding_is_inferred_from_the_words_it_gives(encoding):
    assert decoded("备,薄膜很脆\n".encode("gbk")).text == "备,薄膜很脆\n"
    text = {
        "gbk": "温度(℃),储能模量(MPa)", "big5": "溫度(℃),儲能模量(MPa)",
        "cp932": "温度(℃),貯蔵弾性率(MPa)",
    }.get(encoding, "Temperature (°C),25 °C ± 5 °C")  # fmt: skip
    assert decoded(f"{text}\n1,2\n".encode(encoding)).text == f"{text}\n1,2\n"


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("temperature_degC,time_min,insoluble_pct", ("220,120,65", "240,60,69")),
        ("Temperature (K),Time (h),Gel content (%)", ("493.15,2,65", "513.15,1,69")),
        ("temperature_degC;time_min;insoluble (fraction)", ("220;120;0,65", "240;60;0,69")),
        ("Cure temperature [°C],Time [s],insoluble_pct", ("220,7200,65%", "240,3600,69%")),
    ],
)
def test_cures_are_read_in_stated_units(written, head, rows):
    films = read_cures(written("\n".join([head, *rows, ""])))
    read = [x for f in films for x in (f.temperature, f.time, f.insoluble)]
    assert read == pytest.approx([220, 120, 65, 240, 60, 69])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("493,120,65", "513,60,69"), "kelvin"),
        (("423,9,65", "463,3,69"), "kelvin"),
        (("220,120,0.65", "240,60,0.69"), "fractions"),
    ],
)
def test_cures_in_another_unit_than_stated_are_refused(written, rows, message):
    path = written("\n".join(["temperature_degC,time_min,insoluble_pct", *rows, ""]))
    with pytest.raises(DataError, match=message):
        read_cures(path)


def test_a_drying_table_in_minutes_and_fractions(written):
    path = written("time (min);residual solvent (w/w)\n0;0,8\n10;0,5\n")
    times, residues = read_drying(path)
    assert list(times) == [0.0, 600.0]
    assert list(residues) == pytest.approx([0.8, 0.5])


def test_pairs_with_decimal_commas(written):
    from polyopt.chemistry.monomers import shipped_library

    library = shipped_library()
    palette = [[library.by_name(n) for n in names] for names in (("PMDA",), ("ODA", "PDA"))]
    surface = read_pairs(written("x;ODA;PDA\nPMDA;385,5;400,25\n"), "tg", *palette)
    assert surface.mean.ravel() == pytest.approx([385.5, 400.25])


def test_prices_under_another_name(written):
    opened = open_table(TableFile(written("Monomer;Price (EUR/g)\nPMDA;0,02\n")),
                        ("monomer", "cost_per_kg"))  # fmt: skip
    assert opened.table["cost_per_kg"].tolist() == ["20"]
