"""The workbook that measured films are written into, with drop-downs of monomers."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from polyopt.chemistry.kinds import fits
from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, shipped_library
from polyopt.io.workbooks import Choice, Sheet
from polyopt.quantities import LAYER_PROPERTIES, USUAL

if TYPE_CHECKING:
    import pandas as pd

_HINT = "Choose one, or type shares in mole per cent, such as {example}"
_EXAMPLES = {"dianhydrides": "PMDA:60;BPDA:40", "diamines": "PDA:80;ODA:20"}
_USUAL = [LAYER_PROPERTIES[name] for name in USUAL]
_MONOMERS = "Monomers"
_ROLES = (DIANHYDRIDE, DIAMINE)
_NOTES = (
    ("dianhydrides, diamines", "a monomer, or shares that sum to 100: PMDA:60;BPDA:40; any name, "
     "CAS number or SMILES that polyopt knows will do"),
    (_USUAL[0].column, f"{_USUAL[0].meaning}; leave it empty if not measured"),
    *((known.column, known.meaning) for known in _USUAL[1:]),
    (", ".join(p.sd_column for p in _USUAL), "standard uncertainty of the value, if known"),
    ("process", "any word for how the film was made; films of one process share it"),
    ("group", "films left out together when 'polyopt fit' states its error, such as one paper"),
    ("use it", "polyopt calibrate measured.xlsx, polyopt fit measured.xlsx, polyopt validate "
     "measured.xlsx; further sheets and empty rows do no harm"),
)  # fmt: skip


def films_workbook() -> list[Sheet]:
    """Return the sheets: films to fill in, the monomers to choose from, notes on the columns."""
    import pandas as pd

    values = [column for known in _USUAL for column in (known.column, known.sd_column)]
    films = pd.DataFrame(columns=[*_EXAMPLES, *values, "process", "group", "note"])
    choices = {
        column: Choice(_MONOMERS, column.removesuffix("s"), _HINT.format(example=example))
        for column, example in _EXAMPLES.items()
    }
    notes = pd.DataFrame(_NOTES, columns=["column", "what it holds"])
    return [Sheet("Films", films, choices), Sheet(_MONOMERS, _monomers()), Sheet("Notes", notes)]


def _monomers() -> pd.DataFrame:
    """Return the library: abbreviations of each role with the names beside them."""
    import pandas as pd

    library = shipped_library()
    roles = [[(m.abbreviation, m.name) for m in library if fits(m.role, role)] for role in _ROLES]
    rows = [(*a, *b) for a, b in zip_longest(*roles, fillvalue=(None, None))]
    names = ["dianhydride", "name of the dianhydride", "diamine", "name of the diamine"]
    return pd.DataFrame(rows, columns=names)
