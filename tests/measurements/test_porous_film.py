"""What follows for a porous film, and what is refused."""

import pytest

from polyopt.equations.permeability import gurley_time, permeability_of_pores
from polyopt.errors import DomainError
from polyopt.measurements.porous_film import PorousFilm, analyze_porous


def test_permittivity_lies_between_its_bounds_and_back():
    film = analyze_porous(porosity=0.4, solid=3.4)
    assert film.permittivity_low < film.permittivity < film.permittivity_high
    back = analyze_porous(solid=3.4, wanted=film.permittivity)
    assert back.porosity_needed == pytest.approx(0.4, abs=1e-9)
    assert back.porosity is None and back.permittivity is None


def test_pores_and_gurley_time_follow_from_each_other():
    film = analyze_porous(porosity=0.5, diameter=0.1, thickness=25.0)
    assert film.gurley == float(gurley_time(permeability_of_pores(0.1, 0.5, 1.5), 25.0))
    back = analyze_porous(porosity=0.5, gurley=film.gurley, thickness=25.0)
    assert back.diameter == pytest.approx(0.1, rel=1e-12)


def test_densities_alone_give_the_porosity():
    assert analyze_porous(densities=(0.71, 1.42)) == PorousFilm(porosity=0.5)


def test_the_notes_say_what_is_enough():
    enough = analyze_porous(porosity=0.5, solid=3.4, wanted=2.5).notes[-1]
    assert enough == "a porosity of 0.5 is enough for a permittivity of 2.5"
    lacking = analyze_porous(porosity=0.1, solid=3.4, wanted=2.5).notes[-1]
    assert lacking == "a porosity of 0.1 is too little for a permittivity of 2.5"


@pytest.mark.parametrize(
    ("given", "output"),
    [
        ({"porosity": 0.3}, "nothing follows"),
        ({"solid": 3.4}, "nothing follows"),
        ({"porosity": 0.3, "diameter": 0.1}, "a porosity and a thickness"),
        ({"porosity": 0.3, "wanted": 2.5}, "needs that of the solid"),
        ({"porosity": 0.3, "densities": (0.7, 1.4)}, "given twice"),
        ({"diameter": 0.1, "gurley": 60.0}, "both given"),
        ({"porosity": 0.3, "solid": 3.4, "rule": "guess"}, "not a mixture rule"),
    ],
)
def test_what_does_not_go_together_is_refused(given, output):
    with pytest.raises(DomainError, match=output):
        analyze_porous(**given)
