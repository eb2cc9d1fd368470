"""Weighings of a drying coat, and where a coat is predried."""

import numpy as np
import pytest

from polyopt.equations.drying import Coating, Conditions
from polyopt.errors import DataError, DomainError, UsageError
from polyopt.measurements.drying import DryingSolvent, analyze_drying, read_solvents
from polyopt.measurements.drying_fit import fit_drying, read_drying

COAT = Coating(20.0, 1.35, 1.03, 0.85)
AIR = Conditions(1e-13, 9.0, 0.02, 0.2344)


def table(folder, *rows):
    path = folder / "coat.csv"
    path.write_text("time_s,residual_solvent_wt_pct\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_weighings_are_read_in_the_order_of_time(tmp_path):
    times, residues = read_drying(table(tmp_path, "60,63.2", "0,85", "120,52.7"))
    assert times.tolist() == [0.0, 60.0, 120.0]
    np.testing.assert_allclose(residues, [0.85, 0.632, 0.527])


@pytest.mark.parametrize(
    ("row", "output"),
    [
        ("soon,60", "time_s is 'soon', not a number"),
        ("-1,60", "-1 s and 60 wt% are not a valid reading"),
        ("60,100", "60 s and 100 wt% are not a valid reading"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path, row, output):
    with pytest.raises(DataError) as caught:
        read_drying(table(tmp_path, "0,85", row))
    assert caught.value.what == output
    assert caught.value.where.endswith("coat.csv, line 3")


def test_three_weighings_do_not_fix_it():
    with pytest.raises(DataError, match="3 readings after the start"):
        fit_drying(COAT, AIR, [0, 1, 2, 3], [0.8, 0.7, 0.6, 0.5])


def test_solvents_are_read_by_name_or_boiling_point():
    nmp, own = read_solvents(["NMP", " my ester =160"])
    assert (nmp.boiling_point, nmp.density is None) == (202.0, False)
    assert own == DryingSolvent("my ester", 160.0)
    with pytest.raises(UsageError, match="'X=hot' is not allowed"):
        read_solvents(["X=hot"])


def test_a_window_needs_no_coat_and_times_need_one():
    found = analyze_drying(["NMP", "X=180"], temperature=90.0)
    assert found["inside_window"] and found["times"] == []
    assert found["boiling_points_degC"] == {"N-methyl-2-pyrrolidone": 202.0, "X": 180.0}
    with pytest.raises(DomainError, match="one solvent"):
        analyze_drying(["NMP", "X=180"], temperature=90.0, diffusivity=1e-13)
    with pytest.raises(DomainError, match="dry thickness"):
        analyze_drying(["NMP"], temperature=90.0, diffusivity=1e-13)


@pytest.mark.parametrize(
    ("solvent", "remark"),
    [("THF", "all of it lies below 0"), ("MEK", "part of it lies below 0"), ("NMP", "")],
)
def test_a_window_below_freezing_has_a_remark(solvent, remark):
    found = analyze_drying([solvent])
    assert found["remark"].startswith(remark) if remark else found["remark"] == ""


@pytest.mark.parametrize(
    ("name", "solvent"),
    [
        ("872-50-4", "N-methyl-2-pyrrolidone"),
        ("NEP", "N-ethyl-2-pyrrolidone"),
        ("DMI", "1,3-dimethyl-2-imidazolidinone"),
        ("1330-20-7", "xylene"),
        ("H2O", "water"),
    ],
)
def test_solvents_go_by_names_and_registry_numbers(name, solvent):
    assert [s.name for s in read_solvents([name])] == [solvent]
