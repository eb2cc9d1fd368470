"""Model files of own films: one of each property, its card beside it."""

import pytest

import polyopt as po
from polyopt.own_data.model_files import model_file, save_models


class Model:
    """Writes its name."""

    def __init__(self, name):
        self.name = name

    def save(self, path):
        path.write_text(self.name, encoding="utf-8")
        return self.name


MODELS = {name: Model(name) for name in ("tg", "cte")}
CARDS = {"tg": "# µ", "cte": "# CTE"}


def test_each_model_has_its_card(tmp_path):
    folder = tmp_path / "a" / "b"
    written = save_models(MODELS, CARDS, folder)
    assert written == (model_file(folder, "tg"), model_file(str(folder), "cte"))
    assert [path.read_text(encoding="utf-8") for path in written] == ["tg", "cte"]
    for name, card in CARDS.items():
        assert (folder / f"{name}.md").read_text(encoding="utf-8") == card


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(po.DataError, match="cannot be written") as refused:
        save_models(MODELS, CARDS, tmp_path / "file")
    assert refused.value.where == str(tmp_path / "file")
