"""Sections of `results/how_good.md` on what polyopt promises: probabilities, the flag, own films.

Their tables are written by `09_stated_probabilities.py`, `10_simulated_laboratories.py` and
`11_domain.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from polyopt.quantities import LAYER_PROPERTIES

Row = Mapping[str, str]
Markdown = Callable[[str, Sequence[Sequence[str]]], str]
PROMISES = {
    "stated": "stated_probabilities.csv",
    "domain": "domain.csv",
    "laboratories": "simulated_laboratories.csv",
}


def promises(tables: Mapping[str, Sequence[Row]], markdown: Markdown) -> list[str]:
    """Return the parts of the page, Markdown."""
    return [
        "## Is a stated probability the share of films that meet the window?",
        _stated(tables["stated"], markdown),
        "![Share of films in the window against the stated probability]"
        "(plots/stated_probabilities.svg)",
        _read_stated(tables["stated"]),
        "## What the flag of the domain tells",
        _domain(tables["domain"], markdown),
        "Films of papers left out that nobody else reports. *Similarity* is to the nearest "
        "training polymer, *kin missed* how far the model lies from the training polymers most "
        "like the film; *domain* is what polyopt says. The flag of CTE was chosen on these films "
        "among a dozen of its kind: its ratio is somewhat optimistic.",
        "## What five own films teach",
        _laboratories(tables["laboratories"], markdown),
        "Simulated: each laboratory turns the measured CTE into its own; the model saw none of "
        "the films. *Known* is the error of a model that knows what the laboratory does: "
        "calibrating cannot beat it by much. *Stiff* films are those predicted below 30 ppm/K "
        "beforehand. The last rows measure one film several times within 0.1 ppm/K: its half "
        "width is the greatest of those tried.",
    ]


def _stated(rows: Sequence[Row], markdown: Markdown) -> str:
    header = "property|test|stated between|n|stated, mean|in the window|± one standard error"
    return markdown(
        header,
        [
            (
                LAYER_PROPERTIES[r["property"]].label,
                r["test"],
                f"{float(r['from']):g} and {float(r['to']):g}",
                r["n"],
                f"{float(r['stated']):.2f}",
                f"{float(r['hit']):.2f}",
                f"{float(r['error']):.3f}",
            )
            for r in rows
        ],
    )


def _read_stated(rows: Sequence[Row]) -> str:
    whole = [r for r in rows if (r["from"], r["to"]) == ("0.500", "1.000")]
    gaps = ", ".join(
        f"{float(r['hit']) - float(r['stated']):+.2f} ({LAYER_PROPERTIES[r['property']].label}, "
        f"{r['test']})"
        for r in whole
    )
    bins = [r for r in rows if r not in whole]
    off = [r for r in bins if abs(float(r["hit"]) - float(r["stated"])) > 2 * float(r["error"])]
    return (
        "Homopolymers predicted without their paper, each in windows of several widths; *strict* "
        "are those that no other paper reports, and *best of 30* the likeliest film of thirty, as "
        "a search would choose it. Over all films with a probability of one half or more, the "
        f"share in the window lies beside the stated probability by {gaps}. Of {len(bins)} bins, "
        f"{len(off)} differ by more than two binomial standard errors, which count films as if "
        "they were independent; films of one paper, and one film in several windows, are not."
    )


def _domain(rows: Sequence[Row], markdown: Markdown) -> str:
    header = "property|flag|n flagged|n other|MAE flagged|MAE other|ratio"
    return markdown(
        header,
        [
            (
                f"{LAYER_PROPERTIES[r['property']].label} "
                f"[{LAYER_PROPERTIES[r['property']].shown_unit}]",
                r["flag"],
                r["n_flagged"],
                r["n_other"],
                f"{float(r['mae_flagged']):.1f}",
                f"{float(r['mae_other']):.1f}",
                f"{float(r['ratio']):.2f}",
            )
            for r in rows
        ],
    )


def _laboratories(rows: Sequence[Row], markdown: Markdown) -> str:
    header = (
        "laboratory|films|of kind|MAE before|MAE after|known|stiff MAE|stiff inside 90 %|half width"
    )
    return markdown(
        header,
        [
            (
                r["laboratory"],
                r["films"],
                r["kinds"],
                *(_tenth(r[name]) for name in ("mae_before", "mae_after", "mae_known")),
                _tenth(r["stiff_mae"]),
                f"{100 * float(r['stiff_coverage']):.0f} %" if r["stiff_coverage"] else "",
                _tenth(r["stiff_half_width"]),
            )
            for r in rows
        ],
    )


def _tenth(cell: str) -> str:
    return f"{float(cell):.1f}" if cell else ""
