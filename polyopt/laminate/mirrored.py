"""A laminate whose back is the mirror image of its front: one declaration of both faces."""

from __future__ import annotations

from dataclasses import replace

from polyopt.errors import UsageError, quoted
from polyopt.laminate.members import BACK, FRONT
from polyopt.laminate.stack import Laminate

_WHERE = "[laminate] mirrored"


def back_name(layer: str) -> str:
    """Return what the mirror image of a layer is called.

    >>> back_name("A")
    'A_back'
    """
    return f"{layer}_back"


def mirrored(laminate: Laminate) -> Laminate:
    """Return a laminate with its front repeated behind the film: the same coats, the same metal.

    The image of layer ``A`` is ``A_back``, a second coat of the same formulation and thickness:
    each of its quantities is that of layer A, with one uncertainty of both.

    Parameters
    ----------
    laminate : Laminate
        A laminate of which only the front is declared.

    Raises
    ------
    UsageError
        If it has no film to be mirrored at, no layer in front, or anything behind the film.

    Examples
    --------
    >>> from polyopt.laminate.members import Layer
    >>> from polyopt.laminate.structure import stack_text
    >>> stack_text(mirrored(Laminate((Layer("A"), Layer("B")))))
    'copper / A / B / unnamed film (CTE not given) / B_back / A_back / copper'
    """
    if laminate.film is None:
        raise UsageError(
            "the stack is mirrored at the film, and there is none",
            where=_WHERE,
            remedy="add [film], or state every layer and leave 'mirrored' out",
        )
    if laminate.order:
        raise UsageError(
            "the laminate states an order as well", where=_WHERE, remedy="state one of the two"
        )
    behind = [f"layer {layer.name}" for layer in laminate.layers if layer.side == BACK]
    behind += ["[second_metal]"] if laminate.second_metal is not None else []
    behind += ["[substrate]"] if laminate.substrate is not None else []
    if behind:
        raise UsageError(
            f"{behind[0]} stands behind the film, where the mirror image of the front is to stand",
            where=_WHERE,
            remedy=f"leave {behind[0]} out, or state the whole back and leave 'mirrored' out",
        )
    front = [layer for layer in laminate.layers if layer.side == FRONT]
    if not front:
        raise UsageError("no layer in front of the film is to be mirrored", where=_WHERE)
    names = {layer.name for layer in laminate.layers}
    for layer in front:
        if back_name(layer.name) in names:
            raise UsageError(
                f"a layer is called {quoted(back_name(layer.name))}, as the mirror image of "
                f"layer {layer.name} is",
                where=_WHERE,
                remedy="give it another name",
            )
    images = (
        replace(layer, name=back_name(layer.name), side=BACK, twin_of=layer.name)
        for layer in reversed(front)
    )
    return replace(laminate, layers=(*laminate.layers, *images), second_metal=laminate.metal)
