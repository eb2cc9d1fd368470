"""The steps that claims ask for, and whether a declared step is one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.process_verbs import MAYBE, NO, VERBS, YES, relation
from polyopt.laminate.stack_words import BASES
from polyopt.laminate.steps import Act, Step

_UNSAID = ("combine", "laminate", "hot laminate")
"""Verbs that may bring two parts together where it is not said which."""

_PUTTING = ("coat", "laminate", "hot laminate", "extrude", "apply")
"""Verbs that put a layer on something even where it is not said on what."""

_METALS = ("metal", "second metal")


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step that a claim asks for.

    Parameters
    ----------
    verb : str
        What is to be done, by its name in `VERBS`.
    layer : str
        With which layer; empty for any.
    target : str
        On, or together with, what: ``film``, ``metal`` or ``substrate``; empty for anything.
    """

    verb: str
    layer: str = ""
    target: str = ""


@cache
def asked_step(text: str) -> AskedStep:
    """Return the step of a claim, its layers named or in braces.

    Parameters
    ----------
    text : str
        As ``coat {R} on metal``.

    Raises
    ------
    UsageError
        If its verb or target is unknown.

    Examples
    --------
    >>> asked_step("combine {A} with film")
    AskedStep(verb='combine', layer='{A}', target='film')
    """
    verb = next((v for v in sorted(VERBS, key=len, reverse=True) if _begins(text, v)), "")
    if not verb:
        raise unknown_name("process step", text, VERBS)
    rest = text[len(verb) :].strip()
    found = re.fullmatch(r"(?P<layer>[^ ]*?) ?(?:(?:on|with) (?P<target>\w+))?", rest)
    target = "" if found is None else found["target"] or ""
    if found is None or (target and target not in BASES):
        raise UsageError(
            f"unknown process step {quoted(text)}",
            remedy="write it as 'coat {R} on metal', 'combine {A} with film' or 'predry {R}'",
        )
    return AskedStep(verb, found["layer"], target)


def asked_of(text: str, assignment: Mapping[str, str]) -> AskedStep:
    """Return the step of a claim with the layers that play its parts.

    Parameters
    ----------
    text : str
        As ``coat {R} on metal``.
    assignment : mapping of str to str
        Which layer plays which part.

    Examples
    --------
    >>> asked_of("predry {R}", {"R": "my resin"}).layer
    'my resin'
    """
    step = asked_step(text)
    return replace(step, layer=assignment.get(step.layer.strip("{}"), step.layer))


def as_declared(text: str) -> str:
    """Return the step of a claim as a design declares it: a press of all names no layer.

    Parameters
    ----------
    text : str
        As ``heat press {T}``.

    Examples
    --------
    >>> as_declared("heat press {T}"), as_declared("predry {R}")
    ('heat press', 'predry {R}')
    """
    step = asked_step(text)
    return step.verb if step.verb == "heat press" and not step.target else text


def _begins(text: str, verb: str) -> bool:
    return text == verb or text.startswith(f"{verb} ")


def certainty(step: Step, act: Act, wanted: AskedStep) -> int:
    """Return whether a declared step is one that a claim asks for.

    Parameters
    ----------
    step : Step
        The declared step.
    act : Act
        One of the things that it does.
    wanted : AskedStep
        What the claim asks for, its layer named.

    Returns
    -------
    int
        `YES`, `MAYBE` or `NO`.
    """
    if wanted.verb == "combine":
        return _joined(step, act, wanted)
    verb = relation(act.verb, wanted.verb, step)
    pressed = wanted.verb == "heat press" or not VERBS[wanted.verb].joins
    if pressed and wanted.layer and not wanted.target:
        return min(verb, _treated(act, wanted.layer))
    return min(verb, _layer(act, wanted), _anchor(act, wanted))


def _treated(act: Act, layer: str) -> int:
    if layer in act.treats:
        return YES
    return MAYBE if layer in act.may_treat else NO


def _layer(act: Act, wanted: AskedStep) -> int:
    """Compare the layer; what is done with nothing in particular is done with every layer."""
    if not wanted.layer or act.layer == wanted.layer:
        return YES
    if act.layer:
        return NO
    return MAYBE if wanted.target else YES


def _anchor(act: Act, wanted: AskedStep) -> int:
    """Compare what the layer is put on; it comes alone, or with other resin."""
    if not wanted.target:
        return YES
    if not act.anchor:
        return MAYBE if not act.moved and act.verb in _PUTTING else NO
    alone = not act.moved & set(BASES)
    return YES if alone and _same(act.anchor, wanted.target) else NO


def _joined(step: Step, act: Act, wanted: AskedStep) -> int:
    """Compare two parts that are joined: one holds the layer, the other what it is joined with.

    One of them alone holds the film: what lies beyond it on the other face is not meant.
    """
    if not act.moved:
        named = not act.layer or not wanted.layer or act.layer == wanted.layer
        return MAYBE if act.verb in _UNSAID and named and not act.anchor else NO
    for one, other in ((act.moved, act.base), (act.base, act.moved)):
        layer = not wanted.layer or wanted.layer in one | act.between
        apart = "film" not in (one if wanted.target == "film" else other)
        if layer and apart and any(_same(m, wanted.target) for m in other):
            open_ = act.verb == "metallize" or wanted.layer in act.between or _again(act)
            return MAYBE if open_ else YES
    return NO


def _again(act: Act) -> bool:
    """Say whether a layer that lies on something is applied on another thing: joined, or twice."""
    return act.verb == "apply" and act.layer not in BASES and len(act.moved) > 1


def _same(member: str, target: str) -> bool:
    return member == target or (target == "metal" and member in _METALS)


def in_order(process: Sequence[Step], wanted: Sequence[AskedStep], least: int) -> int:
    """Return how many of the steps a process has in this order, each at least as certainly.

    Parameters
    ----------
    process : sequence of Step
        The declared steps.
    wanted : sequence of AskedStep
        What is asked for.
    least : int
        `YES` or `MAYBE`.
    """
    acts = [(step, act) for step in process for act in step.acts or (None,)]
    place = 0
    for count, asked in enumerate(wanted):
        again = asked.verb == "heat press"  # one step may join two parts and press them with heat
        following = range(max(place - again, 0), len(acts))
        found = next((i for i in following if _is(*acts[i], asked) >= least), None)
        if found is None:
            return count
        place = found + (acts[found][1] is not None)  # what nobody read may be several steps
    return len(wanted)


def _is(step: Step, act: Act | None, wanted: AskedStep) -> int:
    """Return whether a step is one asked for; one whose words nobody read may be."""
    return MAYBE if act is None else certainty(step, act, wanted)


def places_of(process: Sequence[Step], wanted: AskedStep, least: int) -> list[int]:
    """Return the places of the steps that are one, at least as certainly.

    Parameters
    ----------
    process : sequence of Step
        The declared steps.
    wanted : AskedStep
        What is asked for.
    least : int
        `YES` or `MAYBE`.
    """
    return [
        i
        for i, step in enumerate(process)
        if any(_is(step, act, wanted) >= least for act in step.acts or (None,))
    ]
