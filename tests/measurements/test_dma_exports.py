"""Curves as instruments write them: the right one, or one clear error; never another."""

import numpy as np
import openpyxl
import pytest

from polyopt.cli.app import run
from polyopt.errors import DataError, UsageError
from polyopt.measurements.dma_exports.columns import hints_at_shear
from polyopt.measurements.dma_file import read_dma

T = np.arange(150.0, 350.0, 4.0)
DECADES = 9.4 / (1 + np.exp((T - 250) / 8)) + 5.6 / (1 + np.exp(-(T - 250) / 8))
E = np.round(10**DECADES / 1e6, 4)
LOSS = np.round(E / 12, 4)


def text(value, decimal="."):
    return f"{value:.10g}".replace(".", decimal)


def lines(*columns, separator=",", decimal=".", number=text):
    return [separator.join(number(v, decimal) for v in row) for row in zip(*columns, strict=True)]


@pytest.fixture
def written(tmp_path):
    def write(content, encoding="utf-8", name="curve.csv"):
        path = tmp_path / name
        whole = content if isinstance(content, str) else "\n".join(content) + "\n"
        path.write_bytes(whole.encode(encoding))
        return path

    return write


def assert_is_the_curve(curve, storage=E):
    assert curve.temperature == pytest.approx(T, abs=0.02)
    assert curve.storage == pytest.approx(storage * 1e6, rel=1e-3)


def netzsch(decimal=",", word="COMMA"):
    return [
        "#EXPORTTYPE:;DATA ALL", f"#DECIMAL:;{word}", "#SEPARATOR:;SEMICOLON", "#MTYPE:;DMA",
        f"##Temp./°C;Time/min;E'(1{decimal}000 Hz)/MPa;E''(1{decimal}000 Hz)/MPa",
        *lines(T, T / 3, E, LOSS, separator=";", decimal=decimal),
    ]  # fmt: skip


def universal():
    return [
        "CLOSED\t0", "Version\tPublic", "Run\t1", "Instrument\tDMA",
        "Module\tDMA Multi-Frequency - Tension", "Nsig\t4", "Sig1\tTime (min)",
        "Sig2\tTemperature (°C)", "Sig3\tStorage Modulus (MPa)", "Sig4\tLoss Modulus (MPa)",
        "Date\t3-May-05", "StartOfData",
        *lines(T / 3, T, E, LOSS, separator="\t", number=lambda v, _: f"{v:.6E}"),
    ]  # fmt: skip


def trios(step="Temperature Ramp", factor=1):
    return [
        "Filename,film.tri", "Instrument name,DMA850", "Geometry name,Tension film clamp", "",
        "[step]", step, "Step time,Temperature,Storage modulus,Loss modulus,Tan(delta)",
        "s,°C,MPa,MPa,", *lines(T * 60, T, factor * E, LOSS, LOSS / E),
    ]  # fmt: skip


def anton_paar(german=False):
    head = ["Project:\tfilms", "Test:\tDMA 1", "", "Result:\tTemperature sweep 1",
            f"Interval and data points:\t1\t{len(T)}", "",
            "Interval data:\tPoint No.\tTemperature\tStorage Modulus\tLoss Modulus\tLoss Factor",
            "\t\t\t\t\t", "\t\t[°C]\t[MPa]\t[MPa]\t[1]"]  # fmt: skip
    if german:
        head = ["Projekt:\tFolien", "", "Ergebnis:\tTemperaturrampe 1",
                f"Intervall und Datenpunkte:\t1\t{len(T)}", "",
                "Intervalldaten:\tMesspkt.\tTemperatur\tSpeichermodul\tVerlustmodul\tVerlustfaktor",
                "\t\t[°C]\t[MPa]\t[MPa]\t[1]"]  # fmt: skip
    number = np.arange(len(T)) + 1.0
    rows = lines(number, T, E, LOSS, LOSS / E, separator="\t", decimal="," if german else ".")
    return [*head, *("\t" + row for row in rows)]


