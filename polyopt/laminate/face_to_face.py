"""A laminate as one value, from face to face, and the questions that claims ask of it.

Nothing here knows a front: a stack and its mirror image answer alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polyopt.errors import UsageError, quoted, unknown_name

FOIL, LAYER, BASE_FILM = "foil", "layer", "film"
METAL_PLATE, INORGANIC_PLATE, CARRIER = "metal plate", "inorganic plate", "carrier"

_INSULATING = (LAYER, BASE_FILM)
_METALLIC = (FOIL, METAL_PLATE)

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "metal": _METALLIC,
        "foil": (FOIL,),
        "film": (BASE_FILM,),
        "layer": (LAYER,),
        "insulator": _INSULATING,
        "substrate": (METAL_PLATE, INORGANIC_PLATE),
        "plate": (FOIL, METAL_PLATE, INORGANIC_PLATE),
    }
)
"""What an order may name besides the layers of its claim, and the kinds of place it stands for."""

TOUCHES, THROUGH_RESIN, ANYWHERE = "/", "-", "..."
JOINTS = (TOUCHES, THROUGH_RESIN, ANYWHERE)
"""Between two members: they touch; nothing but resin layers lies between; anything may."""

_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a stack: the name of what stands there, and its kind."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stack:
    """What a laminate is made of, in order from one face to the other.

    Parameters
    ----------
    places : tuple of Place
        Foil or nothing, resin layers, film or core, resin layers, foil, substrate or nothing; or
        any other order.

    Examples
    --------
    >>> stack = Stack((Place("metal", "foil"), Place("A", "layer"), Place("film", "film")))
    >>> stack.stands(("metal", "{R}", "film"), ("/", "/"), {"R": "A"})
    True
    >>> stack.group("insulator of {R}", {"R": "A"})
    ('A', 'film')
    """

    places: tuple[Place, ...] = ()

    def stands(
        self, members: Sequence[str], joints: Sequence[str], assignment: Mapping[str, str]
    ) -> bool:
        """Say whether some members stand in an order, seen from either face.

        Parameters
        ----------
        members : sequence of str
            Words of `WORDS`, or layers as ``{A}``.
        joints : sequence of str, one fewer
            How each stands to the next: one of `JOINTS`.
        assignment : mapping of str to str
            Members of the stack by the letters that stand for them.
        """
        sought = [self._at(member, assignment) for member in members]
        forward = self._reached(sought, joints)
        return forward or self._reached(sought[::-1], joints[::-1])

    def group(self, among: str, assignment: Mapping[str, str]) -> tuple[str, ...]:
        """Return the members of a group of `GROUPS`, from face to face.

        Parameters
        ----------
        among : str
            The group, such as ``insulator of {T}``.
        assignment : mapping of str to str
            Members of the stack by the letters that stand for them.
        """
        asked, letters = group_asked(among)
        found = asked(self, *(assignment[letter] for letter in letters))
        return tuple(self.places[i].name for i in sorted(found))

    def kind(self, name: str) -> str:
        """Return the kind of a member; empty if the stack has none of that name."""
        return next((place.kind for place in self.places if place.name == name), "")

    def _at(self, member: str, assignment: Mapping[str, str]) -> frozenset[int]:
        letter = _VARIABLE.fullmatch(member)
        if letter is None:
            return self.of_kinds(WORDS[member])
        return self.named(assignment[letter[1]])

    def of_kinds(self, kinds: Collection[str]) -> frozenset[int]:
        """Return the places of some kinds."""
        return frozenset(i for i, place in enumerate(self.places) if place.kind in kinds)

    def named(self, name: str) -> frozenset[int]:
        """Return where a member stands."""
        return frozenset(i for i, place in enumerate(self.places) if place.name == name)

    def _reached(self, sought: Sequence[frozenset[int]], joints: Sequence[str]) -> bool:
        reached = sought[0]
        for joint, after in zip(joints, sought[1:], strict=True):
            reached = frozenset(j for j in after if any(self._joined(i, j, joint) for i in reached))
        return bool(reached)

    def _joined(self, first: int, second: int, joint: str) -> bool:
        if joint == TOUCHES:
            return second == first + 1
        between = range(first + 1, second)
        return second > first and (
            joint == ANYWHERE or all(self.places[i].kind == LAYER for i in between)
        )

    def around(self, name: str, kinds: Collection[str]) -> frozenset[int]:
        """Return the places of some kinds that hang together with a member, itself among them."""
        found: set[int] = set()
        for at in self.named(name) & self.of_kinds(kinds):
            found.add(at)
            for step in (-1, 1):
                place = at + step
                while 0 <= place < len(self.places) and self.places[place].kind in kinds:
                    found.add(place)
                    place += step
        return frozenset(found)

    def beside(self, places: Collection[int], kinds: Collection[str]) -> frozenset[int]:
        """Return the places of some kinds that touch one of the given."""
        touching = {i + step for i in places for step in (-1, 1)}
        return self.of_kinds(kinds) & touching

    def facing_film(self, kinds: Collection[str]) -> frozenset[int]:
        """Return the places of some kinds with nothing but resin layers between them and a film."""
        film = self.of_kinds((BASE_FILM,))
        return frozenset(
            i
            for i in self.of_kinds(kinds)
            if any(self._joined(min(i, f), max(i, f), THROUGH_RESIN) for f in film)
        )

    def between_film_and(self, name: str) -> frozenset[int]:
        """Return the places between a member and the film."""
        ends = [(i, f) for i in self.named(name) for f in self.of_kinds((BASE_FILM,))]
        return frozenset(p for i, f in ends for p in range(min(i, f) + 1, max(i, f)))


_Asked = Callable[..., frozenset[int]]


def _at_metal(stack: Stack) -> frozenset[int]:
    return stack.beside(stack.of_kinds(_METALLIC), _INSULATING)


def _insulator_of(stack: Stack, name: str) -> frozenset[int]:
    return stack.around(name, _INSULATING)


GROUPS: Mapping[str, _Asked] = MappingProxyType(
    {
        "metals": lambda stack: stack.of_kinds(_METALLIC),
        "layers": lambda stack: stack.of_kinds((LAYER,)),
        "insulating layers": lambda stack: stack.of_kinds(_INSULATING),
        "layers at metal": _at_metal,
        "layers at metal in the insulator of {}": lambda stack, name: (
            _at_metal(stack) & _insulator_of(stack, name)
        ),
        "insulator of {}": _insulator_of,
        "core of {}": lambda stack, name: _insulator_of(stack, name) - stack.named(name),
        "metals on the insulator of {}": lambda stack, name: stack.beside(
            _insulator_of(stack, name), _METALLIC
        ),
        "resin on the face of {}": lambda stack, name: stack.around(name, (LAYER,)),
        "resin on the film": lambda stack: stack.facing_film((LAYER,)),
        "metals facing the film": lambda stack: stack.facing_film(_METALLIC),
        "foils facing the film": lambda stack: stack.facing_film((FOIL,)),
        "substrates facing the film": lambda stack: stack.facing_film(WORDS["substrate"]),
        "layers between {} and film": lambda stack, name: stack.between_film_and(name),
    }
)
"""Groups that a claim may ask for; braces hold the letter of a layer or member."""


@cache
def group_asked(among: str) -> tuple[_Asked, tuple[str, ...]]:
    """Return how a group is found, and the letters that it names.

    Raises
    ------
    UsageError
        If there is no such group.
    """
    template = _VARIABLE.sub("{}", among)
    if template not in GROUPS:
        raise unknown_name("group", among, [name.replace("{}", "{X}") for name in GROUPS])
    return GROUPS[template], letters_of(among)


def letters_of(text: str) -> tuple[str, ...]:
    """Return the letters in braces of a text, each once.

    >>> letters_of("metal / {A} - {B} / film")
    ('A', 'B')
    """
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def parsed_order(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the members and joints of an order such as ``metal / {A} - {B} / film``.

    Raises
    ------
    UsageError
        If it names what no stack has, or members and joints do not alternate.

    Examples
    --------
    >>> parsed_order("metal / {A} - film")
    (('metal', '{A}', 'film'), ('/', '-'))
    """
    members, joints = tuple(text.split()[::2]), tuple(text.split()[1::2])
    for member in members:
        if not _VARIABLE.fullmatch(member) and member not in WORDS:
            raise unknown_name("member of a stack", member, [*WORDS, "{A}"])
    if len(members) != len(joints) + 1 or not set(joints) <= set(JOINTS):
        raise UsageError(
            f"{quoted(text)} is no order of a stack",
            remedy="write members with '/' (they touch), '-' (resin layers between) or "
            "'...' (anything between), each between spaces",
        )
    return members, joints


def order_text(members: Sequence[str], joints: Sequence[str], names: Mapping[str, str]) -> str:
    """Return an order in words, its letters replaced by names.

    >>> order_text(("metal", "{A}", "film"), ("/", "-"), {"A": "hard"})
    'metal / hard - film'
    """

    def words() -> Iterator[str]:
        for place, member in enumerate(members):
            yield from (joints[place - 1],) if place else ()
            letter = _VARIABLE.fullmatch(member)
            yield member if letter is None else names.get(letter[1], letter[1])

    return " ".join(words())
