"""Systematic names read by OPSIN, where it and Java are there."""

from __future__ import annotations

import shutil
import warnings
from functools import cache

from polyopt.errors import UsageError, quoted


def opsin_is_there() -> bool:
    """Say whether OPSIN's Python package (extra ``names``) and a Java are installed."""
    from importlib.util import find_spec

    return find_spec("py2opsin") is not None and shutil.which("java") is not None


@cache
def structure_of_name(name: str) -> str:
    """Return the canonical SMILES of a systematic name; empty if OPSIN is not there or cannot.

    Notes
    -----
    D. M. Lowe, P. T. Corbett, P. Murray-Rust, R. C. Glen, J. Chem. Inf. Model. 2011, 51, 739-753;
    started anew for every name, about half a second each.
    """
    if not opsin_is_there():
        return ""
    import logging

    from py2opsin import py2opsin

    from polyopt.chemistry.structures import canonical_smiles

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = py2opsin(name, output_format="SMILES")
    if not isinstance(found, str) or not found:
        return ""
    try:
        smiles = canonical_smiles(found)
    except UsageError:
        return ""
    logging.getLogger("polyopt").warning("%s is read by OPSIN as %s", quoted(name), smiles)
    return smiles
