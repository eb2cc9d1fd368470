"""The stack that a file declares around its resin layers, for designs and problems alike."""

from __future__ import annotations

from polyopt.errors import PolyoptError, UsageError
from polyopt.io.toml import TomlTable
from polyopt.laminate.declared_materials import (
    declared_film,
    declared_metal,
    declared_porous,
    declared_substrate,
)
from polyopt.laminate.declared_steps import declared_step
from polyopt.laminate.declared_values import declared_values, declared_window
from polyopt.laminate.members import SECOND_METAL, Film, Layer
from polyopt.laminate.mirrored import mirrored
from polyopt.laminate.stack import Laminate
from polyopt.laminate.steps import Step

_TABLES = {"second_metal": SECOND_METAL}
"""Members that a table calls otherwise."""

CTE_WINDOW = "cte_window_degC"
"""The key that states the temperatures a laminate is designed for."""


def declared_stack(declared: TomlTable, layers: tuple[Layer, ...], head: TomlTable) -> Laminate:
    """Return the laminate of a declaration that keeps to its schema.

    Parameters
    ----------
    declared : mapping
        The whole file: ``[film]``, ``[porous]``, ``[metal]``, ``[second_metal]``,
        ``[substrate]``, ``[[process]]``, ``[facts]``, ``[tolerances]`` and ``[laminate]`` with
        ``stress_free_degC``, ``cte_window_degC``, ``order``, ``mirrored`` and ``measured``.
    layers : tuple of Layer
        Its resin layers.
    head : mapping
        Its ``[design]`` or ``[problem]`` table, with the title and perhaps names of process steps.

    Raises
    ------
    UsageError
        If something is unknown, impossible, declared twice or contradicts itself.
    """
    whole = declared.get("laminate", {})
    try:
        cte_window = declared_window(whole, CTE_WINDOW)
    except PolyoptError as error:
        raise error.at("[laminate]") from None
    laminate = Laminate(
        layers=layers,
        film=_film(declared),
        metal=declared_metal(declared.get("metal")),
        process=_process(declared, head),
        facts=dict(declared.get("facts", {})),
        title=head.get("title", ""),
        second_metal=declared_metal(declared.get("second_metal")),
        substrate=declared_substrate(declared.get("substrate")),
        measured=declared_values(whole.get("measured", {})),
        stress_free=whole.get("stress_free_degC"),
        tolerances=dict(declared.get("tolerances", {})),
        cte_window=cte_window,
        order=tuple(_TABLES.get(name, name) for name in whole.get("order", ())),
    )
    return mirrored(laminate) if whole.get("mirrored") else laminate


def _film(declared: TomlTable) -> Film | None:
    if "porous" in declared and "film" not in declared:
        raise UsageError("[porous] describes a film", remedy="add [film]")
    film = declared_film(declared.get("film"))
    return film and declared_porous(film, declared.get("porous"))


def _process(declared: TomlTable, head: TomlTable) -> tuple[str | Step, ...]:
    named = tuple(head.get("process", ()))
    if named and "process" in declared:
        raise UsageError(
            "the process is declared twice", remedy="either in [design] or as [[process]] tables"
        )
    try:
        return named or tuple(declared_step(entry) for entry in declared.get("process", ()))
    except PolyoptError as error:
        raise error.at("[[process]]") from None
