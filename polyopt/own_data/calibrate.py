"""Moving models to a user's own films and process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.chemistry.role_columns import role_texts
from polyopt.display.notebook import shown
from polyopt.errors import DataError, UsageError, did_you_mean, quoted
from polyopt.io.reading.source import TableFile
from polyopt.models.calibrated.belief import PRIORS
from polyopt.models.calibrated.films import OwnFilm, alike, process_name
from polyopt.models.calibrated.model import Base, CalibratedModel
from polyopt.models.calibrated.model import calibrate as calibrated_on
from polyopt.own_data.calibrated_card import calibrated_card
from polyopt.own_data.doubtful_films import films_by_process
from polyopt.own_data.measured_table import measured_table
from polyopt.own_data.model_files import save_models
from polyopt.own_data.wrong_unit import refuse_wrong_unit
from polyopt.prediction.model_choice import ModelChoice, chosen_models
from polyopt.quantities import LAYER_PROPERTIES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Calibration:
    """Models that have learned from a user's films.

    Parameters
    ----------
    models : mapping of str to CalibratedModel
        By property.
    skipped : tuple of str
        Rows that could not be used, and why.
    bounds : int
        Values left out because the table marks them as bounds.
    windows : str
        How many CTEs are for temperature windows unlike the models', in words; empty for none.
    """

    models: Mapping[str, CalibratedModel]
    skipped: tuple[str, ...] = ()
    bounds: int = 0
    windows: str = ""

    def save(self, folder: Path | str) -> tuple[Path, ...]:
        """Write a model file and a card for each property; return the model files.

        Parameters
        ----------
        folder : path
            Folder for them; made if it is not there.

        Raises
        ------
        DataError
            If they cannot be written.
        """
        cards = {name: calibrated_card(model) for name, model in self.models.items()}
        return save_models(self.models, cards, folder)

    def table(self) -> pd.DataFrame:
        """Return the films: what was measured, expected before, predicted when left out.

        Returns
        -------
        DataFrame
            Columns `property`, `process`, `dianhydrides`, `diamines`, `measured`, `before`,
            `left_out`, `weight`; values in degC or ppm/K.
        """
        import pandas as pd

        rows = []
        for name, model in self.models.items():
            learned = model.learned
            for i, film in enumerate(model.films):
                dianhydrides, diamines = role_texts(film.composition)
                rows.append(
                    {
                        "property": name,
                        "process": film.process,
                        "dianhydrides": dianhydrides,
                        "diamines": diamines,
                        "measured": film.value,
                        "before": float(learned.observed.expected[i]),
                        "left_out": film.value - float(learned.left_out[i]),
                        "weight": float(learned.weight[i]),
                    }
                )
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        rows = self.table().to_dict("records")
        return shown(rows, "Calibration", "films as measured, as expected before, and left out")


def calibrate(
    table: Path | str | TableFile | pd.DataFrame,
    *,
    process: str | None = None,
    models: Mapping[str, ModelChoice] | None = None,
    library: MonomerLibrary | None = None,
) -> Calibration:
    """Condition models on a handful of a user's own films.

    Parameters
    ----------
    table : path, TableFile or DataFrame
        Columns as `measured_table` reads them.
    process : str, optional
        The process to predict: its name, or a part of it between commas that only one process
        has; by default the one with most films.
    models : mapping of str to str or PropertyModel, optional
        Model, its name or its file to start from, by property, where not the shipped one. A
        calibrated model keeps the films it has.
    library : MonomerLibrary, optional
        Where names are looked up; by default the shipped library.

    Returns
    -------
    Calibration
        One model for each of Tg and CTE that the table has values of. How far processes differ in
        permittivity is not known; its values are left alone.

    Raises
    ------
    DataError
        If a column is missing, no row can be used, or all values are plainly in kelvin or 1/K.
    UsageError
        If there is no such process or model.

    Notes
    -----
    The method is in `polyopt.models.calibrated.belief`. On held-back polymers of a process that
    lies 12 ppm/K or 20 °C from the model, the errors are in
    ``experiments/results/user_calibration.csv``.
    """
    read = measured_table(table, library)
    read.require_films()
    present = {name: films for name in PRIORS if (films := read.of(name).own_films)}
    if not present:
        columns = [LAYER_PROPERTIES[name].column for name in PRIORS]
        remedy = f"give {' or '.join(columns)}"
        raise DataError("holds no value that can be calibrated", remedy=remedy)
    found: dict[str, CalibratedModel] = {}
    for name, model in chosen_models(models or {}, present).items():
        films = present[name]
        if not isinstance(model, Base | CalibratedModel):
            raise UsageError(f"a model of type {type(model).__name__} cannot be calibrated")
        old = model.rows if isinstance(model, CalibratedModel) else ()
        found[name] = calibrated_on(model, films, process_meant([*old, *films], process, name))
        _refuse_wrong_unit(found[name])
    return Calibration(found, read.skipped_rows, read.bound_count, read.unlike_windows)


def _refuse_wrong_unit(model: CalibratedModel) -> None:
    """Raise if all films of a process are plainly in kelvin or 1/K."""
    for process, value, expected in films_by_process(model):
        where = f"process {process!r}" if len(model.learned.effects) > 1 else ""
        refuse_wrong_unit(model.property, value, expected, where)


def process_meant(films: Sequence[OwnFilm], wanted: str | None, name: str) -> str | None:
    """Return the process that a user's words mean; None if there are none.

    Parameters
    ----------
    films : sequence of OwnFilm
        Films of one property.
    wanted : str or None
        Name of a process, or a part of it between commas.
    name : str
        The property, for the error.

    Raises
    ------
    UsageError
        If they fit no process, or several.
    """
    if wanted is None:
        return None
    names = sorted({film.process for film in alike(films)})
    asked = process_name(wanted).casefold()
    if asked in {name.casefold() for name in names}:
        return wanted
    parts = set(asked.split(", "))
    fitting = [name for name in names if parts <= set(name.casefold().split(", "))]
    if len(fitting) > 1:
        listed = "; ".join(repr(name) for name in fitting[:5])
        raise UsageError(f"process {quoted(wanted)} fits {len(fitting)} processes", remedy=listed)
    if not fitting:
        words = sorted({part for name in names for part in name.split(", ")})
        listed = "known: " + "; ".join(names[:5])
        raise UsageError(
            f"no film with {name} is of the process {quoted(wanted)}",
            remedy=did_you_mean(wanted, [*names, *words]) or listed,
        )
    return fitting[0]
