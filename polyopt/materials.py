"""The shipped films and metals, each with the source of its values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from polyopt.data_files import dataset_rows
from polyopt.errors import unknown_name
from polyopt.laminate import Film, Measured, Metal


def _number(row: Mapping[str, str], column: str) -> float | None:
    return float(row[column]) if row.get(column) else None


def _by_material(rows: tuple[dict[str, str], ...], material: str, kind: str) -> dict[str, str]:
    names: dict[str, dict[str, str]] = {}
    for row in rows:
        for name in (row["material"], *row["synonyms"].split(";")):
            if name.strip():
                names.setdefault(name.strip().casefold(), row)
    row_found = names.get(material.strip().casefold())
    if row_found is None:
        raise unknown_name(kind, material, [row["material"] for row in rows])
    return row_found


@cache
def shipped_film(material: str) -> Film:
    """Return a film of `datasets/films.csv`.

    Examples
    --------
    >>> shipped_film("Kapton HN").cte.value
    20.0
    """
    row = _by_material(dataset_rows("films.csv"), material, "film")
    cte = _number(row, "cte_ppm_per_K")
    return Film(
        material=row["material"],
        cte=None
        if cte is None
        else Measured(cte, _number(row, "cte_sd_ppm_per_K") or 0.0, row["cte_range_degC"]),
        modulus=_number(row, "modulus_GPa"),
        thickness=_number(row, "thickness_um"),
        source=row["citation"],
    )


@cache
def shipped_metal(material: str) -> Metal:
    """Return a metal of `datasets/metals.csv`.

    Examples
    --------
    >>> shipped_metal("copper").kind
    'copper'
    """
    row = _by_material(dataset_rows("metals.csv"), material, "metal")
    return Metal(
        material=row["material"],
        kind=row["kind"],
        cte=_number(row, "cte_ppm_per_K"),
        modulus=_number(row, "modulus_GPa"),
        source=row["citation"],
    )
