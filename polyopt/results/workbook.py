"""A result as the sheets of a workbook: the front, one sheet per layer, the claims, the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyopt.io.workbooks import Sheet
from polyopt.results.tables import Row, last_columns, property_columns

if TYPE_CHECKING:
    from polyopt.results.designs import Design, DesignedLayer
    from polyopt.results.found import Found


def sheets_of(result: Found) -> list[Sheet]:
    """Return the sheets of a result; where it has no designs, only that of the run.

    Rows of one design bear the same number on every sheet.
    """
    import pandas as pd

    best = result.best()
    pages: list[tuple[str, list[Row]]] = []
    if best is not None:
        numbered = list(enumerate(result.designs, start=1))
        front = [_front_row(result, number, design, best) for number, design in numbered]
        pages.append(("Front", front))
        for place, layer in enumerate(best.layers):
            rows = [_layer_row(number, design.layers[place]) for number, design in numbered]
            pages.append((f"Layer {layer.name}", _aligned(rows)))
        if best.verdicts:
            pages.append(("Claims", _claim_rows(best)))
    pages.append(("Run", _run_rows(result)))
    return [Sheet(name, pd.DataFrame(rows)) for name, rows in pages]


def _front_row(result: Found, number: int, design: Design, best: Design) -> Row:
    row: Row = {"design": number, "recommended": "yes" if design is best else ""}
    row |= dict(zip((text for text, _ in result.objectives), design.objectives, strict=True))
    row["probability"] = design.probability
    row |= {f"layer {layer.name}": str(layer.composition) for layer in design.layers}
    for plain in design.plain:
        row[f"layer {plain.name}"] = plain.text
        row |= (
            {} if plain.thickness is None else {f"layer {plain.name} thickness_um": plain.thickness}
        )
    return row | last_columns(design)


def _layer_row(number: int, layer: DesignedLayer) -> Row:
    """Return one layer: the values first, then the share of each of its monomers."""
    row: Row = {"design": number}
    if layer.thickness is not None:
        row["thickness_um"] = layer.thickness
    if layer.porosity is not None:
        row["porosity"] = layer.porosity
    row |= property_columns(layer.properties)
    made_of = layer.composition
    for role, shares in (("dianhydrides", made_of.dianhydrides), ("diamines", made_of.diamines)):
        row |= {f"{monomer} [mol % of {role}]": 100 * share for monomer, share in shares}
    return row


def _aligned(rows: list[Row]) -> list[Row]:
    """Return rows that all have the same columns, those of the dianhydrides before the others."""
    names = dict.fromkeys(name for row in rows for name in row)
    ends = (" [mol % of dianhydrides]", " [mol % of diamines]")
    ordered = sorted(names, key=lambda n: 1 + ends.index(e) if (e := _ending(n, ends)) else 0)
    return [{name: row.get(name) for name in ordered} for row in rows]


def _ending(name: str, ends: tuple[str, ...]) -> str:
    return next((end for end in ends if name.endswith(end)), "")


def _claim_rows(best: Design) -> list[Row]:
    return [
        {
            "claim": judged.id,
            "verdict": judged.verdict,
            "basis": judged.basis,
            "probability": judged.probability,
            "margin": judged.margin,
            "summary": judged.summary,
            "caution": judged.caution,
        }
        for judged in best.verdicts
    ]


def _run_rows(result: Found) -> list[Row]:
    facts: list[tuple[str, object]] = [
        ("title", result.title),
        ("status", result.status),
        ("laminate", result.stack),
        *(("decided", line) for line in result.decided_sentences()),
        *((("recommended because", result.recommended_because),) if result.designs else ()),
        *((("CTEs compared", result.cte_windows),) if result.cte_windows else ()),
        *((direction, text) for text, direction in result.objectives),
        ("formulations screened", result.evaluations),
        ("monomer choices", result.subsets),
        ("elapsed_s", round(result.elapsed, 3)),
        ("seed", result.seed),
        *(("conflict", text) for text in result.conflict),
        *(("assumed met, on your word", name) for name in result.assumed_met),
    ]
    return [{"what": what, "value": value} for what, value in facts]
