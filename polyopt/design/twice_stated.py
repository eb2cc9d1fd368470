"""Statements of a design about one quantity that cannot both be so."""

from __future__ import annotations

import math
from collections.abc import Iterator

from polyopt.errors import UsageError
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Film, Layer
from polyopt.laminate.stack import Laminate
from polyopt.quantities import shown_unit

_SURE = 3.0
"""Standard deviations by which two values of one quantity hardly ever differ by chance (0.3 % of a
normal distribution)."""

_NOMINAL = 0.1
"""Share by which a nominal value may lie beside a measured one, which goes first. [-]"""

_KEYS = {"thickness": ("thickness_um", 1.0, "um"), "modulus": ("modulus_GPa", 1e9, "Pa")}
"""Quantities that a member may state in a key of its own: the key, and the claims' unit in it."""


def refuse_twice_stated(laminate: Laminate) -> None:
    """Raise if a member states one quantity twice and differently, or a mean above the largest.

    Parameters
    ----------
    laminate : Laminate
        With measured values in the units of the claims.

    Raises
    ------
    UsageError
        Naming both values: only one of them could be used.
    """
    for where, member in _members(laminate):
        for name, (key, factor, unit) in _KEYS.items():
            stated = member.thickness if name == "thickness" else member.modulus
            measured = member.measured.get(name)
            if stated is not None and measured is not None:
                _refuse_two(name, where, key, stated * factor, measured, unit, _NOMINAL)
    film = laminate.film
    if film is None:
        return
    cte = film.measured.get("cte")
    if film.cte is not None and cte is not None:
        _refuse_two("CTE", "the film", "cte_ppm_per_K", film.cte.value, cte, "ppm/K")
    mean, largest = (film.measured.get(f"{which}_pore_size") for which in ("mean", "largest"))
    if mean is not None and largest is not None and mean.value > largest.value:
        raise UsageError(
            f"the mean pore size of {mean.value:g} um is above the largest of {largest.value:g} um",
            where="the film",
            remedy="correct one of mean_pore_size and largest_pore_size",
        )


def _members(laminate: Laminate) -> Iterator[tuple[str, Layer | Film]]:
    for layer in laminate.layers:
        yield f"layer {layer.name}", layer
    if laminate.film is not None:
        yield "the film", laminate.film


def _refuse_two(
    name: str,
    where: str,
    key: str,
    stated: float,
    measured: Measured,
    unit: str,
    nominal: float = 1e-9,
) -> None:
    if math.isclose(stated, measured.value, rel_tol=nominal, abs_tol=_SURE * measured.sd):
        return
    raise UsageError(
        f"the {name} is {stated:g} {unit} by {key} or the material, and measured as "
        f"{measured.value:g} {unit}",
        where=where,
        remedy=f"state the one that is meant as {key}, and take {name.lower()} out of 'measured'",
    )


def dispute(name: str, unit: str, measured: float, derived: float, sd: float, of: str) -> str:
    """Return what to say of a measured value that other statements contradict.

    Parameters
    ----------
    name : str
        The quantity in words.
    unit : str
        Its unit.
    measured, derived : float
        The value that stands, and the one that follows from the others. [unit]
    sd : float
        Their joint standard uncertainty; zero if none is stated. [unit]
    of : str
        What the other follows from.

    Returns
    -------
    str
        Empty if they agree within three standard deviations, or to two digits.

    Examples
    --------
    >>> dispute("porosity", "%", 45.0, 4.93, 0.0, "the densities")
    'porosity measured as 45 %, but the densities give 4.9 %: the measured value counts'
    >>> dispute("porosity", "%", 45.0, 43.0, 1.0, "the densities")
    ''
    """
    alike = f"{measured:.2g}" == f"{derived:.2g}" or abs(measured - derived) <= _SURE * sd
    if alike:
        return ""
    unit = shown_unit(unit)
    return (
        f"{name} measured as {measured:.3g} {unit}, but {of} give {derived:.2g} {unit}: "
        "the measured value counts"
    )
