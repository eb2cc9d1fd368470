"""The shipped models against the films of `datasets/literature.csv`, one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from polyopt.chemistry.composition import Composition
from polyopt.io.shipped import dataset_rows
from polyopt.models.identity import structure_of
from polyopt.models.library import load
from polyopt.own_data.validate import validate
from polyopt.quantities import USUAL

CENSOR = "tg_censor"


def film_rows() -> Iterator[dict[str, object]]:
    """Yield a row for each measured Tg and CTE; a lower bound is met if the interval reaches it."""
    rows = dataset_rows("literature.csv")
    # Bounds are predicted too, but not scored; permittivity has an experiment of its own.
    table = pd.DataFrame(rows).drop(columns=[CENSOR, "permittivity"])
    known = {name: set(load(name).known.pairs) for name in USUAL}
    for film in validate(table).films:
        row = rows[film.row - 2]
        bound = row[CENSOR] if film.property == "tg" else ""
        units = _units(Composition.from_shares(row["dianhydrides"], row["diamines"]))
        yield {
            "id": row["id"],
            "property": film.property,
            "film": f"{film.dianhydrides} // {film.diamines}".replace(":100", ""),
            "process": row["process"],
            "bound": bound,
            "measured": film.measured,
            "predicted": film.predicted,
            "low": film.low,
            "high": film.high,
            "inside": "yes" if _inside(film, bound) else "no",
            "in_domain": "yes" if film.in_domain else "no",
            "units": len(units),
            "units_trained": sum(unit in known[film.property] for unit in units),
            "quality": row["quality"],
        }


def _inside(film, bound: str) -> bool:
    return film.measured <= film.high and (bool(bound) or film.low <= film.measured)


def _units(made: Composition) -> list[tuple[str, str]]:
    """Return the structures of all repeat units of a film."""
    return [
        structure_of((acid, amine)) for acid, _ in made.dianhydrides for amine, _ in made.diamines
    ]
