"""Write the further names of monomers, datasets/monomer_names.csv.

Candidates are systematic names made from structures (systematic_names.py), names put together from
the parts that papers and catalogues use, and names written down below. Each counts only if OPSIN
(extra `names`, needs Java) reads it back to the structure of the library, stereo aside; a name of a
dianhydride that OPSIN does not know is read as its tetracarboxylic acid, whose neighbouring acid
groups are then closed. Names that no program reads stand with the source that was read.

    python experiments/monomer_names.py > datasets/monomer_names.csv
"""

from __future__ import annotations

import csv
import logging
import sys
from collections.abc import Iterator
from itertools import product

from rdkit import Chem, RDLogger
from systematic_names import systematic_names
from written_monomer_names import READ, WRITTEN

from polyopt.chemistry.monomers import DIAMINE, DIANHYDRIDE, Monomer, shipped_library
from polyopt.chemistry.name_folding import canonical_name, folded_name
from polyopt.chemistry.structures import canonical_smiles, without_stereo

MADE = "made from the structure; OPSIN 2.9.0 reads it back"
CONVENTION = "put together from usual parts; OPSIN 2.9.0 reads it back"
AS_ACID = "put together from usual parts; OPSIN 2.9.0 reads its tetracarboxylic acid back"

BRIDGES = {
    "ether": ("oxy", "oxybis", "oxydi", "oxide"),
    "sulfide": ("thio", "thiobis", "sulfanediyl", "thioether"),
    "sulfone": ("sulfonyl", "sulfonylbis", "sulphonyl"),
    "methane": ("methylene", "methylenebis", "methanediyl"),
    "ketone": ("carbonyl", "carbonylbis"),
    "amine": ("imino", "iminobis"),
    "propane": ("isopropylidene", "propane-2,2-diyl", "(propane-2,2-diyl)", "(1-methylethylidene)"),
    "hexafluoropropane": (
        "(hexafluoroisopropylidene)",
        "hexafluoroisopropylidene",
        "(perfluoropropane-2,2-diyl)",
        "(1,1,1,3,3,3-hexafluoropropane-2,2-diyl)",
    ),
}
PLACES = ("2,2'", "2,4'", "3,3'", "3,4'", "4,4'")
ACIDS = ("3,3',4,4'", "2,3,3',4'", "2,2',3,3'")
ACID_PARENTS = (
    "biphenyl",
    "benzophenone",
    "diphenyl ether",
    "diphenylether",
    "diphenyl sulfone",
    "diphenylsulfone",
    "diphenylmethane",
    "diphenyl sulfide",
)
CORES = {
    "1,4": "benzene",
    "1,3": "benzene",
    "1,2": "benzene",
    "4,4'": "biphenyl",
}


