"""Processes near the boundary of every claim on steps, and what no claim may make a verdict of."""

import itertools
import random
import string
import tomllib
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from test_claim_tables import merged

import polyopt as po
from polyopt.design.design_file import build_design
from polyopt.io.toml import check_declaration
from polyopt.laminate.process_verbs import VERBS

HERE = Path(__file__).parent / "process"
WORDS = ("met", "unmet", "unknown")
TABLES = {p.stem: tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(HERE.glob("*.toml"))}
CASES = [(name, case) for name, table in TABLES.items() for case in table["case"]]


def declaration(name, case):
    """Return the design of a case as a file has it."""
    declared = deepcopy(TABLES[name]["base"])
    for key in case.get("without", ()):
        del declared[key]
    layer = {"measured": {"cte_ppm_per_K": 18, "cte_range_degC": "50-200"}}
    layers = {x: layer for x in case.get("front", ())}
    layers |= {x: {**layer, "side": "back"} for x in case.get("back", ())}
    if layers:
        declared["layers"] = layers
    if "process" in case:
        declared["process"] = [{"step": step} for step in case["process"]]
    elif case["steps"]:
        declared["process"] = case["steps"]
    return merged(declared, case.get("extra", {}))


def checked(name, case, claims):
    declared = declaration(name, case)
    check_declaration(declared, "design")
    built = build_design(declared, HERE)
    return po.check(built.laminate, claims, assume_met=built.assume_met)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}: {c['name']}" for n, c in CASES])
def test_verdicts(name, case):
    assert case["why"]
    if "error" in case:
        with pytest.raises(po.UsageError) as caught:
            checked(name, case, [name])
        assert case["error"] in str(caught.value)
        assert len(str(caught.value).splitlines()) <= 3
        return
    expected = {n: word for word in WORDS for n in case.get(word, ())}
    result = checked(name, case, [f"{name}:{n}" for n in expected])
    found = {int(v.id.rpartition(":")[2]): v.verdict for v in result.verdicts}
    assert found == expected


@pytest.mark.parametrize("name", TABLES)
def test_there_are_at_least_twelve_designs_of_every_outcome(name):
    cases = TABLES[name]["case"]
    assert len(cases) >= 12
    assert {word for case in cases for word in (*WORDS, "error") if word in case} == {
        *WORDS,
        "error",
    }


SETS = ("heat-resistant-laminate", "crosslinked-metal-clad-laminate", "bonding-laminate")
STACK = po.Laminate(
    (po.Layer("A"), po.Layer("B")), film=po.Film("Kapton HN"), metal=po.Metal("copper")
)


def misspelt(rng, known):
    """Return words that are none of the vocabulary: letters changed, left out, made up."""
    word = rng.choice(known)
    place = rng.randrange(len(word))
    kind = rng.randrange(4)
    if kind == 0:
        return word[:place] + rng.choice("qxzjkv") + word[place + 1 :]
    if kind == 1:
        return word[:place] + "x" + word[place:]
    if kind == 2:
        return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 12)))
    return f"{word} {''.join(rng.choices('qxzjkv', k=4))}"


def test_an_unknown_step_never_yields_a_verdict():
    """Two hundred misspelt steps, each first, between or last among known ones, are refused."""
    rng = random.Random(13)
    known = [words for verb in VERBS.values() for words in (verb.name, *verb.words)]
    refused = 0
    for _ in range(200):
        step = misspelt(rng, known)
        process = ["coat A on metal", "predry", "heat treat"]
        process.insert(rng.randrange(4), step)
        try:
            result = po.check(replace(STACK, process=tuple(process)), "bonding-laminate:11")
        except po.UsageError as error:
            assert "process, step" in error.where
            refused += 1
            continue
        read = result.laminate.process[process.index(step)]
        assert read.name.split(" A")[0] in VERBS, step  # by chance a word that is known
    assert refused >= 190


@pytest.mark.parametrize("verb", VERBS)
def test_every_word_of_the_vocabulary_is_understood_as_it_says(verb):
    for words in (VERBS[verb].name, *VERBS[verb].words):
        for written in (words, words.upper(), words.replace(" ", "-")):
            read = po.check(replace(STACK, process=(written,)), "bonding-laminate:11")
            assert read.laminate.process[0].acts[0].verb == verb, written


@pytest.mark.parametrize("name", SETS)
def test_renaming_the_layers_changes_no_verdict(name):
    process = ("coat A on metal", "predry A", "coat B on film", "laminate A on B", "hot press")
    names = (("A", "B"), ("B", "A"), ("skin", "core resin"), ("the", "a"), ("layer 1", "layer 2"))
    verdicts = set()
    for first, second in names:
        words = {"A": first, "B": second}
        steps = tuple(" ".join(words.get(w, w) for w in step.split()) for step in process)
        design = replace(STACK, layers=(po.Layer(first), po.Layer(second)), process=steps)
        verdicts.add(tuple(v.verdict for v in po.check(design, name).verdicts))
    assert len(verdicts) == 1


def test_only_orders_that_lead_to_the_stack_are_taken():
    """Of all orders of three joins, those and only those that never put A or B on what is apart."""
    joins = ("coat A on metal", "coat B on A", "combine with film")
    taken = []
    for order in itertools.permutations(joins):
        try:
            po.check(replace(STACK, process=order), "heat-resistant-laminate:16")
        except po.UsageError:
            continue
        taken.append(order)
    assert joins in taken
    assert not [order for order in taken if order.index(joins[2]) == 0]  # nothing to combine
    assert ("coat A on metal", "combine with film", "coat B on A") not in taken