@pytest.mark.parametrize(
    ("content", "encoding", "name"),
    [
        (netzsch(), "cp1252", "a.csv"),
        (netzsch(".", "POINT"), "utf-8", "a.txt"),
        (universal(), "utf-16", "a.txt"),
        (universal(), "utf-8", "a.001"),
        (trios(), "utf-8", "a.csv"),
        (anton_paar(), "utf-16", "a.csv"),
        (anton_paar(german=True), "utf-16-le", "a.csv"),
        (["Temperatur [°C];Speichermodul [MPa];Verlustmodul [MPa]",
          *lines(T, E, LOSS, separator=";", decimal=",")], "utf-8", "a.csv"),
        (["T [°C]\tE_stor [MPa]\tE_loss [MPa]", *lines(T, E, LOSS, separator="\t")], "utf-8",
         "a.dat"),
        (["温度(℃),储能模量(MPa),损耗模量(MPa)", *lines(T, E, LOSS)], "gbk", "a.csv"),
        (["温度 [℃],貯蔵弾性率 [MPa],損失弾性率 [MPa]", *lines(T, E, LOSS)], "cp932", "a.csv"),
        (["Ts  E' (MPa)  E'' (MPa)", "[°C]  [MPa]  [MPa]",
          *lines(T, E, LOSS, separator="   ")], "utf-8", "a.txt"),
    ],
)  # fmt: skip
def test_layouts_of_instruments(written, content, encoding, name):
    curve = read_dma(written(content, encoding, name))
    assert_is_the_curve(curve)
    assert curve.loss == pytest.approx(LOSS * 1e6, rel=1e-3)


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["DMA of film 7"])
    book.active.append(["Temperature", "Storage Modulus"])
    book.active.append(["°C", "GPa"])
    for t, e in zip(T, E, strict=True):
        book.active.append([t, e / 1000])
    other = book.create_sheet("other")
    other.append(["made", "in May"])
    book.save(tmp_path / "curve.xlsx")
    assert_is_the_curve(read_dma(tmp_path / "curve.xlsx"))
    for row in book.active.iter_rows(min_row=2, values_only=True):
        other.append(row)
    book.save(tmp_path / "curve.xlsx")
    with pytest.raises(DataError, match="curves on 2 sheets"):
        read_dma(tmp_path / "curve.xlsx")
    assert_is_the_curve(read_dma(tmp_path / "curve.xlsx", sheet="other"))


@pytest.mark.parametrize("number", [
    lambda v, _: f'"{v:,.4f}"', lambda v, _: f'"{v:,.4f}"'.translate(str.maketrans(",.", ".,")),
    lambda v, _: f'"{v:,.4f}"'.replace(",", " "), lambda v, _: f"{v:.4E}",
])  # fmt: skip
def test_signs_of_thousands(written, number):
    assert_is_the_curve(read_dma(written(["Temp (°C),E' (MPa)", *lines(T, E, number=number)])))


FREQUENCIES = (0.5, 1.0, 10.0)


def test_a_column_of_frequencies(written, capsys):
    rows = [
        f"{t},{f:g},{e * (1 + f / 4)}"
        for t, e in zip(T, E, strict=True) for f in FREQUENCIES
    ]  # fmt: skip
    path = written(["Temperature (°C),Frequency (Hz),E' (MPa)", *rows])
    with pytest.raises(DataError, match="frequencies 0.5, 1, 10 Hz") as caught:
        read_dma(path)
    assert "--frequency" in caught.value.remedy
    assert_is_the_curve(read_dma(path, frequency=10), E * 3.5)
    with pytest.raises(UsageError, match="no readings at 5 Hz"):
        read_dma(path, frequency=5)
    assert run(["analyze", "dma", str(path)]) == 4
    assert run(["analyze", "dma", str(path), "--frequency", "1"]) == 0
    assert "choose by --frequency" in capsys.readouterr().err


def test_frequencies_as_measured_and_counted_readings(written):
    rows = [
        f"{i},{t},{f * (1 + 0.004 * (i % 3 - 1)):.5g},{e * (1 + f / 4)}"
        for i, (t, e) in enumerate(zip(T, E, strict=True)) for f in FREQUENCIES
    ]  # fmt: skip
    path = written(["Sample No.,Temperature (°C),Frequency (Hz),E' (MPa)", *rows])
    assert_is_the_curve(read_dma(path, frequency=10), E * 3.5)
    with pytest.raises(DataError, match="3 curves: frequencies"):
        read_dma(path)


def test_a_column_for_each_frequency(written):
    head = "Temp./°C;" + ";".join(f"E'({f:.3f} Hz)/MPa" for f in FREQUENCIES)
    path = written([head, *lines(T, *(E * (1 + f / 4) for f in FREQUENCIES), separator=";")])
    with pytest.raises(DataError, match="frequencies 0.5, 1, 10 Hz"):
        read_dma(path)
    assert_is_the_curve(read_dma(path, frequency=0.5), E * 1.125)


def test_a_lost_column_of_frequencies_is_noticed(written):
    rows = [f"{t},{e * (1 + f)}" for t, e in zip(T, E, strict=True) for f in FREQUENCIES]
    with pytest.raises(DataError, match="of several curves"):
        read_dma(written(["temperature_degC,storage_modulus_MPa", *rows]))


def test_heating_and_cooling_are_not_averaged(written):
    path = written(["temperature_degC,storage_modulus_MPa", *lines(T, E),
                    *lines(T[::-1] - 1, 2 * E[::-1])])  # fmt: skip
    with pytest.raises(DataError, match="heating and cooling"):
        read_dma(path)
    assert_is_the_curve(read_dma(path, heating=True))
    assert read_dma(path, heating=False).storage[0] == pytest.approx(2e6 * E[0])


