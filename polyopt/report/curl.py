"""Curl of a laminate against the thickness of one member, as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polyopt.errors import DomainError
from polyopt.properties.laminate import curvature, thermal_strain
from polyopt.report.figures import INK, axes_on, plain


def curl_plot(
    modulus: Sequence[float],
    thickness: Sequence[float],
    cte: Sequence[float],
    varied: int,
    thicknesses: Sequence[float],
    *,
    stress_free: float,
    temperature: float = 25.0,
    poisson: float = 0.34,
    names: Sequence[str] = (),
    ax: Any = None,
) -> Any:
    """Draw the elastic curvature of a stack against the thickness of one of its members.

    A worst case: see `polyopt.properties.laminate`; not validated on laminates.

    Parameters
    ----------
    modulus : sequence of float, length L
        Young's moduli from the bottom. [GPa]
    thickness : sequence of float, length L
        [µm]
    cte : sequence of float, length L
        [ppm/K]
    varied : int
        Which member's thickness varies.
    thicknesses : sequence of float
        Thicknesses of it. [µm]
    stress_free : float
        Temperature at which the stack lies flat. [°C]
    temperature : float
        Temperature now. [°C]
    poisson : float
        Poisson's ratio of all members. [-]
    names : sequence of str, optional
        What the members are called.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Figure
        The matplotlib figure.

    Raises
    ------
    DomainError
        If there is no such member, or a modulus or thickness is impossible.
    """
    if not 0 <= varied < len(thickness):
        raise DomainError(f"there is no member {varied} in a stack of {len(thickness)}")
    wanted = np.asarray(thicknesses, dtype=float)
    stacks = np.tile(np.asarray(thickness, dtype=float), (len(wanted), 1))
    stacks[:, varied] = wanted
    strain = thermal_strain(cte, temperature, stress_free)
    ratios = np.full(len(thickness), poisson)
    bent = curvature(modulus, ratios, stacks, strain).curvature
    axes = axes_on(ax)
    axes.plot(wanted, bent, color=INK)
    axes.axhline(0.0, color="black", linewidth=0.8)
    called = plain(names[varied]) if names else f"member {varied + 1}"
    axes.set_xlabel(f"thickness of {called} [µm]")
    axes.set_ylabel(f"curvature at {temperature:g} °C [1/m]")
    axes.set_title("elastic worst case, not validated", fontsize="small")
    return axes.figure
