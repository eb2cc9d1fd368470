"""Why a prediction is what it is: sources of its uncertainty, nearest polymers, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from polyopt.chemistry.composition import Composition
from polyopt.display.notebook import shown
from polyopt.models.library import load
from polyopt.prediction.film_predictions import named_polymer
from polyopt.prediction.model_choice import ModelChoice, chosen_models
from polyopt.prediction.predictor import LayerPalette, Predictor
from polyopt.quantities import USUAL

if TYPE_CHECKING:
    import pandas as pd

COLLINEAR = 0.8
"""Correlation of two fitted contributions from which on the data hardly separate them."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What one group adds to a property of one formulation.

    Parameters
    ----------
    group : str
        Name of the group.
    amount : float
        Mole-weighted count or value.
    contribution, standard_error : float
        What it adds, and how sure that is. [°C or ppm/K]
    """

    group: str
    amount: float
    contribution: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one property of one formulation is predicted so.

    Parameters
    ----------
    property, unit : str
        What is explained.
    mean : float
        Prediction of the accurate model. [unit]
    model_sd : float
        Spread of the model's own error: what more data of this chemistry would narrow. [unit]
    laboratory_sd : float
        Spread that all films of one laboratory share: precursor, cure, method; a few films of
        one's own narrow it. [unit]
    film_sd : float
        Spread of one film around both, and for copolymers of the mixing rule. [unit]
    transparent : float
        Prediction of the group contribution model. [unit]
    gap : float
        Accurate minus transparent prediction: what groups alone do not say. [unit]
    nearest : str
        Training polymer nearest to the strangest repeat unit, and how similar.
    in_domain : bool
        Whether that is near enough.
    groups : tuple of GroupRow
        What each group adds in the transparent model, the largest contribution first.
    collinear : tuple of (str, str, float)
        Pairs of these groups whose contributions the data hardly separate.
    """

    property: str
    unit: str
    mean: float
    model_sd: float
    laboratory_sd: float
    film_sd: float
    transparent: float
    gap: float
    nearest: str
    in_domain: bool
    groups: tuple[GroupRow, ...]
    collinear: tuple[tuple[str, str, float], ...]

    def table(self) -> pd.DataFrame:
        """Return what each group adds, one row per group; values in degC or ppm/K."""
        import pandas as pd

        return pd.DataFrame(self._rows())

    def _rows(self) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in GroupRow.__slots__} for row in self.groups]

    def _repr_html_(self) -> str:
        note = (
            f"{self.mean:.0f} {self.unit}, of which groups say {self.transparent:.0f}; "
            f"spread {self.model_sd:.0f} of the model, {self.laboratory_sd:.0f} of laboratories, "
            f"{self.film_sd:.0f} of a film; "
            f"nearest known: {self.nearest or 'none'}"
        )
        return shown(self._rows(), self.property, note, most=len(self.groups))

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "property": self.property,
            "unit": self.unit,
            "mean": self.mean,
            "model_sd": self.model_sd,
            "laboratory_sd": self.laboratory_sd,
            "film_sd": self.film_sd,
            "transparent": self.transparent,
            "gap": self.gap,
            "nearest": self.nearest,
            "in_domain": self.in_domain,
            "groups": self._rows(),
            "collinear": [list(pair) for pair in self.collinear],
        }


def explain(
    composition: str | Composition, models: Mapping[str, ModelChoice] | None = None
) -> tuple[Explanation, ...]:
    """Return why Tg and CTE of a formulation are predicted so.

    Parameters
    ----------
    composition : str or Composition
        The formulation, as in ``PMDA:60;BPDA:40 // ODA``.
    models : mapping of str to str or PropertyModel, optional
        Model, its name or its file by property, where not the shipped one.

    Returns
    -------
    tuple of Explanation
        Of Tg [degC] and of CTE [ppm/K]: the model's error and the spread from film to film as
        standard deviations, the nearest known polymer, and what each group adds.

    Raises
    ------
    UsageError
        If the formulation cannot be read, a monomer has no structure, or there is no such model.
    DataError
        If a model file cannot be used.

    Notes
    -----
    Contributions are those of the transparent model; its error on polymers left out is stated in
    its card (`docs/models/tg-groups.md`, `docs/models/cte-groups.md`).
    """
    if isinstance(composition, str):
        composition = Composition.parse(composition)
    chosen = chosen_models(models or {}, USUAL)
    palette = LayerPalette(
        "film",
        tuple(m for m, _ in composition.dianhydrides),
        tuple(m for m, _ in composition.diamines),
        chosen,
    )
    predictor = Predictor.of([palette], cross=False)
    return tuple(_explained(composition, predictor, name) for name in USUAL)


