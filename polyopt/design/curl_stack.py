"""What the curl of a laminate depends on besides CTEs and thicknesses; what is still lacking."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from polyopt.laminate.members import FILM, FRONT, METAL, SECOND_METAL, Layer
from polyopt.laminate.one_window import comparison_words
from polyopt.laminate.shipped_materials import shipped_film, shipped_metal
from polyopt.laminate.stack import Laminate
from polyopt.laminate.structure import insulators, metals
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
    """

    members: tuple[Member, ...]
    stress_free: float | str
    windows: str = ""

    @property
    def assumption(self) -> str:
        """What is assumed of the stress-free temperature, in words; empty if it is declared."""
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
    lacking = [f"[layers.{x.name}] modulus_GPa" for x in laminate.layers if x.modulus is None]
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
    the Tg of the layer that touches the film: an assumption, not validated.
    """
    if len(_names(laminate)) < 2 or lacking_for_curl(laminate, known):
        return None
    return CurlStack(tuple(_members(laminate)), _flat_at(laminate), comparison_words(laminate))


def _key(head: str) -> str:
    """Return the table of a file that declares a member."""
    return head.replace(" ", "_")


def _names(laminate: Laminate) -> tuple[str, ...]:
    """Return the heads of the quantities of the stack, from the back up to the metal in front."""
    inner = [n if n == FILM else layer_member(n) for n in insulators(laminate)]
    front = [METAL] if laminate.metal is not None else []
    back = [SECOND_METAL] if laminate.second_metal is not None else []
    return tuple(reversed([*front, *inner, *back]))


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
    there = {FILM: laminate.film is not None, METAL: laminate.metal is not None}
    other = FILM if layer.cured_on == METAL else METAL
    joined = layer.cured_on if there[layer.cured_on] else other if there[other] else ""
    return Member(name, layer.modulus or 0.0, _or(layer.poisson, FILM), layer.stress_free, joined)


def _or(poisson: float | None, kind: str) -> float:
    return usual_poisson(kind) if poisson is None else poisson


def _flat_at(laminate: Laminate) -> float | str:
    if laminate.stress_free is not None:
        return float(laminate.stress_free)
    bonded = laminate.film is not None and laminate.metal is not None
    if bonded and laminate.layers:
        front = laminate.on(FRONT) or laminate.layers
        return layer_quantity(front[-1].name, "tg")
    own = {layer.stress_free for layer in laminate.layers}
    one = own.pop() if len(own) == 1 else None
    return float(one) if one is not None else "nothing"
