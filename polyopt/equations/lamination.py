r"""Thermal curvature and stresses of a stack of elastic layers.

Layers are counted from the bottom; shapes: (..., L) for L layers. Positive curvature: strain grows
upwards, the stack is concave towards its bottom.

Domain: linear elastic, isotropic layers with constant moduli and CTEs, perfectly bonded, wide
against their thickness, deflection small against the width. A strongly curled strip rolls up
instead: by plate theory its cylindrical curvature is 1 + ν times the spherical one where all ν are
equal. Yielding of the metal and relaxation of the polymer lower the curl, and moisture swells
polymers against the shrinkage, so these are meant as worst cases. Accuracy on laminates: not
validated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from polyopt.equations.arrays import Array
from polyopt.errors import DomainError

_PER_M = 1e6  # curvature in 1/µm to 1/m
_MPA = 1e3  # GPa to MPa
_PPM = 1e-6


@dataclass(frozen=True, slots=True)
class Curvature:
    """How a stack bends.

    Parameters
    ----------
    strain : ndarray, shape (...)
        Uniform part of the strain. [-]
    axis : ndarray, shape (...)
        Height of the bending axis above the bottom. [µm]
    curvature : ndarray, shape (...)
        [1/m]
    """

    strain: Array
    axis: Array
    curvature: Array

    @property
    def radius(self) -> Array:
        """Radius of curvature, infinite for a flat stack. [cm]."""
        with np.errstate(divide="ignore"):
            return np.asarray(100.0 / np.abs(self.curvature))


def biaxial_modulus(modulus: ArrayLike, poisson: ArrayLike) -> Array:
    """Return the stiffness of a layer stretched alike in both directions, ``E / (1 - ν)``. [GPa].

    Parameters
    ----------
    modulus : array_like
        Young's modulus. [GPa]
    poisson : array_like
        Poisson's ratio. [-]

    Raises
    ------
    DomainError
        If a modulus is not positive or a Poisson ratio lies outside (-1, 0.5].
    """
    young, nu = np.asarray(modulus, dtype=float), np.asarray(poisson, dtype=float)
    if not np.all(young > 0):
        raise DomainError("moduli must be positive")
    if not np.all((nu > -1) & (nu <= 0.5)):
        raise DomainError("Poisson ratios must lie above -1 and at most at 0.5")
    return np.asarray(young / (1.0 - nu))


def thermal_strain(cte: ArrayLike, temperature: ArrayLike, stress_free: ArrayLike) -> Array:
    """Return the strain a layer would take if it were free, ``α (T - T0)``. [-].

    Parameters
    ----------
    cte : array_like
        In-plane CTE, the mean over the range in question. [ppm/K]
    temperature : array_like
        Temperature now. [°C]
    stress_free : array_like
        Temperature at which the layer joined the stack without stress. [°C]

    Notes
    -----
    One temperature for the whole stack. A layer that joined its substrate at another temperature
    has, beside this strain, that by which the substrate had grown since the stack's:
    ``substrate CTE (T0 of the layer - T0 of the stack)``.

    That the stress-free temperature is that of the cure for a layer cast from solution, and about
    the Tg of the adhesive for a hot-pressed stack, is an assumption without a source.
    """
    span = np.asarray(temperature, dtype=float) - np.asarray(stress_free, dtype=float)
    return np.asarray(np.asarray(cte, dtype=float) * _PPM * span)


def curvature(
    modulus: ArrayLike, poisson: ArrayLike, thickness: ArrayLike, free_strain: ArrayLike
) -> Curvature:
    r"""Return how layers that would like to strain differently bend together.

    Parameters
    ----------
    modulus : array_like, shape (..., L)
        Young's moduli. [GPa]
    poisson : array_like, shape (..., L)
        Poisson's ratios. [-]
    thickness : array_like, shape (..., L)
        Thicknesses; a layer of zero thickness counts as absent. [µm]
    free_strain : array_like, shape (..., L)
        Strain of each layer if it were free; see `thermal_strain`. [-]

    Raises
    ------
    DomainError
        If a modulus or Poisson ratio is impossible, a thickness negative, or nothing is thick.

    Notes
    -----
    With :math:`E'_i = E_i/(1-\nu_i)`, heights :math:`h_i` of the lower faces and free strains
    :math:`e_i`:

    .. math::
        c = \sum E't\,e / \sum E't, \quad z_b = \sum E't(2h+t) / 2\sum E't

        \kappa = -3\,\frac{\sum E't\,(c-e)(2h+t)}{\sum E't\,[6h^2+6ht+2t^2-3z_b(2h+t)]}

    Two layers give Timoshenko's bimetal. Agrees with classical lamination theory to 1e-10.

    References
    ----------
    .. [1] C. H. Hsueh, S. Lee, T. J. Chuang, J. Appl. Mech. 70, 151 (2003),
       10.1115/1.1526123: three unknowns whatever the number of layers. The closed form was
       checked against lamination theory, not against the printed equation.

    Examples
    --------
    >>> strain = thermal_strain([27.0, 16.5], 25.0, 300.0)
    >>> bent = curvature([3.4, 110.0], [0.34, 0.34], [25.0, 12.0], strain)
    >>> round(float(bent.curvature), 10), round(float(bent.radius), 7)
    (89.6227413438, 1.1157882)
    """
    stiffness, t, e = _weighed(modulus, poisson, thickness, free_strain)
    uniform = (stiffness * e).sum(axis=-1) / stiffness.sum(axis=-1)
    axis, per_strain = _bending(stiffness, t)
    return Curvature(uniform, axis, (per_strain * (e - uniform[..., None])).sum(axis=-1))


def curvature_per_strain(modulus: ArrayLike, poisson: ArrayLike, thickness: ArrayLike) -> Array:
    """Return how much each layer bends a stack: curvature per unit of its free strain. [1/m].

    Parameters
    ----------
    modulus, poisson, thickness : array_like, shape (..., L)
        As in `curvature`. [GPa, -, µm]

    Returns
    -------
    ndarray, shape (..., L)
        They sum to zero: what all layers do alike bends nothing. [1/m]

    Raises
    ------
    DomainError
        As in `curvature`.

    Notes
    -----
    The curvature is linear in the free strains, so uncertain CTEs propagate exactly.

    Examples
    --------
    >>> factor = curvature_per_strain([3.4, 110.0], [0.34, 0.34], [25.0, 12.0])
    >>> round(float(factor @ thermal_strain([27.0, 16.5], 25.0, 300.0)), 10)
    89.6227413438
    """
    stiffness, t, _ = _weighed(modulus, poisson, thickness, 0.0)
    return _bending(stiffness, t)[1]


def _bending(stiffness: Array, t: Array) -> tuple[Array, Array]:
    """Return the height of the bending axis [µm] and the curvature per free strain [1/m]."""
    h = np.cumsum(t, axis=-1) - t
    moment = 2.0 * h + t
    axis = (stiffness * moment).sum(axis=-1) / (2.0 * stiffness.sum(axis=-1))
    arm = moment - 2.0 * axis[..., None]
    rigidity = stiffness * (6 * h**2 + 6 * h * t + 2 * t**2 - 3 * axis[..., None] * moment)
    return axis, 3.0 * stiffness * arm / rigidity.sum(axis=-1, keepdims=True) * _PER_M


def _weighed(
    modulus: ArrayLike, poisson: ArrayLike, thickness: ArrayLike, free_strain: ArrayLike
) -> tuple[Array, Array, Array]:
    """Return stiffness times thickness, thickness and free strain, of one shape."""
    t = np.asarray(thickness, dtype=float)
    if not np.all(t >= 0) or not np.all(t.sum(axis=-1) > 0):
        raise DomainError("thicknesses must not be negative, and one must be positive")
    e = np.asarray(free_strain, dtype=float)
    stiffness, t, e = np.broadcast_arrays(biaxial_modulus(modulus, poisson) * t, t, e)
    return stiffness, t, e


def stresses(
    modulus: ArrayLike, poisson: ArrayLike, thickness: ArrayLike, free_strain: ArrayLike
) -> Array:
    """Return the in-plane stress at the lower and upper face of each layer. [MPa].

    Parameters
    ----------
    modulus, poisson, thickness, free_strain : array_like, shape (..., L)
        As in `curvature`. [GPa, -, µm, -]

    Returns
    -------
    ndarray, shape (..., L, 2)
        Tension is positive; between the faces the stress is linear. [MPa]

    Raises
    ------
    DomainError
        As in `curvature`.

    Examples
    --------
    >>> strain = thermal_strain([27.0, 16.5], 25.0, 300.0)
    >>> stresses([3.4, 110.0], [0.34, 0.34], [25.0, 12.0], strain).round(4).tolist()
    [[0.1793, 11.7217], [-102.0196, 77.2259]]
    """
    bent = curvature(modulus, poisson, thickness, free_strain)
    t = np.asarray(thickness, dtype=float)
    top = np.cumsum(t, axis=-1)
    faces = np.stack([top - t, top], axis=-1)
    height = faces - bent.axis[..., None, None]
    strain = bent.strain[..., None, None] + height * bent.curvature[..., None, None] / _PER_M
    held = strain - np.asarray(free_strain, dtype=float)[..., None]
    return np.asarray(biaxial_modulus(modulus, poisson)[..., None] * held * _MPA)


def effective_cte(
    modulus: ArrayLike, poisson: ArrayLike, thickness: ArrayLike, cte: ArrayLike
) -> Array:
    """Return the in-plane CTE of a stack held flat, or of a symmetric one. [ppm/K].

    Parameters
    ----------
    modulus, poisson, thickness : array_like, shape (..., L)
        As in `curvature`. [GPa, -, µm]
    cte : array_like, shape (..., L)
        CTE of each layer. [ppm/K]

    Raises
    ------
    DomainError
        As in `curvature`.

    Notes
    -----
    The mean of the CTEs, weighted with ``E / (1 - ν)`` times thickness.

    Examples
    --------
    >>> float(effective_cte([110, 3.4, 110], [0.34] * 3, [12, 25, 12], [16.5, 27, 16.5]).round(8))
    16.82752294
    """
    stiffness, _, alpha = _weighed(modulus, poisson, thickness, cte)
    return np.asarray((stiffness * alpha).sum(axis=-1) / stiffness.sum(axis=-1))
