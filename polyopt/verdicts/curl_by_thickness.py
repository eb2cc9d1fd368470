"""The curl of a laminate against the thickness of one of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polyopt.claims.evidence import DECLARED, Evidence, Quantity
from polyopt.design.curl import Curl, curls, with_curl
from polyopt.design.curl_stack import CurlStack, curl_stack, lacking_for_curl
from polyopt.errors import DomainError, UsageError, unknown_name
from polyopt.laminate.stack import Laminate
from polyopt.quantities import QuantityName, layer_member, member_quantity
from polyopt.verdicts.check import check
from polyopt.verdicts.check_result import CheckResult

_NEEDED = ("cte", "tg", "thickness")


def curl_by_thickness(
    laminate: Laminate | CheckResult, member: str, thicknesses: Sequence[float]
) -> tuple[tuple[Curl, ...], ...]:
    """Return the curl with the metal on and etched off for each thickness of one member.

    An elastic worst case; not validated on laminates (`polyopt.design.curl`).

    Parameters
    ----------
    laminate : Laminate or CheckResult
        The stack, with moduli; what a check predicted or was given is kept.
    member : str
        A layer's name, ``film``, ``metal`` or ``second metal``.
    thicknesses : sequence of float, length n
        Thicknesses of the member, finite and more than 0. [µm]

    Returns
    -------
    tuple of tuple of Curl, length n
        For each thickness. [1/m]

    Raises
    ------
    UsageError
        If there is no such member, a thickness is impossible, or something that the curl needs is
        not declared.
    """
    checked = laminate if isinstance(laminate, CheckResult) else check(laminate)
    images = checked.laminate.twins
    name = quantity_head(checked.laminate, images.get(member, member))
    wanted = np.asarray(thicknesses, dtype=float)
    if wanted.ndim != 1 or not (np.isfinite(wanted) & (wanted > 0)).all():
        raise DomainError("a thickness is not more than 0 µm", where=member)
    varied = member_quantity(name, "thickness")
    known = {*checked.evidence.quantities, varied}
    stack = curl_stack(checked.laminate, known)
    if stack is None:
        lacking = lacking_for_curl(checked.laminate, known)
        why = f"declare {', '.join(lacking)}" if lacking else "it takes two members that differ"
        raise UsageError("the curl cannot be estimated", remedy=why)
    found = with_curl(_varied(checked.evidence, stack, varied, wanted), stack)
    return tuple(curls(found, i) for i in range(len(wanted)))


def quantity_head(laminate: Laminate, member: str) -> str:
    """Return the head of a member's quantities, such as ``layers.A``.

    Raises
    ------
    UsageError
        If the laminate has no such member.
    """
    layers = [layer.name for layer in laminate.layers]
    parts = {
        "film": laminate.film,
        "metal": laminate.metal,
        "second metal": laminate.second_metal,
    }
    present = [name for name, part in parts.items() if part is not None]
    if member not in (*layers, *present):
        raise unknown_name("member", member, [*layers, *present])
    return layer_member(member) if member in layers else member


def _varied(evidence: Evidence, stack: CurlStack, name: str, thicknesses: np.ndarray) -> Evidence:
    """Return what the curl needs of one design, repeated, with one thickness varied."""
    n = len(thicknesses)
    heads = {m.name for m in stack.members} | {m.substrate for m in stack.members if m.substrate}
    needed = {member_quantity(head, tail) for head in heads for tail in _NEEDED}
    quantities = {
        key: Quantity(np.full(n, q.mean[0]), q.basis)
        for key, q in evidence.quantities.items()
        if key in needed
    }
    for varied in (name, *(image for image, own in evidence.same.items() if own == name)):
        quantities[varied] = Quantity(thicknesses, DECLARED)
    kept = [
        i
        for i, key in enumerate(evidence.uncertain)
        if key in quantities and QuantityName.split(key).tail != "thickness"
    ]
    return replace(
        evidence,
        size=n,
        quantities=quantities,
        uncertain=tuple(evidence.uncertain[i] for i in kept),
        covariance=np.tile(evidence.covariance[:1][:, kept][:, :, kept], (n, 1, 1)),
        derived={},
    )
