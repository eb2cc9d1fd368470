import pytest
from property_model_contract import PropertyModelContract

from polyopt.models import library


@pytest.mark.parametrize("name", library.names(), scope="class")
class TestShippedModels(PropertyModelContract):
    @pytest.fixture
    def model(self, name):
        return library.load(name)
