"""Process steps as files declare them."""

from __future__ import annotations

from polyopt.chemistry.solvents import shipped_solvent
from polyopt.errors import UsageError
from polyopt.io.toml import TomlTable
from polyopt.laminate.steps import Step

COLUMNS = {
    "temperature_degC": "temperature",
    "time_min": "time",
    "pressure_kPa": "pressure",
    "residual_solvent_wt_percent": "residual_solvent",
}
"""The conditions of a step by their keys in a file."""


def declared_step(entry: TomlTable) -> Step:
    """Return the step of a ``[[process]]`` table.

    Parameters
    ----------
    entry : mapping
        Keys ``step``, ``temperature_degC``, ``time_min``, ``pressure_kPa``,
        ``residual_solvent_wt_percent``, ``atmosphere`` and ``solvents``: names, or tables with
        ``name`` and ``boiling_point_degC``.

    Raises
    ------
    UsageError
        If a solvent is unknown and comes without a boiling point.

    Examples
    --------
    >>> declared_step({"step": "predry", "temperature_degC": 110, "solvents": ["NMP"]}).solvents
    {'NMP': 202.0}
    """
    return Step(
        name=entry["step"],
        conditions={name: float(entry[c]) for c, name in COLUMNS.items() if c in entry},
        atmosphere=entry.get("atmosphere", ""),
        solvents=dict(_solvent(s) for s in entry.get("solvents", ())),
    )


def _solvent(entry: str | TomlTable) -> tuple[str, float]:
    if isinstance(entry, str):
        try:
            return entry, shipped_solvent(entry).boiling_point
        except UsageError as error:
            own = "or write { name = ..., boiling_point_degC = ... }"
            raise UsageError(error.what, remedy="; ".join(filter(None, (error.remedy, own)))) from (
                None
            )
    return entry["name"], float(entry["boiling_point_degC"])
