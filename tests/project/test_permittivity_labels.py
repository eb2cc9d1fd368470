"""Permittivities get their frequency, and the slope is that of curves of one polymer."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from polyopt.models.frequency import DISPERSION
from polyopt.models.identity import structure_of
from polyopt.models.recipes import RECIPES

LINE = DISPERSION["permittivity"]
PMDA, BPDA = "O=c1oc(=O)c2cc3c(=O)oc(=O)c3cc12", "O=C1OC(=O)c2cc(-c3ccc4c(c3)C(=O)OC4=O)ccc21"
ODA, PDA = "Nc1ccc(Oc2ccc(N)cc2)cc1", "Nc1ccc(N)cc1"


@pytest.fixture
def labels(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "experiments"))
    return import_module("permittivity_labels")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "measurements.csv").write_text(
        "dianhydride,diamine,property,value,doi\n"
        f"{BPDA},{ODA},permittivity,3.30,\n"
        f"{PMDA},{ODA},permittivity,3.40,10.1/x\n"
        f"{PMDA},{ODA},tg,400,\n"
        f"{PMDA},CCO,permittivity,3.0,\n"
    )
    rows = [(PMDA, ODA, 3.40, 1e3, 25), (PMDA, ODA, 3.38, 1e6, 25), (PMDA, ODA, 9.0, 1e3, 200)]
    rows += [(PMDA, PDA, 3.5 * (f / 1e6) ** -0.01, f, 25) for f in (1e2, 1e3, 1e4, 1e5)]
    rows += [(PMDA, PDA, 5.0, 1e10, 25), (PMDA, PDA, 8.0, 1.0, 25)]
    (tmp_path / "permittivity.csv").write_text(
        "dianhydrides,diamines,property,value,frequency_Hz,test_temperature_degC\n"
        + "".join(f"{a}:100,{b}:100,permittivity,{v},{f},{t}\n" for a, b, v, f, t in rows)
        + f"{PMDA}:100,{PDA}:100,dissipation_factor,0.002,1000,25\n"
    )
    return tmp_path


def test_only_permittivities_at_room_temperature_are_read(labels, folder, capsys):
    assert [r.value for r in labels.without_frequency(folder, "permittivity")] == [3.40, 3.30]
    assert "1 reports of monomers that form no chain" in capsys.readouterr().out
    found = labels.with_frequency(folder, "permittivity")
    assert len(found) == 7
    assert {9.0, 8.0}.isdisjoint(r.value for r in found)


def test_a_value_of_both_tables_has_the_frequency_of_the_second(labels, folder):
    newer = labels.with_frequency(folder, "permittivity")
    first, second = labels.with_frequencies_of(
        labels.without_frequency(folder, "permittivity"), newer
    )
    assert first.frequency == pytest.approx(1e3)
    assert second.frequency == pytest.approx(1e3)  # that of the only value that agrees
    assert first.paper == "10.1/x"


def test_a_slope_needs_four_frequencies_of_one_polymer(labels, folder):
    assert labels.slopes(labels.with_frequency(folder, "permittivity")) == pytest.approx(
        np.array([-0.01])
    )


def test_labels_are_brought_to_the_reference_and_far_ones_train_nothing(labels, folder):
    newer = labels.with_frequency(folder, "permittivity")
    films = labels.films_at(newer, RECIPES["permittivity"], LINE)
    by_unit = {structure_of(p): v for p, v in zip(films.main_pair, films.value, strict=True)}
    values = [3.40 * 10 ** (3 * LINE.slope), 3.38]
    assert by_unit[PMDA, ODA] == pytest.approx(np.median(values))
    near = [3.5 * 10 ** ((6 - d) * (0.01 + LINE.slope)) for d in (2, 3, 4, 5)]
    assert by_unit[PMDA, PDA] == pytest.approx(np.median(near))  # without the value at 10 GHz
