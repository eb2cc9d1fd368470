"""A laminate drawn to scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polyopt.laminate.members import Film, Layer, Metal, Substrate
from polyopt.laminate.stack import Laminate
from polyopt.report.markup import isolated, number
from polyopt.results.designs import Design

_HEIGHT, _WIDTH, _LABEL = 230.0, 130.0, 210.0
_LEAST_GAP = 16.0
_UNKNOWN = 0.08
"""Share of the height at which a member of unknown thickness is drawn, dashed."""


@dataclass(frozen=True, slots=True)
class DrawnMember:
    """One member of a stack: what it is called, its kind, and its thickness. [µm]."""

    name: str
    kind: str
    thickness: float | None


def drawn_members(laminate: Laminate, design: Design) -> tuple[DrawnMember, ...]:
    """Return a stack from front to back, with the design's thicknesses. [µm]."""
    chosen = design.thicknesses
    return tuple(_member(laminate, place.name, chosen) for place in laminate.stack.places)


def _member(laminate: Laminate, name: str, chosen: Mapping[str, float]) -> DrawnMember:
    match laminate.member(name):
        case Layer() as layer:
            return DrawnMember(name, "layer", chosen.get(layer.own) or layer.thickness)
        case Metal() as metal:
            return DrawnMember(metal.material, "metal", metal.thickness)
        case Film() as film:
            return DrawnMember(film.material, "film", film.thickness)
        case Substrate() as substrate:
            return DrawnMember(substrate.material, "film", None)
    raise AssertionError(name)


def stack_svg(stack: tuple[DrawnMember, ...]) -> str:
    """Return a stack as SVG: heights to scale, kinds distinguished by hatching, each labelled."""
    known = sum(m.thickness for m in stack if m.thickness)
    unknown = sum(m.thickness is None for m in stack)
    scale = _HEIGHT * (1 - _UNKNOWN * unknown) / known if known else 0.0
    parts, top, last = [], 10.0, -_LEAST_GAP
    for member in stack:
        high = member.thickness * scale if member.thickness else _UNKNOWN * _HEIGHT
        label = max(top + high / 2 + 4, last + _LEAST_GAP)
        parts.append(_drawn(member, top, high, label))
        top, last = top + high, label
    described = ", ".join(_described(m) for m in stack)
    bar = _scale_bar(scale) if scale else ""
    width, height = _WIDTH + _LABEL, max(top, last) + 34
    return (
        f'<svg class="stack" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" '
        f'aria-label="Laminate to scale, from top to bottom: {described}">'
        f"{''.join(parts)}<g transform='translate(0 {height - 16:.1f})'>{bar}</g></svg>"
    )


def _described(member: DrawnMember) -> str:
    called = isolated(member.name, 22)
    if member.thickness is None:
        return f"{called}, thickness not stated"
    return f"{number(member.thickness, 3)} µm {called}"


def _drawn(member: DrawnMember, top: float, high: float, label: float) -> str:
    dashed = ' stroke-dasharray="4 3"' if member.thickness is None else ""
    middle = top + high / 2
    return (
        f'<rect x="10" y="{top:.2f}" width="{_WIDTH - 20:.0f}" height="{high:.2f}" '
        f'class="{member.kind}" fill="url(#p-{member.kind})" stroke="#222"{dashed}/>'
        f'<path d="M{_WIDTH - 10:.0f} {middle:.1f}L{_WIDTH + 14:.0f} {label - 4:.1f}" '
        f'stroke="#222" fill="none"/>'
        f'<text x="{_WIDTH + 18:.0f}" y="{label:.1f}">{_described(member)}</text>'
    )


def _scale_bar(scale: float) -> str:
    """Return a bar of 1, 2 or 5 times a power of ten micrometres, at most as wide as the stack."""
    steps = [m * 10.0**e for e in range(-3, 5) for m in (1, 2, 5)]
    length = max((s for s in steps if s * scale <= _WIDTH / 2), default=steps[0])
    return (
        f'<path d="M10 0v-6m0 3h{length * scale:.2f}m0 -3v6" stroke="#222" fill="none"/>'
        f'<text x="{16 + length * scale:.1f}" y="2">{number(length)} µm</text>'
    )


PATTERNS = (
    '<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="p-metal" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#d9a066"/><path d="M0 6L6 0" stroke="#6b3d10"/></pattern>'
    '<pattern id="p-layer" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<rect width="7" height="7" fill="#f4e3a1"/><circle cx="3" cy="3" r="1" fill="#333"/></pattern>'
    '<pattern id="p-film" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#f7f7f7"/><path d="M0 4H8" stroke="#999"/></pattern>'
    '<pattern id="p-barred" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="#555" stroke-width=".9"/></pattern>'
    "</defs></svg>"
)
"""Hatchings, which differ without colour."""
