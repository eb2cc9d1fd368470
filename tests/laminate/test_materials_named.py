"""What a film, metal or plate is called is held against what is known of it."""

import pytest

from polyopt.errors import UsageError
from polyopt.laminate.declared_materials import declared_film, declared_metal, declared_substrate
from polyopt.laminate.members import FILM, Film
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import structure

HEAT_RESISTANT = f"{FILM} is heat-resistant"


@pytest.mark.parametrize("name", ["PET", "polyester film", "Lumirror", "cellophane"])
def test_of_a_film_that_no_table_knows_nothing_goes_without_saying(name):
    named = structure(Laminate((), film=Film(name)))
    assert HEAT_RESISTANT not in named.unsaid and HEAT_RESISTANT not in named.facts
    unnamed = structure(Laminate((), film=declared_film({"cte_ppm_per_K": 20.0})))
    assert HEAT_RESISTANT in unnamed.unsaid
    stated = structure(Laminate((), film=Film(name, resin="polyimide")))
    assert stated.facts[HEAT_RESISTANT]


@pytest.mark.parametrize(
    ("declared", "entry"),
    [
        (declared_film, {"material": "Mylar A", "resin": "polyimide"}),
        (declared_film, {"material": "Kapton HN", "resin": "other"}),
        (declared_metal, {"material": "aluminium", "kind": "copper"}),
        (declared_substrate, {"material": "copper", "kind": "inorganic"}),
    ],
)
def test_a_known_material_is_not_called_another(declared, entry):
    with pytest.raises(UsageError, match="but it is"):
        declared(entry)


def test_what_agrees_is_taken():
    assert declared_film({"material": "Kapton HN", "resin": "polyimide"}).resin == "polyimide"
    assert declared_metal({"material": "Cu", "kind": "copper"}).kind == "copper"
    assert declared_substrate({"material": "glass", "kind": "inorganic"}).kind == "inorganic"
