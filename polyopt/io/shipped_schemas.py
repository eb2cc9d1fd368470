"""What the tables of `datasets/` must hold: columns, kinds, ranges and keys, checked on load.

Ranges only catch slips (a unit, a shifted column): they are wider than any value known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from polyopt.io.table_schemas import Column, Schema
from polyopt.quantities import LAYER_PROPERTIES


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

SOLUBLE, ON_HEATING, PARTLY, INSOLUBLE = "soluble", "on heating", "partly", "insoluble"
SOLUBILITY_VERDICTS = (SOLUBLE, ON_HEATING, PARTLY, INSOLUBLE)
"""What `solubility.csv` says of a polymer in a solvent; `partly` is also swollen."""

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
    "solubility.csv": Schema(
        (
            Column("id", required=True, pattern=r"S\d{3}"),
            Column("dianhydrides", required=True),
            Column("diamines", required=True),
            Column("solvent", required=True),
            Column("verdict", required=True, one_of=SOLUBILITY_VERDICTS),
            Column("concentration"),
            Column("temperature"),
            Column("paper", required=True),
            *_CITED,
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
