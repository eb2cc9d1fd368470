"""What columns mean: one vocabulary for films, cures, coats, prices; curves have their own page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from polyopt.io.reading.headers import folded_words
from polyopt.io.reading.units import (
    DIFFERENCE,
    EXPANSION,
    LENGTH,
    PLAIN,
    PRICE_MASS,
    PRICE_MOLE,
    SHARE,
    TEMPERATURE,
    TIME,
    unit_of,
)  # fmt: skip
from polyopt.quantities import CTE_RANGE, LAYER_PROPERTIES

_DIMENSIONS = {"degC": TEMPERATURE, "ppm/K": EXPANSION, "1": PLAIN}
_SPREADS = {TEMPERATURE: DIFFERENCE}


_METHODS = re.compile(r"(by|from|of)?(dsc|dma|dmta|tma|onset|midpoint|measured|exp|inplane|xy|md)+")
WINDOW = re.compile(
    r"(?:from\s*)?[-−]?\d+(\s*°?\s*C)?\s*(?:-|–|—|−|~|to|bis)\s*[-−]?\d+\s*(°\s*C|℃|deg\s*C|C)?",
    re.I,
)
"""Temperatures in brackets behind a thermal expansion."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a column of a table may hold.

    Parameters
    ----------
    column : str
        Its name in polyopt's own tables, which states its unit.
    words : tuple of str
        Other names, as `folded_words` has them.
    dimension : str
        Of a number, what it measures; empty for a text.
    unit : str
        The unit that values are wanted in.
    remarks : str
        Pattern of what may stand in brackets behind the name and changes nothing.
    """

    column: str
    words: tuple[str, ...] = ()
    dimension: str = ""
    unit: str = ""
    remarks: str = ""
    folded: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", frozenset(map(folded_words, self.words)))

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return bool(self.dimension)

    def names(self, words: str) -> bool:
        """Say whether words, folded, are its name, or its name and how it was measured."""
        if words in self.folded or words == self.column.casefold():
            return True
        if not self.remarks:
            return False
        return any(
            words.startswith(name) and _METHODS.fullmatch(words[len(name) :])
            for name in self.folded
        )

    def takes(self, remark: str) -> bool:
        """Say whether a text in brackets may stand behind its name."""
        return bool(self.remarks) and bool(re.fullmatch(self.remarks, remark.strip(), re.I))


_TG_REMARKS = (
    r".*\b(dsc|dma|dmta|tma|onset|mid-?point|inflection|half[- ]height|peak|loss)\b.*"
    r"|tan ?(δ|delta)|e''|.*(k|°c)/min.*|measured|exp\.?|experimental|2nd heating"
)
_NAMES = {
    "tg": (
        "tg", "glass transition", "glass transition temperature", "glass transition temp",
        "glasübergangstemperatur", "glasübergang", "玻璃化转变温度", "玻璃化温度", "ガラス転移温度",
    ),
    "cte": (
        "cte", "cltee", "clte", "tce", "thermal expansion", "thermal expansion coefficient",
        "coefficient of thermal expansion", "linear thermal expansion", "in-plane cte",
        "coefficient of linear thermal expansion", "wärmeausdehnungskoeffizient", "wak",
        "ausdehnungskoeffizient", "热膨胀系数", "线膨胀系数", "線膨張係数", "熱膨張係数",
    ),
    "permittivity": (
        "permittivity", "relative permittivity", "dielectric constant", "dk", "εr",
        "permittivität", "介电常数", "誘電率",
    ),
}  # fmt: skip
_REMARKS = {
    "tg": _TG_REMARKS,
    "cte": rf"in-?plane|xy|x-y|md|tma|measured|exp\.?|experimental|{WINDOW.pattern}",
    "permittivity": r"measured|exp\.?|experimental",
}
_TEXTS = (
    Field("dianhydrides", ("dianhydride", "dianhydride(s)", "dianhydrid", "dianhydride monomer",
          "dianhydrides mol", "dianhydridess", "dianhydride component", "二酐", "酸二無水物")),
    Field("diamines", ("diamine", "diamine(s)", "diamin", "diamine monomer", "diamine component",
          "二胺", "ジアミン")),
    Field("process", ("processes", "prozess", "工艺")),
    Field("group", ("groups", "gruppe")),
    Field("precursor"),
    Field("cure", ("curing",)),
    Field("tg_method"),
    Field(CTE_RANGE, ("cte_range", "cte window", "cte temperature range", "cterangedegc",
          "temperature range", "temperature window")),
    Field("monomer", ("monomers", "monomer name", "name", "单体")),
)  # fmt: skip
_NUMBERS = (
    Field("thickness_um", ("thickness", "film thickness", "dicke", "厚度"), LENGTH, "um"),
    Field("temperature_degC", ("temperature", "temp", "cure temperature", "curing temperature",
          "cure temp", "temperatur", "härtetemperatur", "温度"), TEMPERATURE, "degC"),
    Field("time_min", ("time", "cure time", "curing time", "zeit", "dauer", "时间", "時間"), TIME,
          "min"),
    Field("insoluble_pct", ("insoluble", "insoluble content", "insoluble fraction", "gel content",
          "gel fraction", "gelgehalt", "unlöslicher anteil", "不溶物含量"), SHARE, "pct"),
    Field("insoluble_sd_pct", ("insoluble_sd", "insoluble content sd", "sd insoluble",
          "gel content sd"), SHARE, "pct"),
    Field("time_s", ("time", "drying time", "zeit", "trockenzeit", "时间"), TIME, "s"),
    Field("residual_solvent_wt_pct", ("residual solvent", "residual solvent content",
          "residual_solvent_wt", "solvent content", "restlösemittel"), SHARE, "pct"),
    Field("cost_per_kg", ("cost", "price", "preis", "价格"), PRICE_MASS, "/kg"),
    Field("cost_per_mol", ("cost", "price", "preis", "价格"), PRICE_MOLE, "/mol"),
)  # fmt: skip


def _property_fields() -> list[Field]:
    found = []
    for known in LAYER_PROPERTIES.values():
        stated = unit_of(known.unit)
        dimension = _DIMENSIONS.get(known.unit, stated.dimension if stated else PLAIN)
        names = _NAMES.get(known.name, (known.name, known.label))
        spread = tuple(
            text for n in names for text in (f"{n} sd", f"sd {n}", f"{n} std", f"{n} uncertainty")
        )
        remarks = _REMARKS.get(known.name, "")
        found += [
            Field(known.column, names, dimension, known.unit, remarks),
            Field(known.sd_column, spread, _SPREADS.get(dimension, dimension), known.unit, remarks),
            Field(known.censor_column),
        ]
    return found


_BY_COLUMN = {row.column: row for row in (*_TEXTS, *_NUMBERS, *_property_fields())}
FILM_COLUMNS = (
    "dianhydrides", "diamines", "process", "group", "precursor", "cure", "tg_method", CTE_RANGE,
    "thickness_um", *(row.column for row in _property_fields()),
)  # fmt: skip
"""The columns that a table of measured films may have."""


def field_of(column: str) -> Field:
    """Return what is known of a column by its name in polyopt's tables; others are plain texts."""
    return _BY_COLUMN.get(column, Field(column))
