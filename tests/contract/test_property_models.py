from dataclasses import replace

import pytest
from property_model_contract import PropertyModelContract

from polyopt.composition import Composition
from polyopt.models import library
from polyopt.models.calibrated import OwnFilm, calibrate


@pytest.mark.parametrize("name", library.names(), scope="class")
class TestShippedModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        return library.load(name)


@pytest.mark.parametrize("name", library.names(), scope="class")
class TestCalibratedModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        shares = ("PMDA // ODA", "BPDA // PDA", "PMDA:50;BPDA:50 // PDA:30;TFMB:70", "6FDA // mPDA")
        films = [
            OwnFilm(Composition.parse(text), value, process=process)
            for text, value, process in zip(
                shares, (50.0, 20.0, 40.0, 60.0), ("a", "b", "a", "a"), strict=True
            )
        ]
        if name.startswith("tg"):
            films = [replace(film, value=250 + 2 * film.value) for film in films]
        return calibrate(library.load(name), films)
