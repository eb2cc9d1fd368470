"""Whatever the stack: its mirror image, other names and layers outside it change no verdict."""

import random
from dataclasses import replace

import pytest

import polyopt as po
from polyopt.claims.load import load_set, set_names
from polyopt.laminate.members import Substrate

CLAIMS = list(set_names())
WINDOW = po.TemperatureWindow(50, 250)
FACTS = {
    "semiconductor device": True,
    "electronic circuit": True,
    "soluble condensation polymer": True,
    "solvent removed by heat treatment": True,
    "fine pores in the centre": True,
    "pores reach both surfaces": True,
}
POROUS = {"mean_pore_size": po.Measured(0.2, unit="um"), "porosity": po.Measured(50, unit="%")}
FILMS = (
    None,
    po.Film("a film", cte=po.Measured(20.0, window=WINDOW), thickness=25.0, measured=POROUS),
    po.Film("PI", cte=po.Measured(20.0, window=WINDOW), resin="polyimide", measured=POROUS),
    po.Film("PET", cte=po.Measured(17.0, window=WINDOW), resin="other", measured=POROUS),
)
METALS = (None, po.Metal(), po.Metal("aluminium", "other"))
PLATES = (
    None,
    None,
    Substrate("glass", "inorganic"),
    Substrate("stainless steel 304", "metal"),
    Substrate("card", "other"),
)
SOFT = {"storage_minimum": po.Measured(5e5, unit="Pa")}
CROSSLINKED = {"insoluble_content": po.Measured(45, unit="wt%")}


def measured(tg, cte, **more):
    return {"tg": po.Measured(tg), "cte": po.Measured(cte, window=WINDOW), **more}


KINDS = (
    {"measured": measured(340.0, 18.0), "thickness": 4.0},
    {"measured": measured(230.0, 50.0), "thickness": 1.5},
    {"measured": measured(245.0, 35.0), "thickness": 3.0, "resin": "polyimide"},
    {"measured": measured(240.0, 35.0, **SOFT), "traits": {"thermoplastic": True}},
    {"measured": measured(240.0, 35.0, **SOFT), "resin": "other",
     "traits": {"thermoplastic": True, "heat-resistant adhesive": True}},
    {"measured": measured(120.0, 60.0), "resin": "epoxy thermoset",
     "traits": {"heat-resistant adhesive": True}},
    {"resin": "polyamide-imide", "measured": measured(280.0, 20.0, **CROSSLINKED),
     "traits": {"crosslinked condensation polymer": True}},
    {"resin": "other"},
    {"resin": "other", "traits": {"heat-resistant adhesive": False, "heat-resistant": False}},
)  # fmt: skip


def laminate(seed):
    """Return a laminate of any members in any order."""
    rng = random.Random(seed)
    layers = tuple(
        po.Layer(f"L{i}", **rng.choice(KINDS)) for i in range(rng.choice((1, 2, 2, 3, 3, 4)))
    )
    film = rng.choice(FILMS)
    metal, second, plate = rng.choice(METALS), rng.choice(METALS), rng.choice(PLATES)
    there = {"film": film, "metal": metal, "second metal": second, "substrate": plate}
    usual = [name for name in ("metal", "film", "second metal") if there[name] is not None]
    order = [*usual[:1], *(layer.name for layer in layers), *usual[1:]]
    if rng.random() < 0.6:
        rng.shuffle(order)
    if plate is not None:
        order.insert(rng.choice((0, len(order))), "substrate")
    return po.Laminate(
        layers, film, metal, (), FACTS, "", second, plate, order=tuple(order)
    )  # fmt: skip


def found(stack):
    return {
        v.id: (v.verdict, v.basis, v.probability, v.margin)
        for v in po.check(stack, CLAIMS).verdicts
    }


def words(stack):
    """Return the verdicts alone: of layers that serve alike the first shown lends its basis."""
    return {name: one[0] for name, one in found(stack).items()}


