"""Structures of monomers and repeat units, each drawn once and used by every design."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polyopt.chemistry.drawing import printed_svg
from polyopt.chemistry.imidization import repeat_unit
from polyopt.chemistry.monomers import Monomer
from polyopt.chemistry.structures import molar_mass
from polyopt.errors import UsageError
from polyopt.report.markup import name, text
from polyopt.results.designs import Design

_ROOM = 2_500_000
"""Characters that all drawings together may take, so that the report can be mailed."""

_BODY = re.compile(r"<!-- END OF HEADER -->(.*)</svg>", re.DOTALL)
_CLASS = re.compile(r" class='[^']*'")
_GROUND = re.compile(r"<rect [^>]*></rect>|<rect [^>]*> </rect>")
_SIZE = re.compile(r"viewBox='0 0 (\d+) (\d+)'")


class Structures:
    """Drawings by structure; those asked for first are drawn first, until the room is used up."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._sizes: list[str] = []
        self._drawn: list[str] = []
        self._left = _ROOM

    def figures(self, design: Design) -> str:
        """Return the monomers and repeat units of a design."""
        monomers, units = [], []
        for layer in design.layers:
            composition = layer.composition
            used = [m for m, _ in (*composition.dianhydrides, *composition.diamines)]
            monomers += [self._figure(str(m), m.smiles, m.role) for m in used]
            for a, b, weight in sorted(composition.pairs(), key=lambda pair: -pair[2]):
                share = f"{100 * weight:.0f} mol % of layer {layer.name}"
                units.append(self._figure(f"{a}–{b}", _unit(a, b), share))
        return _group("Monomers", monomers) + _group("Repeat units", units)

    def own(self, monomers: Iterable[Monomer]) -> str:
        """Return monomers that the library lacks: drawn, with role, molar mass and SMILES."""
        drawn = [
            self._figure(str(m), m.smiles, f"{m.role}, {molar_mass(m.smiles):.2f} g/mol", m.smiles)
            for m in monomers
        ]
        return _group("Monomers given by their structure", drawn)

    def _figure(self, called: str, smiles: str, note: str, written: str = "") -> str:
        if not smiles:
            return ""
        place = self._place(smiles)
        if place is None:
            drawing = f'<p class="smiles">{text(smiles)}</p>'
        else:
            width, height = self._sizes[place].split()
            drawing = (
                f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
                f'aria-label="Structure of {text(called, 80)}"><use href="#mol-{place}"/></svg>'
            )
        caption = f"{name(called, 80)}<br><small>{name(note)}</small>"
        caption += f'<div class="smiles">{text(written)}</div>' if written else ""
        return f"<figure>{drawing}<figcaption>{caption}</figcaption></figure>"

    def _place(self, smiles: str) -> int | None:
        if smiles not in self._places:
            svg = printed_svg(smiles)
            drawing = _compact(svg)
            if len(drawing) > self._left:
                return None
            self._left -= len(drawing)
            self._places[smiles] = len(self._drawn)
            self._sizes.append(_size(svg))
            self._drawn.append(drawing)
        return self._places[smiles]

    def symbols(self) -> str:
        """Return all drawings as symbols for `use`."""
        drawn = "".join(
            f'<symbol id="mol-{i}" viewBox="0 0 {size}">{drawing}</symbol>'
            for i, (size, drawing) in enumerate(zip(self._sizes, self._drawn, strict=True))
        )
        return f'<svg width="0" height="0" class="defs" aria-hidden="true">{drawn}</svg>'


def _group(title: str, figures: list[str]) -> str:
    once = "".join(dict.fromkeys(figure for figure in figures if figure))
    return f'<h4>{title}</h4><div class="structures">{once}</div>' if once else ""


def _unit(a: Monomer, b: Monomer) -> str:
    try:
        return repeat_unit(a, b).smiles
    except UsageError:
        return ""


def _size(svg: str) -> str:
    """Return width and height of a drawing."""
    found = _SIZE.search(svg)
    return " ".join(found.groups()) if found else "300 200"


def _compact(svg: str) -> str:
    """Return what a drawing consists of, without its head, ground and classes."""
    found = _BODY.search(svg)
    return _GROUND.sub("", _CLASS.sub("", found.group(1))).strip() if found else ""