def _explained(composition: Composition, predictor: Predictor, name: str) -> Explanation:
    a = np.array([x for _, x in composition.dianhydrides])
    b = np.array([x for _, x in composition.diamines])
    surface = predictor.surfaces["film", name]
    mean, sd = (float(v[0]) for v in surface.predict(a[None], b[None]))
    film_sd = float(np.sqrt(surface.film_variance(a[None], b[None])[0]))
    _, slope = surface.response(a[None], b[None])
    laboratory_sd = float(np.linalg.norm(slope[0] @ surface.laboratory))
    domain = predictor.domain("film", name, a, b)
    model: Any = load(f"{name}_groups")
    shares = model.explain(
        [(x, y) for x, y, _ in composition.pairs()], [w for _, _, w in composition.pairs()]
    )
    transparent = sum(share.contribution for share in shares)
    present = [share.group for share in shares]
    near = (
        f"{named_polymer(domain.nearest)} (similarity {domain.similarity:.2f})"
        if domain and domain.nearest
        else ""
    )
    return Explanation(
        property=name,
        unit=surface.unit,
        mean=mean,
        model_sd=float(np.sqrt(max(sd**2 - film_sd**2 - laboratory_sd**2, 0.0))),
        laboratory_sd=laboratory_sd,
        film_sd=film_sd,
        transparent=float(transparent),
        gap=mean - float(transparent),
        nearest=near,
        in_domain=domain.inside if domain else True,
        groups=tuple(GroupRow(s.group, s.amount, s.contribution, s.standard_error) for s in shares),
        collinear=tuple(p for p in collinear_groups(name) if {p[0], p[1]} <= set(present)),
    )


def collinear_groups(name: str, least: float = COLLINEAR) -> list[tuple[str, str, float]]:
    """Return pairs of groups whose contributions the data hardly separate.

    Parameters
    ----------
    name : str
        ``tg`` or ``cte``.
    least : float
        Least absolute correlation of the two fitted contributions. [-]

    Returns
    -------
    list of (str, str, float)
        Groups and the correlation of their contributions, the strongest first.
    """
    model: Any = load(f"{name}_groups")
    names = [share.group for share in model.contributions()]
    sd = np.sqrt(np.diag(model.covariance))
    safe = np.where(sd > 0, sd, np.inf)
    correlation = model.covariance / np.outer(safe, safe)
    rows, columns = np.nonzero(np.triu(np.abs(correlation) >= least, 1))
    places = zip(rows, columns, strict=True)
    pairs = [(names[i], names[j], float(correlation[i, j])) for i, j in places]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def group_table(name: str) -> pd.DataFrame:
    """Return the transparent model as a table, one row per group.

    Parameters
    ----------
    name : str
        ``tg`` or ``cte``.

    Returns
    -------
    DataFrame
        Columns `group`, `contribution` per 400 g/mol of repeat unit or per unit of a descriptor,
        `standard_error`, `polymers` that hold the group in the data, and `collinear_with`.
    """
    import pandas as pd

    from polyopt.chemistry.groups import group_names

    transparent: Any = load(f"{name}_groups")
    accurate: Any = load(name)
    counts = dict(zip(group_names(), (accurate.units.groups > 0).sum(axis=0), strict=True))
    pairs = collinear_groups(name)
    rows = []
    for share in transparent.contributions():
        partners = [b if a == share.group else a for a, b, _ in pairs if share.group in (a, b)]
        rows.append(
            {
                "group": share.group,
                "contribution": share.contribution,
                "standard_error": share.standard_error,
                "polymers": int(counts.get(share.group, len(accurate.units))),
                "collinear_with": "; ".join(partners),
            }
        )
    return pd.DataFrame(rows)
