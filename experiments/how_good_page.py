"""The page `results/how_good.md`, made from tables of the experiments and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import how_good_readings as reading
import numpy as np
from how_good_promises import PROMISES, promises

from polyopt.quantities import LAYER_PROPERTIES, USUAL

TABLES = {
    "models": "how_good_models.csv",
    "strict": "strict.csv",
    "splits": "how_good_splits.csv",
    "levels": "reliability.csv",
    "bands": "cte_bands.csv",
    "curves": "learning_curves.csv",
    "literature": "literature_films.csv",
    "published": "published_models.csv",
}
NAMES = {name: LAYER_PROPERTIES[name].label for name in USUAL}
UNITS = {name: LAYER_PROPERTIES[name].shown_unit for name in USUAL}

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of all tables, cells as text."""
    tables = {}
    for name, file_name in (TABLES | PROMISES).items():
        with (folder / file_name).open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def page_of(tables: Tables) -> str:
    """Return the page, Markdown."""
    parts = [
        "# How good the models are",
        reading.opening(tables["models"]),
        "## On somebody else's films",
        _strict(tables["strict"]),
        reading.strict(tables["strict"], tables["splits"]),
        "## Errors and intervals of the easier splits",
        _splits(tables["splits"]),
        reading.splits(tables["splits"], tables["models"]),
        "![Measured against predicted Tg](plots/parity_tg.png)\n\n"
        "![Measured against predicted CTE](plots/parity_cte.png)",
        "Read the plots from below: a prediction stands on the horizontal axis, its 90 % interval "
        "is the grey bar above it, and what was measured is the mark. Gross errors of the labels "
        "(a wrong structure, K read as °C) stay in.",
        "## Are the intervals honest?",
        _levels(tables["levels"]),
        "![Share of labels inside intervals of several levels](plots/reliability.svg)",
        reading.levels(tables["levels"]),
        *promises(tables, markdown),
        "## What a low predicted CTE is worth",
        _bands(tables["bands"], "predicted"),
        reading.predicted_bands(tables["bands"]),
        "![Measured against predicted CTE below 60 ppm/K](plots/low_cte.png)",
        "The same films by what was measured:",
        _bands(tables["bands"], "measured"),
        reading.measured_bands(tables["bands"]),
        "## Would more data help?",
        _curves(tables["curves"]),
        "![Error and coverage against the number of training polymers](plots/learning_curves.svg)",
        reading.curves(tables["curves"]),
        "## Films read in the literature, one by one",
        _summary(tables["literature"]),
        reading.literature(tables["literature"]),
        "![Measured against predicted, films of the literature](plots/literature_films.svg)",
        *(_films(tables["literature"], property) for property in NAMES),
        "## Beside published models",
        _published(tables["published"]),
        reading.published(tables["published"], tables["splits"]),
    ]
    return "\n\n".join(parts) + "\n"


def markdown(header: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the header's columns are divided by bars."""
    columns = header.split("|")
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.strip() for cell in line) + " |" for line in lines)


def percent(cell: str) -> str:
    """Return a share as a whole percentage."""
    return f"{100 * float(cell):.0f} %"


def tenth(cell: str) -> str:
    """Return a number with one decimal."""
    return f"{float(cell):.1f}"


def signed(cell: str) -> str:
    """Return a number with its sign and one decimal."""
    return f"{float(cell):+.1f}"


def _strict(rows: Sequence[Row]) -> str:
    header = (
        "property|films|n|papers|MAE (by papers drawn anew)|MAE, mean of papers|bias"
        "|half width of 90 % interval|inside it (by papers drawn anew)|interval score|CRPS"
    )
    return markdown(
        header,
        [
            (
                f"{NAMES[r['property']]} [{UNITS[r['property']]}]",
                f"{r['by']} {r['part']}".strip(),
                r["n"],
                r["papers"],
                f"{tenth(r['mae'])} ({tenth(r['mae_low'])} to {tenth(r['mae_high'])})",
                tenth(r["mae_of_papers"]),
                signed(r["bias"]),
                tenth(r["half_width"]),
                f"{percent(r['coverage'])} ({percent(r['coverage_low'])} to "
                f"{percent(r['coverage_high'])})",
                tenth(r["interval_score"]),
                tenth(r["crps"]),
            )
            for r in rows
        ],
    )


def _splits(rows: Sequence[Row]) -> str:
    header = "property|split|n|MAE|median|RMSE|R²|bias|half width of 90 % interval|inside it"
    return markdown(
        header,
        [
            (
                f"{NAMES[r['property']]} [{UNITS[r['property']]}]",
                r["split"],
                r["n"],
                f"{tenth(r['mae'])} ± {float(r['mae_sd']):.2f}",
                tenth(r["median"]),
                tenth(r["rmse"]),
                f"{float(r['r2']):.2f}",
                signed(r["bias"]),
                tenth(r["half_width"]),
                percent(r["coverage"]),
            )
            for r in rows
        ],
    )


