"""The parts of a problem: layers with their palettes, limits, claims, objectives, costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer
from polyopt.claims.verdict import ClaimRef
from polyopt.equations.share_errors import tightened
from polyopt.io.toml import TomlTable
from polyopt.laminate.stack import Laminate
from polyopt.prediction.predictor import LayerPalette
from polyopt.problem.expression import Expression
from polyopt.quantities import layer_quantity

ROLES = (DIANHYDRIDE, DIAMINE)
PROBABILITY = "probability"


@dataclass(frozen=True, slots=True)
class ShareLimit:
    """A limit on the summed mole fractions of some monomers of one role.

    Parameters
    ----------
    role : str
        ``dianhydride`` or ``diamine``.
    members : tuple of bool
        Which monomers of the palette count.
    low, high : float
        Bounds of the sum. [-]
    text : str
        The limit in the user's words.
    """

    role: str
    members: tuple[bool, ...]
    low: float
    high: float
    text: str

    @property
    def is_set_point(self) -> bool:
        """Whether it asks for one value, which a recipe aims at and no weighing holds."""
        return 0 < self.low == self.high < 1

    def held(self, inside: int, outside: int, tolerance: float) -> tuple[float, float]:
        """Return between which ends the sum must be meant, so that no weighing error breaks it.

        Parameters
        ----------
        inside, outside : int
            Numbers of monomers present that count in the sum, and that do not.
        tolerance : float
            Greatest error of each share. [-]
        """
        if self.is_set_point:
            return self.low, self.high
        return tightened(self.low, self.high, inside, outside, tolerance)


@dataclass(frozen=True, slots=True)
class LayerProblem:
    """What one layer may be.

    Parameters
    ----------
    palette : LayerPalette
        Its monomers and the models that predict it.
    most : mapping of str to int
        Largest number of monomers by role.
    min_fraction : float
        A monomer is absent or has at least this mole fraction. [-]
    limits : tuple of ShareLimit
        Linear limits on mole fractions.
    thickness : tuple of (float, float), optional
        Least and greatest thickness. [µm]
    porosity : tuple of (float, float), optional
        Least and greatest porosity, where it is searched. [-]
    formulation : Composition, optional
        The one formulation of a layer that is given: the palette then holds just its monomers.
    """

    palette: LayerPalette
    most: Mapping[str, int]
    min_fraction: float = 0.0
    limits: tuple[ShareLimit, ...] = ()
    thickness: tuple[float, float] | None = None
    porosity: tuple[float, float] | None = None
    formulation: Composition | None = None

    @property
    def name(self) -> str:
        """Name of the layer."""
        return self.palette.name

    def monomers(self, role: str) -> tuple[Monomer, ...]:
        """Return the palette of one role."""
        return self.palette.dianhydrides if role == DIANHYDRIDE else self.palette.diamines

    def given_shares(self, role: str) -> tuple[float, ...] | None:
        """Return the mole fractions of a given formulation over the palette; None if searched."""
        if self.formulation is None:
            return None
        made_of = self.formulation
        shares = dict(made_of.dianhydrides if role == DIANHYDRIDE else made_of.diamines)
        return tuple(shares[monomer] for monomer in self.monomers(role))


@dataclass(frozen=True, slots=True)
class PlainLayer:
    """A layer of a problem that has no formulation: what is known of it is stated.

    Parameters
    ----------
    name : str
        Its name.
    thickness : tuple of (float, float), optional
        Least and greatest thickness. [µm]
    """

    name: str
    thickness: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A limit on one quantity.

    Parameters
    ----------
    quantity : str
        Its name.
    low, high : float
        Bounds, in its unit.
    text : str
        The limit as the user states it, where that is on another quantity.
    confidence : float or None
        Least probability of meeting it; None for that of the problem. [-]
    """

    quantity: str
    low: float
    high: float
    text: str = ""
    confidence: float | None = None

    def __str__(self) -> str:
        sure = "" if self.confidence is None else f", P at least {self.confidence:g}"
        return f"{self.text or self.ends}{sure}"

    def least(self, confidence: float) -> float:
        """Return the least probability asked, where a problem asks for `confidence`."""
        return confidence if self.confidence is None else self.confidence

    @property
    def ends(self) -> str:
        """The limit without its confidence, in words."""
        if self.low == self.high:
            return f"{self.quantity} = {self.low:g}"
        if self.high == float("inf"):
            return f"{self.quantity} >= {self.low:g}"
        if self.low == float("-inf"):
            return f"{self.quantity} <= {self.high:g}"
        return f"{self.low:g} <= {self.quantity} <= {self.high:g}"


