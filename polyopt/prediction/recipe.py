"""From a formulation to a batch: grams of each monomer, solvent, and what comes out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.condensation import LOST, WATER, lost_per_unit
from polyopt.chemistry.kinds import DIAMINE, DIANHYDRIDE, fits
from polyopt.chemistry.monomers import Monomer
from polyopt.chemistry.salts import weighed_molar_mass
from polyopt.chemistry.structures import molar_mass
from polyopt.display.notebook import shown
from polyopt.errors import DomainError, UsageError

if TYPE_CHECKING:
    import pandas as pd

POLYIMIDE, VARNISH = "polyimide", "varnish"
BASES = (POLYIMIDE, VARNISH)


@dataclass(frozen=True, slots=True)
class Charge:
    """One monomer of a batch.

    Parameters
    ----------
    monomer : Monomer
        What is weighed.
    fraction : float
        Its mole fraction within its role. [-]
    molar_mass : float
        Of what is weighed: of a salt or hydrate with its acid or water. [g/mol]
    moles : float
        [mol]
    mass : float
        [g]
    """

    monomer: Monomer
    fraction: float
    molar_mass: float
    moles: float
    mass: float

    @property
    def equivalents(self) -> float:
        """Ends that react: of anhydride or acid, of amine or isocyanate; two a molecule. [mol]."""
        return 2.0 * self.moles


@dataclass(frozen=True, slots=True)
class Recipe:
    """A batch of varnish, dianhydrides and diamines, or what stands for them, in equal moles.

    Parameters
    ----------
    charges : tuple of Charge
        Dianhydrides, then diamines, in the formulation's order.
    polyimide : float
        Polyimide, or polyamide-imide, after full condensation. [g]
    amic_acid : float
        The sum of the free monomers: of a polyimide from diamines the poly(amic acid). [g]
    water : float
        Water lost on condensation, two moles per repeat unit where amines meet anhydrides. [g]
    solvent : float
        [g]
    lost : mapping of str to float
        All that is lost on condensation: ``water``, of isocyanates ``carbon dioxide``, of acid
        chlorides ``hydrogen chloride``. [g]
    """

    charges: tuple[Charge, ...]
    polyimide: float
    amic_acid: float
    water: float
    solvent: float
    lost: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def varnish(self) -> float:
        """Monomers and solvent. [g]."""
        return self.amic_acid + self.solvent

    def table(self) -> pd.DataFrame:
        """Return what to weigh, one row per monomer and one for the solvent.

        Returns
        -------
        DataFrame
            Columns `what`, `mol_pct` within the role, `molar_mass_g_per_mol`, `mmol`, `mass_g`.
        """
        import pandas as pd

        return pd.DataFrame(self._rows())

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [
            {
                "what": c.monomer.abbreviation,
                "mol_pct": 100 * c.fraction,
                "molar_mass_g_per_mol": c.molar_mass,
                "mmol": 1000 * c.moles,
                "mass_g": c.mass,
            }
            for c in self.charges
        ]
        return [*rows, {"what": "solvent", "mass_g": self.solvent}]

    def _repr_html_(self) -> str:
        amounts = f"{self.varnish:.4g} g of varnish for {self.polyimide:.4g} g of polyimide"
        return shown(self._rows(), "Batch", amounts, most=len(self.charges) + 1)

    def equivalents(self, role: str) -> float:
        """Return the ends that react of one side, or of one kind of monomer. [mol].

        Parameters
        ----------
        role : str
            ``dianhydride`` (anhydrides and acids) or ``diamine`` (amines and isocyanates).
        """
        return math.fsum(c.equivalents for c in self.charges if fits(c.monomer.role, role))


def batch_recipe(
    composition: str | Composition, mass: float, *, solids: float, basis: str = POLYIMIDE
) -> Recipe:
    """Return what to weigh for a batch.

    Parameters
    ----------
    composition : str or Composition
        The formulation, as in ``PMDA:60;BPDA:40 // ODA``; every monomer needs a structure.
    mass : float
        Polyimide or varnish wanted, by `basis`. [g]
    solids : float
        Poly(amic acid), that is monomers, in the varnish. [wt %]
    basis : str
        ``polyimide`` (after full imidization) or ``varnish``.

    Returns
    -------
    Recipe
        Masses of monomers, solvent, varnish and polyimide [g] and moles [mol]; the roles are
        equimolar to 1e-9.

    Raises
    ------
    DomainError
        If the mass is not positive or the solids content not between 0 and 100 %.
    UsageError
        If a monomer has no structure, the basis is unknown, or an acid chloride would meet an
        isocyanate.

    Notes
    -----
    With n moles of repeat units, monomer i of share x weighs n x M; the acid is the sum of the
    monomers, the polyimide that sum less what condensation gives off: two moles of water per
    repeat unit, of carbon dioxide where isocyanates react, one of hydrogen chloride and one of
    water where an amine meets an acid chloride. A salt or hydrate is
    weighed with its molar mass; the acid is that of the free monomers, and the base that frees a
    hydrochloride's amine is not counted. Purity, moisture in
    the solvent and hydrolysed anhydride are not accounted for.

    Examples
    --------
    >>> made = batch_recipe("PMDA // ODA", 100.0, solids=20.0)
    >>> [round(charge.mass, 2) for charge in made.charges], round(made.solvent, 1)
    ([57.05, 52.37], 437.7)
    """
    if not (math.isfinite(mass) and mass > 0):
        raise DomainError(f"a batch of {mass} g is not possible")
    if not 0 < solids < 100:
        raise DomainError(f"a solids content of {solids} wt % is not between 0 and 100")
    if basis not in BASES:
        raise UsageError(f"unknown basis {basis!r}", remedy=f"known: {', '.join(BASES)}")
    if isinstance(composition, str):
        composition = Composition.parse(composition)
    shares = (*composition.dianhydrides, *composition.diamines)
    for monomer, _ in shares:
        if not monomer.smiles:
            raise UsageError(f"{monomer} has no structure, so its molar mass is unknown")
    acid_per_mole = math.fsum(x * molar_mass(m.smiles) for m, x in shares)
    imide_per_mole = float((composition.pair_weights * composition.repeat_unit_masses).sum())
    wanted = mass if basis == POLYIMIDE else mass * solids / 100
    moles = wanted / (imide_per_mole if basis == POLYIMIDE else acid_per_mole)
    acid = moles * acid_per_mole
    lost = {
        what: moles * share * molar_mass(LOST[what])
        for what, share in lost_per_unit(composition).items()
    }
    only_water = lost.keys() == {WATER}
    return Recipe(
        charges=tuple(
            Charge(m, x, weighed_molar_mass(m), moles * x, moles * x * weighed_molar_mass(m))
            for m, x in shares
        ),
        polyimide=moles * imide_per_mole,
        amic_acid=acid,
        water=acid - moles * imide_per_mole if only_water else lost.get(WATER, 0.0),
        solvent=acid * (100 / solids - 1),
        lost=MappingProxyType(lost),
    )


def fractions_of_masses(masses: Mapping[Monomer, float]) -> Composition:
    """Return the formulation that weighed masses come to; the inverse of a recipe.

    Parameters
    ----------
    masses : mapping of Monomer to float
        Mass of each monomer. [g]

    Raises
    ------
    UsageError
        If a role is missing or a monomer has no structure.
    """
    roles = []
    for role in (DIANHYDRIDE, DIAMINE):
        moles = {m: g / weighed_molar_mass(m) for m, g in masses.items() if fits(m.role, role)}
        total = math.fsum(moles.values())
        if not total > 0:
            raise UsageError(f"no {role} is weighed")
        roles.append(tuple((m, n / total) for m, n in moles.items()))
    return Composition(*roles)
