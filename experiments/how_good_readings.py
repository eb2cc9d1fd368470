"""What a film engineer should conclude from each table, in sentences that follow its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from polyopt.quantities import LAYER_PROPERTIES, USUAL

Row = Mapping[str, str]
UNITS = {name: LAYER_PROPERTIES[name].shown_unit for name in USUAL}
NAMES = {name: LAYER_PROPERTIES[name].label for name in USUAL}


def opening(models: Sequence[Row]) -> str:
    """Return what the page is and what the splits mean."""
    trained = " and ".join(
        f"{r['reports']} reports of {r['polymers']} polyimides ({NAMES[r['property']]}, "
        f"model `{r['fingerprint'][:12]}`)"
        for r in models
    )
    return (
        "Written by `python experiments/03_how_good.py --data FOLDER`. The shipped models were "
        f"trained on {trained}. To see how far to trust them, the same recipes were fitted anew "
        "without the polymers they then predict. *polymer*: a fifth of the polymers left out at "
        "random, so both monomers are mostly known from other polymers. *both-out*: neither "
        "monomer was in training; this is new chemistry. *paper-out*: whole papers left out; this "
        "is somebody else's films. *second report*: the polymer is in training with other reports, "
        "and one of them is left out. Figures are means over several random splits, ± their "
        "standard deviation between random splits; bias is prediction minus measurement. The "
        "kernels and their weights were chosen with all of these data in view, which flatters "
        "every figure here a little."
    )


def strict(rows: Sequence[Row], splits: Sequence[Row]) -> str:
    """Return the reading of the films whose polymer no other paper or source reports."""
    lines = [
        "This is the yardstick: whole papers are left out, and only polymers count that no other "
        "paper or source reports. A polymer that many report has the chemistry that everybody "
        "makes, and a label that averages laboratories; the splits further down keep such polymers "
        "and are easier. Papers drawn anew, with replacement, give the ranges in brackets (90 %). "
        "Descriptors of the chain and the companion of Tg were chosen with these films in view "
        "(`tried.md`), which flatters the errors; the spreads were not.\n"
    ]
    for property, unit in UNITS.items():
        whole = _one(rows, property=property, by="all")
        times = _ratio_of(whole, _one(splits, property=property, split="polymer"), "mae")
        lines.append(
            f"- **{NAMES[property]}.** On {whole['n']} films of {whole['papers']} papers expect an "
            f"error of {_n1(whole['mae'])} {unit}, {times} times that of a "
            f"polymer left out at random; the 90 % interval of ± {_n(whole['half_width'])} holds "
            f"{_p(whole['coverage'])} of them. {_worst_band(rows, property)}"
        )
    return "\n".join(lines)


def _worst_band(rows: Sequence[Row], property: str) -> str:
    bands = list(_matching(rows, {"property": property, "by": "predicted"}))
    worst = min(bands, key=lambda r: float(r["coverage"]))
    return (
        f"Least is held where {worst['part']} is predicted: {_p(worst['coverage'])} of "
        f"{worst['n']} films, bias {float(worst['bias']):+.0f}."
    )


def splits(rows: Sequence[Row], models: Sequence[Row]) -> str:
    """Return the reading of errors and interval widths."""
    lines = []
    for gaps in models:
        property = gaps["property"]
        unit = UNITS[property]
        known, new, other, second = (
            _one(rows, property=property, split=s)
            for s in ("polymer", "both-out", "paper-out", "second report")
        )
        lines.append(
            f"- **{NAMES[property]}.** With known monomers expect an error of {_n1(known['mae'])} "
            f"{unit} (half of the films: below {_n1(known['median'])}); with two new monomers "
            f"{_n1(new['mae'])}; on films of a paper the model has not seen {_n1(other['mae'])} "
            f"(bias {float(other['bias']):+.1f}). The 90 % interval is "
            f"± {_n(known['half_width'])} on average, and "
            f"± {_n(new['half_width'])} for two new monomers: design with that, not with the mean "
            f"error. One more report of a polymer in training lies {_n1(second['mae'])} {unit} "
            f"off, {_p(second['coverage'])} inside the interval (n = {second['n']}; only polymers "
            "whose reports differ count, so this is pessimistic). Such reports differ "
            f"among themselves by {_n1(gaps['gap_median'])} in the median and "
            f"{_n1(gaps['gap_mean'])} in the mean, which no model can undo."
        )
    return "\n".join(lines)


def levels(rows: Sequence[Row]) -> str:
    """Return the reading of coverage."""
    low, nine, high = (_range(rows, level) for level in ("0.500", "0.900", "0.950"))
    worst = min((r for r in rows if r["level"] == "0.900"), key=lambda r: float(r["observed"]))
    return (
        f"The intervals were calibrated at 90 %, and there they hold {nine[0]:.0f} to "
        f"{nine[1]:.0f} % of the labels, fewest for {NAMES[worst['property']]} on the "
        f"{worst['split']} split. At 50 % they hold {low[0]:.0f} to {low[1]:.0f} %, at 95 % "
        f"{high[0]:.0f} to {high[1]:.0f} %. Where they hold more than nominal at the low levels "
        "and less at the high ones, most errors are smaller, and a few much larger, than a normal "
        "distribution has them. So use the 90 % interval as it is, do not stretch it to 99 %, and "
        "let a second film decide before a costly step."
    )


def predicted_bands(rows: Sequence[Row]) -> str:
    """Return the reading of the bands of predicted CTE."""
    near, below = (
        _one(rows, split="polymer", by="predicted", band=b) for b in ("10 to 20", "below 20")
    )
    new = _one(rows, split="both-out", by="predicted", band="below 20")
    bands = [r for r in rows if (r["split"], r["by"]) == ("polymer", "predicted") and r is not near]
    worst = max(bands, key=lambda r: float(r["mae"]))
    return (
        f"A prediction of 15 ppm/K with known monomers: of films predicted at 10 to 20, eight in "
        f"ten were measured between {_n(near['measured_p10'])} and {_n(near['measured_p90'])} "
        f"ppm/K, and {_p(near['measured_below_20'])} below 20. Of all films predicted below 20, "
        f"{_p(below['measured_below_20'])} were measured there ({_p(new['measured_below_20'])} "
        f"where both monomers are new, with intervals {_ratio(new, below)} times as wide). The "
        f"band with the greatest error is {worst['band']}: {_n(worst['mae'])} ppm/K, "
        f"{_p(worst['coverage'])} inside the interval, {_p(worst['measured_below_20'])} measured "
        "below 20. A low prediction is a good reason to make the film and a poor reason to skip "
        "measuring it. n is small; ± is the standard error of the mean over films."
    )


def measured_bands(rows: Sequence[Row]) -> str:
    """Return the reading of the bands of measured CTE."""
    known, new = (
        _one(rows, split=s, by="measured", band="below 20") for s in ("polymer", "both-out")
    )
    return (
        f"Of the films that measured below 20 ppm/K, {_p(known['predicted_below_20'])} had been "
        f"predicted there, and {_p(new['predicted_below_20'])} with both monomers new; the bias "
        f"was {float(known['bias']):+.1f} and {float(new['bias']):+.1f} ppm/K. Part of it is "
        "unavoidable: picking films by a low label also picks labels that err downwards. A "
        "search for stiff films that stops at a predicted 20 ppm/K loses the others; leave some "
        "room above the limit and let `polyopt suggest` choose."
    )


def curves(rows: Sequence[Row]) -> str:
    """Return the reading of the learning curves."""
    lines = []
    for property, unit in UNITS.items():
        falls = {}
        for split in ("polymer", "both-out"):
            first, last = (
                [r for r in rows if (r["property"], r["split"]) == (property, split)][i]
                for i in (-2, -1)
            )
            doublings = np.log2(float(last["polymers"]) / float(first["polymers"]))
            falls[split] = 1 - (float(last["mae"]) / float(first["mae"])) ** (1 / doublings)
        lines.append(
            f"- **{NAMES[property]}** [{unit}]: at the end of the curve, twice as many polymers "
            f"lower the error by {100 * falls['polymer']:.0f} % (polymer) and "
            f"{100 * falls['both-out']:.0f} % (both-out)."
        )
    inside = [100 * float(r["coverage"]) for r in rows]
    return "\n".join(
        [
            *lines,
            f"- The 90 % intervals hold {min(inside):.0f} to {max(inside):.0f} % at every size: "
            "they widen when data are few, so few data cost width and not honesty.",
            "- More polymers of known monomers help with known monomers first. Every size was "
            "fitted and calibrated anew on nested random draws, but with the shipped kernel "
            "weights, which flatters the small sizes; ± is the standard deviation of repeats.",
        ]
    )


def literature(rows: Sequence[Row]) -> str:
    """Return the reading of the films of the literature."""
    lines = [
        "Films of `datasets/literature.csv`, predicted by the shipped models. A polymer in "
        "training is no test of the model but of how far one more report of a known polymer may "
        "lie from it. Fibres, drawn films and values that their note doubts are kept, so look at "
        "the median. A lower bound (>) is inside if the interval reaches it; bounds are not "
        "scored.\n"
    ]
    for property in UNITS:
        films = [r for r in rows if r["property"] == property and not r["bound"]]
        trained = [r for r in films if is_trained(r)]
        others = [r for r in films if r not in trained]
        worst = max(films, key=lambda r: abs(float(r["predicted"]) - float(r["measured"])))
        flag = "inside" if worst["in_domain"] == "yes" else "outside"
        lines.append(
            f"- **{NAMES[property]}**: {_inside(trained)} films of polymers in training lie inside "
            f"their interval, and {_inside(others)} of new polymers and copolymers. Farthest off "
            f"is {worst['film']} ({worst['id']}): {float(worst['predicted']):.0f} predicted, "
            f"{float(worst['measured']):.3g} measured, flagged as {flag} the domain."
        )
    return "\n".join(lines)


def published(rows: Sequence[Row], scores: Sequence[Row]) -> str:
    """Return the reading of published models."""
    ours = [
        f"{_n1(r['mae'])} {UNITS[r['property']]} and R² {float(r['r2']):.2f} "
        f"({NAMES[r['property']]})"
        for r in scores
        if r["split"] == "polymer"
    ]
    gaps = [
        ", ".join(
            f"{float(r['our_mae']) - float(r['mae']):+.1f}"
            for r in rows
            if r["property"] == property and r["mae"]
        )
        + f" {unit} ({NAMES[property]})"
        for property, unit in UNITS.items()
    ]
    return (
        "Our figures are of the same recipes fitted to as many polymers, drawn at random from our "
        "labels, in five folds (± over draws). Our MAE minus theirs, row by row: "
        + " and ".join(gaps)
        + ". On all our labels the same kind of split gives "
        + " and ".join(ours)
        + ". The label sets differ, so this is no contest: ours mixes DSC, DMA and TMA and keeps "
        "gross errors in the test folds. The spread is the standard deviation of the labels, "
        "theirs worked out from RMSE and R²; where it differs, R² compares and the MAE does not. "
        "On as many labels, then, no clear lead over the best published models is shown; what the "
        "shipped ones have beyond that is more labels, intervals, and errors measured on splits "
        "harder than the random one."
    )


def is_trained(row: Row) -> bool:
    """Return whether a film of the literature is a homopolymer that the model was trained on."""
    return row["units"] == "1" and row["units_trained"] == "1"


def _inside(rows: Sequence[Row]) -> str:
    return f"{sum(r['inside'] == 'yes' for r in rows)} of {len(rows)}"


def _range(rows: Sequence[Row], level: str) -> tuple[float, float]:
    found = [100 * float(r["observed"]) for r in rows if r["level"] == level]
    return min(found), max(found)


def _one(rows: Sequence[Row], **wanted: str) -> Row:
    """Return the one row with these cells."""
    (row,) = _matching(rows, wanted)
    return row


def _matching(rows: Sequence[Row], wanted: Mapping[str, str]) -> Iterator[Row]:
    return (r for r in rows if all(r[k] == v for k, v in wanted.items()))


def _ratio_of(one: Row, other: Row, figure: str) -> str:
    return f"{float(one[figure]) / float(other[figure]):.1f}"


def _ratio(wide: Row, narrow: Row) -> str:
    return f"{float(wide['half_width']) / float(narrow['half_width']):.1f}"


def _n(cell: str) -> str:
    return f"{float(cell):.0f}"


def _n1(cell: str) -> str:
    return f"{float(cell):.1f}"


def _p(cell: str) -> str:
    return f"{100 * float(cell):.0f} %"
