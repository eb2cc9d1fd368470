r"""How a laminate curls: curvature and radius with the metal on and etched off.

Worst case of linear elasticity: the metal does not yield, the polymers neither relax nor take up
moisture, and a strip does not roll up. Accuracy on laminates: not validated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from polyopt.claims.evidence import PREDICTED, Evidence, Quantity
from polyopt.design.curl_stack import CurlStack, Member
from polyopt.equations.lamination import curvature_per_strain
from polyopt.equations.normal_interval import Z90
from polyopt.laminate.members import METAL, SECOND_METAL
from polyopt.prediction.predictor import Array
from polyopt.quantities import LAMINATE, member_quantity

CURVATURE, RADIUS = member_quantity(LAMINATE, "curvature"), member_quantity(LAMINATE, "curl_radius")
ETCHED = "_etched"
CURVATURES = (CURVATURE, CURVATURE + ETCHED)
RADII = (RADIUS, RADIUS + ETCHED)
UNITS = {"curvature": "1/m", "curl_radius": "cm"}

ROOM = 23.0
"""Temperature at which a laminate is laid down to see its curl. [°C]"""

WORST_CASE = (
    "elastic estimate, a worst case: no yielding of the metal, no relaxation, no moisture; "
    "not validated"
)

FLAT = "flat by symmetry: the back is the mirror image of the front"

CurlDict = dict[str, dict[str, float | str | None]]
"""Curvature and radius with their ends and units, as JSON files hold them."""

_CM = 100.0
_PPM = 1e-6
_OWN = 1.0 + 1e-9
"""Keeps the joint covariance of a curvature and its CTEs from being singular."""


def members_of(stack: CurlStack) -> dict[str, tuple[Member, ...]]:
    """Return the members that bend, by the name of the curvature: as made, and metal etched off."""
    stacks = {CURVATURE: stack.members}
    places = [i for i, m in enumerate(stack.members) if m.name not in (METAL, SECOND_METAL)]
    bare = tuple(stack.members[i] for i in places)
    in_one_piece = places == list(range(places[0], places[-1] + 1)) if places else False
    if 1 < len(bare) < len(stack.members) and in_one_piece:
        stacks[CURVATURE + ETCHED] = bare
    return stacks


def with_curl(evidence: Evidence, stack: CurlStack) -> Evidence:
    """Return evidence with the curvature and radius of each design, metal on and etched off.

    Parameters
    ----------
    evidence : Evidence
        What is known of n designs; must hold CTE and thickness of every member of the stack.
    stack : CurlStack
        Their stack.

    Notes
    -----
    The curvature is linear in the CTEs, so their uncertainty carries over exactly; that of a Tg
    taken as stress-free temperature to first order. Moduli and thicknesses count as exact. A layer
    that joined its substrate at a temperature of its own starts from the length that the substrate
    had there.

    A radius that was measured stays; an estimated one is the least that it can be, its lower bound
    at the end of the 90 % interval of the curvature, no upper bound. A laminate whose back is the
    mirror image of its front is flat whatever its values are: the curvature is 0, and certain.
    """
    stacks = members_of(stack)
    quantities, slopes = dict(evidence.quantities), {}
    for name, members in stacks.items():
        value, slope = _bent(evidence, members, stack)
        spread = np.sqrt(np.einsum("nu,nuv,nv->n", slope, evidence.covariance, slope).clip(0.0))
        with np.errstate(divide="ignore"):
            radius = _CM / np.abs(value)
            least = _CM / (np.abs(value) + Z90 * spread)
        bounds = (least, np.full(least.shape, np.inf))
        note = FLAT if stack.symmetric else WORST_CASE
        quantities[name] = Quantity(value, PREDICTED, note=note)
        quantities.setdefault(
            name.replace(CURVATURE, RADIUS), Quantity(radius, PREDICTED, bounds, note)
        )
        slopes[name] = slope
    if stack.symmetric:
        return replace(evidence, quantities=quantities)
    return replace(
        evidence,
        quantities=quantities,
        uncertain=(*evidence.uncertain, *slopes),
        covariance=_widened(evidence.covariance, np.stack(list(slopes.values()), axis=1)),
        derived={**evidence.derived, **slopes},
    )


def _bent(evidence: Evidence, members: tuple[Member, ...], stack: CurlStack) -> tuple[Array, Array]:
    """Return curvature (n,) [1/m] and its slopes by the uncertain quantities (n, u)."""
    value = np.zeros(evidence.size)
    slope = np.zeros((evidence.size, len(evidence.uncertain)))
    if stack.symmetric:
        return value, slope
    known = [evidence.quantities[member_quantity(m.name, "thickness")] for m in members]
    thick = np.stack([thickness.mean for thickness in known], axis=-1)
    factor = _PPM * curvature_per_strain(
        [m.modulus for m in members], [m.poisson for m in members], thick
    )
    if isinstance(stack.stress_free, str):
        flat: Array | float = evidence.quantities[stack.stress_free].mean
    else:
        flat = stack.stress_free

    def add(name: str, by: Array) -> None:
        own = evidence.same.get(name, name)
        if own in evidence.uncertain:
            slope[:, evidence.uncertain.index(own)] += by

    for i, member in enumerate(members):
        joined = flat if member.stress_free is None else member.stress_free
        moved = member.name if member.stress_free is None or not member.substrate else ""
        moved = moved or member.substrate
        own, other = member_quantity(member.name, "cte"), member_quantity(moved, "cte")
        alpha, beneath = evidence.quantities[own].mean, evidence.quantities[other].mean
        value += factor[:, i] * (alpha * (ROOM - joined) + beneath * (joined - flat))
        add(own, factor[:, i] * (ROOM - joined))
        add(other, factor[:, i] * (joined - flat))
        if isinstance(stack.stress_free, str):
            add(stack.stress_free, -factor[:, i] * beneath)
    return value, slope


def _widened(covariance: Array, slopes: Array) -> Array:
    """Return the covariance of quantities and linear forms of them, shape (n, u + k, u + k)."""
    n, u, _ = covariance.shape
    k = slopes.shape[1]
    cross = np.einsum("nku,nuv->nkv", slopes, covariance)
    joint = np.zeros((u + k, u + k, n)).transpose(2, 0, 1)
    joint[:, :u, :u] = covariance
    joint[:, u:, :u] = cross
    joint[:, :u, u:] = cross.transpose(0, 2, 1)
    joint[:, u:, u:] = np.einsum("nku,nlu->nkl", cross, slopes)
    joint[:, range(u, u + k), range(u, u + k)] *= _OWN
    return joint


@dataclass(frozen=True, slots=True)
class Curl:
    """The curl of one laminate.

    Parameters
    ----------
    etched : bool
        Whether the metal is etched off.
    curvature, sd : float
        Positive: concave towards the film. [1/m]
    """

    etched: bool
    curvature: float
    sd: float

    @property
    def radius(self) -> float:
        """Radius of curvature of the mean. [cm]."""
        return _radius(self.curvature)

    def bounds(self, half_width: float) -> tuple[float, float, float, float]:
        """Return low and high curvature [1/m] and radius [cm] within so many deviations."""
        low, high = self.curvature - half_width * self.sd, self.curvature + half_width * self.sd
        nearest = 0.0 if low < 0 < high else min(abs(low), abs(high))
        return low, high, _radius(max(abs(low), abs(high))), _radius(nearest)

    def as_dict(self, half_width: float) -> CurlDict:
        """Return it for JSON files."""
        low, high, tight, wide = self.bounds(half_width)
        return {
            "curvature": {"mean": self.curvature, "low": low, "high": high, "unit": "1/m"},
            "curl_radius": {
                "mean": _finite(self.radius),
                "low": _finite(tight),
                "high": _finite(wide),
                "unit": "cm",
            },
        }


def _radius(curvature: float) -> float:
    return _CM / abs(curvature) if curvature else float("inf")


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def curls(evidence: Evidence, i: int = 0) -> tuple[Curl, ...]:
    """Return the curl of design i: with the metal on, and etched off; empty if not estimated."""
    return tuple(
        Curl(
            name.endswith(ETCHED),
            float(evidence.quantities[name].mean[i]),
            float(evidence.standard_deviation(name)[i]),
        )
        for name in CURVATURES
        if name in evidence.quantities
    )


def curl_dict(found: tuple[Curl, ...]) -> dict[str, CurlDict]:
    """Return the curl of one laminate for JSON files, with 90 % intervals."""
    return {"etched" if c.etched else "metal on": c.as_dict(Z90) for c in found}


def curl_basis(stack: CurlStack) -> str:
    """Return what the curl of a stack rests on, in words."""
    if stack.symmetric:
        return FLAT
    return "; ".join(filter(None, (WORST_CASE, stack.assumption, stack.windows)))
