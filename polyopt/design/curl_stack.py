"""What the curl of a laminate depends on besides CTEs and thicknesses; what is still lacking."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from polyopt.laminate.face_to_face import LAYER, THROUGH_RESIN, TOUCHES
from polyopt.laminate.members import FILM, METAL, SECOND_METAL, SUBSTRATE, Layer
from polyopt.laminate.one_window import comparison_words
from polyopt.laminate.shipped_materials import shipped_film, shipped_metal
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import metals
from polyopt.quantities import (
    LAYER_PROPERTIES,
    QuantityName,
    layer_member,
    layer_quantity,
    member_quantity,
)


def usual_poisson(kind: str) -> float:
    """Return the Poisson ratio of a member that states none: Kapton HN's, or copper's. [-].

    Parameters
    ----------
    kind : str
        ``film`` (resin layers too) or ``metal``.

    Notes
    -----
    From `datasets/films.csv` and `datasets/metals.csv`. A curl depends on it as ``1 / (1 - ν)``,
    16 % from 0.34 to 0.43.

    Examples
    --------
    >>> usual_poisson("film"), usual_poisson("metal")
    (0.34, 0.34)
    """
    shipped = shipped_film("Kapton HN") if kind == FILM else shipped_metal("copper")
    return float(shipped.poisson or 0.0)


@dataclass(frozen=True, slots=True)
class Member:
    """One layer of the stack.

    Parameters
    ----------
    name : str
        Head of its quantities, such as ``layers.A`` or ``metal``.
    modulus, poisson : float
        [GPa, -]
    stress_free : float, optional
        Where it joined its substrate at another temperature than the stack's. [°C]
    substrate : str
        Head of the quantities of what it joined then.
    """

    name: str
    modulus: float
    poisson: float
    stress_free: float | None = None
    substrate: str = ""


@dataclass(frozen=True, slots=True)
class CurlStack:
    """What the curl of a laminate depends on, besides CTEs and thicknesses.

    Parameters
    ----------
    members : tuple of Member
        From the back up to the metal in front.
    stress_free : float or str
        Temperature at which the stack lies flat [°C], or the name of the quantity that it is.
    windows : str
        What a reader must know of comparing the members' CTEs; empty if nothing.
    symmetric : bool
        Whether one half is the mirror image of the other: such a laminate stays flat.
    """

    members: tuple[Member, ...]
    stress_free: float | str
    windows: str = ""
    symmetric: bool = False

    @property
    def assumption(self) -> str:
        """What is assumed of the stress-free temperature, in words; empty if it is declared."""
        if self.symmetric:
            return ""
        if isinstance(self.stress_free, float):
            return ""
        layer = QuantityName.split(self.stress_free).layer
        return f"flat at the Tg of layer {layer} (not validated)"


def lacking_for_curl(laminate: Laminate, known: Collection[str]) -> tuple[str, ...]:
    """Return what must be declared before the curl can be estimated, as keys of a file.

    Parameters
    ----------
    laminate : Laminate
        The stack.
    known : collection of str
        Names of the quantities that are declared, measured or predicted.
    """
    in_stack = [layer for layer in laminate.layers if layer.side != FILM]
    lacking = [f"[layers.{x.name}] modulus_GPa" for x in in_stack if x.modulus is None]
    parts = {FILM: laminate.film, **metals(laminate)}
    lacking += [
        f"[{_key(head)}] modulus_GPa"
        for head, part in parts.items()
        if part is not None and part.modulus is None
    ]
    if laminate.substrate is not None:
        lacking.append("the mechanics of the substrate, which are not modelled")
    columns = {"cte": LAYER_PROPERTIES["cte"].column, "thickness": "thickness_um"}
    lacking += [
        f"[{_key(name)}] {column}"
        for name in _names(laminate)
        for quantity, column in columns.items()
        if member_quantity(name, quantity) not in known
    ]
    if len(_names(laminate)) > 1 and isinstance(flat := _flat_at(laminate), str):
        lacking += [] if flat in known else ["[laminate] stress_free_degC"]
    return tuple(lacking)


def curl_stack(laminate: Laminate, known: Collection[str]) -> CurlStack | None:
    """Return what the curl depends on, or None if something is not declared.

    Parameters
    ----------
    laminate : Laminate
        The stack.
    known : collection of str
        Names of the quantities that are declared, measured or predicted.

    Notes
    -----
    Where no stress-free temperature is declared, a film bonded to a metal is taken to lie flat at
    the Tg of the layer that touches the film: an assumption, not validated. Bonded on both faces,
    the one with more resin layers counts; if they have the same number it must be declared.
    """
    if len(_names(laminate)) < 2 or lacking_for_curl(laminate, known):
        return None
    members = tuple(_members(laminate))
    symmetric = _is_symmetric(laminate)
    words = "" if symmetric else comparison_words(laminate)
    return CurlStack(members, _flat_at(laminate), words, symmetric)


def _is_symmetric(laminate: Laminate) -> bool:
    """Say whether a laminate is declared as mirrored: each layer behind the film an image."""
    images = {layer_member(image): layer_member(own) for image, own in laminate.twins.items()}
    alike = {SECOND_METAL: METAL} if laminate.metal == laminate.second_metal else {}
    own = [{**images, **alike}.get(name, name) for name in _names(laminate)]
    return bool(images) and own == own[::-1]


def _key(head: str) -> str:
    """Return the table of a file that declares a member."""
    return head.replace(" ", "_")


def _names(laminate: Laminate) -> tuple[str, ...]:
    """Return the heads of the quantities of the stack, from the back up to the metal in front."""
    places = laminate.stack.places
    names = [layer_member(p.name) if p.kind == LAYER else p.name for p in places]
    return tuple(name for name in reversed(names) if name != SUBSTRATE)


def _members(laminate: Laminate) -> Iterator[Member]:
    both = metals(laminate)
    layers = {layer_member(layer.name): layer for layer in laminate.layers}
    for name in _names(laminate):
        if name in layers:
            yield _layer(name, layers[name], laminate)
        elif name == FILM and laminate.film is not None:
            yield Member(name, laminate.film.modulus or 0.0, _or(laminate.film.poisson, FILM))
        else:
            yield Member(name, both[name].modulus or 0.0, _or(both[name].poisson, METAL))


def _layer(name: str, layer: Layer, laminate: Laminate) -> Member:
    other = FILM if layer.cured_on == METAL else METAL
    near = {FILM: FILM if laminate.film else "", METAL: _nearest_metal(laminate, layer.name)}
    joined = near[layer.cured_on] or near[other]
    return Member(name, layer.modulus or 0.0, _or(layer.poisson, FILM), layer.stress_free, joined)


def _nearest_metal(laminate: Laminate, layer: str) -> str:
    """Return the metal of the face that a layer is on, else any; empty if there is none."""
    stack = laminate.stack
    found = metals(laminate)
    for name in found:
        if stack.stands(("{M}", "{R}"), (THROUGH_RESIN,), {"M": name, "R": layer}):
            return name
    return next(iter(found), "")


def _or(poisson: float | None, kind: str) -> float:
    return usual_poisson(kind) if poisson is None else poisson


def _flat_at(laminate: Laminate) -> float | str:
    if laminate.stress_free is not None:
        return float(laminate.stress_free)
    bonding = _bonding_layers(laminate)
    if bonding:
        return layer_quantity(bonding[0], "tg") if len(bonding) == 1 else "nothing"
    own = {layer.stress_free for layer in laminate.layers}
    one = own.pop() if len(own) == 1 else None
    return float(one) if one is not None else "nothing"


def _bonding_layers(laminate: Laminate) -> tuple[str, ...]:
    """Return the layers at the film by which a film bonded to a metal may lie flat.

    That of a face with a metal goes before that of a bare one, then that of the face with more
    resin layers: a convention, the same from either face. Two of the same rank leave it open.
    """
    stack = laminate.stack
    if laminate.film is None or not metals(laminate):
        return ()
    at_film = [
        layer.name
        for layer in laminate.own_layers
        if stack.stands(("{R}", "film"), (TOUCHES,), {"R": layer.name})
    ]
    bonded = [
        name
        for name in at_film
        if stack.stands(("foil", "{R}", "film"), (THROUGH_RESIN, TOUCHES), {"R": name})
    ]
    chosen = bonded or at_film
    count = {name: len(stack.group("resin on the face of {R}", {"R": name})) for name in chosen}
    return tuple(name for name in chosen if count[name] == max(count.values()))
