"""What files state alike of layers, films and laminates: measured values and traits."""

from __future__ import annotations

from dataclasses import replace

from polyopt.errors import PolyoptError, UsageError, quoted
from polyopt.io.toml import TomlTable
from polyopt.laminate.measured import Measured
from polyopt.quantities import CTE_RANGE, LAYER_PROPERTIES
from polyopt.temperature.window import TemperatureWindow, window_of


def declared_traits(entry: TomlTable) -> dict[str, bool]:
    """Return the traits a layer or film is declared to have and not to have.

    Parameters
    ----------
    entry : mapping
        The table of the layer or film, with the keys ``is`` and ``is_not``.

    Raises
    ------
    UsageError
        If a trait stands in both.
    """
    is_so, is_not = entry.get("is", ()), entry.get("is_not", ())
    for trait in is_so:
        if trait in is_not:
            raise UsageError(f"{quoted(trait)} is in both 'is' and 'is_not'")
    return {**dict.fromkeys(is_so, True), **dict.fromkeys(is_not, False)}


def declared_values(entry: TomlTable) -> dict[str, Measured]:
    """Return the measured values of a table.

    Parameters
    ----------
    entry : mapping
        ``tg_degC`` and ``cte_ppm_per_K`` with their ``..._sd_...`` and ``..._conditions``, and
        ``cte_range_degC``, the temperatures that the CTE is the mean over; any other quantity as
        a table with ``value``, ``unit``, and perhaps ``sd``, ``conditions``
        and ``at``.

    Raises
    ------
    UsageError
        If an uncertainty or a condition stands without its value.
    """
    found, used = {}, set()
    for name, known in LAYER_PROPERTIES.items():
        if known.declared is None:
            continue
        value, sd, conditions = known.column, known.sd_column, known.conditions_key
        used |= {value, sd, conditions}
        if value in entry:
            found[name] = Measured(entry[value], entry.get(sd, 0.0), entry.get(conditions, ""))
        elif sd in entry:
            raise UsageError(f"{quoted(sd)} is given without {quoted(value)}")
    if CTE_RANGE in entry:
        used.add(CTE_RANGE)
        if "cte" not in found:
            raise UsageError(f"{quoted(CTE_RANGE)} is given without a CTE")
        found["cte"] = replace(found["cte"], window=declared_window(entry, CTE_RANGE))
    others = {name: _measured(value) for name, value in entry.items() if name not in used}
    return {**found, **others}


def declared_window(entry: TomlTable, key: str) -> TemperatureWindow | None:
    """Return the temperature window of a key; None if it is left out or said to be unknown.

    Raises
    ------
    UsageError
        If it is no window.
    """
    try:
        return window_of(entry.get(key, ""))
    except PolyoptError as error:
        raise error.at(key) from None


def _measured(entry: TomlTable) -> Measured:
    return Measured(
        value=entry["value"],
        sd=entry.get("sd", 0.0),
        conditions=entry.get("conditions", ""),
        unit=entry.get("unit", ""),
        at=entry.get("at", {}),
    )
