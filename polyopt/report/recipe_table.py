"""What to weigh for a batch of one layer's varnish, as a table that the page can scale."""

from __future__ import annotations

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE
from polyopt.composition import Composition
from polyopt.design.recipe import Recipe, batch_recipe
from polyopt.errors import UsageError
from polyopt.report.markup import name, number, table, text

BATCH, SOLIDS = 100.0, 20.0
"""What the page starts with: polyimide [g] and poly(amic acid) in the varnish [wt %]."""

_DIGITS = 6

FORM = f"""<form id="batch" class="batch" aria-label="Batch">
<label>Batch of <select id="basis"><option value="polyimide">polyimide after cure</option>
<option value="varnish">varnish</option></select></label>
<label>Mass [g] <input id="mass" type="number" min="0.001" step="any" value="{BATCH:g}"></label>
<label>Solids, as poly(amic acid) [wt %]
<input id="solids" type="number" min="0.1" max="99.9" step="any" value="{SOLIDS:g}"></label>
<output id="batch-said" aria-live="polite"></output></form>"""


def recipe_table(layer: str, composition: Composition) -> str:
    """Return the recipe of one layer; where a molar mass is unknown, what is missing."""
    try:
        made = batch_recipe(composition, BATCH, solids=SOLIDS)
    except UsageError as error:
        return f"<p>No recipe: {text(error.what)}.</p>"
    rows: list[tuple[str, ...]] = [
        (
            name(c.monomer),
            c.monomer.role,
            f"{100 * c.fraction:.2f}",
            f"{c.molar_mass:.2f}",
            _scaled(1000 * c.moles, made, "mmol"),
            _scaled(c.mass, made, "g"),
        )
        for c in made.charges
    ]
    rows += [
        _total("Monomers = poly(amic acid)", made.amic_acid, made),
        ("Solvent", "", "", "", "", _cell("solvent", made.solvent, 1.0)),
        ("Varnish", "", "", "", "", _cell("varnish", made.varnish, 1.0)),
        _total("Polyimide after full imidization", made.polyimide, made, kind="imide"),
        _total("Water lost on imidization", made.water, made),
    ]
    head = ("Weigh", "Role", "mol %", "g/mol", "mmol", "g")
    balance = (
        f"<p>Anhydride groups {_span(made.equivalents(DIANHYDRIDE), made)} mol, amine groups "
        f"{_span(made.equivalents(DIAMINE), made)} mol: equal. For pure, dry monomers; "
        "correct each mass by its assay.</p>"
    )
    return table(f"Batch of layer {name(layer)}", head, rows, "recipe") + balance


def _total(what: str, mass: float, made: Recipe, kind: str = "g") -> tuple[str, ...]:
    return (what, "", "", "", "", _scaled(mass, made, kind))


def _scaled(value: float, made: Recipe, kind: str) -> str:
    return _cell(kind, value, value / made.amic_acid)


def _cell(kind: str, value: float, per_acid: float) -> str:
    """Return a cell with its amount per gram of poly(amic acid), by which the page scales it."""
    return f'<td data-kind="{kind}" data-per-acid="{per_acid:.10g}">{number(value, _DIGITS)}</td>'


def _span(value: float, made: Recipe) -> str:
    per_acid = value / made.amic_acid
    return f'<span data-kind="mol" data-per-acid="{per_acid:.10g}">{number(value, _DIGITS)}</span>'