def _levels(rows: Sequence[Row]) -> str:
    levels = list(dict.fromkeys(r["level"] for r in rows))
    cases = list(dict.fromkeys((r["property"], r["split"]) for r in rows))
    found = {(r["property"], r["split"], r["level"]): percent(r["observed"]) for r in rows}
    header = "property|split|" + "|".join(percent(level) for level in levels)
    return markdown(
        header,
        [(NAMES[case[0]], case[1], *(found[*case, level] for level in levels)) for case in cases],
    )


def _bands(rows: Sequence[Row], kind: str) -> str:
    last = "measured below 20" if kind == "predicted" else "predicted below 20"
    header = (
        f"split|{kind} [ppm/K]|n|MAE|bias|half width of 90 % interval|inside it"
        f"|measured, 10 % / 50 % / 90 %|{last}"
    )
    return markdown(
        header,
        [
            (
                r["split"],
                r["band"],
                r["n"],
                f"{tenth(r['mae'])} ± {tenth(r['mae_se'])}",
                signed(r["bias"]),
                tenth(r["half_width"]),
                percent(r["coverage"]),
                " / ".join(f"{float(r[f'measured_{k}']):.0f}" for k in ("p10", "median", "p90")),
                percent(r[last.replace(" ", "_")]),
            )
            for r in rows
            if r["by"] == kind
        ],
    )


def _curves(rows: Sequence[Row]) -> str:
    return markdown(
        "property|split|polymers in training|repeats|MAE|inside 90 % interval",
        [
            (
                f"{NAMES[r['property']]} [{UNITS[r['property']]}]",
                r["split"],
                r["polymers"] + (" (all)" if r["training"] == "all" else ""),
                r["repeats"],
                f"{tenth(r['mae'])} ± {tenth(r['mae_sd'])}",
                f"{percent(r['coverage'])} ± {100 * float(r['coverage_sd']):.1f}",
            )
            for r in rows
        ],
    )


def _summary(rows: Sequence[Row]) -> str:
    lines = []
    for property, quantity in NAMES.items():
        for name, part in literature_parts(rows, property).items():
            error = np.array([float(r["predicted"]) - float(r["measured"]) for r in part])
            inside = sum(r["inside"] == "yes" for r in part)
            lines.append(
                (
                    f"{quantity} [{UNITS[property]}]",
                    name,
                    str(len(part)),
                    f"{np.abs(error).mean():.1f}",
                    f"{np.median(np.abs(error)):.1f}",
                    f"{error.mean():+.1f}",
                    f"{inside} of {len(part)}",
                )
            )
    return markdown("property|films|n|MAE|median|bias|inside 90 % interval", lines)


def literature_parts(rows: Sequence[Row], property: str) -> dict[str, list[Row]]:
    """Return the films of the literature by grade and by novelty; bounds are in none of them."""
    films = [r for r in rows if r["property"] == property and not r["bound"]]
    homopolymers = [r for r in films if r["units"] == "1"]
    parts = {"all": films}
    parts |= {f"quality {q}": [r for r in films if r["quality"] == q] for q in "ABC"}
    parts |= {
        "homopolymers in training": [r for r in homopolymers if reading.is_trained(r)],
        "homopolymers not in training": [r for r in homopolymers if not reading.is_trained(r)],
        "copolymers": [r for r in films if r["units"] != "1"],
    }
    return {name: part for name, part in parts.items() if part}


def _films(rows: Sequence[Row], property: str) -> str:
    header = (
        f"film, {NAMES[property]} [{UNITS[property]}]|measured|predicted|90 % interval|inside"
        "|in domain|in training|quality|id"
    )
    return markdown(
        header,
        [
            (
                r["film"],
                f"{r['bound']} {float(r['measured']):.3g}",
                f"{float(r['predicted']):.0f}",
                f"{float(r['low']):.0f} to {float(r['high']):.0f}",
                r["inside"],
                r["in_domain"],
                _trained(r),
                r["quality"],
                r["id"],
            )
            for r in rows
            if r["property"] == property
        ],
    )


def _trained(row: Row) -> str:
    if row["units"] == "1":
        return "yes" if reading.is_trained(row) else "no"
    return f"{row['units_trained']} of {row['units']} units"


def _published(rows: Sequence[Row]) -> str:
    return markdown(
        "published|method|labels|their spread|its MAE|its R²|our labels' spread|our MAE|our R²"
        "|what was read of it",
        [
            (
                r["source"],
                f"{NAMES[r['property']]}: {r['method']}",
                r["labels"],
                tenth(r["label_sd"]) if r["label_sd"] else "-",
                r["mae"] or "-",
                r["r2"] or "-",
                tenth(r["our_label_sd"]),
                f"{tenth(r['our_mae'])} ± {tenth(r['our_mae_sd'])}",
                f"{float(r['our_r2']):.2f} ± {float(r['our_r2_sd']):.2f}",
                r["read"],
            )
            for r in rows
        ],
    )
