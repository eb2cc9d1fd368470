"""Names of columns to meanings: exact names, spellings of them, units beside or below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyopt.errors import DataError, did_you_mean, quoted
from polyopt.io.reading.headers import Header, folded_words, header_of
from polyopt.io.reading.units import MILLIPASCAL, PLAIN, SHARE, TEMPERATURE, Unit, unit_of
from polyopt.io.reading.vocabulary import WINDOW, Field
from polyopt.quantities import CTE_RANGE, VALUE_COLUMNS


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose meaning is known.

    Parameters
    ----------
    place : int
        Counted from 0.
    field : Field
        What it holds.
    name : str
        As the file writes it.
    unit : Unit or None
        Of its cells; None for texts.
    exact : bool
        Whether it has polyopt's own name.
    """

    place: int
    field: Field
    name: str
    unit: Unit | None
    exact: bool

    @property
    def wanted(self) -> Unit | None:
        """The unit that its values are wanted in."""
        return unit_of(self.field.unit, self.field.dimension) if self.field.is_number else None

    @property
    def window(self) -> str:
        """The temperatures that its name states; empty for none."""
        remarks = header_of(self.name).remarks if not self.exact else ()
        return next((r for r in remarks if WINDOW.fullmatch(r.strip())), "")

    @property
    def words(self) -> str:
        """What was taken for what, for a user to see; empty where nothing was chosen."""
        unit, wanted = self.unit, self.wanted
        changed = unit is not None and wanted is not None and unit != wanted
        if self.name == self.field.column or (self.exact and not changed):
            return "" if not changed or unit is None else f"{self.name} from {unit.name}"
        convert = f" (from {unit.name})" if changed and unit is not None else ""
        return f"{quoted(self.name)} is {self.field.column}{convert}"


def fitting(name: str, fields: Sequence[Field]) -> list[Field]:
    """Return which fields a name may mean, whatever its unit; an exact name means one."""
    plain = name.strip().strip("\ufeff").casefold()
    exact = [f for f in fields if f.column.casefold() == plain]
    if exact:
        return exact
    header = header_of(name)
    found = [f for f in fields if _words_fit(header, f)]
    stated = [f for f in found if any(unit_of(u, f.dimension) for u in header.units)]
    return stated or found


def _words_fit(header: Header, known: Field) -> bool:
    if not known.names(header.words):
        return False
    if not known.is_number:
        return not header.remarks and all(_unit_of_text(u, known) for u in header.units)
    return all(known.takes(remark) for remark in header.remarks)


def _unit_of_text(text: str, known: Field) -> bool:
    """Say whether a column of texts may state a unit: shares do, and windows are in °C."""
    if known.column != CTE_RANGE:
        return unit_of(text, SHARE) is not None
    unit = unit_of(text, TEMPERATURE)
    return unit is not None and (unit.factor, unit.offset) == (1.0, 0.0)


def is_units_row(cells: Sequence[str]) -> bool:
    """Say whether the cells of a row are units, or nothing."""
    filled = [cell for cell in cells if cell and cell not in ("-", "1")]
    return bool(filled) and all(unit_of(c) or c.strip("[]() ") == MILLIPASCAL for c in filled)


def columns_of(
    names: Sequence[str], fields: Sequence[Field], units: Sequence[str] = ()
) -> list[Column]:
    """Return the columns whose meaning is known.

    Parameters
    ----------
    names : sequence of str
        The names of all columns.
    fields : sequence of Field
        What they may mean.
    units : sequence of str
        The row of units below, if there is one.

    Raises
    ------
    DataError
        If two columns mean the same, a unit is missing, or is none of what the name says.
    """
    found: list[Column] = []
    for place, name in enumerate(names):
        meant = fitting(name, fields) if name else []
        if not meant:
            continue
        below = units[place] if place < len(units) else ""
        chosen = _chosen(name, meant, below)
        exact = name.strip().casefold() == chosen.column.casefold()
        found.append(Column(place, chosen, name, _unit(name, chosen, below, exact), exact))
    by_field: dict[str, list[Column]] = {}
    for column in found:
        by_field.setdefault(column.field.column, []).append(column)
    for meaning, several in by_field.items():
        if len(several) > 1:
            if len({c.name.casefold() for c in several}) == 1:
                raise DataError(f"column {quoted(several[0].name)} appears twice")
            listed = " and ".join(quoted(c.name) for c in several)
            raise DataError(
                f"two columns can be {meaning}: {listed}", remedy="rename one, or take it out"
            )
    return found


