"""The facts of `datasets/`: schemas, citations, no hostile cells."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from polyopt.chemistry.monomers import shipped_library
from polyopt.composition import Composition
from polyopt.data_files import dataset_path, dataset_rows
from polyopt.materials import shipped_film, shipped_metal

TABLES = ("monomers.csv", "films.csv", "metals.csv", "literature.csv")
CITED = ("films.csv", "metals.csv", "literature.csv")


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_harmless_and_rows_complete(name):
    with dataset_path(name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@"))
            assert not cell.startswith("-") or re.fullmatch(r"-?[\d.]+", cell)


@pytest.mark.parametrize("name", CITED)
def test_every_row_has_its_citation(name):
    assert all(row["citation"] and row["address"] for row in dataset_rows(name))


def test_numbers_are_numbers():
    for name in CITED:
        for row in dataset_rows(name):
            for column, cell in row.items():
                unit = re.search(r"_(degC|ppm_per_K|GPa|g_per_cm3)$", column)
                if unit and "range" not in column and cell:
                    float(cell)


def test_cas_numbers_have_a_source_and_a_valid_check_digit():
    for row in dataset_rows("monomers.csv"):
        assert bool(row["cas"]) == bool(row["cas_source"])
        if row["cas"]:
            digits = row["cas"].replace("-", "")
            total = sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1))
            assert total % 10 == int(digits[-1])


def test_literature_formulations_can_be_read():
    for row in dataset_rows("literature.csv"):
        assert Composition.from_shares(row["dianhydrides"], row["diamines"])


def test_every_film_and_metal_can_be_used():
    assert all(shipped_film(row["material"]).cte for row in dataset_rows("films.csv"))
    assert all(shipped_metal(row["material"]).cte for row in dataset_rows("metals.csv"))
    assert shipped_film("kapton hn").cte.value == 20.0
    assert len(shipped_library()) == 331


def test_sources_name_every_file():
    sources = tomllib.loads(dataset_path("SOURCES.toml").read_text(encoding="utf-8"))
    named = " ".join(str(s.get("file", "")) for s in sources["source"])
    present = {p.name for p in Path(dataset_path("films.csv")).parent.glob("*.csv")}
    assert all(name in named for name in present)
