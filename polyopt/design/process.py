"""Process steps as people write them, brought to the words of the claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from polyopt.claims.evaluate import ClaimRef
from polyopt.claims.schema import Steps
from polyopt.errors import UsageError, did_you_mean, quoted
from polyopt.laminate import Laminate

_SAME = (
    (r"^(apply|cast|coat|laminating|casting|coating)\b", "laminate"),
    (r"^(hot[- ]press\w*|heat[- ]press\w*|thermocompress\w*)$", "heat press"),
    (r"\bthe ", ""),
    (r"\b(onto|to) (?=\S+$)", "on "),
)


def usual_steps(laminate: Laminate, refs: Sequence[ClaimRef]) -> tuple[str, ...]:
    """Return the declared process in the words of the chosen claims.

    Parameters
    ----------
    laminate : Laminate
        The design with its declared process.
    refs : sequence of ClaimRef
        The claims it is judged by.

    Raises
    ------
    UsageError
        If a step is nearly one that a claim names; a step unlike all of them is kept as it is.

    Examples
    --------
    >>> from polyopt.claims.load import find_claims
    >>> from polyopt.laminate import Layer
    >>> design = Laminate((Layer("A"),), process=("cast A onto the metal", "hot pressing"))
    >>> usual_steps(design, find_claims(["heat-resistant-laminate:16"]))
    ('laminate A on metal', 'heat press')
    """
    known = {step.casefold(): step for step in _known_steps(laminate, refs)}
    return tuple(_usual(step, known) for step in laminate.process)


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


def _known_steps(laminate: Laminate, refs: Sequence[ClaimRef]) -> Iterator[str]:
    for ref in refs:
        for claim in ref.claim_set.claims:
            for element in claim.elements:
                if isinstance(element.test, Steps):
                    for step in element.test.steps:
                        yield from (
                            re.sub(r"\{\w+\}", layer.name, step) for layer in laminate.layers
                        )
