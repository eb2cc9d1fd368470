"""The shipped films, metals, solvents and measurements, each with the source of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from polyopt.data_files import dataset_rows
from polyopt.errors import did_you_mean, unknown_name
from polyopt.laminate import POLYIMIDE, Film, Metal
from polyopt.layer_properties import VALUE_COLUMNS
from polyopt.measured import Measured

if TYPE_CHECKING:
    import pandas as pd


def _number(row: Mapping[str, str], column: str) -> float | None:
    return float(row[column]) if row.get(column) else None


def _named(table: str, column: str, wanted: str, kind: str) -> dict[str, str]:
    """Return the row of a table that goes by a name or synonym, case aside."""
    rows = dataset_rows(table)
    names: dict[str, tuple[str, dict[str, str]]] = {}
    for row in rows:
        for name in (row[column], *row["synonyms"].split(";")):
            if name.strip():
                names.setdefault(name.strip().casefold(), (name.strip(), row))
    if wanted.strip().casefold() in names:
        return names[wanted.strip().casefold()][1]
    first, every = [row[column] for row in rows], [name for name, _ in names.values()]
    only_a_synonym_is_near = not did_you_mean(wanted, first) and did_you_mean(wanted, every)
    error = unknown_name(kind, wanted, every if only_a_synonym_is_near else first)
    error.remedy = error.remedy or f"the names stand in datasets/{table}"
    raise error


@cache
def shipped_film(material: str) -> Film:
    """Return a film of `datasets/films.csv`.

    Examples
    --------
    >>> shipped_film("Kapton HN").cte.value
    20.0
    """
    row = _named("films.csv", "material", material, "film")
    cte = _number(row, "cte_ppm_per_K")
    return Film(
        material=row["material"],
        cte=None
        if cte is None
        else Measured(cte, _number(row, "cte_sd_ppm_per_K") or 0.0, row["cte_range_degC"]),
        modulus=_number(row, "modulus_GPa"),
        thickness=_number(row, "thickness_um"),
        source=row["citation"],
        resin=POLYIMIDE if "polyimide" in row["polymer"] else "other",
        poisson=_number(row, "poisson"),
    )


@cache
def shipped_metal(material: str) -> Metal:
    """Return a metal of `datasets/metals.csv`.

    Examples
    --------
    >>> shipped_metal("copper").kind
    'copper'
    """
    row = _named("metals.csv", "material", material, "metal")
    return Metal(
        material=row["material"],
        kind=row["kind"],
        cte=_number(row, "cte_ppm_per_K"),
        modulus=_number(row, "modulus_GPa"),
        source=row["citation"],
        poisson=_number(row, "poisson"),
    )


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
    """Return a solvent of `datasets/solvents.csv`, by its name or a synonym.

    Raises
    ------
    UsageError
        If it is unknown.

    Examples
    --------
    >>> shipped_solvent("NMP").boiling_point
    202.0
    """
    row = _named("solvents.csv", "solvent", solvent, "solvent")
    d, p, h = (_number(row, f"hansen_{part}_sqrtMPa") for part in "dph")
    return Solvent(
        name=row["solvent"],
        smiles=row["smiles"],
        molar_mass=float(row["molar_mass_g_per_mol"]),
        boiling_point=float(row["boiling_point_degC"]),
        density=float(row["density_g_per_cm3"]),
        hansen=None if d is None or p is None or h is None else (d, p, h),
        source=row["citation"],
    )


def literature_films() -> pd.DataFrame:
    """Return the films of `datasets/literature.csv`, each with the citation of its values.

    Returns
    -------
    DataFrame
        As `validate`, `calibrate` and `fit` read it: `dianhydrides`, `diamines`, `tg_degC`,
        `cte_ppm_per_K` and `permittivity` as numbers, `process`, and as text what else is known,
        `citation` above all. Where `tg_censor` holds a mark the value is a bound.

    Examples
    --------
    >>> films = literature_films()
    >>> bool((films["citation"] != "").all()), bool(films["cte_ppm_per_K"].notna().any())
    (True, True)
    """
    import pandas as pd

    films = pd.DataFrame(dataset_rows("literature.csv"))
    return films.assign(**{name: pd.to_numeric(films[name]) for name in VALUE_COLUMNS})
