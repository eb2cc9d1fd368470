"""The vocabulary of process steps: what may be done, by which words, and what counts as what.

Everything that a step may say is here or a name of the stack. Other words are an error that lists
these, never a step that is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from polyopt.laminate.declared_steps import COLUMNS
from polyopt.laminate.steps import Step

YES, MAYBE, NO = 2, 1, 0
"""Whether a step is one that a claim asks for: certainly, perhaps, not at all."""

HEATED = 100.0
"""Temperature from which a cure or a press of that temperature is one by heat; below it may be one
or not. A choice on the safe side. [°C]"""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that may be done.

    Parameters
    ----------
    name : str
        What claims call it.
    words : tuple of str
        Other words for it; endings such as -ing and hyphens do not matter.
    meaning : str
        What it is, in words.
    joins : bool
        Whether it puts an object on a target, as in ``coat A on metal``.
    counts_as : tuple of str
        More general verbs that it is a case of.
    may_be : tuple of str
        Verbs that it may be a case of: where a claim asks for one of them the answer is unknown.
    heated : tuple of str
        Verbs that it is a case of from `HEATED` on, and may be one where no temperature is stated.
    """

    name: str
    words: tuple[str, ...]
    meaning: str
    joins: bool = False
    counts_as: tuple[str, ...] = ()
    may_be: tuple[str, ...] = ()
    heated: tuple[str, ...] = ()


_ALL = (
    Verb(
        "coat",
        (
            *("cast", "solution cast", "solution coat", "slot die coat", "die coat", "spin coat"),
            *("bar coat", "blade coat", "knife coat", "doctor blade", "doctor blade coat"),
            *("gravure coat", "comma coat", "curtain coat", "roll coat", "dip coat", "spray coat"),
        ),
        "put a layer on as a solution",
        joins=True,
        counts_as=("apply",),
    ),
    Verb(
        "laminate",
        ("roll laminate", "transfer", "place", "lay"),
        "put a dry layer, film or metal on",
        joins=True,
        counts_as=("apply",),
    ),
    Verb(
        "hot laminate",
        ("hot roll laminate", "heat laminate", "thermally laminate", "thermal laminate"),
        "laminate between hot rolls",
        joins=True,
        counts_as=("laminate", "apply"),
        may_be=("heat press",),
    ),
    Verb(
        "extrude",
        ("melt coat", "hot melt coat", "extrusion coat", "melt extrude"),
        "put a layer on as a melt",
        joins=True,
        counts_as=("apply",),
    ),
    Verb(
        "apply",
        ("provide", "form", "put", "deposit", "print", "screen print"),
        "put a layer on, in whatever way; with solvents, or 'a solution of', it is coating",
        joins=True,
        may_be=("coat", "laminate"),
    ),
    Verb(
        "metallize",
        (
            *("sputter", "plate", "electroplate",),
            *("electroless plate", "electrodeposit", "vapour deposit",),
        ),
        "grow the metal on a layer",
        joins=True,
        may_be=("apply", "laminate", "combine"),
    ),
    Verb(
        "combine",
        ("join", "assemble", "bring together", "lay up", "stack", "laminate together"),
        "bring what was made so far together with a film or metal",
        joins=True,
        may_be=("apply", "laminate"),
    ),
    Verb(
        "heat press",
        (
            *("hot press", "vacuum hot press", "hotpress",),
            *("heatpress", "press hot", "press with heat",),
            *("heat press bond", "hot press bond"),
            *("thermocompress", "thermocompression", "thermocompression bond", "thermo compress"),
            *("thermo compression bond", "heat thermocompress", "hot thermocompress"),
            *("heat thermocompression bond", "hot thermocompression bond", "heat bond"),
        ),
        "press with heat",
        joins=True,
        may_be=("apply", "laminate"),
    ),
    Verb(
        "press",
        (
            *("vacuum press", "roll press", "calender", "autoclave",),
            *("bond", "pressure bond", "compress",),
        ),
        f"press; from {HEATED:g} °C on it is heat pressing",
        joins=True,
        may_be=("apply", "laminate"),
        heated=("heat press",),
    ),
    Verb(
        "glue",
        ("cold press", "press cold", "glue at room temperature", "press at room temperature"),
        "bond without heat",
        joins=True,
        may_be=("apply", "laminate"),
    ),
    Verb(
        "predry",
        ("prebake", "pre dry", "pre bake", "soft bake", "preliminary dry", "preliminarily dry"),
        "take out part of the solvent",
    ),
    Verb(
        "dry",
        (
            *("vacuum dry", "oven dry", "air dry",),
            *("evaporate the solvent", "remove the solvent", "flash off",),
        ),
        "take out solvent; whether predrying or the last heat treatment is not said",
        may_be=("predry", "heat treat"),
    ),
    Verb(
        "heat",
        ("bake", "preheat", "pre heat", "warm"),
        "heat; whether predrying or the heat treatment is not said",
        may_be=("predry", "heat treat"),
    ),
    Verb(
        "heat treat",
        (
            *("final dry", "finally dry", "postbake", "post bake", "anneal", "heat cure"),
            *("thermal cure", "thermally cure", "cure by heat", "postcure", "post cure"),
            *("thermal imidize", "thermally imidize", "imidize by heat", "heat imidize"),
        ),
        "heat the layer after predrying",
    ),
    Verb(
        "cure",
        ("imidize", "crosslink", "cyclize", "final cure"),
        f"cure in whatever way; from {HEATED:g} °C on it is a heat treatment",
        heated=("heat treat",),
    ),
    Verb(
        "cure without heat",
        ("uv cure", "photo cure", "chemically imidize", "chemical imidize", "chemically cure"),
        "cure by light or chemicals",
    ),
    Verb(
        "wind up",
        (
            *("wind", "roll", "roll up", "reel", "reel up", "coil", "coil up", "take up"),
            *("wind up as a roll", "wind up in the form of a roll", "wind up on a reel"),
        ),
        "wind the web to a roll",
    ),
    Verb("unwind", ("uncoil", "unroll"), "take the web off a roll"),
    Verb("cool", ("cool down", "let cool", "cool to room temperature"), "let it cool"),
    Verb("wash", ("rinse", "extract", "soak"), "take something out with a liquid"),
    Verb("stretch", ("draw", "orient"), "stretch the film"),
    Verb("cut", ("slit", "trim", "punch"), "cut the web"),
    Verb("etch", ("pattern",), "take off metal"),
    Verb(
        "treat the surface",
        ("surface treat", "plasma treat", "corona treat", "roughen", "clean"),
        "prepare a surface",
    ),
    Verb("peel", ("strip", "release", "detach"), "take off a carrier"),
)  # fmt: skip
VERBS: Mapping[str, Verb] = MappingProxyType({verb.name: verb for verb in _ALL})
"""By name."""


