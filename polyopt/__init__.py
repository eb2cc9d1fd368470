"""polyopt: polyimide formulations for laminates and films that meet patent claims.

Examples
--------
>>> import polyopt as po
>>> po.Composition.parse("PMDA:60;BPDA:40 // PDA:80;ODA:20").pair_weights.shape
(2, 2)
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.2.0"

_HOMES = {
    "Composition": "chemistry.composition",
    "DataError": "errors",
    "CuredFilm": "measurements.cured_films",
    "Design": "results.designs",
    "DmaCurve": "measurements.dma_curve",
    "DmaRecord": "laminate.measured",
    "Film": "laminate.members",
    "FormulationSampler": "studies.sampler",
    "InfeasibleError": "errors",
    "Laminate": "laminate.stack",
    "Layer": "laminate.members",
    "Measured": "laminate.measured",
    "Metal": "laminate.members",
    "Monomer": "chemistry.monomers",
    "MonomerLibrary": "chemistry.monomers",
    "PolyoptError": "errors",
    "Problem": "problem.definition",
    "Result": "runs.result",
    "Step": "laminate.steps",
    "TableFile": "io.reading.source",
    "TemperatureWindow": "temperature.window",
    "UsageError": "errors",
    "analyze_dma": "measurements.dma_analysis",
    "analyze_drying": "measurements.drying",
    "analyze_porous": "measurements.porous_film",
    "batch_recipe": "prediction.recipe",
    "calibrate": "own_data.calibrate",
    "check": "verdicts.check",
    "dataset_fingerprints": "io.shipped",
    "explain": "prediction.explain",
    "fit": "own_data.fit",
    "fit_cure": "measurements.cure",
    "literature_films": "laminate.shipped_materials",
    "load_claims": "claims.load",
    "merge": "runs.merge",
    "monomers": "chemistry.monomers",
    "objective": "studies.objective",
    "own_monomer": "chemistry.monomers",
    "predict": "prediction.predict",
    "read_cures": "measurements.cured_films",
    "read_dma": "measurements.dma_file",
    "search": "runs.search",
    "shipped_film": "laminate.shipped_materials",
    "shipped_metal": "laminate.shipped_materials",
    "shipped_solvent": "chemistry.solvents",
    "storage_minimum": "measurements.dma_minimum",
    "validate": "own_data.validate",
    "suggest": "next_films.suggest",
}
_RENAMED = {"load_claims": "load_set", "monomers": "shipped_library"}
_ROOMS = ("models", "plots")
__all__ = ["__version__", "models", "plots", *_HOMES]  # noqa: PLE0604

if TYPE_CHECKING:
    from polyopt import models as models
    from polyopt import plots as plots
    from polyopt.chemistry.composition import Composition as Composition
    from polyopt.chemistry.monomers import Monomer as Monomer
    from polyopt.chemistry.monomers import MonomerLibrary as MonomerLibrary
    from polyopt.chemistry.monomers import own_monomer as own_monomer
    from polyopt.chemistry.monomers import shipped_library as monomers
    from polyopt.chemistry.solvents import shipped_solvent as shipped_solvent
    from polyopt.claims.load import load_set as load_claims
    from polyopt.errors import DataError as DataError
    from polyopt.errors import InfeasibleError as InfeasibleError
    from polyopt.errors import PolyoptError as PolyoptError
    from polyopt.errors import UsageError as UsageError
    from polyopt.io.reading.source import TableFile as TableFile
    from polyopt.io.shipped import dataset_fingerprints as dataset_fingerprints
    from polyopt.laminate.measured import DmaRecord as DmaRecord
    from polyopt.laminate.measured import Measured as Measured
    from polyopt.laminate.members import Film as Film
    from polyopt.laminate.members import Layer as Layer
    from polyopt.laminate.members import Metal as Metal
    from polyopt.laminate.shipped_materials import literature_films as literature_films
    from polyopt.laminate.shipped_materials import shipped_film as shipped_film
    from polyopt.laminate.shipped_materials import shipped_metal as shipped_metal
    from polyopt.laminate.stack import Laminate as Laminate
    from polyopt.laminate.steps import Step as Step
    from polyopt.measurements.cure import fit_cure as fit_cure
    from polyopt.measurements.cured_films import CuredFilm as CuredFilm
    from polyopt.measurements.cured_films import read_cures as read_cures
    from polyopt.measurements.dma_analysis import analyze_dma as analyze_dma
    from polyopt.measurements.dma_curve import DmaCurve as DmaCurve
    from polyopt.measurements.dma_file import read_dma as read_dma
    from polyopt.measurements.dma_minimum import storage_minimum as storage_minimum
    from polyopt.measurements.drying import analyze_drying as analyze_drying
    from polyopt.measurements.porous_film import analyze_porous as analyze_porous
    from polyopt.next_films.suggest import suggest as suggest
    from polyopt.own_data.calibrate import calibrate as calibrate
    from polyopt.own_data.fit import fit as fit
    from polyopt.own_data.validate import validate as validate
    from polyopt.prediction.explain import explain as explain
    from polyopt.prediction.predict import predict as predict
    from polyopt.prediction.recipe import batch_recipe as batch_recipe
    from polyopt.problem.definition import Problem as Problem
    from polyopt.results.designs import Design as Design
    from polyopt.runs.merge import merge as merge
    from polyopt.runs.result import Result as Result
    from polyopt.runs.search import search as search
    from polyopt.studies.objective import objective as objective
    from polyopt.studies.sampler import FormulationSampler as FormulationSampler
    from polyopt.temperature.window import TemperatureWindow as TemperatureWindow
    from polyopt.verdicts.check import check as check


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"polyopt.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'polyopt' has no attribute {name!r}")
    return getattr(import_module(f"polyopt.{_HOMES[name]}"), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)