def renamed(stack, names):
    layers = tuple(replace(x, name=names[x.name]) for x in stack.layers)
    return replace(stack, layers=layers, order=tuple(names.get(x, x) for x in stack.order))


STACKS = [laminate(seed) for seed in range(60)]
KNOWN = {}


def as_drawn(stack):
    """Return what is found of one of the stacks; each is judged once for all tests."""
    place = id(stack)
    assert any(stack is one for one in STACKS)
    if place not in KNOWN:
        KNOWN[place] = found(stack)
    return KNOWN[place]


ODD = ("A / metal - film", "{B}", "foil", "layer is polyimide", "A")


def test_the_stacks_are_of_every_kind():
    verdicts = [as_drawn(stack) for stack in STACKS]
    decided = {(name, one[name][0]) for one in verdicts for name in one}
    geometry = ("heat-resistant-laminate:8", "bonding-laminate:1", "porous-insulating-film:13")
    for name in geometry:
        assert {(name, word) for word in ("met", "unmet", "unknown")} <= decided, name
    assert ("crosslinked-metal-clad-laminate:1", "met") in decided


@pytest.mark.parametrize("stack", STACKS)
def test_a_mirror_image_is_judged_alike(stack):
    assert found(replace(stack, order=stack.order[::-1])) == as_drawn(stack)


@pytest.mark.parametrize("stack", STACKS[::3])
def test_names_do_not_matter(stack):
    names = {layer.name: ODD[i] for i, layer in enumerate(stack.layers)}
    assert found(renamed(stack, names)) == as_drawn(stack)


CLOSED = [
    (stack, end)
    for stack in STACKS
    for end in (0, 1)
    if stack.order[-end] in ("metal", "second metal", "substrate")
]
"""Stacks with a metal or plate at the face: a coat on resin or film belongs to the insulator."""


@pytest.mark.parametrize(("stack", "end"), CLOSED)
def test_a_coat_outside_the_stack_makes_nothing_unmet(stack, end):
    """A coat on a metal or plate at either face touches no film and no insulator of a claim."""
    coat = po.Layer("coat", resin="epoxy thermoset")
    order = (*stack.order, "coat") if end else ("coat", *stack.order)
    before = as_drawn(stack)
    after = found(replace(stack, layers=(*stack.layers, coat), order=order))
    lost = {n for n in before if before[n][0] == "met" and after[n][0] == "unmet"}
    assert lost == set()


@pytest.mark.parametrize("seed", range(24))
def test_sides_say_what_an_order_says(seed):
    """Front and back swapped are a mirror image, too."""
    rng = random.Random(seed)
    front = tuple(po.Layer(f"F{i}", **rng.choice(KINDS)) for i in range(rng.choice((0, 1, 2))))
    back = tuple(
        po.Layer(f"B{i}", side="back", **rng.choice(KINDS)) for i in range(rng.choice((0, 1, 2)))
    )
    film, metal, second = rng.choice(FILMS[1:]), rng.choice(METALS), rng.choice(METALS)
    stack = po.Laminate((*front, *back), film, metal, (), FACTS, second_metal=second)
    turned = po.Laminate(
        (
            *(replace(x, side="front") for x in reversed(back)),
            *(replace(x, side="back") for x in reversed(front)),
        ),
        film, second, (), FACTS, second_metal=metal,
    )  # fmt: skip
    assert words(turned) == words(stack)
    names = ["metal"] * (metal is not None) + [x.name for x in front] + ["film"]
    names += [x.name for x in back] + ["second metal"] * (second is not None)
    plain = tuple(replace(x, side="front") for x in stack.layers)
    assert found(replace(stack, layers=plain, order=tuple(names))) == found(stack)


def test_no_claim_is_left_out():
    assert len(found(STACKS[0])) == sum(len(load_set(name).claims) for name in CLAIMS)
