"""The members of a stack by the words that a process step may call them."""

from __future__ import annotations

from polyopt.errors import UsageError, quoted
from polyopt.laminate.members import FILM, METAL, SECOND_METAL, SUBSTRATE, Metal
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import METAL_KINDS

CARRIER = "carrier"
WHOLE = ("everything",)
"""What words such as 'the laminate' mean: no member by itself."""

BASES = (METAL, SECOND_METAL, FILM, SUBSTRATE)
"""What resin layers are put on."""

_ARTICLES = ("the", "a", "an", "of", "its")
_ABOUT_LAYERS = (
    *("layer", "layers", "resin", "polymer", "varnish", "solution", "dope", "lacquer", "coat"),
    *("coating", "film", "sheet", "dry", "dried", "liquid", "precursor", "adhesive", "web"),
    *("polyimide", "polyamic", "acid", "predried", "coated"),
)
_WHOLE = (
    *("laminate", "coat", "coating", "web", "stack", "layer", "layers", "resin", "solution", "it"),
    *(
        "predried",
        "dried",
        "coated",
        "dry",
        "resulting",
        "whole",
        "everything",
        "all",
        "step",
        "process",
    ),
)
_FILM = (
    *("film", "insulating film", "base film", "core", "core film", "core layer", "polyimide film"),
    *("heat resistant film", "insulating base film"),
)
_METAL = ("metal", "foil", "metal foil", "metal layer", "metal sheet")
_FIRST = ("first metal", "front metal", "first foil", "front foil", "first metal foil")
_SECOND = ("second metal", "back metal", "second foil", "back foil", "second metal foil")
_KINDS = {
    "copper": "copper",
    "cu": "copper",
    "copper alloy": "copper alloy",
    "stainless steel": "stainless steel",
    "steel": "stainless steel",
    "sus": "stainless steel",
}
_SUBSTRATE = ("substrate", "base plate", "plate")
_CARRIER = (
    *("carrier", "carrier film", "release film", "release liner", "liner", "release paper"),
    *("glass", "glass plate", "drum", "belt", "steel belt", "endless belt", "temporary support"),
)


def members_in_order(laminate: Laminate) -> tuple[str, ...]:
    """Return the members of a stack from face to face.

    >>> from polyopt.laminate.members import Layer
    >>> members_in_order(Laminate((Layer("A"), Layer("B"))))
    ('metal', 'A', 'B', 'film')
    """
    return tuple(place.name for place in laminate.stack.places)


def members_called(tokens: list[str], laminate: Laminate, words: str) -> tuple[str, ...]:
    """Return the members that some words may mean.

    Parameters
    ----------
    tokens : list of str
        The words.
    laminate : Laminate
        The stack.
    words : str
        The whole step, for an error.

    Returns
    -------
    tuple of str
        Names of members, ``carrier``, or `WHOLE`.

    Raises
    ------
    UsageError
        If nothing of the stack is called so.
    """
    layer = _layer(tokens, laminate)
    if layer:
        return (layer,)
    names = {x.name for x in laminate.layers}
    kept = [t for t in tokens if t.casefold() not in _ARTICLES or t in names]
    text = " ".join(kept).casefold().replace("second_metal", SECOND_METAL)
    found = _base(text, laminate)
    if found:
        return found
    if all(t.casefold() in (*_WHOLE, *_ABOUT_LAYERS) for t in kept):
        return WHOLE
    if text in _CARRIER:
        return (CARRIER,)
    if kept and kept[0].casefold() in ("at", "for", "in", "under"):
        raise UsageError(
            f"process step {quoted(words)}: {quoted(' '.join(kept))} is a condition",
            remedy="give temperature_degC, time_min, pressure_kPa or atmosphere of the step",
        )
    raise UsageError(
        f"process step {quoted(words)}: the stack has no {quoted(text or ' '.join(tokens))}",
        remedy=f"its members: {', '.join(members_in_order(laminate))}; or a carrier",
    )


def _layer(tokens: list[str], laminate: Laminate) -> str:
    """Return the layer that some words name, with or without words about it."""
    names = {" ".join(x.name.replace("-", " ").split()): x for x in laminate.layers}
    folded = {name.casefold(): layer for name, layer in names.items()}
    about = (*_ARTICLES, *_ABOUT_LAYERS)
    for start in range(len(tokens)):
        for end in range(len(tokens), start, -1):
            rest = [*tokens[:start], *tokens[end:]]
            text = " ".join(tokens[start:end])
            layer = names.get(text)
            if layer is None and text.casefold() not in about:
                layer = folded.get(text.casefold())
            other = any(t in names and names[t] is not layer for t in rest)
            if layer is not None and not other and all(t.casefold() in about for t in rest):
                return FILM if layer.side == FILM else layer.name
    return ""


def _base(text: str, laminate: Laminate) -> tuple[str, ...]:
    """Return the film, metals or substrate that a text names."""
    if laminate.film is not None and (text in _FILM or _is_called(text, laminate.film.material)):
        return (FILM,)
    there = [(METAL, laminate.metal), (SECOND_METAL, laminate.second_metal)]
    metals = [(name, metal) for name, metal in there if metal is not None]
    if text in _FIRST:
        return tuple(name for name, _ in metals if name == METAL)
    if text in _SECOND:
        return tuple(name for name, _ in metals if name == SECOND_METAL)
    found = tuple(name for name, m in metals if text in _METAL or _is_metal(text, m))
    if found or laminate.substrate is None:
        return found
    called = text in _SUBSTRATE or _is_called(text, laminate.substrate.material)
    return (SUBSTRATE,) if called else ()


def _is_metal(text: str, metal: Metal) -> bool:
    bare = text
    for word in (" foil", " layer", " sheet"):
        bare = bare.removesuffix(word)
    return _KINDS.get(bare) == (metal.kind or METAL_KINDS[0]) or _is_called(bare, metal.material)


def _is_called(text: str, material: str) -> bool:
    """Say whether a text is words of a material's name, or such with 'film' behind."""
    name = material.casefold().replace("-", " ").replace(",", " ").split()
    asked = text.removesuffix(" film").split()
    return bool(asked) and set(asked) <= set(name)
