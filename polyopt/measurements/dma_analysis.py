"""What a dynamic mechanical curve says of bonding: Tg, least storage modulus, verdict, window."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from polyopt.display.notebook import shown
from polyopt.equations.viscoelastic import entanglement_mass_for
from polyopt.errors import DomainError
from polyopt.measurements.dma_curve import DmaCurve
from polyopt.measurements.dma_minimum import (
    BOND_LIMIT,
    RUBBER_FACTOR,
    BondingWindow,
    StorageMinimum,
    bonding_window,
    storage_minimum,
)
from polyopt.measurements.dma_transition import glass_transition

GIVEN = "given"
MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
_WORDS = {True: MET, False: UNMET, None: UNKNOWN}
_MPA = 1e6


@dataclass(frozen=True, slots=True)
class DmaAnalysis:
    """A dynamic mechanical curve judged against a limit of the storage modulus above Tg.

    Parameters
    ----------
    tg : float
        Glass transition. [°C]
    tg_method : str
        How it was read, or ``given``.
    minimum : StorageMinimum
        Least storage modulus at or above Tg.
    limit : float
        What the storage modulus E' must fall to. [Pa]
    verdict : str
        ``met``, ``unmet`` or ``unknown``.
    probability : float
        That the minimum is at most the limit; where the curve still falls at its end, at least.
    shear_verdict : str
        The verdict if the claim means the shear modulus G', a third of E' in a rubber.
    shear_probability : float
        Its probability.
    window : BondingWindow
        Where the layer is soft enough to bond.
    entanglement_mass : float or None
        Molar mass between entanglements if the minimum were an entanglement plateau, an estimate;
        None without a density. [g/mol]
    curve : DmaCurve, optional
        What was judged.
    """

    tg: float
    tg_method: str
    minimum: StorageMinimum
    limit: float
    verdict: str
    probability: float
    shear_verdict: str
    shear_probability: float
    window: BondingWindow
    entanglement_mass: float | None
    curve: DmaCurve | None = field(default=None, repr=False, compare=False)

    @property
    def mode_matters(self) -> bool:
        """Whether the verdict depends on which modulus, E' or G', the claim means."""
        return self.verdict != self.shear_verdict

    @property
    def is_lower_bound(self) -> bool:
        """Whether the probability could only rise if the curve went on."""
        return self.minimum.falling

    def _repr_html_(self) -> str:
        low, window = self.minimum, self.window
        rows = [
            {"what": f"Tg, {self.tg_method} [°C]", "value": self.tg},
            {
                "what": "least E' at or above Tg [Pa]",
                "value": low.modulus,
                "low": low.low,
                "high": low.high,
            },
            {
                "what": "where it lies [°C]",
                "value": low.temperature,
                "low": low.temperature_low,
                "high": low.temperature_high,
            },
            {
                "what": "bonding window [°C]",
                "value": window.recommended,
                "low": window.low,
                "high": window.high,
            },
        ]
        note = f"E' at most {self.limit:.3g} Pa is {self.verdict}, P {self.probability:.2f}"
        return shown(rows, "Dynamic mechanical curve", note)

    @property
    def held_curve(self) -> DmaCurve:
        """The curve that was analysed; an error where it is not held."""
        if self.curve is None:
            raise DomainError("this analysis does not hold its curve")
        return self.curve

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        low, high = self.minimum.temperature_low, self.minimum.temperature_high
        return {
            "tg_degC": self.tg,
            "tg_method": self.tg_method,
            "minimum": {
                "storage_modulus_Pa": self.minimum.modulus,
                "low_Pa": self.minimum.low,
                "high_Pa": self.minimum.high,
                "temperature_degC": self.minimum.temperature,
                "temperature_low_degC": low,
                "temperature_high_degC": high,
                "edge": self.minimum.edge,
                "still_falling_at_end": self.minimum.falling,
                "coarse": self.minimum.coarse,
            },
            "limit_Pa": self.limit,
            "verdict": self.verdict,
            "probability": self.probability,
            "probability_is_lower_bound": self.is_lower_bound,
            "if_shear_modulus": {
                "limit_as_storage_modulus_Pa": RUBBER_FACTOR * self.limit,
                "verdict": self.shear_verdict,
                "probability": self.shear_probability,
            },
            "bonding_window_degC": asdict(self.window),
            "entanglement_mass_g_per_mol": self.entanglement_mass,
        }


def analyze_dma(
    curve: DmaCurve,
    *,
    tg: float | None = None,
    tg_method: str | None = None,
    limit: float = BOND_LIMIT,
    density: float | None = None,
    seed: int = 0,
) -> DmaAnalysis:
    """Return what a dynamic mechanical curve says of bonding above Tg.

    Parameters
    ----------
    curve : DmaCurve
        The measurement, from `read_dma`.
    tg : float, optional
        Glass transition, where it is known otherwise. [°C]
    tg_method : str, optional
        How to read it from the curve: ``loss-peak``, ``tan-delta-peak`` or ``onset``.
    limit : float
        What the storage modulus must fall to. [Pa]
    density : float, optional
        Of the polymer above Tg, for an estimate of the entanglement mass. [g/cm³]
    seed : int
        Seed of the resampling.

    Returns
    -------
    DmaAnalysis
        Tg [°C], the least storage modulus at or above it [Pa] with 90 % interval and temperature
        [°C], the verdict on the limit with its probability, and the window for bonding [°C].

    Raises
    ------
    UsageError
        If the limit or density is not positive, or the method unknown.
    DataError
        If Tg cannot be read from the curve, or too little of the curve lies above it.

    Notes
    -----
    Accuracy on synthetic curves with noise: `tests/measurements/test_dma.py`; not validated on
    measured films. The temperature to bond at is that of the minimum, a rule of thumb.
    """
    if not (math.isfinite(limit) and limit > 0):
        raise DomainError(f"the limit is {limit:g} Pa", remedy="a positive number of pascals")
    if tg is not None and tg_method is not None:
        raise DomainError("Tg is both given and to be read", remedy="give one of them")
    read, method = (tg, GIVEN) if tg is not None else glass_transition(curve, tg_method)
    minimum = storage_minimum(curve, read, seed=seed)
    shear = RUBBER_FACTOR * limit
    mass = None
    if density is not None:
        mass = entanglement_mass_for(minimum.modulus / _MPA, density, minimum.temperature)
    return DmaAnalysis(
        tg=float(read),
        tg_method=method,
        minimum=minimum,
        limit=limit,
        verdict=_WORDS[minimum.below(limit)],
        probability=_probability(minimum, limit),
        shear_verdict=_WORDS[minimum.below(shear)],
        shear_probability=_probability(minimum, shear),
        window=bonding_window(curve, read, limit=limit, seed=seed),
        entanglement_mass=mass,
        curve=curve,
    )


def _probability(minimum: StorageMinimum, limit: float) -> float:
    """Return the probability that the minimum is at most a limit, normal in decades."""
    gap = math.log10(limit / minimum.modulus)
    if minimum.sd_decades <= 0:
        return float(gap >= 0)
    return 0.5 * math.erfc(-gap / (minimum.sd_decades * math.sqrt(2)))
