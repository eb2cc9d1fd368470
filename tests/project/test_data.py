"""The facts of `datasets/`: schemas, sources, checksums, structures."""

import csv
import re
import tomllib
from dataclasses import replace

import pytest
from rdkit import Chem
from rdkit.Chem.Descriptors import MolWt

import polyopt as po
from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import shipped_library
from polyopt.chemistry.solvents import shipped_solvent
from polyopt.io.shipped import dataset_fingerprints, dataset_path, dataset_rows
from polyopt.io.shipped_schemas import SCHEMAS, Column, addresses, is_address
from polyopt.laminate.shipped_materials import shipped_film, shipped_metal

TABLES = tuple(SCHEMAS)
CITED = ("films.csv", "metals.csv", "literature.csv", "solvents.csv", "solubility.csv")
FOLDER = dataset_path("films.csv").parent
FIRST_FILM = min((row["material"] for row in dataset_rows("films.csv")), key=str.casefold)


def sources():
    return tomllib.loads(dataset_path("SOURCES.toml").read_text(encoding="utf-8"))["source"]


def cas_is_valid(cas):
    digits = cas.replace("-", "")
    total = sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1))
    return total % 10 == int(digits[-1])


def test_every_table_has_a_schema():
    assert {path.name for path in FOLDER.glob("*.csv")} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_harmless_and_rows_complete(name):
    with dataset_path(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@"))
            assert not cell.startswith("-") or re.fullmatch(r"-?[\d.]+", cell)
            assert cell == cell.strip()


@pytest.mark.parametrize("name", TABLES)
def test_tables_fit_their_schemas(name):
    assert dataset_rows(name)


@pytest.mark.parametrize(
    ("column", "cell", "fragment"),
    [
        ("tg_degC", "about 300", "not a number"),
        ("tg_degC", "nan", "outside"),
        ("cte_ppm_per_K", "0.00002x", "not a number"),
        ("cte_ppm_per_K", "2000", "outside -50 to 500"),
        ("quality", "D", "allowed: A, B, C"),
        ("citation", "", "is empty"),
        ("dianhydrides", "PMDA 60", "not of the form"),
        ("note", "=cmd()", "spreadsheet"),
        ("id", "J001", "is already in row 2"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(column, cell, fragment):
    rows = [dict(row) for row in dataset_rows("literature.csv")[:3]]
    rows[2][column] = cell
    with pytest.raises(po.DataError, match=re.escape(fragment)) as refused:
        SCHEMAS["literature.csv"].check("literature.csv", list(rows[0]), rows)
    assert refused.value.where == "literature.csv, row 4"


def test_wrong_columns_and_ragged_rows_are_refused():
    schema, row = SCHEMAS["metals.csv"], dict(dataset_rows("metals.csv")[0])
    with pytest.raises(po.DataError, match="has the columns"):
        schema.check("metals.csv", [*row, "extra"], [])
    with pytest.raises(po.DataError, match="more or fewer cells"):
        schema.check("metals.csv", list(row), [row | {"note": None}])
    narrower = replace(schema, columns=(*schema.columns[:-1], Column("remark")))
    with pytest.raises(po.DataError, match="remark"):
        narrower.check("metals.csv", list(row), [row])


def test_checksums_are_those_recorded():
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").split("\n")[:-1]
    recorded = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert recorded == dataset_fingerprints(), "run: cd datasets && sha256sum *.csv > SHA256SUMS"
    assert po.dataset_fingerprints() == recorded


@pytest.mark.parametrize("name", CITED)
def test_every_row_has_its_citation_and_an_address_that_leads_somewhere(name):
    for row in dataset_rows(name):
        assert row["citation"]
        assert addresses(row["address"])
        assert all(is_address(address) for address in addresses(row["address"])), row["address"]


def test_sources_name_every_file_and_every_second_hand_address():
    assert {source["file"] for source in sources()} == set(TABLES)
    assert all(source["address"] and source["what"] for source in sources())
    listed = " ".join(source["address"] for source in sources())
    for name in ("films.csv", "metals.csv", "solvents.csv"):
        for row in dataset_rows(name):
            for number in re.findall(r"GitHub file ids? (\d+)", row["address"]):
                assert number in listed


def test_counts_told_in_sources_are_right():
    shown = " ".join(source["what"] for source in sources())
    assert f"SMILES of {len(dataset_rows('monomers.csv'))} monomers" in shown
    assert f"of {len(dataset_rows('solvents.csv'))} solvents" in shown


def test_cas_numbers_have_a_source_and_a_valid_check_digit():
    for row in dataset_rows("monomers.csv"):
        assert bool(row["cas"]) == bool(row["cas_source"])
        assert not row["cas"] or cas_is_valid(row["cas"])
    assert all(cas_is_valid(row["cas"]) for row in dataset_rows("solvents.csv") if row["cas"])


@pytest.mark.parametrize("name", ["literature.csv", "solubility.csv"])
def test_formulations_of_papers_can_be_read(name):
    for row in dataset_rows(name):
        assert Composition.from_shares(row["dianhydrides"], row["diamines"])


def test_no_film_is_read_twice_from_one_source():
    columns = ("dianhydrides", "diamines", "process", "address", "tg_degC", "cte_ppm_per_K")
    rows = [tuple(row[c] for c in columns) for row in dataset_rows("literature.csv")]
    assert len(set(rows)) == len(rows)


def test_every_film_metal_and_solvent_can_be_used():
    assert all(shipped_film(row["material"]).cte for row in dataset_rows("films.csv"))
    assert all(shipped_metal(row["material"]).cte for row in dataset_rows("metals.csv"))
    assert all(shipped_solvent(row["solvent"]).density for row in dataset_rows("solvents.csv"))
    assert shipped_film("kapton hn").cte.value == 20.0
    assert shipped_solvent(" nmp ").name == "N-methyl-2-pyrrolidone"
    assert shipped_solvent("cyclopentanone").hansen is None
    assert len(shipped_library()) == len(dataset_rows("monomers.csv"))


@pytest.mark.parametrize(
    ("look_up", "name", "meant"),
    [
        (shipped_film, "Kapton NH", "Kapton HN"),
        (shipped_metal, "coper", "copper"),
        (shipped_solvent, "DMCA", "DMAC"),
        (shipped_solvent, "xyzzy", "datasets/solvents.csv"),
        (shipped_film, "xyzzy", f"known: {FIRST_FILM}"),
    ],
)
def test_unknown_names_bring_the_near_ones(look_up, name, meant):
    with pytest.raises(po.UsageError) as refused:
        look_up(name)
    assert meant.casefold() in refused.value.remedy.casefold()


def test_solvents_agree_with_their_structures():
    for row in dataset_rows("solvents.csv"):
        molecule = Chem.MolFromSmiles(row["smiles"])
        assert Chem.MolToSmiles(molecule) == row["smiles"]
        mass = MolWt(molecule)
        assert abs(mass - float(row["molar_mass_g_per_mol"])) < 0.001
        if row["molar_volume_cm3_per_mol"]:
            density = mass / float(row["molar_volume_cm3_per_mol"])
            assert abs(density / float(row["density_g_per_cm3"]) - 1) < 0.02