def usual_names() -> Iterator[str]:
    """Yield names of diamines as papers and catalogues put them together."""
    for places, (noun, prefixes) in product(PLACES, BRIDGES.items()):
        yield f"{places}-diaminodiphenyl {noun}"
        yield f"{places}-diaminodiphenyl{noun}"
        for prefix in prefixes:
            yield f"{places}-{prefix}dianiline"
            yield f"{places}-{prefix}bisaniline"
            yield f"{places}-{prefix}bis(aniline)"
            yield f"{places}-{prefix}bisbenzenamine"
            yield f"{places}-{prefix}bis(benzenamine)"
            yield f"{places}-{prefix}bis[benzenamine]"
        first, second = places.replace("'", "").split(",")
        if first == second:
            for many in ("bis", "di"):
                yield f"{many}({first}-aminophenyl) {noun}"
                yield f"{many}({first}-aminophenyl){noun}"
            yield f"2,2-bis({first}-aminophenyl){noun}"
            yield f"1,1,1,3,3,3-hexafluoro-2,2-bis({first}-aminophenyl)propane"
        yield f"{first}-aminophenyl {second}-aminophenyl {noun}"
        yield f"{places}-diaminobenzophenone"
        yield f"{places}-diaminobenzanilide"
    for number, (places, core) in product((3, 4), CORES.items()):
        yield f"{places}-bis({number}-aminophenoxy){core}"
        yield f"{places}-di({number}-aminophenoxy){core}"
        yield f"{number},{number}'-({places}-phenylenedioxy)dianiline"
        yield f"{number},{number}'-[{places}-phenylenebis(oxy)]dianiline"
        yield f"{number},{number}'-({places}-phenylenebis(oxy))bisaniline"
        yield f"{number},{number}'-(biphenyl-4,4'-diylbis(oxy))dianiline"
        yield f"{number},{number}'-([1,1'-biphenyl]-4,4'-diylbis(oxy))dianiline"
        for middle in ("propane", "hexafluoropropane"):
            yield f"2,2-bis[4-({number}-aminophenoxy)phenyl]{middle}"
            yield f"2,2-bis(4-({number}-aminophenoxy)phenyl)-{middle}"
        for noun in ("sulfone", "ether", "ketone", "sulfide"):
            yield f"bis[4-({number}-aminophenoxy)phenyl] {noun}"
            yield f"bis[4-({number}-aminophenoxy)phenyl]{noun}"
        yield f"4,4'-bis({number}-aminophenoxy)diphenyl sulfone"
        yield f"4,4'-bis({number}-aminophenoxy)diphenylsulfone"
    for group in ("methyl", "chloro", "trifluoromethyl", "methoxy", "hydroxy", "ethyl"):
        word = f"bis({group})" if group == "trifluoromethyl" else f"di{group}"
        for places in ("2,2'", "3,3'"):
            yield f"{places}-{word}-4,4'-diaminobiphenyl"
            yield f"4,4'-diamino-{places}-{word}biphenyl"
            yield f"{places}-{word}-[1,1'-biphenyl]-4,4'-diamine"
            yield f"{places}-{word}biphenyl-4,4'-diamine"
            yield f"{places}-{word}-4,4'-diaminodiphenylmethane"
            yield f"4,4'-diamino-{places}-{word}diphenylmethane"
            yield f"{places}-{word}-4,4'-methylenedianiline"
            yield f"4,4'-methylenebis(2-{group}aniline)"
            yield f"4,4'-diamino-{places}-{word}diphenyl ether"


def acid_names() -> Iterator[tuple[str, str]]:
    """Yield names of dianhydrides, each with that of the acid it comes from."""
    for places, parent in product(ACIDS, ACID_PARENTS):
        acid = {"diphenylether": "diphenyl ether", "diphenylsulfone": "diphenyl sulfone"}.get(
            parent, parent
        )
        yield (
            f"{places}-{parent}tetracarboxylic dianhydride",
            f"{places}-{acid}tetracarboxylic acid",
        )
    for places in ("4,4'", "3,4'", "3,3'"):
        yield f"{places}-biphthalic anhydride", f"{places}-biphthalic acid"
    for noun, prefixes in BRIDGES.items():
        for prefix in prefixes:
            for places in ("4,4'", "3,4'", "3,3'"):
                acid = f"{places}-{prefix}diphthalic acid"
                yield f"{places}-{prefix}diphthalic anhydride", acid
                yield f"{places}-{prefix}bis(phthalic anhydride)", acid
        yield f"bis(3,4-dicarboxyphenyl) {noun} dianhydride", f"bis(3,4-dicarboxyphenyl) {noun}"
        yield f"bis(3,4-dicarboxyphenyl){noun} dianhydride", f"bis(3,4-dicarboxyphenyl){noun}"
        yield (
            f"2,2-bis(3,4-dicarboxyphenyl){noun} dianhydride",
            f"2,2-bis(3,4-dicarboxyphenyl){noun}",
        )


