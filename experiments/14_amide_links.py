"""Amide links in the training data, and the error of the models on them where papers are left out.

    python experiments/14_amide_links.py --data FOLDER

A polyamide-imide of trimellitic anhydride has an amide where a polyimide has a second imide. The
training tables hold polyimides of two anhydrides only; some have amide links inside a monomer. This
counts them and predicts them with the monomers that bring the amide left out, then with every
polymer that has one left out. Writes `results/amide_links.md`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np

from polyopt.chemistry.groups import group_counts, group_names
from polyopt.chemistry.residues import diamine_residue, dianhydride_residue
from polyopt.chemistry.trimellitamides import has_trimellitamide
from polyopt.equations.normal_interval import Z90
from polyopt.models.films import Films
from polyopt.models.identity import structure_of
from polyopt.models.recipes import RECIPES
from polyopt.models.training import predictor_of
from polyopt.models.validation import Fold, grouped_folds, held_out
from polyopt.quantities import USUAL

RESULTS = Path(__file__).with_name("results") / "amide_links.md"
AMIDE = group_names().index("amide")
HEAD = (
    "Polymers with amide links in the training data, and the error of the Gaussian process on them",
    "where they, or the monomers that bring the amide, are left out (`14_amide_links.py`). No",
    "training polymer has one imide and one amide to a repeat unit, as a polyamide-imide of",
    "trimellitic anhydride has; these are the polyimides nearest to one. Hardly any of them",
    "comes with its paper, so that whole papers cannot be left out.",
    "",
    "| property | left out | of these | polymers | mean error | bias | inside 90 % | half-width |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)
AMIDES = "an amide in the chain or beside it"
FOLDS = 5
UNITS = {"tg": "°C", "cte": "ppm/K"}

training = import_module("01_train_models")


def chain_amides(residue: str) -> int:
    """Return how many acyclic amides lie in the chain of a residue, not beside it.

    >>> chain_amides("*c1ccc(NC(=O)c2ccc(*)cc2)cc1"), chain_amides("*c1cc(*)cc(C(=O)NC)c1")
    (1, 0)
    """
    from rdkit import Chem

    mol = Chem.MolFromSmiles(residue)
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    path = set(Chem.GetShortestPath(mol, *stars))
    link = Chem.MolFromSmarts("[#6][CX3;!R](=[OX1])[#7;!R;!$([#7](C=O)C=O)]")
    return sum({found[1], found[3]} <= path for found in mol.GetSubstructMatches(link))


def parts_of(films: Films) -> dict[str, np.ndarray]:
    """Return by name which of the films belong to each part of the table."""
    pairs = [structure_of(pair) for pair in films.main_pair]
    in_chain = np.array(
        [chain_amides(dianhydride_residue(a)) + chain_amides(diamine_residue(b)) for a, b in pairs]
    )
    counted = [
        sum(group_counts(r)[AMIDE] for r in (dianhydride_residue(a), diamine_residue(b)))
        for a, b in pairs
    ]
    trimellitic = np.array([has_trimellitamide(a) for a, _ in pairs])
    return {
        AMIDES: np.array(counted) > 0,
        "in the chain": in_chain > 0,
        "two or more in the chain": in_chain > 1,
        "of trimellitic anhydride": trimellitic,
    }


def left_out(films: Films, parts: dict[str, np.ndarray], seed: int) -> dict[str, list[Fold]]:
    """Return folds by name: a fifth of the monomers with amides left out at a time, or all."""
    amides = np.flatnonzero(parts[AMIDES])
    pairs = [structure_of(films.main_pair[i]) for i in amides]
    keys = [a if group_counts(dianhydride_residue(a))[AMIDE] else b for a, b in pairs]
    everyone = np.arange(len(films))
    folds = grouped_folds(keys, FOLDS, np.random.default_rng(seed))
    return {
        "its monomer with the amide": [
            (np.setdiff1d(everyone, amides[test]), amides[test]) for _, test in folds
        ],
        "every polymer with an amide": [(np.setdiff1d(everyone, amides), amides)],
    }


def rows_of(source: Path, property: str, seed: int) -> Iterator[str]:
    """Yield the rows of one property: counts of training polymers, errors of those left out."""
    films = training.read_films(source, RECIPES[property])
    parts = parts_of(films)
    predictor = predictor_of("gp", RECIPES[property], np.random.default_rng(seed))
    for out, folds in left_out(films, parts, seed).items():
        mean, sd, measured = held_out(films, folds, predictor)
        place = np.concatenate([test for _, test in folds])
        print(property, out, len(place), np.abs(mean - measured).mean(), flush=True)
        for name, part in parts.items():
            error, half = (mean - measured)[part[place]], Z90 * sd[part[place]]
            cells = [property, out, name, f"{part.sum()}"]
            if len(error):
                cells += [
                    f"{np.abs(error).mean():.1f} {UNITS[property]}",
                    f"{error.mean():+.1f}",
                    f"{100 * (np.abs(error) <= half).mean():.0f} %",
                    f"{half.mean():.1f}",
                ]
                yield "| " + " | ".join(cells) + " |"


def main() -> None:
    """Count and predict, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with measurements.csv")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    source = asked.data / "measurements.csv"
    rows = [row for name in USUAL for row in rows_of(source, name, asked.seed)]
    RESULTS.write_text("\n".join([*HEAD, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
