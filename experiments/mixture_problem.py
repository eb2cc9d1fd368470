"""The problem mixture20 of the benches, from the folder that holds it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

import polyopt as po

REFERENCE = np.array([6.0, 40.0])
"""The reference point of its hypervolumes."""


def mixture_problem(folder: Path) -> tuple[po.Problem, np.ndarray]:
    """Return mixture20 and its best known front, shape (m, 2).

    The file says ``DABA``, a name of more than one diamine: any of them will do, for the tables of
    the problem have values of their own.
    """
    declared = tomllib.loads((folder / "problem.toml").read_text(encoding="utf-8"))
    declared.setdefault("names", {"DABA": "44DABA"})
    best = np.loadtxt(folder / "reference_front.csv", delimiter=",", skiprows=1)
    return po.Problem.from_dict(declared, folder), best