CLOSING = (
    "[OX2H1][C:1](=[O:2])[#6:3]~[#6:4][C:5](=[O:6])[OX2H1]"
    ">>O1[C:1](=[O:2])[#6:3]~[#6:4][C:5]1(=[O:6])"
)


def closed_acid(smiles: str) -> str:
    """Return the dianhydride of a tetracarboxylic acid, empty if two rings do not close."""
    from rdkit.Chem import AllChem

    reaction = AllChem.ReactionFromSmarts(CLOSING)
    mol = Chem.MolFromSmiles(smiles)
    for _ in range(2):
        made = reaction.RunReactants((mol,))
        if not made:
            return ""
        mol = made[0][0]
        Chem.SanitizeMol(mol)
    return str(Chem.MolToSmiles(mol))


def read(names: list[str]) -> list[str]:
    """Return the SMILES that OPSIN reads of each name, empty where it reads none."""
    import warnings

    from py2opsin import py2opsin

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(py2opsin(names, output_format="SMILES"))


def tautomer(smiles: str) -> str:
    """Return one SMILES for all tautomers of a compound."""
    from rdkit.Chem.MolStandardize import rdMolStandardize

    mol = rdMolStandardize.TautomerEnumerator().Canonicalize(Chem.MolFromSmiles(smiles))
    return without_stereo(str(Chem.MolToSmiles(mol)))


def verified() -> Iterator[tuple[str, str, str, str]]:
    """Yield name, abbreviation, kind and source of every name that was read back."""
    library = [m for m in shipped_library() if m.role in (DIANHYDRIDE, DIAMINE)]
    by_structure: dict[str, list[Monomer]] = {}
    for monomer in library:
        by_structure.setdefault(without_stereo(monomer.smiles), []).append(monomer)
    tautomers: dict[str, list[Monomer]] = {}
    for monomer in library:
        if "[nH]" in monomer.smiles:
            tautomers.setdefault(tautomer(monomer.smiles), []).append(monomer)
    candidates = [(n, "", MADE) for m in library for n in systematic_names(m.smiles)]
    candidates += [(n, "", CONVENTION) for n in [*usual_names(), *WRITTEN]]
    candidates += [(name, acid, AS_ACID) for name, acid in acid_names()]
    smiles = read([acid or name for name, acid, _ in candidates])
    for (name, acid, how), found in zip(candidates, smiles, strict=True):
        drawn = closed_acid(found) if acid and found else found
        monomers = [m for m in library if drawn and m.smiles == canonical_smiles(drawn)]
        if drawn and not monomers:
            monomers = by_structure.get(without_stereo(drawn), [])
        if drawn and not monomers and name in WRITTEN:
            monomers = tautomers.get(tautomer(drawn), [])
        if len(monomers) == 1:
            yield name, monomers[0].abbreviation, "computed", how
        elif name in WRITTEN:
            logging.warning("%s is not read back: %s", name, drawn or "not read")
    for abbreviation, name, source in READ:
        yield name, abbreviation, "read", source


def main() -> None:
    """Print the table, each name once and none that the library finds without it."""
    RDLogger.DisableLog("rdApp.*")
    library = shipped_library()
    known: dict[str, str] = {}
    for monomer in library:
        for name in (monomer.abbreviation, *monomer.synonyms, monomer.name):
            known[folded_name(name)] = monomer.abbreviation
            known[canonical_name(name)] = monomer.abbreviation
    rows = {}
    for name, abbreviation, kind, source in verified():
        keys = {folded_name(name), canonical_name(name)}
        there = {known[k] for k in keys if k in known}
        if there - {abbreviation}:
            logging.warning("%s is %s and %s", name, there, abbreviation)
            continue
        if not there:
            rows[name] = (name, abbreviation, kind, source)
            known.update(dict.fromkeys(keys, abbreviation))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("name", "abbreviation", "kind", "source"))
    writer.writerows(sorted(rows.values(), key=lambda r: (r[1].casefold(), r[0])))


if __name__ == "__main__":
    main()
