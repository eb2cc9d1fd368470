"""The columns of tables that hold the values of designs, units in their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from polyopt.equations.normal_interval import Z90
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    from polyopt.design.curl import Curl
    from polyopt.results.designs import PropertyValue


def property_columns(
    properties: Mapping[str, PropertyValue], prefix: str = ""
) -> dict[str, float | bool]:
    """Return the columns that hold the properties of one layer, with their 90 % intervals."""
    columns: dict[str, float | bool] = {}
    for name, value in properties.items():
        column = prefix + LAYER_PROPERTIES[name].column
        columns[column] = value.mean
        columns[f"{column}_low"] = value.mean - Z90 * value.sd
        columns[f"{column}_high"] = value.mean + Z90 * value.sd
        columns[f"{prefix}{name}_in_domain"] = value.in_domain
    return columns


def curl_columns(curl: Curl) -> dict[str, float]:
    """Return the columns of a table that hold one curl, with its 90 % interval."""
    end = "_etched" if curl.etched else ""
    low, high, tight, wide = curl.bounds(Z90)
    return {
        f"curvature{end}_per_m": curl.curvature,
        f"curvature{end}_per_m_low": low,
        f"curvature{end}_per_m_high": high,
        f"curl_radius{end}_cm": curl.radius,
        f"curl_radius{end}_cm_low": tight,
        f"curl_radius{end}_cm_high": wide,
    }
