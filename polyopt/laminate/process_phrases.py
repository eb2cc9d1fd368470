"""From the words of a step to what is done, with what, on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from polyopt.errors import UsageError, did_you_mean, quoted
from polyopt.laminate.process_verbs import VERBS
from polyopt.laminate.stack import Laminate
from polyopt.laminate.stack_words import BASES, WHOLE, members_called

_PREPOSITIONS = ("on", "onto", "to", "upon", "over", "against", "with", "from")
_AUXILIARIES = ("is", "are", "was", "were", "being")
_SOLUTION = ("solution", "varnish", "dope", "lacquer")
_IRREGULAR = {"wound": "wind", "rolled": "roll", "cut": "cut", "laid": "lay", "vapor": "vapour"}
_ENDINGS = (
    ("isation", "iz"), ("ization", "iz"), ("ising", "iz"), ("izing", "iz"), ("ised", "iz"),
    ("ized", "iz"), ("ise", "iz"), ("ize", "iz"), ("ments", ""), ("ment", ""), ("ions", ""),
    ("ion", ""), ("ied", "y"), ("ies", "y"), ("ings", ""), ("ing", ""), ("ed", ""), ("es", ""),
    ("e", ""),
)  # fmt: skip
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a step says.

    Parameters
    ----------
    verb : str
        What is done, by its name in `VERBS`.
    objects : tuple of str
        Members of the stack that the words may mean; empty if none is named.
    targets : tuple of str
        Those that it is put on or brought together with; empty if none is named.
    """

    verb: str
    objects: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def text(self) -> str:
        """Return it in the words of the vocabulary.

        >>> Phrase("coat", ("R",), ("metal",)).text(), Phrase("combine", (), ("film",)).text()
        ('coat R on metal', 'combine with film')
        """
        how = "with" if self.verb == "combine" else "on"
        objects = self.objects[:1]
        targets = [f"{how} {self.targets[0]}"] if self.targets else []
        return " ".join([self.verb, *objects, *targets])


def phrase_of(words: str, laminate: Laminate) -> Phrase:
    """Return what the words of a step say.

    Parameters
    ----------
    words : str
        As written, such as ``slot-die coat A onto the copper foil``.
    laminate : Laminate
        The stack whose members it may name.

    Raises
    ------
    UsageError
        If a word is not understood, or names nothing of the stack.

    Examples
    --------
    >>> from polyopt.laminate.members import Layer
    >>> phrase_of("slot-die coating of R onto the copper foil", Laminate((Layer("R"),)))
    Phrase(verb='coat', objects=('R',), targets=('metal',))
    """
    tokens = re.sub(r"[-‐–]", " ", words).replace(",", " ").split()
    verb, rest = _verb(tokens, words, laminate)
    before, preposition, after = _split(rest, laminate, VERBS[verb].joins)
    if verb == "laminate" and not before and preposition:
        verb = "combine"
    if verb == "apply" and any(t.casefold() in _SOLUTION for t in before):
        verb = "coat"
    if preposition and not after:
        raise _not_understood(words, f"nothing stands after {quoted(preposition)}")
    if preposition and not VERBS[verb].joins and verb != "peel":
        raise _not_understood(words, f"{quoted(' '.join([preposition, *after]))} is left over")
    objects = members_called(before, laminate, words) if before else ()
    targets = members_called(after, laminate, words) if preposition else ()
    if preposition.casefold() == "with" and VERBS[verb].name in ("coat", "apply", "metallize"):
        objects, targets = targets, objects  # coat the foil with R
    if VERBS[verb].joins and not targets and objects and set(objects) <= set(BASES):
        objects, targets = (), objects  # laminate the foil; coat the foil
    return Phrase(verb, () if objects == WHOLE else objects, targets)


def _verb(tokens: list[str], words: str, laminate: Laminate) -> tuple[str, list[str]]:
    """Return the verb that a step begins with, or that follows its object; and the rest."""
    for start in range(min(len(tokens), 4)):
        named = [t for t in tokens[:start] if t.casefold() not in _AUXILIARIES]
        if start and not _names_something(named, laminate, words):
            continue
        stems = [_stem(t) for t in tokens[start:]]
        found = max(
            (p for p in _phrases() if stems[: len(p[0])] == list(p[0])),
            key=lambda p: len(p[0]),
            default=None,
        )
        if found is not None:
            rest = tokens[start + len(found[0]) :]
            return found[1], [*named, *rest]
    raise _not_understood(words, "")


def _names_something(tokens: list[str], laminate: Laminate, words: str) -> bool:
    try:
        return bool(members_called(tokens, laminate, words))
    except UsageError:
        return False


def _split(rest: list[str], laminate: Laminate, joins: bool) -> tuple[list[str], str, list[str]]:
    """Return what stands before and after the first preposition; a layer may be called so."""
    names = {layer.name for layer in laminate.layers}
    between = next((p for p in rest if p.casefold() in _PREPOSITIONS and p not in names), "")
    if not between and joins and "and" in rest and "and" not in names:
        between = "and"
    for place, token in enumerate(rest):
        if token == between:
            return rest[:place], token, rest[place + 1 :]
    return rest, "", []


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple(
        (tuple(_stem(word) for word in phrase.split()), verb.name)
        for verb in VERBS.values()
        for phrase in (verb.name, *verb.words)
    )


def _stem(word: str) -> str:
    """Return a word without its ending.

    >>> [_stem(w) for w in ("coating", "laminated", "Imidization", "imidise", "drying", "dried")]
    ['coat', 'laminat', 'imidiz', 'imidiz', 'dry', 'dry']
    """
    folded = word.casefold()
    folded = _IRREGULAR.get(folded, folded)
    if folded in _PREPOSITIONS:
        return folded
    for ending, instead in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST - len(instead):
            folded = folded[: len(folded) - len(ending)] + instead
            break
    else:
        if folded.endswith("s") and not folded.endswith("ss") and len(folded) > _SHORTEST:
            folded = folded[:-1]
    doubled = len(folded) > _SHORTEST and folded[-1] == folded[-2] and folded[-1] in "tnpmg"
    return folded[:-1] if doubled else folded


def known_steps() -> str:
    """Return how steps are written, for an error.

    >>> known_steps()[:24]
    'known: coat A on metal, '
    """
    return f"known: {', '.join(_shown())}; conditions have keys of their own"


def _shown() -> Iterator[str]:
    for verb in VERBS.values():
        yield {"coat": "coat A on metal", "combine": "combine with film"}.get(verb.name, verb.name)


def _not_understood(words: str, why: str) -> UsageError:
    hint = did_you_mean(words, [p for v in VERBS.values() for p in (v.name, *v.words)])
    remedy = "; ".join(filter(None, (hint, known_steps())))
    what = f"unknown process step {quoted(words)}" + (f": {why}" if why else "")
    return UsageError(what, remedy=remedy)
