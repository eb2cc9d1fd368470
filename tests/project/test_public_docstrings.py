"""What a chemist calls says what it takes, what it gives and what it refuses."""

import inspect

import pytest

import polyopt as po

FUNCTIONS = [name for name in po.__all__ if inspect.isfunction(getattr(po, name))]
PLAIN = {"dataset_fingerprints", "literature_films", "monomers"}
"""They take nothing that could be wrong."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_what_it_takes_gives_and_refuses(name):
    shown = inspect.getdoc(getattr(po, name))
    signature = inspect.signature(getattr(po, name))
    assert "Returns\n---" in shown or shown.startswith("Return ")
    for parameter in signature.parameters:
        assert any(
            parameter in line.partition(" : ")[0].split(", ")
            for line in shown.splitlines()
            if " : " in line
        )
    if name not in PLAIN:
        assert "Raises\n---" in shown
        assert len(shown.splitlines()) > 5


def test_what_explain_says_it_refuses():
    with pytest.raises(po.UsageError, match="unknown monomer"):
        po.explain("nothing // ODA")
    with pytest.raises(po.UsageError):
        po.explain("PMDA // ODA", {"tg": "nothing"})
    with pytest.raises(po.UsageError, match="unknown monomer"):
        po.Composition.from_shares("nothing", "ODA")
    with pytest.raises(po.UsageError):
        po.monomers().with_monomers([po.Monomer("ODA", "diamine", "Nc1ccc(N)cc1")])
