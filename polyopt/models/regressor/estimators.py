"""Which scikit-learn regressors a model may be made of, and how one is written in plain values.

A fitted estimator could only be kept as a pickle, and a pickle runs whatever its writer put in it.
So a model file holds the recipe: the public name of a regressor of scikit-learn and parameters that
are plain values, both checked before anything is built from them.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from polyopt.errors import UsageError, quoted, unknown_name

SHORT_NAMES = {
    "bayesian-ridge": "BayesianRidge",
    "elastic-net": "ElasticNet",
    "extra-trees": "ExtraTreesRegressor",
    "gradient-boosting": "GradientBoostingRegressor",
    "hist-gradient-boosting": "HistGradientBoostingRegressor",
    "kernel-ridge": "KernelRidge",
    "knn": "KNeighborsRegressor",
    "lasso": "Lasso",
    "mlp": "MLPRegressor",
    "random-forest": "RandomForestRegressor",
    "ridge": "Ridge",
    "svr": "SVR",
}
_SILENT = frozenset({"random_state", "n_jobs", "verbose", "copy_X", "copy"})
_LARGEST = {"n_estimators": 5000, "hidden_layer_sizes": 2000}
_LARGEST_NUMBER = 100_000
_MOST_ITEMS = 20
_LONGEST_TEXT = 100
_OTHER_WAYS = (
    "use one of ridge, random-forest, extra-trees, gradient-boosting, svr, knn, mlp, or a class "
    "such as sklearn.linear_model.HuberRegressor"
)


Estimator = Any
"""A regressor of scikit-learn, or its class: the library is not typed."""

Item = bool | int | float | str | None
Plain = Item | tuple[Item, ...]
"""What a parameter may be, so that a model file can hold it."""


@dataclass(frozen=True, slots=True)
class EstimatorRecipe:
    """A regressor of scikit-learn that has not been fitted.

    Parameters
    ----------
    name : str
        Name of its class, such as ``"RandomForestRegressor"``.
    parameters : tuple of (str, plain value)
        Those that differ from the defaults of the class.
    seed : int
        Its ``random_state``, where it has one.
    """

    name: str
    parameters: tuple[tuple[str, Plain], ...] = ()
    seed: int = 0

    def build(self) -> Estimator:
        """Return the estimator, not fitted."""
        chosen = estimator_class(self.name)
        own = {"random_state": self.seed} if "random_state" in _defaults(chosen) else {}
        return chosen(**own, **dict(self.parameters))

    @property
    def gives_spread(self) -> bool:
        """Whether its predictions come with a standard deviation."""
        return "return_std" in inspect.signature(estimator_class(self.name).predict).parameters


def estimator_recipe(
    regressor: str | Estimator, parameters: Mapping[str, object] | None = None, seed: int = 0
) -> EstimatorRecipe:
    """Return the recipe of a regressor.

    Parameters
    ----------
    regressor : str or estimator
        A short name such as ``"random-forest"``, a class such as
        ``"sklearn.ensemble.RandomForestRegressor"``, or a class or an estimator of scikit-learn,
        whose parameters are taken over and which is not fitted itself.
    parameters : mapping of str to plain values, optional
        Parameters of the class; on top of those of an estimator.
    seed : int
        Its ``random_state``, unless an estimator brings one.

    Raises
    ------
    UsageError
        If it is no regressor of scikit-learn, or a parameter is unknown or no plain value.
    """
    own: dict[str, object] = {}
    if isinstance(regressor, str):
        name = _class_name(regressor)
    else:
        given = regressor if isinstance(regressor, type) else type(regressor)
        name = given.__name__
        if _classes().get(name) is not given:
            raise UsageError(
                f"{quoted(name)} is not a scikit-learn regressor",
                remedy=f"descriptors are standardised already, so no pipeline is needed; "
                f"{_OTHER_WAYS}",
            )
        own = {} if given is regressor else regressor.get_params(deep=False)
        state = own.get("random_state")
        seed = state if isinstance(state, int) else seed
    defaults = _defaults(_classes()[name])
    merged = {k: v for k, v in own.items() if k not in _SILENT and not _same(v, defaults[k])}
    asked = dict(parameters or {})
    for key in asked:
        if key in _SILENT:
            raise UsageError(f"{quoted(key)} is not to be set", remedy="--seed sets random_state")
    return checked_recipe(name, {**merged, **asked}, seed)


def checked_recipe(name: str, parameters: Mapping[str, object], seed: int) -> EstimatorRecipe:
    """Return a recipe whose name and parameters are known to be harmless.

    Raises
    ------
    UsageError
        If the class is unknown, or a parameter is unknown, no plain value, or too large.
    """
    known = [key for key in _defaults(estimator_class(name)) if key not in _SILENT]
    plain: dict[str, Plain] = {}
    for key, value in parameters.items():
        if key not in known:
            raise unknown_name(f"parameter of {name}:", str(key), known)
        plain[key] = _plain(key, value)
    if isinstance(seed, bool) or not 0 <= seed < 2**32:
        raise UsageError(f"the seed is {seed}", remedy="allowed: 0 to 4294967295")
    return EstimatorRecipe(name, tuple((key, plain[key]) for key in sorted(plain)), int(seed))


def estimator_class(name: str) -> Estimator:
    """Return the regressor of that class name.

    Raises
    ------
    UsageError
        If scikit-learn has none.
    """
    if name not in _classes():
        raise unknown_name("regressor", name, [*SHORT_NAMES, *_classes()])
    return _classes()[name]


def scikit_learn_version() -> str:
    """Return the version of scikit-learn."""
    import sklearn

    return str(sklearn.__version__)


def _class_name(text: str) -> str:
    """Return the class that a short name, a class name or a dotted path means."""
    path, _, last = text.strip().rpartition(".")
    name = SHORT_NAMES.get(text.strip().lower(), last)
    if path and name in _classes() and _public_path(_classes()[name]) != path:
        right = f"{_public_path(_classes()[name])}.{name}"
        raise UsageError(
            f"unknown regressor {quoted(text)}", remedy=f"did you mean {quoted(right)}?"
        )
    if name not in _classes():
        raise unknown_name("regressor", text, [*SHORT_NAMES, *_classes()])
    return name


def _public_path(chosen: Estimator) -> str:
    parts = chosen.__module__.split(".")
    private = [i for i, part in enumerate(parts) if part.startswith("_")]
    return ".".join(parts[: private[0]] if private else parts)


@cache
def _classes() -> dict[str, Estimator]:
    """Return the public regressors of scikit-learn by class name."""
    from sklearn.utils import all_estimators

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(all_estimators(type_filter="regressor"))


def _defaults(chosen: Estimator) -> dict[str, object]:
    parameters = inspect.signature(chosen).parameters.values()
    return {p.name: p.default for p in parameters}


def _same(value: object, default: object) -> bool:
    return type(value) is type(default) and bool(value == default)


def _plain(key: str, value: object) -> Plain:
    """Return a value if it is a number, a text or a short list of them, and none runs for ever."""
    items = value if isinstance(value, list | tuple) else (value,)
    kept: list[Item] = [i for i in items if i is None or isinstance(i, bool | int | float | str)]
    if len(items) > _MOST_ITEMS or len(kept) < len(items):
        raise UsageError(
            f"the parameter {quoted(key)} is not a plain value",
            remedy="allowed: numbers, texts, true, false, null and short lists of them; "
            "estimators within estimators cannot be kept in a model file",
        )
    most = _LARGEST.get(key, _LARGEST_NUMBER)
    for item in kept:
        if isinstance(item, str) and len(item) > _LONGEST_TEXT:
            raise UsageError(f"the parameter {quoted(key)} is too long")
        if isinstance(item, float) and not math.isfinite(item):
            raise UsageError(
                f"the parameter {quoted(key)} is {item}", remedy="give a finite number"
            )
        if isinstance(item, int) and not isinstance(item, bool) and abs(item) > most:
            raise UsageError(f"the parameter {quoted(key)} is {item}", remedy=f"at most {most}")
    return tuple(kept) if isinstance(value, list | tuple) else kept[0]
