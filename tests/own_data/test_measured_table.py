"""One reader of measured films: calibrate, fit and validate have the same films of one table."""

import pandas as pd
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.own_data import fit as fit_module
from polyopt.own_data.measured_table import measured_table

HEADER = (
    "dianhydrides,diamines,tg_degC,tg_sd_degC,tg_censor,cte_ppm_per_K,cte_sd_ppm_per_K,process,"
    "group,note\n"
)
GOOD = """\
PMDA,ODA,400,5,,46,,ester,paper 1,
BPDA,PDA,,,,19,1.5,ester,paper 1,
BPDA,ODA,290,,,49,2,Ester ,paper 1,
PMDA:50;BPDA:50,PDA:30;ODA:70,360,,,38,,ester,paper 2,shares
PMDA,PDA,420,,,6,,acid,paper 2,
6FDA,TFMB,322,4,,52,,ester,,
BTDA,ODA,285,,,53,,ester,,
ODPA,ODA,265,,,51,,acid,,
PMDA,mTB,390,,,12,,acid,,
6FDA,ODA,300,,,58,,ester,,
BPDA,mTB,330,,,16,,acid,,
"""
NASTY = """\
PMDQ,ODA,400,,,46,,ester,,unknown monomer
PMDA,34ODA,abc,,,44,,ester,,a number that is none
PMDA,TPER,>300,,,3e9,,ester,,a bound in the cell and a slip
BTDA,PDA,200,,>,20,,ester,,a bound
,,,,,,,,,
PMDA,,350,,,,,ester,,half a formulation
PMDQ,x,,,,,,,,no value
BPDA,Nc1cc(*)c(N)cc1,310,,,30,,ester,,no monomer
6FDA,PDA,340,,<,nan,,acid,,a bound and no number
"""
PROPERTIES = ("tg", "cte")


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films.csv").write_text(HEADER + GOOD + NASTY, encoding="utf-8")
    return "films.csv"


@pytest.fixture
def fitted(monkeypatch):
    """What `fit` is given to learn from, by property."""
    rows = {}
    whole = fit_module.trained

    def spy(found, name, *args, **more):
        rows[name] = found
        return whole(found, name, *args, **more)

    monkeypatch.setattr(fit_module, "trained", spy)
    return rows


def made_of(pairs):
    """Return what a film is made of: its repeat units by name with their shares."""
    return tuple(sorted((str(acid), str(amine), round(share, 9)) for acid, amine, share in pairs))


def test_calibrate_fit_and_validate_read_the_same_films(table, fitted):
    calibrated, fit, validated = (
        po.calibrate(table),
        po.fit(table, kind="groups"),
        po.validate(table),
    )
    for name in PROPERTIES:
        own = {
            (made_of(film.composition.pairs()), film.value) for film in calibrated.models[name].rows
        }
        learned = {(made_of(row.pairs), row.value) for row in fitted[name]}
        judged = {
            (
                made_of(po.Composition.parse(f"{film.dianhydrides} // {film.diamines}").pairs()),
                film.measured,
            )
            for film in validated.films
            if film.property == name
        }
        assert own == learned == judged
        assert len(own) == {"tg": 10, "cte": 13}[name]
    assert calibrated.bounds == fit.bounds == validated.bounds == 2
    assert calibrated.skipped == validated.skipped
    assert set(fit.skipped) == set(calibrated.skipped)
    assert [line.split(":")[0] for line in calibrated.skipped] == [
        "row 13", "the tg of row 14", "row 15", "row 15", "row 18", "row 20", "row 21",
    ]  # fmt: skip


def test_the_commands_say_the_same_of_rows_left_out(table, capsys):
    output = []
    for words in (["calibrate"], ["fit", "--kind", "groups"], ["validate"]):
        assert run([words[0], table, *words[1:]]) == 4
        output.append(sorted(capsys.readouterr().err.splitlines()))
    assert output[0] == output[1] == output[2]
    assert "polyopt: left out 2 values marked as bounds" in output[0]
    assert any(line.startswith("polyopt: left out row 13: unknown monomer") for line in output[0])


