"""In which order the members of a laminate stand: stated, or by the usual one of sides."""

from __future__ import annotations

from collections.abc import Sequence

from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.face_to_face import (
    BASE_FILM,
    CARRIER,
    FOIL,
    INORGANIC_PLATE,
    LAYER,
    METAL_PLATE,
    Place,
)
from polyopt.laminate.members import (
    BACK,
    FILM,
    FRONT,
    METAL,
    SECOND_METAL,
    SUBSTRATE,
    Film,
    Layer,
    Metal,
    Substrate,
)

_PLATES = {"metal": METAL_PLATE, "inorganic": INORGANIC_PLATE}


def places_in_order(
    layers: Sequence[Layer],
    film: Film | None,
    metal: Metal | None,
    second_metal: Metal | None,
    substrate: Substrate | None,
    order: Sequence[str],
) -> tuple[Place, ...]:
    """Return the places of a laminate from face to face.

    Parameters
    ----------
    layers : sequence of Layer
        Its resin layers; those of side ``film`` have no place of their own.
    film, metal, second_metal, substrate : optional
        Its other members.
    order : sequence of str
        The names of all members from one face to the other; empty for the usual order: metal,
        layers in front, film, layers behind, second metal, substrate.

    Raises
    ------
    UsageError
        If a stated order leaves a member out, names one twice or one that is not there, or a layer
        states a side as well.
    """
    usual: list[Place] = []
    if metal is not None:
        usual.append(Place(METAL, FOIL))
    usual += [Place(layer.name, LAYER) for layer in layers if layer.side == FRONT]
    if film is not None:
        usual.append(Place(FILM, BASE_FILM))
    usual += [Place(layer.name, LAYER) for layer in layers if layer.side == BACK]
    if second_metal is not None:
        usual.append(Place(SECOND_METAL, FOIL))
    if substrate is not None:
        usual.append(Place(SUBSTRATE, _PLATES.get(substrate.kind, CARRIER)))
    return _stated(usual, layers, order) if order else tuple(usual)


def _stated(
    usual: Sequence[Place], layers: Sequence[Layer], order: Sequence[str]
) -> tuple[Place, ...]:
    by_name = {place.name: place for place in usual}
    for name in order:
        if name not in by_name:
            raise unknown_name("member", name, list(by_name), where="[laminate] order")
        if list(order).count(name) > 1:
            times = list(order).count(name)
            raise UsageError(
                f"the order of the laminate names {quoted(name)} {times} times",
                remedy="name every member once, from one face to the other",
            )
    for name in by_name:
        if name not in order:
            raise UsageError(
                f"the order of the laminate leaves out {quoted(name)}",
                remedy="name every member once, from one face to the other",
            )
    for layer in layers:
        if layer.side == BACK:
            raise UsageError(
                f"layer {layer.name} states a side, and the laminate an order",
                remedy="leave out side: the order says where it stands",
            )
    return tuple(by_name[name] for name in order)
