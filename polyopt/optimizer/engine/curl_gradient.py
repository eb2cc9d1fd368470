"""The curvature of a laminate with its derivatives, for the polish of designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polyopt.design.curl import ROOM, members_of
from polyopt.design.curl_stack import CurlStack, Member
from polyopt.equations.derivatives import Dual
from polyopt.quantities import member_quantity

_PPM, _PER_M, _CM = 1e-6, 1e6, 100.0


def curl_duals(quantities: Mapping[str, Dual], stack: CurlStack) -> dict[str, Dual]:
    """Return curvatures [1/m] and radii [cm] of designs with derivatives.

    Parameters
    ----------
    quantities : mapping of str to Dual
        CTEs, thicknesses and perhaps the Tg at which the stack lies flat.
    stack : CurlStack
        The stack.

    Notes
    -----
    The values are those of `polyopt.design.curl.with_curl`.
    """
    found: dict[str, Dual] = {}
    for name, members in members_of(stack).items():
        bent = _bent(quantities, members, stack)
        found[name] = bent
        found[name.replace("curvature", "curl_radius")] = _CM / abs(bent)
    return found


def _bent(quantities: Mapping[str, Dual], members: Sequence[Member], stack: CurlStack) -> Dual:
    asked = stack.stress_free
    flat = quantities[asked] if isinstance(asked, str) else asked
    thickness = {m.name: quantities[member_quantity(m.name, "thickness")] for m in members}
    height = total = first = second = Dual.constant(0.0, next(iter(thickness.values())))
    weights, strains = [], []
    for m in members:
        t = thickness[m.name]
        stiffness = t * (m.modulus / (1.0 - m.poisson))
        moment = height * 2.0 + t
        total, first = stiffness + total, stiffness * moment + first
        second = stiffness * (height * height * 6.0 + height * t * 6.0 + t * t * 2.0) + second
        weights.append((stiffness, moment))
        strains.append(_strain(quantities, m, flat))
        height = t + height
    centre = first / total
    drive = sum(
        (s * e * (moment - centre) for (s, moment), e in zip(weights, strains, strict=True)),
        start=centre * 0.0,
    )
    return drive / (second - first * centre * 1.5) * (3.0 * _PPM * _PER_M)


def _strain(quantities: Mapping[str, Dual], member: Member, flat: Dual | float) -> Dual:
    """Return the free strain of a member. [ppm]."""
    own = quantities[member_quantity(member.name, "cte")]
    if member.stress_free is None or not member.substrate:
        return own * (ROOM - flat)
    beneath = quantities[member_quantity(member.substrate, "cte")]
    return own * (ROOM - member.stress_free) + beneath * (member.stress_free - flat)