def test_process_uncertainty_and_group_of_a_film(table, fitted):
    cte = po.calibrate(table).models["cte"]
    assert {film.process for film in cte.films} == {"ester", "acid"}
    po.fit(table, kind="groups")
    assert [row.group for row in fitted["cte"]][:6] == [*["paper 1"] * 3, *["paper 2"] * 2, ""]
    read = measured_table(table)
    assert {m.row: m.film.sd for m in read.of("tg").films if m.film.sd} == {2: 5.0, 7: 4.0}
    assert {m.row: m.film.sd for m in read.of("cte").films if m.film.sd} == {3: 1.5, 4: 2.0}


def test_a_film_and_its_training_row_are_of_one_polymer(table):
    for measured in measured_table(table).films:
        row = measured.training_row()
        assert made_of(row.pairs) == made_of(measured.film.composition.pairs())
        assert (row.value, row.group) == (measured.film.value, measured.group)


def test_an_uncertainty_that_cannot_be_read_costs_a_film_only_where_it_counts(table, fitted):
    bad = "ODPA,PDA,300,five,,27,NaN,ester,,\n"
    with open(table, "a", encoding="utf-8") as file:
        file.write(bad)
    line = 1 + len((HEADER + GOOD + NASTY).splitlines())
    for result in (po.calibrate(table), po.validate(table)):
        assert [s for s in result.skipped if s.startswith(f"row {line}:")] == [
            f"row {line}: tg_sd_degC is 'five', not a number",
            f"row {line}: cte_sd_ppm_per_K is nan; give a finite number",
        ]
    fit = po.fit(table, kind="groups")
    assert not [s for s in fit.skipped if s.startswith(f"row {line}:")]
    assert [fitted[name][-1].value for name in PROPERTIES] == [300.0, 27.0]


def test_a_reason_is_said_once_of_a_row_that_loses_several_values(table):
    read = measured_table(table)
    assert [s.property for s in read.skipped if s.row == 13] == ["tg", "cte"]
    assert len([line for line in read.skipped_rows if line.startswith("row 13:")]) == 1
    strange = pd.DataFrame(
        {
            "dianhydrides": ["PMDA"],
            "diamines": [f"N{'C' * 190}N"],
            "tg_degC": 300,
            "cte_ppm_per_K": 9,
        }
    )
    (line,) = measured_table(strange).skipped_rows
    assert "heavy atoms" in line


@pytest.mark.parametrize("read", [po.calibrate, po.fit, po.validate])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("diamines,tg_degC\nODA,300\n", "lacks the column 'dianhydrides'"),
        ("dianhydrides,diamines,hardness\nPMDA,ODA,300\n", "has no column of values"),
        ("dianhydrides,diamines,tg\nPMDA,ODA,300\n", "the column 'tg' states no unit"),
        ("dianhydrides,diamines,tg_degC\n", "has no rows"),
    ],
)
def test_a_table_without_what_it_needs_is_refused_alike(read, text, message, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(po.DataError, match=message) as refused:
        read(path)
    assert refused.value.where == str(path)


def test_temperature_windows_are_read_and_kept(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text(
        "dianhydrides,diamines,cte_ppm_per_K,tg_degC,cte_range_degC\n"
        "PMDA,ODA,29.5,400,50–250\n"
        "PMDA,ODA,20,,from -14 to 38\n"
        "BPDA,ODA,45,280,warm\n"
        "BPDA,PDA,5,,\n",
        encoding="utf-8",
    )
    table = measured_table(path)
    ctes = table.of("cte")
    assert [m.window for m in ctes.films] == [
        po.TemperatureWindow(50, 250),
        po.TemperatureWindow(-14, 38),
        None,
    ]
    assert [m.film.process for m in ctes.films][:2] == ["50-250 °C", "-14 to 38 °C"]
    (skipped,) = table.skipped
    assert (skipped.row, skipped.property) == (4, "cte")
    assert "write '50-200'" in skipped.why
    assert [m.row for m in table.of("tg").films] == [2, 4]
    assert "1 of 2 CTEs" in table.unlike_windows
    assert "-14 to 38 °C" in table.unlike_windows
