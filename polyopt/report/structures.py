"""Structures of monomers and repeat units, each drawn once and used by every design."""

from __future__ import annotations

import re

from polyopt.chemistry.drawing import structure_svg
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import Monomer
from polyopt.errors import UsageError
from polyopt.optimizer.front_designs import Design
from polyopt.report.markup import name, text

_WIDTH, _HEIGHT = 240, 150
_ROOM = 2_500_000
"""Characters that all drawings together may take, so that the report can be mailed."""

_BODY = re.compile(r"<!-- END OF HEADER -->(.*)</svg>", re.DOTALL)
_CLASS = re.compile(r" class='[^']*'")
_GROUND = re.compile(r"<rect [^>]*></rect>|<rect [^>]*> </rect>")


class Structures:
    """Drawings by structure; those asked for first are drawn first, until the room is used up."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._drawn: list[str] = []
        self._left = _ROOM

    def figures(self, design: Design) -> str:
        """Return the monomers and repeat units of a design."""
        parts = []
        for layer in design.layers:
            composition = layer.composition
            monomers = [m for m, _ in (*composition.dianhydrides, *composition.diamines)]
            parts += [self._figure(str(m), m.smiles, "") for m in monomers]
            for a, b, weight in composition.pairs():
                share = f"{100 * weight:.0f} mol % of the repeat units"
                parts.append(self._figure(f"{a}–{b}", _unit(a, b), f"{layer.name}: {share}"))
        once = dict.fromkeys(part for part in parts if part)
        return f'<h4>Structures</h4><div class="structures">{"".join(once)}</div>' if once else ""

    def _figure(self, called: str, smiles: str, note: str) -> str:
        if not smiles:
            return ""
        place = self._place(smiles)
        drawing = (
            f'<p class="smiles">{text(smiles)}</p>'
            if place is None
            else f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-label="Structure of '
            f'{text(called, 80)}"><use href="#mol-{place}"/></svg>'
        )
        more = f"<br>{name(note)}" if note else ""
        return f"<figure>{drawing}<figcaption>{name(called, 80)}{more}</figcaption></figure>"

    def _place(self, smiles: str) -> int | None:
        if smiles not in self._places:
            drawing = _compact(structure_svg(smiles, _WIDTH, _HEIGHT, grey=True))
            if len(drawing) > self._left:
                return None
            self._left -= len(drawing)
            self._places[smiles] = len(self._drawn)
            self._drawn.append(drawing)
        return self._places[smiles]

    def symbols(self) -> str:
        """Return all drawings as symbols for `use`."""
        drawn = "".join(
            f'<symbol id="mol-{i}" viewBox="0 0 {_WIDTH} {_HEIGHT}">{drawing}</symbol>'
            for i, drawing in enumerate(self._drawn)
        )
        return f'<svg width="0" height="0" class="defs" aria-hidden="true">{drawn}</svg>'


def _unit(a: Monomer, b: Monomer) -> str:
    try:
        return repeat_unit(a, b).smiles
    except UsageError:
        return ""


def _compact(svg: str) -> str:
    """Return what a drawing consists of, without its head, ground and classes."""
    found = _BODY.search(svg)
    return _GROUND.sub("", _CLASS.sub("", found.group(1))).strip() if found else ""
