"""Any regressor or function of whole compositions in the place of a model of repeat units."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np

from polyopt.chemistry.monomers import Monomer
from polyopt.equations.arrays import Array
from polyopt.errors import DataError, UsageError, quoted
from polyopt.models.property_model import CompositionModel
from polyopt.quantities import LAYER_PROPERTIES


@dataclass(frozen=True)
class BlackBox:
    """A fitted scikit-learn regressor, or a function, that sees mole fractions only.

    It is asked about whole compositions: nothing is known of how its errors go together, so that
    those of two layers count as independent.

    Parameters
    ----------
    property : str
        ``tg`` or ``cte``.
    predicts : estimator or callable
        Takes a DataFrame of mole fractions, one column for each monomer of the palette by its
        abbreviation, dianhydrides first. An estimator with ``predict(X, return_std=True)`` is
        asked for its standard deviation; one fitted with column names is given its own columns,
        0 for monomers the palette lacks. A function returns means, or means and standard
        deviations. [degC or ppm/K]
    """

    property: str
    predicts: Any

    @cached_property
    def unit(self) -> str:
        """Name of the unit."""
        return LAYER_PROPERTIES[self.property].unit

    @cached_property
    def name(self) -> str:
        """Name in reports."""
        return str(getattr(self.predicts, "__name__", type(self.predicts).__name__))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the regressor or function as it is sent to workers, hexadecimal."""
        from joblib import dump, wrap_non_picklable_objects

        content = BytesIO()
        dump(wrap_non_picklable_objects(self.predicts, keep_wrapper=False), content)
        return hashlib.sha256(content.getvalue()).hexdigest()

    def predict(
        self,
        dianhydrides: Sequence[Monomer],
        diamines: Sequence[Monomer],
        fractions: Array,
    ) -> tuple[Array, Array]:
        """Return mean and standard deviation of compositions.

        Parameters
        ----------
        dianhydrides, diamines : sequence of Monomer
            The palette, m and k monomers.
        fractions : ndarray, shape (n, m + k)
            Mole fractions within each role. [-]

        Returns
        -------
        mean, sd : ndarray, shape (n,)
            [unit]

        Raises
        ------
        UsageError
            If it was fitted to other columns, or fails.
        DataError
            If it returns something else than n finite numbers.
        """
        columns = [m.abbreviation for m in (*dianhydrides, *diamines)]
        table = self._table(columns, fractions)
        try:
            answer = self._ask(table)
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise UsageError(
                f"the model of {self.property} ({self.name}) fails: {reason}"
            ) from error
        mean, sd = answer if isinstance(answer, tuple) else (answer, np.zeros(len(fractions)))
        return self._numbers(mean, len(fractions)), self._numbers(sd, len(fractions))

    def _table(self, columns: list[str], fractions: Array) -> Any:
        import pandas as pd

        table = pd.DataFrame(fractions, columns=columns)
        known = getattr(self.predicts, "feature_names_in_", None)
        if known is None:
            fitted = getattr(self.predicts, "n_features_in_", len(columns))
            if fitted != len(columns):
                raise UsageError(
                    f"the model of {self.property} was fitted to {fitted} columns, the palette "
                    f"has {len(columns)} monomers",
                    remedy="fit it to a DataFrame with a column for each monomer",
                )
            return fractions if hasattr(self.predicts, "n_features_in_") else table
        unknown = sorted(set(columns) - set(known))
        if unknown:
            raise UsageError(
                f"the model of {self.property} was fitted without {quoted(unknown[0])}",
                remedy="leave the monomer out of the palette, or fit a column for it",
            )
        return table.reindex(columns=list(known), fill_value=0.0)

    def _ask(self, table: Any) -> Any:
        predict: Callable[..., Any] = getattr(self.predicts, "predict", self.predicts)
        if self._knows_its_error:
            return predict(table, return_std=True)
        return predict(table)

    @cached_property
    def _knows_its_error(self) -> bool:
        from inspect import signature

        predict = getattr(self.predicts, "predict", None)
        return predict is not None and "return_std" in signature(predict).parameters

    def _numbers(self, values: Any, size: int) -> Array:
        try:
            found = np.asarray(values, dtype=float).reshape(-1)
        except (TypeError, ValueError):
            found = np.empty(0)
        if found.shape != (size,) or not np.isfinite(found).all():
            raise DataError(
                f"the model of {self.property} ({self.name}) must return {size} finite numbers",
                remedy="one for each row of the table it is given",
            )
        return found


def black_box(property: str, predicts: Any) -> CompositionModel:
    """Return a regressor or function as a model of compositions.

    Parameters
    ----------
    property : str
        ``tg`` or ``cte``.
    predicts : estimator or callable
        See `BlackBox`.

    Raises
    ------
    UsageError
        If it can predict nothing.
    """
    if property not in LAYER_PROPERTIES:
        raise UsageError(f"no model of {quoted(property)} can be given", remedy="tg or cte")
    if not callable(getattr(predicts, "predict", predicts)):
        raise UsageError(
            f"{type(predicts).__name__} is not a model of {property}",
            remedy="a model file, a fitted regressor, or a function of a table of mole fractions",
        )
    return BlackBox(property, predicts)
