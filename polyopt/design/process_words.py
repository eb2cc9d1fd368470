"""Process steps as people write them, translated to the terms of the claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from polyopt.claims.limitations import Condition, Steps
from polyopt.claims.schema import ClaimSet
from polyopt.errors import UsageError, did_you_mean, quoted
from polyopt.laminate.stack import Laminate
from polyopt.laminate.steps import Step

_SAME = (
    (r"^(apply|applying|cast|coat|laminating|casting|coating)\b", "laminate"),
    (
        r"^(hot[- ]press\w*|heat[- ]press\w*|(hot |heat )?thermocompress\w*( bond\w*)?)$",
        "heat press",
    ),
    (r"^pre[- ]?dr(y|ying|ied)$", "predry"),
    (r"^(heat[- ]treat\w*|final(ly)? dry(ing)?)$", "heat treat"),
    (r"^(wind|winding|roll|rolling)( up)?$", "wind up"),
    (r"\bthe ", ""),
    (r"\b(onto|to) (?=\S+$)", "on "),
)


def usual_steps(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> tuple[Step, ...]:
    """Return the declared process in the words of the claims.

    Parameters
    ----------
    laminate : Laminate
        The design with its declared process.
    claim_sets : sequence of ClaimSet
        The sets whose words are known.

    Raises
    ------
    UsageError
        If a step is nearly one that a claim names; a step unlike all of them is kept as it is.

    Examples
    --------
    >>> from polyopt.claims.load import load_set
    >>> from polyopt.laminate.members import Layer
    >>> design = Laminate((Layer("A"),), process=("cast A onto the metal", "hot pressing"))
    >>> [step.name for step in usual_steps(design, [load_set("heat-resistant-laminate")])]
    ['laminate A on metal', 'heat press']
    """
    known = {step.casefold(): step for step in _known_steps(laminate, claim_sets)}
    steps = (s if isinstance(s, Step) else Step(s) for s in laminate.process)
    return tuple(replace(step, name=_usual(step.name, known)) for step in steps)


def _usual(step: str, known: dict[str, str]) -> str:
    words = " ".join(step.split())
    for pattern, word in _SAME:
        words = re.sub(pattern, word, words, flags=re.IGNORECASE)
    if words.casefold() in known:
        return known[words.casefold()]
    hint = did_you_mean(words, known.values()) if known else ""
    if hint:
        raise UsageError(f"unknown process step {quoted(step)}", where="process", remedy=hint)
    return step


def _known_steps(laminate: Laminate, claim_sets: Sequence[ClaimSet]) -> Iterator[str]:
    for claim_set in claim_sets:
        for test in claim_set.tests():
            for step in _steps_of(test):
                names = [layer.name for layer in laminate.layers] if "{" in step else [""]
                yield from (re.sub(r"\{\w+\}", name, step) for name in names)


def _steps_of(test: object) -> tuple[str, ...]:
    match test:
        case Steps():
            return test.steps
        case Condition():
            return (test.step,)
    return ()
