"""Names that leave the positions out, and the isomer that is sold and meant by them."""

from __future__ import annotations

from polyopt.chemistry.name_folding import folded_name

_MEANT = {
    "ODA": ("oxydianiline", "diaminodiphenyl ether", "oxybisbenzenamine"),
    "MDA": ("methylenedianiline", "diaminodiphenylmethane", "methylenebisbenzenamine"),
    "DDS": ("diaminodiphenyl sulfone", "sulfonyldianiline"),
    "ASD": ("thiodianiline", "diaminodiphenyl sulfide"),
    "44DABA": ("diaminobenzanilide",),
    "BPDA": ("biphenyltetracarboxylic dianhydride", "biphthalic anhydride"),
    "BTDA": ("benzophenonetetracarboxylic dianhydride",),
    "ODPA": ("oxydiphthalic anhydride", "oxydiphthalic dianhydride"),
    "DSDA": ("diphenylsulfonetetracarboxylic dianhydride", "sulfonyldiphthalic anhydride"),
    "6FDA": (
        "hexafluoroisopropylidene diphthalic anhydride",
        "(hexafluoroisopropylidene)diphthalic anhydride",
        "hexafluoroisopropylidene diphthalic dianhydride",
    ),
    "CBDA": ("cyclobutanetetracarboxylic dianhydride",),
}
"""By abbreviation. Each is the isomer that the bare abbreviation means, as notes of `monomers.csv`
say of ODA, BPDA and DDS. Phenylenediamine and naphthalenediamine have no such isomer."""


_BY_NAME = {folded_name(name): short for short, names in _MEANT.items() for name in names}


def isomer_meant(text: str) -> str | None:
    """Return the abbreviation of the isomer that a name without positions means, or None.

    >>> isomer_meant("oxydianiline"), isomer_meant("phenylenediamine")
    ('ODA', None)
    """
    return _BY_NAME.get(folded_name(text).replace("tetracarboxylicacid", "tetracarboxylic"))
