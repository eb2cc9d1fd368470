"""The temperatures of a CTE are found under the names that tables give them."""

import pytest

import polyopt as po


@pytest.mark.parametrize("name", ["CTE range (°C)", "CTE window", "Temperature range [degC]"])
def test_a_window_is_found_with_its_unit(tmp_path, name):
    text = (
        f"dianhydrides,diamines,cte_ppm_per_K,{name}\nPMDA,ODA,30,-14 to 38\nBPDA,ODA,40,-14 to 38"
    )
    (tmp_path / "films.csv").write_text(text, encoding="utf-8")
    assert "2" in po.validate(tmp_path / "films.csv").windows


def test_a_window_in_kelvin_is_not_taken_for_degrees_celsius(tmp_path, caplog):
    text = "dianhydrides,diamines,cte_ppm_per_K,CTE range (K)\nPMDA,ODA,30,250-310"
    (tmp_path / "films.csv").write_text(text, encoding="utf-8")
    assert po.validate(tmp_path / "films.csv").windows == ""
    assert "CTE range (K)" in caplog.text