def relation(verb: str, wanted: str, step: Step) -> int:
    """Return whether a step is one that a claim asks for, by its verb.

    Parameters
    ----------
    verb : str
        What is done.
    wanted : str
        What the claim asks for.
    step : Step
        The step, with its conditions.

    Returns
    -------
    int
        `YES`, `MAYBE` or `NO`.

    Examples
    --------
    >>> relation("cure", "heat treat", Step("cure", {"temperature": 250.0}))
    2
    >>> relation("cure", "heat treat", Step("cure"))
    1
    >>> relation("laminate", "coat", Step("laminate A on metal"))
    0
    """
    known = VERBS[verb]
    if wanted in (verb, *known.counts_as):
        return YES
    if wanted == "coat" and verb == "apply" and step.solvents:
        return YES
    temperature = step.condition("temperature")
    if wanted in known.heated and temperature is not None and temperature >= HEATED:
        return YES
    pressed = wanted == "heat press" and verb == "laminate"
    if pressed and (temperature is not None or step.condition("pressure") is not None):
        return MAYBE
    return MAYBE if wanted in (*known.may_be, *known.heated) else NO


def vocabulary_lines() -> Iterator[tuple[str, str, str]]:
    """Yield name, other words and meaning of every verb."""
    own = {"combine": "combine with film", "metallize": "metallize A with metal"}
    for verb in VERBS.values():
        usual = f"{verb.name} A on metal" if verb.joins else verb.name
        shown = own.get(verb.name, usual)
        yield shown, ", ".join(verb.words), verb.meaning


CONDITION_KEYS = (*COLUMNS, "atmosphere", "solvents")
"""The conditions of a step as files call them."""
