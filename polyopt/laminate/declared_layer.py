"""A resin layer as design and problem files declare it, with what was measured on it."""

from __future__ import annotations

from pathlib import Path

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import MonomerLibrary
from polyopt.errors import DataError, PolyoptError, UsageError
from polyopt.io.reading.source import TableFile
from polyopt.io.toml import TomlTable
from polyopt.laminate.declared_values import declared_traits, declared_values
from polyopt.laminate.measured import DmaRecord, Weighings
from polyopt.laminate.members import FRONT, METAL, Layer
from polyopt.measurements.cure import CureKinetics

_CHOICES = ("step", "sample", "heating", "sheet")
"""Keys of a ``dma`` table that say which curve of its file is meant."""


def declared_layer(
    name: str,
    entry: TomlTable,
    library: MonomerLibrary,
    folder: Path,
    thickness: float | None,
) -> Layer:
    """Return the layer of a ``[layers.NAME]`` table.

    Parameters
    ----------
    name : str
        Its name.
    entry : mapping
        The table; what only one kind of file may state is missing in the other.
    library : MonomerLibrary
        The monomers its formulation may name.
    folder : Path
        Where relative paths start.
    thickness : float or None
        Its thickness, if that is one for all designs. [µm]

    Raises
    ------
    UsageError
        If something in the table is unknown, impossible or contradicts itself.
    DataError
        If its curve cannot be read.
    """
    try:
        composition = (
            Composition.parse(entry["formulation"], library) if "formulation" in entry else None
        )
        return Layer(
            name=name,
            composition=composition,
            resin=entry.get("resin", ""),
            thickness=thickness,
            measured=declared_values(entry.get("measured", {})),
            side=entry.get("side", FRONT),
            traits=declared_traits(entry),
            dma=_dma(entry.get("dma"), folder),
            weighings=_weighings(entry.get("weighings")),
            modulus=entry.get("modulus_GPa"),
            poisson=entry.get("poisson"),
            stress_free=entry.get("stress_free_degC"),
            cured_on=entry.get("cured_on", METAL),
            porosity=None if porosity_range(entry) else entry.get("porosity"),
            porosity_range=porosity_range(entry),
            cure=_cure(entry.get("cure"), folder),
            porosity_tolerance=float(entry.get("porosity_tolerance", 0.0)),
        )
    except PolyoptError as error:
        raise error.at(f"[layers.{name}]") from None


def _dma(entry: TomlTable | None, folder: Path) -> DmaRecord | None:
    if entry is None:
        return None
    from polyopt.measurements.dma_file import read_dma  # most layers have no curve to be read

    chosen = {key: entry[key] for key in _CHOICES if key in entry}
    curve = read_dma(folder / entry["file"], frequency=entry.get("frequency_Hz"), **chosen)
    return DmaRecord(curve, entry.get("tg_method"), entry.get("conditions", ""))


def porosity_range(entry: TomlTable) -> tuple[float, float] | None:
    """Return the ends between which the porosity of a layer is searched; None if it is not. [-].

    Parameters
    ----------
    entry : mapping
        Its ``[layers.NAME]`` table.

    Raises
    ------
    UsageError
        If the range is empty.
    """
    stated = entry.get("porosity")
    if not isinstance(stated, list | tuple):
        return None
    low, high = map(float, stated)
    if low >= high:
        raise UsageError(f"porosity: {low:g} is not less than {high:g}", remedy="[least, greatest]")
    return low, high


def _cure(entry: TomlTable | None, folder: Path) -> CureKinetics | None:
    if entry is None:
        return None
    from polyopt.measurements.cure import fit_cure  # most layers have no table to be read
    from polyopt.measurements.cured_films import read_cures

    source = TableFile(folder / entry["table"], entry.get("sheet", ""))
    try:
        return fit_cure(read_cures(source))
    except DataError as error:
        raise error.at(str(source.path)) from None


def _weighings(entry: TomlTable | None) -> Weighings | None:
    if entry is None:
        return None
    return Weighings(
        before=entry["before_mg"],
        after=entry["after_mg"],
        foil=entry.get("foil_mg", 0.0),
        sd=entry.get("sd_mg", 0.0),
        conditions=entry.get("conditions", ""),
    )
