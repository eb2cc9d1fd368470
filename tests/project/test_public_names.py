"""The pages of the Python reference describe what the package's tables name."""

import re
import sys
from pathlib import Path

import polyopt
from polyopt import models

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "hooks"))

from public_names import DESCRIBED, ROOM, descriptions, rows, with_descriptions  # noqa: E402

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "python"


def described(room):
    return [DESCRIBED.match(text.partition("\n")[0])["name"] for text in descriptions(room)]


def test_every_public_name_of_a_room_is_described_once():
    names = described("measurements")
    wanted = {name for name, home in polyopt._HOMES.items() if home.startswith("measurements.")}
    assert len(names) == len(set(names))
    assert {name for name in names if "." not in name} == wanted
    assert "measurements.dma_analysis.DmaAnalysis" in names


def test_a_public_room_is_described_by_its_own_table():
    assert [name.rpartition(".")[2] for name in described("models")] == models.__all__


def test_the_table_links_every_page_to_its_names():
    pages = {
        f"reference/python/{path.name}": with_descriptions(path.read_text(encoding="utf-8"))
        for path in REFERENCE.glob("*.md")
    }
    table = "\n".join(rows(pages))
    assert not any(ROOM.search(text) for text in pages.values())
    linked = set(re.findall(r"\[`(\w+)`\]", table))
    assert linked == set(polyopt.__all__) - {"__version__"}
