"""What the tables of `datasets/` must hold: columns, kinds, ranges and keys, checked on load.

Ranges only catch slips (a unit, a shifted column): they are wider than any value known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from polyopt.errors import DataError, DomainError, one_line, quoted
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.temperature.window import window_of

_NOT_A_SOURCE = re.compile(r"[=+@\t\r]")


@dataclass(frozen=True, slots=True)
class Column:
    """What one column may hold.

    Parameters
    ----------
    name : str
        Its header.
    required : bool
        Whether no cell may be empty.
    least, most : float, optional
        Bounds of a number; a column with neither holds text.
    one_of : tuple of str
        The texts allowed, any if empty.
    pattern : str
        Regular expression that a whole text must match, any if empty.
    window : bool
        True for a temperature window, such as ``50-200``.
    """

    name: str
    required: bool = False
    least: float | None = None
    most: float | None = None
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    window: bool = False

    def fault(self, cell: str) -> str:
        """Return what is wrong with a cell, or an empty text."""
        if not cell:
            return "is empty" if self.required else ""
        if self.least is not None and self.most is not None:
            return _fault_of_number(cell, self.least, self.most)
        if self.one_of and cell not in self.one_of:
            return f"is {quoted(cell)}; allowed: {', '.join(self.one_of)}"
        if self.pattern and not re.fullmatch(self.pattern, cell):
            return f"is {quoted(cell)}, not of the form {self.pattern}"
        if self.window and (wrong := _fault_of_window(cell)):
            return wrong
        if _NOT_A_SOURCE.match(cell):
            return f"starts with {quoted(cell[0])}, which a spreadsheet would run"
        return ""


def _fault_of_number(cell: str, least: float, most: float) -> str:
    try:
        value = float(cell)
    except ValueError:
        return f"is {quoted(cell)}, not a number"
    return "" if least <= value <= most else f"is {cell}, outside {least:g} to {most:g}"


def _fault_of_window(cell: str) -> str:
    try:
        window_of(cell)
    except DomainError as error:
        return f"is no window: {one_line(error)}"
    return ""


@dataclass(frozen=True, slots=True)
class Schema:
    """What one table must hold.

    Parameters
    ----------
    columns : tuple of Column
        All columns, in order.
    key : str
        Column whose cells must differ, case aside; empty if none must.
    """

    columns: tuple[Column, ...]
    key: str

    def check(self, name: str, header: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
        """Check a table.

        Parameters
        ----------
        name : str
            File name, for the error.
        header : sequence of str
            Its columns.
        rows : sequence of dict
            Its cells as text.

        Raises
        ------
        DataError
            For the first cell, row or header that does not fit; the line is that of the row
            counted without line ends inside cells.
        """
        wanted = [column.name for column in self.columns]
        if list(header) != wanted:
            raise DataError(
                f"has the columns {', '.join(map(str, header))}",
                where=name,
                remedy=f"wanted, in this order: {', '.join(wanted)}",
            )
        first: dict[str, int] = {}
        for line, row in enumerate(rows, start=2):
            where = f"{name}, row {line}"
            if None in row or None in row.values():
                raise DataError("has more or fewer cells than columns", where=where)
            for column in self.columns:
                fault = column.fault(row[column.name])
                if fault:
                    raise DataError(f"{column.name} {fault}", where=where)
            key = row[self.key].casefold() if self.key else ""
            if key and first.setdefault(key, line) != line:
                raise DataError(
                    f"{self.key} {quoted(row[self.key])} is already in row {first[key]}",
                    where=where,
                )


def addresses(cell: str) -> list[str]:
    """Return the addresses of an `address` cell, which parts them by " ; ".

    >>> addresses("https://doi.org/10.1/x ; GitHub file id 7 (stored index)")
    ['https://doi.org/10.1/x', 'GitHub file id 7 (stored index)']
    """
    return [part.strip() for part in cell.split(" ; ") if part.strip()]


def is_address(text: str) -> bool:
    """Say whether a text leads to a source: a web address, or a numbered file of an index.

    >>> is_address("https://doi.org/10.1/x"), is_address("see above")
    (True, False)
    """
    parts = urlsplit(text)
    web = parts.scheme in {"http", "https"} and "." in parts.netloc
    return web or re.match(r"GitHub file ids? \d+", text) is not None


def _text(name: str) -> Column:
    return Column(name, required=True)


THIS_FILM, ITS_POLYMER = "this film", "films of its polymer"
"""What a CTE of `film_windows.csv` was measured on."""

_COMPOSITION = r"[^:;]+:\d+(\.\d+)?(;[^:;]+:\d+(\.\d+)?)*"
_CAS = r"\d{2,7}-\d{2}-\d"
_TG, _CTE, _PERMITTIVITY = (
    Column(known.column, least=known.shipped.least, most=known.shipped.most)
    for known in (LAYER_PROPERTIES[name] for name in ("tg", "cte", "permittivity"))
)
_KIND_OF_NAME = Column("kind", required=True, one_of=("computed", "read"))
_FORMERLY = Column("formerly", one_of=("yes",))
_CTE_SD = Column("cte_sd_ppm_per_K", least=0, most=100)
_WINDOW = Column("cte_range_degC", window=True)
_CITED = (
    Column("citation", required=True),
    Column("address", required=True),
    Column("quality", required=True, one_of=("A", "B", "C")),
    Column("note"),
)
_MODULUS = Column("modulus_GPa", least=0.01, most=1000)
_POISSON = Column("poisson", least=0.0, most=0.5)
_DENSITY = Column("density_g_per_cm3", least=0.5, most=25)
_THICKNESS = Column("thickness_um", pattern=r"\d+(\.\d+)?(-\d+(\.\d+)?)?")

_REACT = ("dianhydride", "tricarboxylic anhydride", "diamine", "diisocyanate")

SCHEMAS = {
    "monomers.csv": Schema(
        (
            Column("abbreviation", required=True),
            Column("synonyms"),
            Column("name", required=True),
            Column("role", required=True, one_of=(*_REACT, "end-capper", "other")),
            Column("smiles", required=True, pattern=r"[^\s]+"),
            Column("cas", pattern=_CAS),
            Column("cas_source"),
            Column("note"),
        ),
        key="abbreviation",
    ),
    "monomer_names.csv": Schema(
        (_text("name"), _text("abbreviation"), _KIND_OF_NAME, _text("source")), key="name"
    ),
    "ambiguous_names.csv": Schema(
        (_text("written"), Column("abbreviation"), _text("meaning"), _FORMERLY, _text("source")), ""
    ),
    "films.csv": Schema(
        (
            Column("material", required=True),
            Column("synonyms"),
            Column("polymer", required=True),
            _CTE,
            _CTE_SD,
            Column("cte_sd_source"),
            _WINDOW,
            _MODULUS,
            _POISSON,
            _THICKNESS,
            _TG,
            _PERMITTIVITY,
            _DENSITY,
            *_CITED,
        ),
        key="material",
    ),
    "film_windows.csv": Schema(
        (
            Column("id", required=True, pattern=r"W\d{3}"),
            Column("material", required=True),
            Column("specimen", required=True, one_of=(THIS_FILM, ITS_POLYMER)),
            replace(_CTE, required=True),
            replace(_CTE_SD, required=True),
            Column("cte_sd_source", required=True),
            replace(_WINDOW, required=True),
            *_CITED,
        ),
        key="id",
    ),
    "metals.csv": Schema(
        (
            Column("material", required=True),
            Column("synonyms"),
            Column("kind", required=True),
            _CTE,
            _WINDOW,
            _MODULUS,
            _POISSON,
            _DENSITY,
            *_CITED,
        ),
        key="material",
    ),
    "literature.csv": Schema(
        (
            Column("id", required=True, pattern=r"[JL]\d{3}"),
            Column("dianhydrides", required=True, pattern=_COMPOSITION),
            Column("diamines", required=True, pattern=_COMPOSITION),
            _TG,
            Column("tg_censor", one_of=(">", "<")),
            Column("tg_method"),
            _CTE,
            _WINDOW,
            _THICKNESS,
            Column("process"),
            _MODULUS,
            _PERMITTIVITY,
            Column("water_uptake_pct", least=0, most=20),
            *_CITED,
            Column("series"),
        ),
        key="id",
    ),
    "solvents.csv": Schema(
        (
            Column("solvent", required=True),
            Column("synonyms"),
            Column("smiles", required=True, pattern=r"[^\s]+"),
            Column("cas", pattern=_CAS),
            Column("molar_mass_g_per_mol", required=True, least=18, most=500),
            Column("boiling_point_degC", required=True, least=20, most=350),
            Column("density_g_per_cm3", required=True, least=0.5, most=25),
            Column(
                "density_basis",
                required=True,
                one_of=("read, 20 degC", "read, 25 degC", "molar mass / molar volume"),
            ),
            Column("molar_volume_cm3_per_mol", least=10, most=500),
            Column("hansen_d_sqrtMPa", least=10, most=25),
            Column("hansen_p_sqrtMPa", least=0, most=30),
            Column("hansen_h_sqrtMPa", least=0, most=45),
            *_CITED,
        ),
        key="solvent",
    ),
}
"""Of each table of `datasets/`. Temperatures in degC, lengths in um, moduli in GPa."""
