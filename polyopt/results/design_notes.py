"""What a design file says in comments: the recipe of each layer, and what is to be filled in."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from polyopt.chemistry.composition import Composition
from polyopt.claims.verdict import ClaimRef
from polyopt.errors import UsageError
from polyopt.laminate.members import FILM
from polyopt.laminate.stack import Laminate
from polyopt.prediction.recipe import batch_recipe
from polyopt.prediction.recipe_words import recipe_cautions, resin_content, when_lost
from polyopt.quantities import CTE_RANGE, LAYER_PROPERTIES
from polyopt.results.designs import Design
from polyopt.verdicts.remaining import Remaining
from polyopt.verdicts.remedy import MEASURE, Remedy

_FACT = re.compile(r'\[facts\] "([^"]+)"')
_CURVE = re.compile(r"E' of layer (\w+) by DMA")

Notes = Mapping[tuple[str, ...], Sequence[str]]
"""By the keys that lead to a table, lines of comment at its end."""


def recipe_lines(composition: Composition, batch: float, solids: float) -> list[str]:
    """Return what to weigh for a batch of one layer, what it gives off, and cautions.

    Parameters
    ----------
    composition : Composition
        Its formulation.
    batch : float
        Polyimide, or polyamide-imide, after full condensation. [g]
    solids : float
        Monomers in the varnish. [wt %]

    Examples
    --------
    >>> for line in recipe_lines(Composition.parse("PMDA // ODA"), 10.0, 20.0):
    ...     print(line)
    10 g of resin after full condensation, varnish of 20 wt % monomers; correct for assay:
      PMDA      100.00 mol %   26.155 mmol     5.705 g
      ODA       100.00 mol %   26.155 mmol     5.237 g
      solvent                                 43.770 g
      given off: water 0.942 g
    """
    try:
        made = batch_recipe(composition, batch, solids=solids)
    except UsageError as error:
        return [f"no recipe: {error.what}"]
    rows = [
        f"  {c.monomer.abbreviation:<8}{100 * c.fraction:8.2f} mol %{1000 * c.moles:9.3f} mmol"
        f"{c.mass:10.3f} g"
        for c in made.charges
    ]
    off = ", ".join(f"{w} {mass:.3f} g{when_lost(made, w)}" for w, mass in made.lost.items())
    resin = resin_content(made)
    content = [] if resin is None else [f"  resin content after reaction {resin:.1f} wt %"]
    wrap = partial(textwrap.wrap, width=88, initial_indent="  ! ", subsequent_indent="    ")
    head = f"{batch:g} g of resin after full condensation, varnish of {solids:g} wt % monomers; "
    return [
        f"{head}correct for assay:",
        *rows,
        f"  solvent{made.solvent:39.3f} g",
        f"  given off: {off}",
        *content,
        *(line for said in recipe_cautions(composition) for line in wrap(said)),
    ]


def notes_of(
    design: Design,
    left: Iterable[Remaining],
    refs: Sequence[ClaimRef],
    laminate: Laminate,
    batch: float,
    solids: float,
) -> Notes:
    """Return the comments of a design file, by table; at the head what no single line settles.

    Parameters
    ----------
    design : Design
        The design.
    left : iterable of Remaining
        What is to be measured, declared or confirmed.
    refs : sequence of ClaimRef
        The claims that it is for.
    laminate : Laminate
        The design as `polyopt check` reads it.
    batch, solids : float
        As `recipe_lines` has them. [g], [wt %]
    """
    at = {name: element.at for ref in refs for name, element in ref.claim_set.elements.items()}
    found: dict[tuple[str, ...], list[str]] = {(): []}
    solid = {layer.name for layer in laminate.on(FILM)}
    for layer in design.layers:
        found[("layers", layer.name)] = recipe_lines(layer.composition, batch, solids)
        if layer.porosity is not None and layer.name in solid:  # an aim, to be measured
            aim = f"  # aimed at {100 * layer.porosity:.3g} %"
            found[("film", "measured")] = [f'porosity = {{ value = ?, unit = "%" }}{aim}']
    for one in left:
        conditions = next((dict(at[x.id]) for x in one.limitations if at.get(x.id)), {})
        stated = [list(_to_fill_in(leaf, conditions, one.limit)) for leaf in one.remedy.leaves]
        if not all(stated):
            ids = ", ".join(x.id.rpartition(":")[2] for x in one.limitations)
            found[()].append(f"{ids}: {one.settle}")
        for path, line in (pair for pairs in stated for pair in pairs):
            lines = found.setdefault(path, [])
            if line not in lines:
                lines.append(line)
    return found


def _to_fill_in(
    leaf: Remedy, at: Mapping[str, float | str], limit: str
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the table and the line that would settle one thing, where a single line can."""
    if fact := _FACT.search(leaf.text):
        yield ("facts",), f"{json.dumps(fact[1], ensure_ascii=False)} = ?  # true or false"
    elif curve := _CURVE.search(leaf.text):
        line = 'dma = { file = "dma.csv" }  # its E\' against temperature decides'
        yield ("layers", curve[1]), line
    elif leaf.kind == MEASURE and leaf.quantity:
        *member, name = leaf.quantity.split(".")
        known = LAYER_PROPERTIES.get(name)
        allowed = f"  # limit {limit}" if limit else ""
        of_layer = member[:1] == ["layers"] and len(member) == 2
        if known is not None and known.declared is not None and of_layer:
            yield (*member, "measured"), f"{known.column} = ?{allowed}"
            yield (*member, "measured"), f"{known.sd_column} = ?  # standard uncertainty"
            if name == "cte":
                yield (*member, "measured"), f'{CTE_RANGE} = "?"  # as "50-200"'
        elif of_layer or member in (["film"], ["laminate"]):
            unit = f", unit = {json.dumps(leaf.unit or '-')}"
            text = ", ".join(f"{_key(k)} = {json.dumps(v)}" for k, v in at.items())
            where = f", at = {{ {text} }}" if text else ""
            yield (*member, "measured"), f"{name} = {{ value = ?{unit}{where} }}{allowed}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
