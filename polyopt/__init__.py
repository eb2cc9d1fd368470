"""polyopt: polyimide formulations for laminates and films that meet patent claims.

Examples
--------
>>> import polyopt as po
>>> po.Composition.parse("PMDA:60;BPDA:40 // PDA:80;ODA:20").pair_weights.shape
(2, 2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Composition": "composition",
    "DataError": "errors",
    "CuredFilm": "measurements.cure",
    "Design": "optimizer.front_designs",
    "DmaCurve": "measurements.curve",
    "DmaRecord": "measured",
    "Film": "laminate",
    "InfeasibleError": "errors",
    "Laminate": "laminate",
    "Layer": "laminate",
    "Measured": "measured",
    "Metal": "laminate",
    "Monomer": "chemistry.monomers",
    "MonomerLibrary": "chemistry.monomers",
    "PolyoptError": "errors",
    "Problem": "problem.definition",
    "Result": "optimizer.result",
    "Step": "steps",
    "UsageError": "errors",
    "analyze_dma": "measurements.dma_report",
    "analyze_drying": "design.drying_report",
    "analyze_porous": "measurements.porous_film",
    "batch_recipe": "design.recipe",
    "calibrate": "design.calibrate",
    "check": "design.check",
    "dataset_fingerprints": "data_files",
    "explain": "design.explain",
    "fit": "design.fit",
    "fit_cure": "measurements.cure",
    "literature_films": "materials",
    "load_claims": "claims.load",
    "merge": "optimizer.merge",
    "monomers": "chemistry.monomers",
    "own_monomer": "chemistry.monomers",
    "predict": "design.predict",
    "read_cures": "measurements.cure",
    "read_dma": "measurements.dma_file",
    "search": "optimizer.run",
    "shipped_film": "materials",
    "shipped_metal": "materials",
    "shipped_solvent": "materials",
    "storage_minimum": "measurements.minimum",
    "validate": "design.validate",
    "suggest": "optimizer.next_films.suggest",
}
_RENAMED = {"load_claims": "load_set", "monomers": "shipped_library"}
_ROOMS = ("models", "plots")
__all__ = ["__version__", "models", "plots", *_HOMES]  # noqa: PLE0604

if TYPE_CHECKING:
    from polyopt import models as models
    from polyopt import plots as plots
    from polyopt.chemistry.monomers import Monomer as Monomer
    from polyopt.chemistry.monomers import MonomerLibrary as MonomerLibrary
    from polyopt.chemistry.monomers import own_monomer as own_monomer
    from polyopt.chemistry.monomers import shipped_library as monomers
    from polyopt.claims.load import load_set as load_claims
    from polyopt.composition import Composition as Composition
    from polyopt.data_files import dataset_fingerprints as dataset_fingerprints
    from polyopt.design.calibrate import calibrate as calibrate
    from polyopt.design.check import check as check
    from polyopt.design.drying_report import analyze_drying as analyze_drying
    from polyopt.design.explain import explain as explain
    from polyopt.design.fit import fit as fit
    from polyopt.design.predict import predict as predict
    from polyopt.design.recipe import batch_recipe as batch_recipe
    from polyopt.design.validate import validate as validate
    from polyopt.errors import DataError as DataError
    from polyopt.errors import InfeasibleError as InfeasibleError
    from polyopt.errors import PolyoptError as PolyoptError
    from polyopt.errors import UsageError as UsageError
    from polyopt.laminate import Film as Film
    from polyopt.laminate import Laminate as Laminate
    from polyopt.laminate import Layer as Layer
    from polyopt.laminate import Metal as Metal
    from polyopt.materials import literature_films as literature_films
    from polyopt.materials import shipped_film as shipped_film
    from polyopt.materials import shipped_metal as shipped_metal
    from polyopt.materials import shipped_solvent as shipped_solvent
    from polyopt.measured import DmaRecord as DmaRecord
    from polyopt.measured import Measured as Measured
    from polyopt.measurements.cure import CuredFilm as CuredFilm
    from polyopt.measurements.cure import fit_cure as fit_cure
    from polyopt.measurements.cure import read_cures as read_cures
    from polyopt.measurements.curve import DmaCurve as DmaCurve
    from polyopt.measurements.dma_file import read_dma as read_dma
    from polyopt.measurements.dma_report import analyze_dma as analyze_dma
    from polyopt.measurements.minimum import storage_minimum as storage_minimum
    from polyopt.measurements.porous_film import analyze_porous as analyze_porous
    from polyopt.optimizer.front_designs import Design as Design
    from polyopt.optimizer.merge import merge as merge
    from polyopt.optimizer.next_films.suggest import suggest as suggest
    from polyopt.optimizer.result import Result as Result
    from polyopt.optimizer.run import search as search
    from polyopt.problem.definition import Problem as Problem
    from polyopt.steps import Step as Step


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"polyopt.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'polyopt' has no attribute {name!r}")
    return getattr(import_module(f"polyopt.{_HOMES[name]}"), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)
