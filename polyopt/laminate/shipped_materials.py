"""The shipped films and metals, and the films of the literature, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from polyopt.io.shipped import dataset_rows, named_row, optional_number
from polyopt.io.shipped_schemas import THIS_FILM
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import POLYIMIDE, Film, Metal
from polyopt.quantities import CTE_RANGE, VALUE_COLUMNS
from polyopt.temperature.window import window_of

if TYPE_CHECKING:
    import pandas as pd


@cache
def shipped_film(material: str) -> Film:
    """Return a film of `datasets/films.csv`, with what `film_windows.csv` adds to its CTE.

    Examples
    --------
    >>> shipped_film("Kapton HN").cte.value
    20.0
    """
    row = named_row("films.csv", "material", material, "film")
    further = (x for x in dataset_rows("film_windows.csv") if x["material"] == row["material"])
    return Film(
        material=row["material"],
        cte=_cte(row),
        windows=tuple(cte for x in further if (cte := _cte(x)) is not None),
        modulus=optional_number(row, "modulus_GPa"),
        thickness=optional_number(row, "thickness_um"),
        source=row["citation"],
        resin=POLYIMIDE if "polyimide" in row["polymer"] else "other",
        poisson=optional_number(row, "poisson"),
    )


def _cte(row: Mapping[str, str]) -> Measured | None:
    """Return the CTE of a row with its window; of films of the polymer it says so."""
    value = optional_number(row, "cte_ppm_per_K")
    if value is None:
        return None
    specimen = row.get("specimen", THIS_FILM)
    return Measured(
        value,
        optional_number(row, "cte_sd_ppm_per_K") or 0.0,
        "" if specimen == THIS_FILM else specimen,
        window=window_of(row[CTE_RANGE]),
    )


@cache
def shipped_metal(material: str) -> Metal:
    """Return a metal of `datasets/metals.csv`.

    Examples
    --------
    >>> shipped_metal("copper").kind
    'copper'
    """
    row = named_row("metals.csv", "material", material, "metal")
    return Metal(
        material=row["material"],
        kind=row["kind"],
        cte=optional_number(row, "cte_ppm_per_K"),
        modulus=optional_number(row, "modulus_GPa"),
        source=row["citation"],
        poisson=optional_number(row, "poisson"),
        cte_window=window_of(row[CTE_RANGE]),
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
    held = [name for name in VALUE_COLUMNS if name in films]
    return films.assign(**{name: pd.to_numeric(films[name]) for name in held})
