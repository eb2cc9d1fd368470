"""Steps as people write them, and what is left over of them."""

from dataclasses import replace

import pytest

import polyopt as po
from polyopt.laminate.assembly import understood

FOIL = po.Metal("copper foil, rolled annealed", "copper")
STACK = po.Laminate((po.Layer("A"), po.Layer("B")), film=po.Film("Kapton HN"), metal=FOIL)


def read(*steps, stack=STACK):
    return [step.name for step in understood(replace(stack, process=steps))]


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("slot-die coating of A onto the copper foil", "coat A on metal"),
        ("A is coated on the metal", "coat A on metal"),
        ("Coat the Cu foil with A", "coat A on metal"),
        ("apply varnish A onto copper", "coat A on metal"),
        ("applying polyamic acid solution of A to the copper foil", "coat A on metal"),
        ("die-coat A onto rolled annealed copper", "coat A on metal"),
        ("apply A to metal", "apply A on metal"),
        ("laminate A film on copper", "laminate A on metal"),
        ("laminate with the film", "combine with film"),
        ("join film and metal", "combine film with metal"),
        ("thermal imidisation", "heat treat"),
        ("imidization", "cure"),
        ("final drying", "heat treat"),
        ("vacuum drying", "dry"),
        ("Pre-drying step", "predry"),
        ("wound up", "wind up"),
        ("roll up the laminate", "wind up"),
        ("hot-roll lamination", "hot laminate"),
        ("sputter copper on A", "metallize metal on A"),
        ("hot thermocompression bonding", "heat press"),
    ],
)
def test_a_step_may_be_said_in_many_ways(written, step):
    stack = STACK if step[:4] in ("coat", "appl", "lami", "comb") else replace(STACK, layers=ONE)
    assert read(written, stack=stack) == [step]
    assert read(step, stack=stack) == [step]


def test_a_second_metal_may_be_called_as_its_table():
    layers = (po.Layer("A"), po.Layer("B", side="back"))
    stack = replace(STACK, layers=layers, second_metal=po.Metal("copper"))
    [by_table] = understood(replace(stack, process=("heat press B on second_metal",)))
    [by_name] = understood(replace(stack, process=("heat press B on second metal",)))
    assert (by_table.name, by_table.acts) == (by_name.name, by_name.acts)


ONE = (po.Layer("A"),)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "unknown process step"),
        ("A", "unknown process step"),
        ("smurf A on metal", "unknown process step"),
        ("laminate A, B on film", "the stack has no 'a b'"),
        ("laminate A copper", "the stack has no 'a copper'"),
        ("coat both sides of the metal with A", "the stack has no 'both sides metal'"),
        ("coat C on metal", "the stack has no 'c'"),
        ("coat A on silver foil", "the stack has no 'silver foil'"),
        ("coat A on the second metal", "the stack has no 'second metal'"),
        ("curing at 350 °C", "'at 350 °C' is a condition"),
        ("heat treat in nitrogen", "'in nitrogen' is a condition"),
        ("predry A on metal", "'on metal' is left over"),
        ("coat A on", "nothing stands after 'on'"),
        ("coat A on A", "nothing is put on itself"),
    ],
)
def test_what_is_left_over_is_an_error(written, message):
    with pytest.raises(po.UsageError) as caught:
        read(written)
    assert message in str(caught.value)
    assert caught.value.where == "process, step 1"


@pytest.mark.parametrize("name", ["a", "the", "coat", "film B", "with", "NMP varnish", "X-1"])
def test_layers_may_be_called_like_anything(name):
    stack = replace(STACK, layers=(po.Layer(name),))
    steps = understood(replace(stack, process=(f"coat {name} on metal", "heat press")))
    assert [act.layer for act in steps[0].acts] == [name]


@pytest.mark.parametrize(
    ("steps", "anchors"),
    [
        (("coat A on metal", "coat B on A"), ["metal", "metal"]),
        (("coat B on film", "coat A on B"), ["film", "film"]),
        (("coat A on metal", "coat B on film", "laminate A on B"), ["metal", "film", "film"]),
        (("cast A on glass", "laminate A on metal"), ["carrier", "metal"]),
    ],
)
def test_a_layer_lies_on_what_carries_it(steps, anchors):
    found = understood(replace(STACK, process=steps))
    assert [step.acts[0].anchor for step in found] == anchors


def test_every_face_has_its_metal():
    """Metal / A / film / B / metal: B goes on the second foil, A on the first."""
    layers = (po.Layer("A"), po.Layer("B", side="back"))
    stack = replace(STACK, layers=layers, second_metal=po.Metal("copper"))
    steps = ("coat A on foil", "coat B on foil", "combine with film")
    found = understood(replace(stack, process=steps))
    assert [sorted(act.base) for act in found[0].acts] == [["metal"]]
    assert [sorted(act.base) for act in found[1].acts] == [["second metal"]]
    assert len(found[2].acts) == 2
