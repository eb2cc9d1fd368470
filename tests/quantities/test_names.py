"""Names of quantities: what is composed is what is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyopt.problem.expression import Expression
from polyopt.quantities import (
    FILM_CTE,
    LAMINATE_COST,
    LAYERS,
    RESIN_THICKNESS,
    QuantityName,
    layer_member,
    layer_quantity,
    member_quantity,
)

WORD = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
LAYER = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
MEMBER = st.sampled_from(["film", "metal", "second metal", "laminate", "A", "process"])


@given(layer=LAYER, tail=WORD)
def test_a_quantity_of_a_layer_is_split_as_it_was_composed(layer, tail):
    text = layer_quantity(layer, tail)
    name = QuantityName.split(text)
    assert (name.head, name.layer, name.tail) == (LAYERS, layer, tail)
    assert name.member == layer_member(layer)
    assert str(name) == text == member_quantity(layer_member(layer), tail)


@given(member=MEMBER, tail=WORD)
def test_a_quantity_of_another_member_is_split_as_it_was_composed(member, tail):
    text = member_quantity(member, tail)
    name = QuantityName.split(text)
    assert (name.head, name.layer, name.tail, name.member) == (member, "", tail, member)
    assert str(name) == text


@given(layer=WORD, tail=WORD)
def test_an_expression_reads_a_quantity_as_one_name(layer, tail):
    name = layer_quantity(f"L{layer}", f"q{tail}")
    assert Expression.parse(f"abs({name} - 1)").names == {name}


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("probability", "probability", ""),
        ("A.tg", "A", "tg"),
        (FILM_CTE, "film", "cte"),
        (RESIN_THICKNESS, "laminate", "resin_thickness"),
        (LAMINATE_COST, "laminate", "cost"),
    ],
)
def test_names_without_a_resin_layer(text, head, tail):
    assert QuantityName.split(text) == QuantityName(head, "", tail)
    assert str(QuantityName.split(text)) == text
