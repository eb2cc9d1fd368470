"""Film, metal and substrate as files declare them: a shipped material, own values, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from polyopt.errors import UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.declared_values import declared_traits, declared_values, declared_window
from polyopt.laminate.measured import Measured, PorousSolid
from polyopt.laminate.members import OWN_VALUES, Film, Metal, Substrate
from polyopt.laminate.shipped_materials import shipped_film, shipped_metal
from polyopt.quantities import CTE_RANGE

_Material = TypeVar("_Material", Film, Metal)


def declared_film(entry: TomlTable | None) -> Film | None:
    """Return the film of a ``[film]`` table.

    Parameters
    ----------
    entry : mapping or None
        Keys ``material``, ``cte_ppm_per_K``, ``cte_sd_ppm_per_K``, ``cte_range_degC``,
        ``modulus_GPa``, ``poisson``, ``thickness_um``, ``resin``, ``is``, ``is_not``,
        ``measured``; own values go before those of the shipped material.

    Raises
    ------
    UsageError
        If the material is unknown and no own CTE makes up for it, or a window stands without one.
    """
    if entry is None:
        return None
    film = _shipped_or_named(entry, "cte_ppm_per_K", shipped_film, Film)
    _refuse_other(entry, "film", "resin", film.resin)
    film = _with_own_cte(film, entry)
    return replace(
        film,
        modulus=entry.get("modulus_GPa", film.modulus),
        thickness=entry.get("thickness_um", film.thickness),
        resin=entry.get("resin", film.resin),
        traits=declared_traits(entry),
        measured=declared_values(entry.get("measured", {})),
        poisson=entry.get("poisson", film.poisson),
    )


def _with_own_cte(film: Film, entry: TomlTable) -> Film:
    """Return a film with the CTE, uncertainty and window that a table states of it."""
    if "cte_ppm_per_K" in entry:
        own = Measured(
            entry["cte_ppm_per_K"],
            entry.get("cte_sd_ppm_per_K", 0.0),
            window=declared_window(entry, CTE_RANGE),
        )
        return replace(film, cte=own, windows=())
    if CTE_RANGE in entry:
        raise UsageError(
            f"{quoted(CTE_RANGE)} is given without the film's CTE", remedy="add cte_ppm_per_K"
        )
    if "cte_sd_ppm_per_K" in entry and film.cte is not None:
        own = replace(film.cte, sd=entry["cte_sd_ppm_per_K"])
        return replace(film, cte=own, windows=())
    return film


def declared_porous(film: Film, entry: TomlTable | None) -> Film:
    """Return a film with what its ``[porous]`` table says of its solid and density."""
    if entry is None:
        return film
    solid = PorousSolid(
        apparent_density=entry.get("apparent_density_g_per_cm3"),
        solid_density=entry.get("solid_density_g_per_cm3"),
        density_sd=entry.get("density_sd_g_per_cm3", 0.0),
        solid_permittivity=entry.get("solid_permittivity"),
    )
    return replace(film, porous=solid)


def declared_metal(entry: TomlTable | None) -> Metal | None:
    """Return the metal of a ``[metal]`` table.

    Parameters
    ----------
    entry : mapping or None
        Keys ``material``, ``kind``, ``cte_ppm_per_K``, ``cte_range_degC``, ``modulus_GPa``,
        ``poisson``, ``thickness_um``.

    Raises
    ------
    UsageError
        If the material is unknown and its kind is not declared, or a window stands without a CTE.
    """
    if entry is None:
        return None
    metal = _shipped_or_named(entry, "kind", shipped_metal, Metal)
    if metal.source:
        _refuse_other(entry, "metal", "kind", metal.kind)
    if CTE_RANGE in entry and "cte_ppm_per_K" not in entry:
        raise UsageError(
            f"{quoted(CTE_RANGE)} is given without the metal's CTE", remedy="add cte_ppm_per_K"
        )
    own = "cte_ppm_per_K" in entry
    return replace(
        metal,
        kind=entry.get("kind", metal.kind if "material" in entry else ""),
        cte=entry.get("cte_ppm_per_K", metal.cte),
        modulus=entry.get("modulus_GPa", metal.modulus),
        thickness=entry.get("thickness_um", metal.thickness),
        poisson=entry.get("poisson", metal.poisson),
        cte_window=declared_window(entry, CTE_RANGE) if own else metal.cte_window,
    )


def declared_substrate(entry: TomlTable | None) -> Substrate | None:
    """Return the substrate of a ``[substrate]`` table with its ``material`` and ``kind``."""
    if entry is None:
        return None
    try:
        shipped_metal(entry["material"])
    except UsageError:
        return Substrate(entry["material"], entry["kind"])
    _refuse_other(entry, "substrate", "kind", "metal")
    return Substrate(entry["material"], entry["kind"])


def _refuse_other(entry: TomlTable, table: str, key: str, known: str) -> None:
    """Raise a `UsageError` where a table states otherwise than what is known of its material."""
    stated = entry.get(key, known)
    if known and stated != known:
        raise UsageError(
            f"[{table}] calls {quoted(entry['material'])} {quoted(stated)}, but it is "
            f"{quoted(known)}",
            remedy=f"leave {key} out, or give your own material another name",
        )


def _shipped_or_named(
    entry: TomlTable,
    enough: str,
    shipped: Callable[[str], _Material],
    named: Callable[[str], _Material],
) -> _Material:
    """Return a shipped material; one of that name alone where `enough` is declared of it."""
    if "material" not in entry:
        return named(OWN_VALUES)
    try:
        return shipped(entry["material"])
    except UsageError as error:
        if enough in entry:
            return named(entry["material"])
        raise UsageError(
            error.what,
            remedy=f"{error.remedy or 'see the shipped materials'}; or add {enough}".strip(),
        ) from None
