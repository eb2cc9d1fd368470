import json
import subprocess
import sys

import numpy as np
import pytest

from polyopt.errors import DataError, UsageError
from polyopt.models import library
from polyopt.models.artefact import load_artefact, save_artefact

ARRAYS = {"values": np.arange(6.0).reshape(2, 3), "counts": np.array([1, 2], dtype=np.uint8)}


@pytest.fixture
def path(tmp_path):
    save_artefact(tmp_path / "model.npz", {"kind": "toy", "names": ["a", "ß"]}, ARRAYS)
    return tmp_path / "model.npz"


def test_round_trip(path):
    artefact = load_artefact(path)
    assert artefact.metadata == {"kind": "toy", "names": ["a", "ß"]}
    for name, array in ARRAYS.items():
        assert artefact.arrays[name].dtype == array.dtype
        assert (artefact.arrays[name] == array).all()


def test_the_same_content_gives_the_same_fingerprint(path, tmp_path):
    again = save_artefact(tmp_path / "b.npz", {"names": ["a", "ß"], "kind": "toy"}, ARRAYS)
    assert again == load_artefact(path).fingerprint


def rewritten(path, **changes):
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays |= changes
    np.savez_compressed(path, **arrays)


def test_altered_numbers_are_refused(path):
    rewritten(path, counts=np.array([1, 3], dtype=np.uint8))
    with pytest.raises(DataError, match="checksum"):
        load_artefact(path)


def test_added_arrays_are_refused(path):
    rewritten(path, more=np.ones(2))
    with pytest.raises(DataError, match="checksum"):
        load_artefact(path)


@pytest.mark.parametrize("bad", [np.array([np.nan]), np.array(["text"])])
def test_anything_but_finite_numbers_is_refused(path, bad):
    rewritten(path, values=bad)
    with pytest.raises(DataError, match="not finite|not numeric"):
        load_artefact(path)


def test_pickled_objects_are_refused(path):
    rewritten(path, values=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DataError, match="allow_pickle"):
        load_artefact(path)


def test_truncated_files_are_refused(path):
    content = path.read_bytes()
    for length in (0, 10, len(content) // 2, len(content) - 5):
        path.write_bytes(content[:length])
        with pytest.raises(DataError, match="no usable model file"):
            load_artefact(path)


def test_flipped_bytes_are_refused_or_change_nothing(path):
    content, sound = path.read_bytes(), load_artefact(path).fingerprint
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(content), 60):
        broken = bytearray(content)
        broken[place] ^= 0xFF
        path.write_bytes(bytes(broken))
        try:
            assert load_artefact(path).fingerprint == sound
        except DataError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 no archive"])
def test_foreign_files_are_refused(tmp_path, content):
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(DataError, match="no usable model file"):
        library.load(tmp_path / "x.npz")


def test_foreign_archives_are_refused(tmp_path):
    np.savez(tmp_path / "x.npz", a=np.ones(3))
    with pytest.raises(DataError, match="metadata"):
        library.load(tmp_path / "x.npz")


def test_later_schemas_are_refused(path):
    head = {"format": "polyopt-model", "schema": 99}
    rewritten(path, metadata=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8))
    with pytest.raises(DataError, match="schema is 99"):
        load_artefact(path)


def test_unknown_kinds_are_refused(path):
    with pytest.raises(DataError, match="kind 'toy'"):
        library.load(path)


def test_missing_files_and_names_are_refused(tmp_path):
    with pytest.raises(DataError, match="no usable model file"):
        library.load(tmp_path / "none.npz")
    with pytest.raises(UsageError, match="did you mean 'tg'"):
        library.load("tgg")


def content_of(name):
    model = library.load(name)
    return model.content()


@pytest.mark.parametrize("name", ["cte", "cte_groups"])
def test_a_model_without_one_of_its_arrays_is_refused(tmp_path, name):
    metadata, arrays = content_of(name)
    for missing in [key for key in arrays if key != "films"]:
        rest = {k: v for k, v in arrays.items() if k != missing}
        save_artefact(tmp_path / "x.npz", metadata, rest)
        with pytest.raises(DataError):
            library.load(tmp_path / "x.npz")


@pytest.mark.parametrize(
    ("name", "array", "cut"),
    [
        ("cte", "dual", 1),
        ("cte", "groups", 1),
        ("cte", "morgan_bit", 1),
        ("cte_groups", "coefficients", 1),
        ("cte_groups", "covariance", 1),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(tmp_path, name, array, cut):
    metadata, arrays = content_of(name)
    save_artefact(tmp_path / "x.npz", metadata, arrays | {array: arrays[array][cut:]})
    with pytest.raises(DataError, match="x.npz"):
        library.load(tmp_path / "x.npz")


@pytest.mark.parametrize("terms", [[{"kind": "rbf"}], [{"no": 1}], [], ["x"]])
def test_damaged_kernel_terms_are_refused(tmp_path, terms):
    metadata, arrays = content_of("cte")
    save_artefact(tmp_path / "x.npz", metadata | {"terms": terms}, arrays)
    with pytest.raises(DataError, match="x.npz"):
        library.load(tmp_path / "x.npz")


def test_a_shipped_model_is_loaded_once():
    assert library.load("cte") is library.load("cte")


def test_importing_the_room_loads_nothing_heavy():
    code = (
        "import sys, polyopt.models; "
        "print([m for m in ('numpy', 'rdkit', 'sklearn', 'pandas', 'scipy') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_public_names_resolve():
    import polyopt.models as models

    for name in models.__all__:
        assert getattr(models, name) is not None
    with pytest.raises(AttributeError):
        _ = models.nothing
