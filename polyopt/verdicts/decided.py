"""Which claims on a design are decided, and by what; which stay open: the headline of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from polyopt.claims.evidence import PREDICTED
from polyopt.claims.numbering import claims_words, runs_joined
from polyopt.claims.verdict import Verdict
from polyopt.io.stored_json import Stored
from polyopt.quantities import unit_of
from polyopt.verdicts.odds import Odds

_SURE = 1.0 - 1e-9
_LIMIT = re.compile(r"(?P<ends>(?:\S+ <= )?(?P<quantity>\w+(?:\.\w+)+) [<>]?= [^\s,]+)(?P<rest>.*)")


_OWN_CONFIDENCE = re.compile(r", P at least (?P<asked>[^\s,]+)$")
"""How a limit ends that asks for a probability of its own."""

_AVOID = "avoid "
"""How the constraint is named that keeps designs outside a claim."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The claims on one design by what decides them.

    Parameters
    ----------
    met : tuple of str
        Met by what is declared, measured or assumed: no prediction, no chance.
    predicted : tuple of str
        Met as far as predictions and uncertain values say.
    open : tuple of str
        Unknown until something is measured or declared.
    unmet : tuple of str
        Not met; on a front only where the problem left them open.
    """

    met: tuple[str, ...] = ()
    predicted: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Decided:
        """Return the claims of some verdicts, grouped."""
        groups: dict[str, list[str]] = {"met": [], "predicted": [], "open": [], "unmet": []}
        for judged in verdicts:
            groups[_group(judged)].append(judged.id)
        return cls(**{name: tuple(ids) for name, ids in groups.items()})

    def as_dict(self) -> dict[str, list[str]]:
        """Return it for JSON: the claims of each group."""
        return {
            "met": list(self.met),
            "predicted": list(self.predicted),
            "open": list(self.open),
            "unmet": list(self.unmet),
        }


def _group(judged: Verdict) -> str:
    if judged.verdict == "unknown":
        return "open"
    if judged.verdict != "met":
        return "unmet"
    chance = judged.probability
    sure = judged.basis != PREDICTED and (chance is None or chance >= _SURE)
    return "met" if sure else "predicted"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a joint probability runs over.

    Parameters
    ----------
    over : tuple of str
        Limitations, and limits of the problem, that it counts and that are not certain; what is
        certain is met and changes nothing. A limitation that is unknown is never among them.
    left_out : tuple of str
        Uncertain limits of the problem that it does not count: each is met for itself.
    """

    over: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the keys of `result.json`."""
        return {
            "probability_over": list(self.over),
            "probability_leaves_out": list(self.left_out),
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Scope:
        """Return what `as_dict` wrote; nothing where an older run did not write it."""
        names = ("probability_over", "probability_leaves_out")
        return cls(*(tuple(map(str, stored.get(name, ()))) for name in names))


def decided_sentences(
    decided: Decided,
    scope: Scope,
    chance: str,
    *,
    most: int = 0,
    of: str = "",
    odds: Odds | None = None,
) -> list[str]:
    """Return what is decided, what is predicted and what is open, a sentence each.

    Parameters
    ----------
    decided : Decided
        The claims on a design.
    scope : Scope
        What its probability runs over.
    chance : str
        That probability, as it is shown.
    most : int
        Limitations named at most; 0 for all.
    of : str
        Whose probability it is, in words; empty if that is plain.
    odds : Odds, optional
        That probability beside those of the front; a likely one if nothing is stated.

    Examples
    --------
    >>> claims = Decided(("s:3",), ("s:1", "s:2"), ("s:4",))
    >>> for line in decided_sentences(claims, Scope(("s:1a", "s:2a")), "0.83"):
    ...     print(line)
    Meets what can be predicted: claims 1, 2 (P 0.83 over 1a, 2a).
    Met by what is declared, measured or assumed: claim 3.
    Open until measured or declared: claim 4.
    """
    everything = (*decided.met, *decided.predicted, *decided.open, *decided.unmet)
    alone = len({name.rpartition(":")[0] for name in everything}) <= 1
    lines = _predicted(decided, scope, chance, most, of, alone, odds or Odds())
    if decided.met:
        named = _claims(decided.met, alone)
        lines.append(f"Met by what is declared, measured or assumed: {named}.")
    if decided.open:
        lines.append(f"Open until measured or declared: {_claims(decided.open, alone)}.")
    if decided.unmet:
        lines.append(f"Not met, and left open: {_claims(decided.unmet, alone)}.")
    if scope.left_out:
        left_out = ", ".join(map(_with_unit, scope.left_out))
        lines.append(f"P does not count {left_out}: met by prediction, each alone.")
    return lines


def _predicted(
    decided: Decided, scope: Scope, chance: str, most: int, of: str, alone: bool, odds: Odds
) -> list[str]:
    """Return the sentence on what is met by prediction; none if nothing is."""
    whose = f" {of}" if of else ""
    over = limitations_words(scope.over, most, alone=alone)
    own = any(_OWN_CONFIDENCE.search(one) for one in scope.over)
    chance = f"{'all together ' if own and len(scope.over) > 1 else ''}P {chance}"
    head = f"{odds.head} what can be predicted"
    if decided.predicted:
        within = f" over {over}" if over else ""
        claims = _claims(decided.predicted, alone)
        return [f"{head}: {claims} ({chance}{whose}{within}){odds.tail}."]
    if not over:
        return []
    yet = "; that decides none of the open claims" if decided.open else ""
    return [f"{head}: {over} ({chance}{whose}){odds.tail}{yet}."]


def against_sentence(open_: Sequence[tuple[tuple[str, ...], str]]) -> str:
    """Return which open claims estimates speak against, and what they say; empty if none do.

    Parameters
    ----------
    open_ : sequence of (tuple of str, str)
        Claims that depend on something unknown, and what speaks against it, perhaps nothing.

    Examples
    --------
    >>> against_sentence([(("s:1", "s:2"), "about 12 MPa, limit at most 1 MPa (P 0.04)")])
    'The estimate speaks against claims 1, 2: about 12 MPa, limit at most 1 MPa (P 0.04).'
    """
    found = [(claims, words) for claims, words in open_ if words and claims]
    if not found:
        return ""
    alone = len({one.rpartition(":")[0] for claims, _ in found for one in claims}) <= 1
    said = "; ".join(f"{_claims(claims, alone)}: {words}" for claims, words in found)
    several = len(found) > 1
    return f"The estimate{'s' * several} speak{'s' * (not several)} against {said}."


def limitations_words(ids: Sequence[str], most: int = 0, *, alone: bool = True) -> str:
    """Return limitations in short: those of a set by their numbers, after its name if asked.

    Parameters
    ----------
    ids : sequence of str
        Limitations such as ``heat-resistant-laminate:4a``, and limits of a problem in its words.
    most : int
        Named at most; 0 for all.
    alone : bool
        Leave out the name of the set: there is one only.

    Examples
    --------
    >>> limitations_words(["s:4a", "s:9b", "s:9c", "layers.A.tg >= 280"], 2)
    '4a, 9b and 2 more'
    >>> limitations_words(["avoid t:1", "s:4a"])
    'outside t:1, 4a'
    >>> limitations_words(["200 <= layers.T.tg <= 260, P at least 0.3"])
    '200 <= layers.T.tg <= 260 °C (asked for with P 0.3)'
    """
    shown = ids[:most] if most and len(ids) > most + 1 else ids
    parts, known = [], ""
    for one in shown:
        name, colon, number = one.partition(":")
        if name.startswith(_AVOID):
            parts.append(one.replace(_AVOID, "outside "))
            continue
        if not colon:
            parts.append(_with_unit(one))
            continue
        parts.append(number if alone or name == known else f"{name} {number}")
        known = name
    more = f" and {len(ids) - len(shown)} more" if len(shown) < len(ids) else ""
    return ", ".join(parts) + more


def _with_unit(limit: str) -> str:
    """Return a limit of a problem in its words with the unit of its quantity.

    A probability of its own stands in brackets: it is what is asked, not what is found.
    """
    own = _OWN_CONFIDENCE.search(limit)
    asked = f" (asked for with P {own['asked']})" if own else ""
    plain = limit[: own.start()] if own else limit
    found = _LIMIT.fullmatch(plain)
    unit = unit_of(found["quantity"]) if found else ""
    words = f"{found['ends']} {unit}{found['rest']}" if found and unit else plain
    return f"{words}{asked}"


def _claims(ids: Sequence[str], alone: bool) -> str:
    if not alone:
        return claims_words(ids)
    numbers = runs_joined([name.rpartition(":")[2] for name in ids])
    return f"claim{'s'[: len(ids) > 1]} {numbers}"
