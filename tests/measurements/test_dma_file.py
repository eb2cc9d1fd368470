"""Curves in files: plain CSV, instrument exports, and what is refused."""

import numpy as np
import pytest

from polyopt.errors import DataError
from polyopt.measurements.dma_file import read_dma

TEMPERATURE = np.arange(30.0, 70.0)
STORAGE = np.linspace(3e9, 1e9, len(TEMPERATURE))
LOSS = np.linspace(1e8, 2e8, len(TEMPERATURE))


def written(folder, head, *columns, separator=",", decimal=".", encoding="utf-8"):
    rows = [
        separator.join(f"{v:.10g}".replace(".", decimal) for v in r)
        for r in zip(*columns, strict=True)
    ]
    path = folder / "curve.csv"
    path.write_bytes("\n".join([*head, *rows]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("head", "temperature", "modulus", "options"),
    [
        (["temperature_degC,storage_modulus_MPa"], 0.0, 1e6, {}),
        (["temperature_K,storage_modulus_Pa"], 273.15, 1.0, {}),
        (["Temperature (°C),E' (GPa)"], 0.0, 1e9, {}),
        (["Temp./°C;E'/MPa"], 0.0, 1e6, {"separator": ";", "decimal": ","}),
        (["Sample;PI-7", "Rate;3 K/min", "", "Temp./°C;E'(1.000 Hz)/MPa"], 0.0, 1e6,
         {"separator": ";", "decimal": ","}),
        (["Temperature\tStorage Modulus", "°C\tMPa"], 0.0, 1e6, {"separator": "\t"}),
        (["Sample Temp. (K)\tStorage modulus [Pa]"], 273.15, 1.0,
         {"separator": "\t", "encoding": "utf-16"}),
        (['"Temperature (°C)","E′ (MPa)"'], 0.0, 1e6, {}),
    ],
)  # fmt: skip
def test_two_columns(tmp_path, head, temperature, modulus, options):
    path = written(tmp_path, head, TEMPERATURE + temperature, STORAGE / modulus, **options)
    curve = read_dma(path)
    assert curve.temperature == pytest.approx(TEMPERATURE)
    assert curve.storage == pytest.approx(STORAGE, rel=1e-8)
    assert curve.loss is None


@pytest.mark.parametrize("name", ["loss_modulus_Pa", "Loss modulus (Pa)", "E'' (Pa)"])
def test_names_of_a_loss_modulus(tmp_path, name):
    head = [f"temperature_degC,storage_modulus_Pa,{name}"]
    curve = read_dma(written(tmp_path, head, TEMPERATURE, STORAGE, LOSS))
    assert curve.loss == pytest.approx(LOSS)


def test_the_loss_modulus_and_other_columns(tmp_path):
    head = ["Time (min),Temperature (°C),E'' (MPa),E' (MPa),tan delta"]
    columns = (TEMPERATURE, TEMPERATURE, LOSS / 1e6, STORAGE / 1e6, LOSS / STORAGE)
    curve = read_dma(written(tmp_path, head, *columns))
    assert curve.loss == pytest.approx(LOSS)
    assert curve.storage == pytest.approx(STORAGE)


def test_rows_without_numbers_are_left_out(tmp_path):
    path = written(tmp_path, ["temperature_degC,storage_modulus_MPa"], TEMPERATURE, STORAGE / 1e6)
    path.write_text(path.read_text() + "\nend of run,\n")
    assert len(read_dma(path)) == len(TEMPERATURE)


@pytest.mark.parametrize(
    ("head", "output"),
    [
        (["temperature,storage_modulus_MPa"], "no unit"),
        (["temperature_degC,storage_modulus"], "no unit"),
        (["temperature_degC,E' (mPa)"], "millipascal"),
        (["temperature_degC,G' (MPa)"], "shear modulus"),
        (["degrees,stiffness"], "no columns"),
        (["temperature_K,storage_modulus_MPa"], "outside"),
    ],
)
def test_what_is_refused(tmp_path, head, output):
    with pytest.raises(DataError, match=output) as error:
        read_dma(written(tmp_path, head, TEMPERATURE - 300, STORAGE))
    assert str(error.value).startswith(str(tmp_path))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"temperature_degC,storage_modulus_MPa\n"]
)
def test_files_without_a_curve(tmp_path, content):
    path = tmp_path / "curve.csv"
    path.write_bytes(content)
    with pytest.raises(DataError):
        read_dma(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_dma(tmp_path / "missing.csv")
