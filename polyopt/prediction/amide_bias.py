"""By how much the shipped models of Tg were wrong on published polyamide-imides, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.condensation import is_polyamide_imide
from polyopt.models.library import load

REPORTS = 20
"""Published polyamide-imides in `experiments/polyamide_imides.csv`, each with its source. [-]"""

TG_BIAS: Mapping[str, float] = MappingProxyType({"tg": 37.3, "tg_groups": 17.7})
"""Mean of predicted less published Tg, by shipped model: `experiments/results/polyamide_imides.md`,
printed by `experiments/polyamide_imides.py`. [°C]"""


def amide_bias_words(models: Mapping[str, object], compositions: Iterable[Composition]) -> str:
    """Return a sentence where a shipped model predicts the Tg of a polyamide-imide; else nothing.

    Parameters
    ----------
    models : mapping of str to model
        By property; a model of one's own, or a calibrated one, is not what was compared.
    compositions : iterable of Composition
        What they predict.

    Examples
    --------
    >>> amide_bias_words({"tg": load("tg")}, [Composition.parse("PMDA // ODA")])
    ''
    >>> amide_bias_words({"tg": load("tg_groups")}, [Composition.parse("TMA // ODA")])[:60]
    'Tg of polyamide-imides: this model was 18 °C too high on 20 '
    """
    model = models.get("tg")
    if model is None or not any(map(is_polyamide_imide, compositions)):
        return ""
    return bias_words(model)


def bias_words(model: object) -> str:
    """Return the sentence of a model of Tg; of one that is not shipped nothing."""
    fingerprint = getattr(model, "fingerprint", None)
    for name, bias in TG_BIAS.items():
        if load(name).fingerprint == fingerprint:
            return (
                f"Tg of polyamide-imides: this model was {bias:.0f} °C too high on {REPORTS} "
                "published ones; calibrate with your own."
            )
    return ""
