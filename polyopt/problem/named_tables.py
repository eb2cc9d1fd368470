"""Tables a problem file names: homopolymer values by pair, and prices of monomers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, folded_name, shipped_library
from polyopt.chemistry.salts import weighed_molar_mass
from polyopt.chemistry.structures import without_stereo
from polyopt.errors import DataError, PolyoptError, UsageError, printable, quoted
from polyopt.io.tables import finite_number, read_table
from polyopt.models.surface import PairSurface
from polyopt.problem.statement import Costs, LayerProblem
from polyopt.quantities import LAYER_PROPERTIES


def read_pairs(
    path: Path, name: str, dianhydrides: Sequence[Monomer], diamines: Sequence[Monomer]
) -> PairSurface:
    """Return the surface of a table of homopolymer values.

    Parameters
    ----------
    path : Path
        First column the dianhydride, then one column per diamine.
    name : str
        Property the values are of.
    dianhydrides, diamines : sequence of Monomer
        The palette; every pair must have a value.

    Raises
    ------
    DataError
        If the table cannot be read or lacks a pair.
    """
    table = read_table(path, numbers=True)
    first = table.columns[0]
    rows = Names.of(table[first].astype(str).tolist(), path)
    columns = Names.of([str(c) for c in table.columns[1:]], path)
    values = np.empty((len(dianhydrides), len(diamines)))
    for i, dianhydride in enumerate(dianhydrides):
        row = table.iloc[_found(rows, dianhydride, "row", path)]
        for j, diamine in enumerate(diamines):
            cell = row.iloc[1 + _found(columns, diamine, "column", path)]
            try:
                values[i, j] = _possible(cell, name, f"{dianhydride} // {diamine}")
            except DataError as error:
                raise error.at(str(path)) from None
    return PairSurface.from_table(name, LAYER_PROPERTIES[name].unit, values)


def _possible(cell: object, name: str, what: str) -> float:
    value = finite_number(cell, what)
    possible = LAYER_PROPERTIES[name].possible
    if not possible.holds(value):
        remedy = f"possible: {possible.least:g} to {possible.most:g}"
        raise DataError(f"{what} is {value:g}", remedy=remedy)
    return value


def read_costs(entry: Mapping[str, str], layers: Sequence[LayerProblem], folder: Path) -> Costs:
    """Return the prices of a ``[cost]`` table for every monomer of the layers.

    Raises
    ------
    DataError
        If the table cannot be read, a price is missing, negative or no number.
    """
    ((kind, file),) = entry.items()
    path = folder / file
    column = f"cost_{kind}"
    table = read_table(path, required=("monomer", column))
    rows = Names.of(table["monomer"].astype(str).tolist(), path)
    prices: dict[tuple[str, str], float] = {}
    for layer in layers:
        for role in (DIANHYDRIDE, DIAMINE):
            for monomer in layer.monomers(role):
                place = _found(rows, monomer, "row", path)
                _refuse_other_form(rows.written[place], monomer, path)
                cell = table[column].iloc[place]
                prices[role, monomer.abbreviation] = _price(cell, monomer, path)
                if kind == "per_kg":
                    _weigh(monomer, path)
    return Costs(prices, per_mole=kind == "per_mol")


def _refuse_other_form(written: str, monomer: Monomer, path: Path) -> None:
    """Raise a `DataError` where a price is of a salt or hydrate and the palette holds another."""
    priced = _known(written)
    if priced is not None and priced.sold_with != monomer.sold_with:
        raise DataError(
            f"has the price of {priced}, and the palette holds {monomer}",
            where=str(path),
            remedy="a salt or hydrate weighs more: state the price of what the palette names",
        )


def _price(cell: object, monomer: Monomer, path: Path) -> float:
    try:
        price = finite_number(cell, f"the cost of {monomer}")
    except PolyoptError as error:
        raise error.at(str(path)) from None
    if price < 0:
        raise DataError(f"the cost of {monomer} is {price:g}", where=str(path))
    return price


def _weigh(monomer: Monomer, path: Path) -> None:
    if not monomer.smiles:
        raise DataError(
            f"a cost per kg needs the structure of {monomer}",
            where=str(path),
            remedy="give costs per mol, or a SMILES",
        )
    weighed_molar_mass(monomer)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of monomers as a table writes them, and where they stand.

    Parameters
    ----------
    written : tuple of str
        The names in the table's order.
    places : mapping of str to int
        Place of each name, however it is spelt.
    structures : mapping of str to int
        Place of each name that the library knows, by its SMILES without stereo.
    """

    written: tuple[str, ...]
    places: Mapping[str, int]
    structures: Mapping[str, int]

    @classmethod
    def of(cls, written: Sequence[str], path: Path) -> Names:
        """Return the names of a row or column of a table, none of them empty or twice."""
        places: dict[str, int] = {}
        for i, name in enumerate(written):
            if not isinstance(name, str):  # pandas leaves an empty cell as NaN
                raise DataError(f"row {i + 1} names no monomer", where=str(path))
            if places.setdefault(folded_name(name), i) != i:
                raise DataError(f"{quoted(name)} appears twice", where=str(path))
        structures = {
            without_stereo(known.smiles): i for i, n in enumerate(written) if (known := _known(n))
        }
        return cls(tuple(written), places, structures)


def _known(name: str) -> Monomer | None:
    try:
        return shipped_library().find(name)
    except UsageError:
        return None


def _found(names: Names, monomer: Monomer, kind: str, path: Path) -> int:
    known = shipped_library().by_name(monomer.abbreviation)
    spellings = [monomer.abbreviation, monomer.smiles]
    spellings += [known.abbreviation, *known.synonyms, known.name, known.cas] if known else []
    found = {names.places[folded_name(s)] for s in spellings if folded_name(s) in names.places}
    if not found and monomer.smiles:
        structure = without_stereo(monomer.smiles)
        found = {names.structures[structure]} if structure in names.structures else set()
    if len(found) > 1:
        raise DataError(f"{monomer} is listed twice, under two of its names", where=str(path))
    if found:
        return found.pop()
    there = ", ".join(names.written[:8])
    raise DataError(
        f"has no {kind} for {monomer}",
        where=str(path),
        remedy=f"every monomer of the palette needs one; it has {printable(there)}",
    )