def test_two_heatings_are_runs(written):
    path = written(["temperature_degC,storage_modulus_MPa", *lines(T, E), *lines(T, 2 * E)])
    with pytest.raises(DataError, match=r"steps 1 \(run 1\), 2 \(run 2\)"):
        read_dma(path)
    assert_is_the_curve(read_dma(path, step="run 2"), 2 * E)
    assert_is_the_curve(read_dma(path, step=1))


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (["Temp (°C),PI-1 E' (MPa),PI-2 E' (MPa)"], lines(T, E, 2 * E)),
        (["PI-1,,PI-2,", "Temp (°C),E' (MPa),Temp (°C),E' (MPa)"], lines(T, E, T, 2 * E)),
        (["Temp (°C),Sample,E' (MPa)"], [f"{t},{s},{e * k}" for s, k in (("PI-1", 1), ("PI-2", 2))
                                         for t, e in zip(T, E, strict=True)]),
    ],
)  # fmt: skip
def test_samples_side_by_side(written, head, rows):
    path = written([*head, *rows])
    with pytest.raises(DataError, match="samples PI-1, PI-2"):
        read_dma(path)
    assert_is_the_curve(read_dma(path, sample="PI-2"), 2 * E)


def test_each_table_of_a_file_is_read_with_its_own_names(written):
    first = ["[step]", "Conditioning", "Step time,Temperature,Storage modulus", "s,°C,GPa",
             "1,25,2.4"]  # fmt: skip
    ramp = ["[step]", "Ramp", "Step time,Loss modulus,Storage modulus,Temperature",
            "s,MPa,MPa,K", *lines(T, LOSS, E, T + 273.15)]  # fmt: skip
    curve = read_dma(written([*first, *ramp]))
    assert_is_the_curve(curve)
    assert any("'Conditioning' passed over: 1 reading" in words for words in curve.reading.choices)
    path = written([*ramp, *trios("Second ramp", 2)])
    with pytest.raises(DataError, match=r"steps 1 \(Ramp\), 2 \(Second ramp\)"):
        read_dma(path)
    assert_is_the_curve(read_dma(path, step="second ramp"), 2 * E)


@pytest.mark.parametrize(
    "other", [["Time (min),Stress (MPa)", *lines(T, E)], ["Temp (°C),Dimension (µm)", *lines(T, T)],
              ["Time,Strain", "min,%", *lines(T, E)]],
)  # fmt: skip
def test_a_table_of_something_else_below_is_no_part_of_the_curve(written, other):
    curve = read_dma(written(["Temp (°C),E' (MPa)", *lines(T, E), "", *other]))
    assert_is_the_curve(curve)
    assert any("names no curve" in words for words in curve.reading.choices)


def test_shorter_curves_and_lost_losses(written):
    rows = [f"{t},{e},{t + 1 if t < 300 else ''},{2 * e if t < 300 else ''}"
            for t, e in zip(T, E, strict=True)]  # fmt: skip
    curve = read_dma(written(["T (°C),E' (MPa),T (°C),E' (MPa)", *rows]), sample="1")
    assert_is_the_curve(curve)
    assert curve.reading.left == ()
    rows = [f"{t},{e},{e / 9 if i % 4 else ''}" for i, (t, e) in enumerate(zip(T, E, strict=True))]
    curve = read_dma(written(["T (°C),E' (MPa),E'' (MPa)", *rows]))
    assert_is_the_curve(curve)
    assert curve.loss is None
    assert any("not used: 13 of its cells" in words for words in curve.reading.choices)


def test_the_temperature_is_that_of_the_sample(written):
    head = "Temp. Program (°C),Temp. Sample (°C),Storage Modulus (MPa)"
    curve = read_dma(written([head, *lines(T + 20, T, E)]))
    assert_is_the_curve(curve)
    assert any("Temp. Sample" in words for words in curve.reading.choices)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (["Temperature (°C),Storage modulus G' (MPa)"], "shear modulus"),
        (["Temperature (°C),Storage shear modulus (MPa)"], "shear modulus"),
        (["Temperature (°C),G' (MPa)"], "shear modulus"),
        (["Temperatur (°C),Schubspeichermodul (MPa)"], "shear modulus"),
        (["Geometry,Parallel plate 25 mm", "Temperature (°C),Storage modulus (MPa)"],
         "shear modulus"),
        (["Temperature (°C),log E' (Pa)"], "logarithms"),
        (["Temperature (°C),E' (mPa)"], "millipascal"),
        (["Temperature (°C),E' (mm)"], "cannot be in"),
        (["Temperature,E' (MPa)"], "no unit"),
        (["Temperature (°C),E' (MPa),note"], "the names are 3"),
        (["Temperature (°C),stiffness (N/m)"], "names no columns"),
    ],
)  # fmt: skip
def test_what_is_no_tensile_modulus_is_refused(written, head, message):
    with pytest.raises(DataError, match=message):
        read_dma(written([*head, *lines(T, E)]))


