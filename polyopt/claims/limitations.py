"""The kinds of test that a limitation can be: what is asked, without how it is judged."""

from __future__ import annotations

from dataclasses import dataclass

from polyopt.claims.interval import Interval
from polyopt.quantities import member_quantity


@dataclass(frozen=True, slots=True)
class Linear:
    """``sum of factor * quantity`` within an interval; a single property is one term.

    Parameters
    ----------
    terms : tuple of (str, float)
        Quantity, as ``A.cte`` with a layer variable or ``film.cte``, and its factor.
    interval : Interval
        Where the sum must lie.
    unit : str
        Unit of the sum.
    scale : float, optional
        What one unit of margin means, in that unit.
    sure : float
        Least probability at which a prediction decides, where the confidence asked is below it.
    """

    terms: tuple[tuple[str, float], ...]
    interval: Interval
    unit: str
    scale: float | None = None
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """Quotient of two positive quantities within an interval."""

    over: str
    under: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Fraction:
    """Mole fraction of some monomers within one role of a layer.

    Parameters
    ----------
    layer : str
        Layer variable.
    role : str
        ``dianhydride`` or ``diamine``.
    monomers : tuple of str
        Monomers that count, by name.
    formulas : tuple of str
        Scaffolds (SMILES) of general formulas that count.
    substituents : tuple of str
        What the formulas allow on ring carbons.
    interval : Interval
        Where the summed mole fraction must lie.
    by_residue : bool
        Whether a monomer counts by what it leaves in the chain, among all of its side: a
        diisocyanate as its diamine. If not, diisocyanates are no diamines for sure.
    trimellitic : bool
        Whether all that bring an amide of trimellitic anhydride count.
    """

    layer: str
    role: str
    monomers: tuple[str, ...]
    formulas: tuple[str, ...]
    substituents: tuple[str, ...]
    interval: Interval
    by_residue: bool = False
    trimellitic: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Number of members of a group of the stack within an interval.

    Parameters
    ----------
    interval : Interval
        Where the number must lie.
    among : str
        The group; all resin layers if it is not stated.
    variable : str
        How the test calls the member.
    test : Test, optional
        What a member must meet to be counted.
    """

    interval: Interval
    among: str = "layers"
    variable: str = ""
    test: Test | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Members that stand in an order in the stack, seen from either face.

    Parameters
    ----------
    members : tuple of str
        Such as ``metal`` and ``film``, or layers of the claim as ``{A}``.
    joints : tuple of str, one fewer
        ``/`` if two of them touch, ``-`` if only resin layers may lie between, ``...`` if anything
        may.
    """

    members: tuple[str, ...]
    joints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact of a member, or one that only the user can state.

    Parameters
    ----------
    fact : str
        The fact, a layer of the claim in braces.
    granted : bool
        Whether it is taken for granted, as assumed, where nothing at all is said of the member.
    otherwise : Test, optional
        What decides where nobody states the fact: a test on the formulation, or a prediction.
    how : str
        What to do to know the fact, as ``dissolve it in N-methyl-2-pyrrolidone``; empty if nothing.
    """

    fact: str
    granted: bool = False
    otherwise: Test | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """Process steps that must occur in this order, others between them allowed.

    Parameters
    ----------
    steps : tuple of str
        As ``coat {R} on metal``, ``combine {A} with film``, ``predry {R}`` or ``heat press``, with
        layer variables in braces.
    """

    steps: tuple[str, ...]


BOILING_POINTS = "boiling points"
"""What a temperature may be compared with: the boiling point of every solvent of the solution."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a process step: a number within an interval, or one of some words.

    Parameters
    ----------
    step : str
        The step; of several presses one that meets the condition is enough, of others all must.
    name : str
        ``temperature`` (°C), ``time`` (min), ``pressure`` (kPa), ``residual_solvent`` (wt%) or
        ``atmosphere``.
    unit : str
        Unit of a number.
    interval : Interval, optional
        Where the number, or its difference to `minus`, must lie.
    minus : str
        A quantity to take off first, or ``boiling points``; empty for none.
    tolerance : str
        Name of the tolerance, stated by the user, that the difference must keep within.
    one_of : tuple of str
        Words that meet the condition.
    """

    step: str
    name: str
    unit: str = ""
    interval: Interval | None = None
    minus: str = ""
    tolerance: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StorageLimit:
    """The least storage modulus at or above Tg within an interval. [Pa].

    Parameters
    ----------
    layer : str
        Layer variable.
    interval : Interval
        Where the minimum must lie; its lower end is zero. [Pa]
    """

    layer: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Members:
    """A test on the members of a group of the stack: on each of them, or on some.

    Parameters
    ----------
    quantifier : str
        ``each`` (met by an empty group) or ``some`` (not met by one).
    among : str
        The group, such as ``metals`` or ``insulator of {T}``.
    variable : str
        How the test calls the member.
    test : Test
        What is tested.
    """

    quantifier: str
    among: str
    variable: str
    test: Test


@dataclass(frozen=True, slots=True)
class Unmodelled:
    """A limitation nobody can compute; always unknown."""


@dataclass(frozen=True, slots=True)
class Group:
    """Several tests joined by ``any``, ``all``, ``not``, or as ``readings`` of one text.

    Readings that agree decide; where they differ the verdict is unknown.
    """

    join: str
    tests: tuple[Test, ...]


Test = (
    Linear
    | Ratio
    | Fraction
    | Count
    | Arrangement
    | Declared
    | Steps
    | Condition
    | StorageLimit
    | Members
    | Unmodelled
    | Group
)


def parts(test: Test) -> tuple[Test, ...]:
    """Return a test and all tests inside it."""
    inner: tuple[Test, ...] = ()
    if isinstance(test, Group):
        inner = test.tests
    elif isinstance(test, Members | Count) and test.test is not None:
        inner = (test.test,)
    elif isinstance(test, Declared) and test.otherwise is not None:
        inner = (test.otherwise,)
    return (test, *(part for t in inner for part in parts(t)))


def quantities_of(test: Test) -> tuple[tuple[str, str], ...]:
    """Return the quantities a single test compares, each with its unit; tests inside not counted.

    >>> quantities_of(Ratio("A.thickness", "B.thickness", Interval(2.0, 3.0)))
    (('A.thickness', 'um'), ('B.thickness', 'um'))
    """
    match test:
        case Linear():
            return tuple((name, test.unit) for name, _ in test.terms)
        case Ratio():
            return tuple((name, "um") for name in (test.over, test.under))
        case Condition() if test.minus and test.minus != BOILING_POINTS:
            return ((test.minus, test.unit),)
        case StorageLimit():
            return ((member_quantity(test.layer, "storage_minimum"), "Pa"),)
    return ()