def _chosen(name: str, meant: Sequence[Field], below: str) -> Field:
    """Return which of the fields a column is; units decide between those of like names."""
    if below and len(meant) > 1:
        meant = [f for f in meant if f.is_number and unit_of(below, f.dimension)] or meant
    if len(meant) > 1:
        listed = " or ".join(f.column for f in meant)
        raise DataError(f"the column {quoted(name)} states no unit", remedy=f"name it {listed}")
    return meant[0]


def _unit(name: str, known: Field, below: str, exact: bool) -> Unit | None:
    """Return the unit of a column, from its name or from the row below."""
    if not known.is_number:
        return None
    wanted = unit_of(known.unit, known.dimension)
    texts = [*(() if exact else header_of(name).units), *((below,) if below else ())]
    units = [unit_of(text, known.dimension) for text in texts]
    if None in units:
        bad = texts[units.index(None)]
        raise DataError(
            f"the column {quoted(name)} cannot be in {quoted(bad.strip('[]()'))}",
            remedy=f"polyopt's own name of it is {known.column}",
        )
    stated = {u.name: u for u in units if u is not None} | (
        {wanted.name: wanted} if exact and wanted else {}
    )
    if len(stated) > 1:
        raise DataError(f"the column {quoted(name)} states two units: {' and '.join(stated)}")
    if stated:
        return next(iter(stated.values()))
    if known.dimension == PLAIN:
        return wanted
    raise DataError(
        f"the column {quoted(name)} states no unit",
        remedy=f"name it {known.column}, or write its unit in brackets behind the name",
    )


def near_misses(names: Sequence[str], used: Sequence[Column], fields: Sequence[Field]) -> list[str]:
    """Return what is said of columns that are nearly called like one that is not there."""
    there = {column.field.column for column in used}
    taken = {column.place for column in used}
    lacking = [f.column for f in fields if f.column not in there]
    found = []
    for place, name in enumerate(names):
        if place in taken or len(name.strip()) < 2:
            continue
        hint = did_you_mean(name, lacking) if _resembles(name, lacking) else ""
        if hint:
            found.append(f"the column {quoted(name)} is not used, {hint}")
        elif _speaks_of(name, fields) or _may_be(name, there, fields):
            found.append(f"the column {quoted(name)} is not used")
    return found


def _may_be(name: str, there: set[str], fields: Sequence[Field]) -> bool:
    """Say whether a column has a unit that of all columns only one has that is not there."""
    if "_" in name and name.casefold() == name:  # a name of a program's own, such as dry_degC
        return False
    units = header_of(name).units
    return any(
        unit_of(text, f.dimension)
        for text in units
        for f in fields
        if f.column in VALUE_COLUMNS and f.column not in there and f.dimension != PLAIN
    )


def _speaks_of(name: str, fields: Sequence[Field]) -> bool:
    """Say whether a name begins like that of a value, but says more; not one that polyopt wrote."""
    own = [f.column.casefold() for f in fields if f.is_number and f.words]
    if name.casefold().removeprefix("input_").startswith(tuple(f"{c}_" for c in own)):
        return False
    first = folded_words(re.split(r"[\s_(\[/,]", name.strip(), maxsplit=1)[0])
    return any(first in f.folded for f in fields if f.is_number)


def _resembles(name: str, known: Sequence[str]) -> bool:
    from difflib import get_close_matches

    return bool(get_close_matches(name.casefold(), [k.casefold() for k in known], 1, 0.82))