def test_shear_beside_a_plain_modulus_is_refused_and_beside_e_prime_is_not(written):
    rows = lines(T, E, E / 100)
    with pytest.raises(DataError, match="shear modulus"):
        read_dma(written(["Temperature (°C),Storage modulus (MPa),Shear strain (%)", *rows]))
    assert_is_the_curve(
        read_dma(written(["Temperature (°C),E' (MPa),G' (MPa)", *lines(T, E, E / 3)]))
    )


def test_rows_that_cannot_be_read_are_named(written, capsys):
    rows = lines(T, E)
    rows[3] = f"{T[3]},--"
    rows[9] = f"{T[9]},"
    path = written(["temperature_degC,storage_modulus_MPa", *rows, "end of run,"])
    curve = read_dma(path)
    assert len(curve) == len(T) - 2
    assert curve.reading.left == (
        "line 5: '--' is no storage", "line 11: an empty cell is no storage",
    )  # fmt: skip
    assert any("'end of run'" in words for words in curve.reading.choices)
    assert run(["analyze", "dma", str(path)]) == 4
    output = capsys.readouterr()
    assert "left out line 5" in output.err and "Tg" in output.out
    with pytest.raises(DataError, match="--strict|line 5"):
        read_dma(path, strict=True)


def test_a_hole_in_a_curve_is_not_bridged(written):
    rows = [f"{t},{e if e > 1 else ''}" for t, e in zip(T, E, strict=True)]
    assert read_dma(written(["temperature_degC,storage_modulus_MPa", *rows])).storage.min() > 1e6
    rows = [f"{t},{'' if 230 < t < 260 else e}" for t, e in zip(T, E, strict=True)]
    with pytest.raises(DataError, match="readings from 234 to 258 degC"):
        read_dma(written(["temperature_degC,storage_modulus_MPa", *rows]))


def test_commas_between_cells_and_in_numbers_are_refused(written):
    with pytest.raises(DataError, match="the names are 2"):
        read_dma(written(["Temp (°C),E' (MPa)", *lines(T + 0.5, E, decimal=",")]))


def test_a_design_file_says_which_curve(written, tmp_path, capsys):
    written(["temperature_degC,storage_modulus_MPa", *lines(T, E), *lines(T[::-1], 2 * E[::-1])])
    (tmp_path / "d.toml").write_text(
        '[design]\nclaims = ["bonding-laminate"]\n'
        '[film]\nmaterial = "Kapton HN"\n[metal]\nmaterial = "copper"\n[layers.A]\n'
        'formulation = "PMDA // ODA"\nthickness_um = 5\n'
        'dma = { file = "curve.csv", heating = true }\n',
        encoding="utf-8",
    )
    run(["check", str(tmp_path / "d.toml")])
    assert "polyopt: " not in capsys.readouterr().err
    design = tmp_path / "d.toml"
    design.write_text(design.read_text(encoding="utf-8").replace(", heating = true", ""))
    assert run(["check", str(design)]) == 4
    assert "heating and cooling" in capsys.readouterr().err


@pytest.mark.parametrize("factor", [1e9, 1e-9])
def test_moduli_that_no_film_has_are_of_a_wrong_unit(tmp_path, factor):
    rows = [f"{t},{2400 * factor * 10 ** (-(t - 200) / 60):.6g}" for t in range(200, 300, 4)]
    text = "\n".join(["temperature_degC,storage_modulus_MPa", *rows])
    (tmp_path / "d.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="not those of a film"):
        read_dma(tmp_path / "d.csv")


@pytest.mark.parametrize(
    "column", ["Scherdehnung (%)", "Torque (mN·m)", "Complex viscosity (Pa·s)"]
)
def test_a_rheometer_measures_shear(column):
    assert hints_at_shear(column)
    assert not hints_at_shear("shear-thinning solution")


@pytest.mark.parametrize("name", ["Direction", "Orientation", "Batch", "ID"])
def test_a_column_of_words_tells_curves_apart(tmp_path, name):
    rows = [f"Temperature (°C),E' (MPa),{name}"]
    for t in range(200, 340, 5):
        rows += [f"{t},{3000 * 10 ** (-(t - 200) / 45):.6g},A"]
        rows += [f"{t + 2.5},{6000 * 10 ** (-(t - 200) / 45):.6g},B"]
    (tmp_path / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DataError, match="sample"):
        read_dma(tmp_path / "d.csv")
    assert len(read_dma(tmp_path / "d.csv", sample="A").temperature) == 28
