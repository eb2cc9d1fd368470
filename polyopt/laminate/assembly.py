"""A process held against the stack that it is to make: what each step joins, in what order.

Before the first step the film, the metals and the substrate lie apart, and no resin layer is there.
Each step joins two parts that touch in the stack. Resin layers that no step names are taken to be
there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from polyopt.errors import PolyoptError, UsageError, quoted
from polyopt.laminate.process_phrases import Phrase, phrase_of
from polyopt.laminate.process_verbs import VERBS
from polyopt.laminate.stack import Laminate
from polyopt.laminate.stack_words import BASES, CARRIER, members_in_order
from polyopt.laminate.step_contradictions import refuse_contradiction
from polyopt.laminate.step_reach import with_reach
from polyopt.laminate.steps import Act, Step

Piece = frozenset[str]
_PUTTING = ("coat", "extrude", "apply")
"""Verbs that put something on a target, even where it is not said what."""

_FRESH = ("coat", "extrude")
"""Verbs that make a layer where they put it: what is made cannot be made elsewhere again."""


def understood(laminate: Laminate) -> tuple[Step, ...]:
    """Return the declared process in the words of the vocabulary, with what each step does.

    Parameters
    ----------
    laminate : Laminate
        The design with its declared process.

    Raises
    ------
    UsageError
        If a word is not understood, a step names nothing of the stack, or the order of the steps
        cannot lead to the stack.

    Examples
    --------
    >>> from polyopt.laminate.members import Layer
    >>> design = Laminate((Layer("A"),), process=("cast A onto the metal", "hot pressing"))
    >>> [(act.verb, act.layer, act.anchor) for step in understood(design) for act in step.acts]
    [('coat', 'A', 'metal'), ('heat press', '', '')]
    """
    steps = [s if isinstance(s, Step) else Step(s) for s in laminate.process]
    phrases = []
    for place, step in enumerate(steps, 1):
        try:
            phrases.append(phrase_of(step.name, laminate))
            refuse_contradiction(step, phrases[-1].verb)
        except PolyoptError as error:
            raise error.at(f"process, step {place}") from None
    named = {name for p in phrases for name in (*p.objects, *p.targets)}
    order = members_in_order(laminate)
    resin = {layer.name for layer in laminate.layers}
    parts = _Parts(order, frozenset(m for m in resin if m not in named))
    found = []
    for place, (step, phrase) in enumerate(zip(steps, phrases, strict=True), 1):
        try:
            acts = tuple(parts.acts(step.name, phrase))
            found.append(replace(step, name=phrase.text(), acts=acts))
        except PolyoptError as error:
            raise error.at(f"process, step {place}") from None
    return with_reach(found, laminate)


@dataclass
class _Parts:
    """The parts that a process has joined so far.

    Parameters
    ----------
    order : tuple of str
        The members of the stack from face to face.
    free : frozenset of str
        Resin layers that no step names.
    pieces : list of frozenset of str
        What hangs together.
    carried : int
        How many layers were put on a carrier that no step peeled since.
    """

    order: tuple[str, ...]
    free: Piece
    pieces: list[Piece] = field(default_factory=list)
    carried: int = 0

    def __post_init__(self) -> None:
        self.pieces = [frozenset({m}) for m in self.order if m in BASES]

    def acts(self, words: str, phrase: Phrase) -> Iterator[Act]:
        """Yield what a step does, and do it."""
        verb = phrase.verb
        if verb == "peel":
            self._refuse_peeling(words, phrase)
        if not VERBS[verb].joins or not (phrase.objects or phrase.targets):
            yield Act(verb, layer=phrase.objects[0] if phrase.objects else "")
        elif not phrase.objects and verb in _PUTTING:
            yield Act(verb, anchor=phrase.targets[0])
        elif not phrase.objects:
            yield from self._combined(words, verb, phrase.targets)
        elif not phrase.targets:
            yield Act(verb, layer=phrase.objects[0])
        elif phrase.targets == (CARRIER,):
            for layer in phrase.objects:
                if verb in _FRESH and self._piece(layer) != {layer}:
                    raise self._twice(words, layer)
                self._piece(layer)
                self.carried += 1
                yield Act(verb, layer, CARRIER)
        else:
            yield self._put(words, verb, phrase.objects, phrase.targets)

    def _put(self, words: str, verb: str, objects: Sequence[str], targets: Sequence[str]) -> Act:
        """Put one of the objects on one of the targets: two that touch."""
        blocked = ""
        known = {m for piece in self.pieces for m in piece}
        ways = [(o, t) for o in objects for t in targets if o != t]
        for layer, target in ways:
            moved, base = self._piece(layer), self._piece(target)
            if moved == base:
                continue
            between = self._between(moved, base)
            if between is None:
                blocked = blocked or self._blocked(layer, target)
                continue
            if verb in _FRESH and layer not in BASES and (len(moved) > 1 or layer in known):
                raise self._twice(words, layer)
            self._join(moved, base)
            anchor = self._anchor(layer, base, between)
            return Act(verb, layer, anchor, moved, base, between)
        if blocked or not ways:
            raise UsageError(
                f"{quoted(words)}: {blocked or 'nothing is put on itself'}",
                remedy=f"the stack is {' / '.join(self.order)}; name the steps in the order they "
                "are done",
            )
        layer, target = ways[0]  # a further coat of what is there already
        rest = self._piece(target) - {layer}
        return Act(verb, layer, self._anchor(layer, rest, frozenset()), Piece({layer}), rest)

    def _twice(self, words: str, layer: str) -> UsageError:
        return UsageError(
            f"{quoted(words)}: {layer} was put on something else before",
            remedy=f"the stack has {layer} once; write 'laminate {layer} on ...' to join what "
            "carries it, or give the other coat a name of its own",
        )

    def _refuse_peeling(self, words: str, phrase: Phrase) -> None:
        """Raise where parts that the stack has together are taken apart."""
        named = {*phrase.objects, *phrase.targets}
        joined = {m for piece in self.pieces if len(piece) > 1 for m in piece}
        if CARRIER in named or not ((named & joined) if self.carried else (named or joined)):
            self.carried = max(self.carried - 1, 0)
            return
        raise UsageError(
            f"{quoted(words)} takes apart what the stack has together, or what no step joined",
            remedy="write 'cast A on carrier' and 'peel carrier' for a carrier; leave out "
            "a joint that does not last",
        )

    def _combined(self, words: str, verb: str, targets: Sequence[str]) -> Iterator[Act]:
        """Yield the joins of what was made so far with each of the targets that it touches."""
        done = False
        for target in targets:
            made = [p for p in self.pieces if target not in p and not p <= set(BASES)]
            bare = [p for p in self.pieces if target not in p and p <= set(BASES)]
            whole = [] if self._piece(target) <= set(BASES) else bare
            for piece in made or whole or (bare if self.free else []):
                base = self._piece(target)
                between = self._between(piece, base)
                if piece in self.pieces and between is not None:
                    self._join(piece, base)
                    done = True
                    yield Act(verb, moved=piece, base=base, between=between)
        if not done and all(self._piece(target) == {target} for target in targets):
            raise UsageError(
                f"{quoted(words)}: nothing that touches it is there yet",
                remedy=f"the stack is {' / '.join(self.order)}; name the steps in the order they "
                "are done",
            )
        if not done:  # it was joined before
            yield Act(verb)

    def _piece(self, name: str) -> Piece:
        """Return the part that a member belongs to; a layer that is new becomes one."""
        for piece in self.pieces:
            if name in piece:
                return piece
        self.pieces.append(frozenset({name}))
        return self.pieces[-1]

    def _between(self, one: Piece, other: Piece) -> Piece | None:
        """Return the unnamed layers between two parts; None if they cannot touch."""
        places = sorted((self.order.index(m), m in one) for m in (one | other) if m in self.order)
        if len(places) < len(one | other):
            return None
        sides = [is_one for _, is_one in places]
        if sum(a != b for a, b in zip(sides, sides[1:], strict=False)) != 1:
            return None
        change = next(i for i in range(len(sides) - 1) if sides[i] != sides[i + 1])
        inside = self.order[places[change][0] + 1 : places[change + 1][0]]
        return frozenset(inside) if set(inside) <= self.free else None

    def _join(self, one: Piece, other: Piece) -> None:
        between = self._between(one, other) or frozenset()
        self.pieces = [p for p in self.pieces if p not in (one, other)]
        self.pieces.append(one | other | between)

    def _anchor(self, layer: str, base: Piece, between: Piece) -> str:
        """Return the film, metal or substrate that a layer lies on, resin between them or not."""
        if layer not in self.order:
            return CARRIER
        here = self.order.index(layer)
        reach = base | between | self.free
        for way in (1, -1):
            place = here + way
            while 0 <= place < len(self.order) and self.order[place] in reach:
                if self.order[place] in BASES and self.order[place] in base:
                    return self.order[place]
                if self.order[place] in BASES:
                    break
                place += way
        return CARRIER

    def _blocked(self, layer: str, target: str) -> str:
        """Return why a layer cannot be put on a target, in words."""
        if layer not in self.order or target not in self.order:
            return f"{target} is no place of the stack"
        first, last = sorted((self.order.index(layer), self.order.index(target)))
        inside = [m for m in self.order[first + 1 : last] if m not in self.free]
        if not inside:
            return f"{layer} and {target} cannot be joined here"
        lie, be = ("lies", "is") if len(inside) == 1 else ("lie", "are")
        named = " and ".join(inside)
        return f"{named} {lie} between {layer} and {target}, and {be} not there yet"
