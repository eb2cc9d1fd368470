"""What to weigh for a batch of one layer's varnish, as a table that the page can scale."""

from __future__ import annotations

import math
from collections.abc import Iterable

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.condensation import CARBON_DIOXIDE, is_polyamide_imide
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, DIISOCYANATE
from polyopt.errors import UsageError
from polyopt.prediction.recipe import Recipe, batch_recipe
from polyopt.prediction.recipe_words import (
    is_poly_amic_acid,
    recipe_cautions,
    resin_content,
    when_lost,
)
from polyopt.report.markup import name, number, table, text

BATCH, SOLIDS = 100.0, 20.0
"""What the page starts with: resin [g] and monomers in the varnish [wt %]."""

RESIN = "resin after full condensation"

_DIGITS = 6


def batch_form(compositions: Iterable[Composition]) -> str:
    """Return the form that scales the batches, in words that hold for all of these."""
    acid = all(map(is_poly_amic_acid, compositions))
    after, solids = ("polyimide after cure", "poly(amic acid)") if acid else (RESIN, "monomers")
    return f"""<form id="batch" class="controls" aria-label="Batch">
<label>Batch of <select id="basis"><option value="polyimide">{after}</option>
<option value="varnish">varnish</option></select></label>
<label>Mass [g] <input id="mass" inputmode="decimal" value="{BATCH:g}"></label>
<label>Solids, as {solids} [wt %]
<input id="solids" inputmode="decimal" value="{SOLIDS:g}"></label>
<output id="batch-message" aria-live="polite"></output></form>"""


def recipe_table(layer: str, composition: Composition) -> str:
    """Return the recipe of one layer; where a molar mass is unknown, what is missing."""
    try:
        made = batch_recipe(composition, BATCH, solids=SOLIDS)
    except UsageError as error:
        return f"<p>Layer {name(layer)}. No recipe: {text(error.what)}.</p>"
    grams = places(made.varnish)
    most = places(max(1000 * c.moles for c in made.charges))
    rows: list[tuple[str, ...]] = [
        (
            f"{name(c.monomer)} <small>{c.monomer.role}</small>",
            f"{100 * c.fraction:.2f}",
            f"{c.molar_mass:.2f}",
            _cell("mmol", 1000 * c.moles, made, most),
            _cell("g", c.mass, made, grams),
        )
        for c in made.charges
    ]
    totals = (
        (_acid(made), "g", made.amic_acid),
        ("Solvent", "solvent", made.solvent),
        ("Varnish", "varnish", made.varnish),
        (_cured(composition), "imide", made.polyimide),
        *(
            (f"{what.capitalize()} lost {_when(made, composition, what)}", "g", lost)
            for what, lost in made.lost.items()
        ),
    )
    rows += [
        (f'<th scope="row" colspan="4">{what}</th>', _cell(kind, mass, made, grams))
        for what, kind, mass in totals
    ]
    head = ("Weigh", "mol %", "g/mol", "mmol", "g")
    after = "polyimide after cure" if is_poly_amic_acid(composition) else RESIN
    caption = (
        f'Layer {name(layer)}: <span class="batch-words" data-after="{after}">{BATCH:g} g of '
        f"{after}, varnish of {SOLIDS:g} wt % solids</span>"
    )
    balance = (
        f"<p>{_ends(composition)[0]} {_span(made.equivalents(DIANHYDRIDE), made)} mol, "
        f"{_ends(composition)[1]} {_span(made.equivalents(DIAMINE), made)} mol: equal. For pure, "
        f"dry monomers; correct each mass by its assay.{_after_reaction(made)}</p>"
    )
    balance += "".join(f"<p>{text(said, 1000)}</p>" for said in recipe_cautions(composition))
    return f'<div class="batch">{table(caption, head, rows, "recipe")}{balance}</div>'


def _cured(composition: Composition) -> str:
    """Return what is left in the end."""
    if is_polyamide_imide(composition):
        return "Polyamide-imide after full condensation"
    return f"Polyimide after full {_step(composition)}"


def _step(composition: Composition) -> str:
    return "imidization" if is_poly_amic_acid(composition) else "condensation"


def _when(made: Recipe, composition: Composition, what: str) -> str:
    return when_lost(made, what).strip() or f"on {_step(composition)}"


def _ends(composition: Composition) -> tuple[str, str]:
    """Return what reacts of each side."""
    amides = is_polyamide_imide(composition)
    kinds = {m.role for m, _ in composition.diamines}
    words = {DIAMINE: "amine", DIISOCYANATE: "isocyanate"}
    others = " and ".join(words.get(kind, kind) for kind in sorted(kinds))
    return "Anhydride and acid groups" if amides else "Anhydride groups", f"{others} groups"


def _after_reaction(made: Recipe) -> str:
    """Return the resin in the varnish once carbon dioxide has left; the page scales it."""
    content = resin_content(made)
    if content is None:
        return ""
    left = 1.0 - made.lost[CARBON_DIOXIDE] / made.amic_acid
    cell = f'<span data-kind="content" data-per-acid="{left:.10g}">{content:.1f}</span>'
    return f" Resin content after reaction {cell} wt %."


def places(largest: float) -> int:
    """Return the decimals that give the largest of some amounts six digits, as the page does.

    >>> places(544.4), places(0.02)
    (3, 7)
    """
    return max(0, min(9, _DIGITS - 1 - math.floor(math.log10(largest))))


def _cell(kind: str, value: float, made: Recipe, decimals: int) -> str:
    """Return a cell with its amount per gram of poly(amic acid), by which the page scales it."""
    per_acid = f"{value / made.amic_acid:.10g}"
    return f'<td data-kind="{kind}" data-per-acid="{per_acid}">{value:.{decimals}f}</td>'


def _acid(made: Recipe) -> str:
    """Return what the solids are the sum of: of a polyimide from diamines, the poly(amic acid)."""
    if any(c.monomer.role not in (DIANHYDRIDE, DIAMINE) for c in made.charges):
        return "All monomers"
    if any(c.monomer.sold_with for c in made.charges):
        return "Poly(amic acid), without what a salt or hydrate brings"
    return "All monomers = poly(amic acid)"


def _span(value: float, made: Recipe) -> str:
    per_acid = value / made.amic_acid
    return f'<span data-kind="mol" data-per-acid="{per_acid:.10g}">{number(value, _DIGITS)}</span>'
