"""What was found as tables, units in the names of their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from polyopt.chemistry.composition import shares_text
from polyopt.equations.normal_interval import Z90
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    import pandas as pd

    from polyopt.design.curl import Curl
    from polyopt.results.designs import Design, PropertyValue
    from polyopt.verdicts.remaining import Remaining
    from polyopt.verdicts.remedy import Expected
    from polyopt.verdicts.window import Window

Row = dict[str, object]
"""Cells of a table by column."""

_REMAINING = (
    "kind",
    "settle",
    "limitation",
    "summary",
    "verdict",
    "conditions",
    "claims",
    "predicted",
    "predicted_low",
    "predicted_high",
    "limit",
)
_WINDOW = ("quantity", "low", "high", "unit", "basis", "note")


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
        chances = LAYER_PROPERTIES[name].chances(value.mean, value.sd)
        columns |= {prefix + column: chance for column, chance in chances.items()}
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


def front_frame(
    designs: Sequence[Design], objectives: Sequence[str], best: Design | None
) -> pd.DataFrame:
    """Return a front, one row per design.

    Parameters
    ----------
    designs : sequence of Design
        The front.
    objectives : sequence of str
        Its objectives, which name the first columns.
    best : Design or None
        The one recommended.
    """
    import pandas as pd

    return pd.DataFrame([_front_row(d, objectives, d is best) for d in designs])


def _front_row(design: Design, objectives: Sequence[str], is_best: bool) -> Row:
    row: Row = dict(zip(objectives, design.objectives, strict=True))
    row["probability"] = design.probability
    row["recommended"] = is_best
    for layer in design.layers:
        row[f"{layer.name}_dianhydrides"] = shares_text(layer.composition.dianhydrides)
        row[f"{layer.name}_diamines"] = shares_text(layer.composition.diamines)
        if layer.thickness is not None:
            row[f"{layer.name}_thickness_um"] = layer.thickness
        if layer.porosity is not None:
            row[f"{layer.name}_porosity"] = layer.porosity
        row |= property_columns(layer.properties, f"{layer.name}_")
    for plain in design.plain:
        row[f"{plain.name}_resin"] = plain.resin
        if plain.thickness is not None:
            row[f"{plain.name}_thickness_um"] = plain.thickness
    return row | last_columns(design)


def last_columns(design: Design) -> Row:
    """Return the columns at the end of a front's row: curl, verdicts, and the run of origin."""
    row: Row = {}
    for curl in design.curl:
        row |= curl_columns(curl)
    row |= {judged.id: judged.verdict for judged in design.verdicts}
    return {**row, "run": design.run} if design.run else row


def remaining_frame(remaining: Sequence[Remaining]) -> pd.DataFrame:
    """Return what remains to be measured or declared, one row per limitation."""
    import pandas as pd

    rows = [
        {
            "kind": one.kind,
            "settle": one.settle,
            "limitation": x.id,
            "summary": x.summary,
            "verdict": x.verdict,
            "conditions": x.conditions,
            "claims": "; ".join(x.claims),
            **_expected_cells(one.expected),
            "limit": x.limit,
        }
        for one in remaining
        for x in one.limitations
    ]
    return pd.DataFrame(rows, columns=list(_REMAINING))


def _expected_cells(known: Expected | None) -> Row:
    if known is None:
        return {"predicted": None, "predicted_low": None, "predicted_high": None}
    return {
        "predicted": known.value,
        "predicted_low": known.low,
        "predicted_high": known.high,
    }


def windows_frame(windows: Sequence[Window]) -> pd.DataFrame:
    """Return windows, one per row; an end that is not there is missing."""
    import pandas as pd

    table = pd.DataFrame([w.as_dict() for w in windows], columns=list(_WINDOW))
    return table.astype({"low": float, "high": float})
