"""The shipped solvents of poly(amic acid) and polyimide varnishes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from polyopt.io.shipped import named_row, optional_number


@dataclass(frozen=True, slots=True)
class Solvent:
    """A solvent of poly(amic acid) or polyimide varnish.

    Parameters
    ----------
    name : str
        Its name.
    smiles : str
        Its structure.
    molar_mass : float
        From the structure. [g/mol]
    boiling_point : float
        At atmospheric pressure. [degC]
    density : float
        At 20 to 25 degC. [g/cm3]
    hansen : tuple of float, or None
        Hansen parameters for dispersion, polarity and hydrogen bonds. [MPa^0.5]
    source : str
        Where the values were read.
    """

    name: str
    smiles: str
    molar_mass: float
    boiling_point: float
    density: float
    hansen: tuple[float, float, float] | None
    source: str


@cache
def shipped_solvent(solvent: str) -> Solvent:
    """Return a solvent of `datasets/solvents.csv`, by its name, a synonym or its CAS number.

    Raises
    ------
    UsageError
        If it is unknown.

    Examples
    --------
    >>> shipped_solvent("NMP").boiling_point
    202.0
    """
    row = named_row("solvents.csv", "solvent", solvent, "solvent")
    d, p, h = (optional_number(row, f"hansen_{part}_sqrtMPa") for part in "dph")
    return Solvent(
        name=row["solvent"],
        smiles=row["smiles"],
        molar_mass=float(row["molar_mass_g_per_mol"]),
        boiling_point=float(row["boiling_point_degC"]),
        density=float(row["density_g_per_cm3"]),
        hansen=None if d is None or p is None or h is None else (d, p, h),
        source=row["citation"],
    )
