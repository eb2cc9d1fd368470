"""Which layers a step treats: those it presses together, predries or heats.

A step that names nothing treats what was put on last, or all that is there. A press that names its
parts treats these. Where the words leave it open, a layer is only perhaps treated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from polyopt.laminate.members import FILM
from polyopt.laminate.process_verbs import VERBS
from polyopt.laminate.stack import Laminate
from polyopt.laminate.stack_words import BASES, CARRIER, members_in_order
from polyopt.laminate.steps import Act, Step

_METALS = ("metal", "second metal")
_PRESSES = ("heat press", "press")
_COATS = ("coat", "extrude")


def with_reach(steps: Sequence[Step], laminate: Laminate) -> tuple[Step, ...]:
    """Return steps whose acts say which layers they treat.

    Parameters
    ----------
    steps : sequence of Step
        The process with its acts.
    laminate : Laminate
        The stack that it makes.
    """
    acts = tuple(act for step in steps for act in step.acts)
    order = members_in_order(laminate)
    layers = {x.name: FILM if x.side == FILM else x.name for x in laminate.layers}
    process = _Process(order, layers, acts)
    places = iter(range(len(acts)))
    return tuple(
        replace(s, acts=tuple(process.reaching(next(places)) for _ in s.acts)) for s in steps
    )


@dataclass(frozen=True)
class _Process:
    """All that a process does.

    Parameters
    ----------
    order : tuple of str
        The members of the stack from face to face.
    layers : dict of str to str
        Names of resin layers with the member of the stack that each one is.
    acts : tuple of Act
        What is done, in order.
    """

    order: tuple[str, ...]
    layers: dict[str, str]
    acts: tuple[Act, ...]

    def reaching(self, place: int) -> Act:
        """Return an act with the layers that it treats."""
        act = self.acts[place]
        if not VERBS[act.verb].joins:
            surely, perhaps = self._treated(place)
        else:
            pressed = {name: self._pressed(place, self.layers[name]) for name in self.layers}
            surely = {name for name, how in pressed.items() if how}
            perhaps = {name for name, how in pressed.items() if how is None}
        return replace(act, treats=frozenset(surely), may_treat=frozenset(perhaps))

    def _treated(self, place: int) -> tuple[set[str], set[str]]:
        """Return the layers that are surely and perhaps heated or dried."""
        act = self.acts[place]
        if act.layer:
            return {n for n, m in self.layers.items() if act.layer in (n, m)}, set()
        put = [a for a in self.acts[:place] if VERBS[a.verb].joins]
        there = {m for a in put for m in _members(a) if m in self.layers}
        later = {m for a in self.acts[place:] for m in _members(a)} - there
        open_ = {name for name in self.layers if name not in there | later}
        unsaid = any(not _members(a) for a in put) and bool(open_)
        everything = there | open_
        if len(everything) == 1:
            return everything, set()
        last = set() if unsaid or not put else _put_anew(put)
        return last, everything - last

    def _pressed(self, place: int, layer: str) -> bool | None:
        """Return whether a press takes a layer with the film and the metal of its face."""
        act = self.acts[place]
        span = self._span(layer)
        if act.anchor == CARRIER and not act.moved:
            return False
        if any(_real(self.acts, i) and _splits(a, span) for i, a in self._after(place)):
            return False  # a part of it comes later
        if any(self._comes_after(m, place) for m in span):
            return False
        before = self.acts[:place]
        grown = any(_grown(a, span) for a in (*before, *self.acts[place + 1 :]))
        if act.moved:
            return self._joined(act, layer, span, grown)
        one = any(set(span) <= a.moved | a.base | a.between for a in before)
        left = any(
            VERBS[a.verb].joins and a.verb not in _PRESSES and not a.moved and a.anchor != CARRIER
            for _, a in self._after(place)
        )
        if act.layer or act.anchor:
            inside = act.layer in span or act.anchor in span
            return (True if one and not grown else None) if inside else False
        return None if grown or (left and not one) else True

    def _joined(self, act: Act, layer: str, span: tuple[str, ...], grown: bool) -> bool | None:
        """Return whether a press of two named parts takes a layer with all of its face."""
        held = act.moved | act.base | act.between
        named = {m for a in self.acts for m in a.moved | a.base}
        left = set(span) - held
        if left & named:
            return False
        within = bool(act.moved & set(span)) and bool(act.base & set(span))
        if not within and not held & set(span):
            return None if not named & set(span) else False
        metals = self._nearest_metals(layer, span)
        bonded = not metals or bool(metals & held)
        sure = within and layer in held and bonded and not grown
        return True if sure else None

    def _nearest_metals(self, layer: str, span: tuple[str, ...]) -> set[str]:
        """Return the metal on a layer; both where it lies in the middle."""
        here = span.index(layer)
        far = {m: abs(i - here) for i, m in enumerate(span) if m in _METALS}
        return {m for m in far if far[m] == min(far.values())}

    def _after(self, place: int) -> Iterator[tuple[int, Act]]:
        yield from list(enumerate(self.acts))[place + 1 :]

    def _comes_after(self, member: str, place: int) -> bool:
        """Say whether a resin layer is put on only after a step."""
        if member in BASES:
            return False
        put = [i for i, a in enumerate(self.acts) if VERBS[a.verb].joins and member in _members(a)]
        return bool(put) and put[0] > place

    def _span(self, layer: str) -> tuple[str, ...]:
        """Return the members from the base before a layer to the base behind it, both with it."""
        here = self.order.index(layer)
        first = next((i for i in range(here - 1, -1, -1) if self.order[i] in BASES), 0)
        last = next((i for i in range(here + 1, len(self.order)) if self.order[i] in BASES), None)
        return self.order[first : len(self.order) if last is None else last + 1]


def _put_anew(put: Sequence[Act]) -> set[str]:
    """Return the resin layer that the last join puts on; none if it joins what was there."""
    last = put[-1]
    if not last.layer or last.layer in BASES:
        return set()
    before = any(last.layer in _members(a) for a in put[:-1])
    return set() if before and last.verb not in _COATS else {last.layer}


def _members(act: Act) -> set[str]:
    named = {act.layer} if act.layer else set()
    return {*named, *act.moved, *act.base}


def _splits(act: Act, span: Sequence[str]) -> bool:
    """Say whether an act joins two parts of a span."""
    return bool(act.moved & set(span)) and bool(act.base & set(span))


def _real(acts: Sequence[Act], place: int) -> bool:
    """Say whether a join is one of parts that were apart, and no further step on what was one."""
    joined = acts[place].moved | acts[place].base
    return not any(joined <= a.moved | a.base | a.between for a in acts[:place])


def _grown(act: Act, span: Sequence[str]) -> bool:
    """Say whether a metal of a span is, or may be, grown and not bonded."""
    if act.verb != "metallize":
        return False
    return not act.moved or bool((act.moved | act.base) & set(span) & set(_METALS))