@dataclass(frozen=True, slots=True)
class Objective:
    """What to make small or large."""

    expression: Expression
    direction: str

    @property
    def sign(self) -> float:
        """1 to minimise, -1 to maximise."""
        return 1.0 if self.direction == "minimize" else -1.0


@dataclass(frozen=True, slots=True)
class Costs:
    """What monomers cost.

    Parameters
    ----------
    prices : mapping of (str, str) to float
        By layer-independent role and monomer abbreviation.
    per_mole : bool
        True if the prices are per mole of monomer, else per kilogram.
    """

    prices: Mapping[tuple[str, str], float]
    per_mole: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A formulation problem, as the parts it is made of.

    Parameters
    ----------
    title : str
        What it is called.
    layers : tuple of LayerProblem
        The layers with a palette or a given formulation, from the metal's side to the film's side.
    laminate : Laminate
        The stack of all layers, film and metal; searched layers are without formulation.
    claims : tuple of ClaimRef
        Claims that every design must meet.
    requirements : tuple of Requirement
        Limits on quantities.
    objectives : tuple of Objective
        What to minimise or maximise.
    assume_met : frozenset of str
        Claims and limitations the user vouches for.
    may_stay_open : frozenset of str
        Limitations that the search leaves open if nothing predicts or declares them.
    left_open : frozenset of str
        Limitations that it leaves open although there is an estimate.
    confidence : float
        Least probability of meeting each predicted limit.
    share_tolerance : float
        Greatest error of each monomer's share within its role, by weighing and assay. [-]
    avoid : tuple of ClaimRef
        Claims that every design must stay outside of, surely.
    costs : Costs, optional
        Prices of the monomers.
    seed : int
        Seed of the search.
    source : mapping
        The declaration it was made from.
    folder : Path
        Where relative paths of the declaration start.
    plain : tuple of PlainLayer
        The layers without any formulation, such as an epoxy.
    """

    title: str
    layers: tuple[LayerProblem, ...]
    laminate: Laminate
    claims: tuple[ClaimRef, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    objectives: tuple[Objective, ...] = ()
    assume_met: frozenset[str] = frozenset()
    may_stay_open: frozenset[str] = frozenset()
    left_open: frozenset[str] = frozenset()
    confidence: float = 0.5
    share_tolerance: float = 0.0
    avoid: tuple[ClaimRef, ...] = ()
    costs: Costs | None = None
    seed: int = 0
    source: TomlTable = field(default_factory=lambda: MappingProxyType({}))
    folder: Path = Path()
    plain: tuple[PlainLayer, ...] = ()

    @property
    def thick(self) -> tuple[LayerProblem | PlainLayer, ...]:
        """The layers that have a thickness or a range of it, mirror images left out."""
        every: tuple[LayerProblem | PlainLayer, ...] = (*self.layers, *self.plain)
        return tuple(layer for layer in every if layer.thickness is not None)

    @property
    def resin_parts(self) -> tuple[str, ...]:
        """The thicknesses that add up to that of the resin, those of mirror images twice."""
        known = {layer.name for layer in self.thick}
        own = [layer.own for layer in self.laminate.layers]
        if not known.issuperset(own):
            return ()
        return tuple(layer_quantity(name, "thickness") for name in own)

    def layer(self, name: str) -> LayerProblem:
        """Return a layer by name."""
        return next(layer for layer in self.layers if layer.name == name)
