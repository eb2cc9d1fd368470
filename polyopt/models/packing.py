"""Features of training units and their scaling as plain arrays of a model file, and back."""

from __future__ import annotations

import numpy as np

from polyopt.chemistry.conformation import CONFORMATION_NAMES
from polyopt.chemistry.groups import group_names
from polyopt.equations.arrays import AnyArray, Array, CountArray, Floats
from polyopt.errors import DataError
from polyopt.models.artefact import Artefact
from polyopt.models.features import SHAPE_NAMES, Side, UnitFeatures
from polyopt.models.kernels import Standard

_BLOCKS = ("groups", "shape", "conformation")
_MOST_BITS = 2**16
_STRETCH = 64
"""Rows of a factor put together at a time, so that no second copy of it is made."""


def packed_units(units: UnitFeatures) -> dict[str, AnyArray]:
    """Return the arrays that hold the features of training units."""
    return {
        **_packed_counts("morgan", units.morgan),
        **_packed_counts("torsion", units.torsion),
        **_packed_side("dianhydride", units.dianhydride),
        **_packed_side("diamine", units.diamine),
        "groups": units.groups.astype(np.uint8),
        "shape": units.shape,
        "conformation": units.conformation,
        "mass": units.mass,
    }


def unpacked_units(artefact: Artefact) -> UnitFeatures:
    """Return the features of the training units in a model file.

    Raises
    ------
    DataError
        If an array is missing or damaged, or arrays do not fit together.
    """
    units = UnitFeatures(
        morgan=_unpacked_counts(artefact, "morgan"),
        torsion=_unpacked_counts(artefact, "torsion"),
        groups=artefact.array("groups", 2).astype(float),
        shape=artefact.array("shape", 2),
        conformation=artefact.array("conformation", 2),
        mass=artefact.array("mass", 1),
        dianhydride=_unpacked_side(artefact, "dianhydride"),
        diamine=_unpacked_side(artefact, "diamine"),
    )
    widths = [units.groups.shape[1], units.shape.shape[1], units.conformation.shape[1]]
    if widths != [_width(name) - (name == "groups") for name in _BLOCKS]:
        raise DataError("the model file was fitted with another table of groups")
    parts = (units.morgan, units.torsion, units.groups, units.shape, units.conformation)
    sides = (units.dianhydride.index, units.diamine.index)
    if {len(part) for part in (*parts, *sides)} != {len(units)}:
        raise DataError("the arrays of the model file do not fit together")
    return units


def packed_standards(standards: dict[str, Standard]) -> dict[str, Array]:
    """Return the arrays that hold the scaling of the feature blocks."""
    arrays = {}
    for name in _BLOCKS:
        standard = standards[name]
        arrays[f"{name}_centre"] = standard.centre
        arrays[f"{name}_spread"] = standard.spread
        arrays[f"{name}_emphasis"] = standard.emphasis
        arrays[f"{name}_median_square"] = np.array([standard.median_square])
    return arrays


def unpacked_standards(artefact: Artefact) -> dict[str, Standard]:
    """Return the scaling of the feature blocks in a model file."""
    return {name: _standard(artefact, name) for name in _BLOCKS}


def rounded_factor(factor: Floats) -> Floats:
    """Return a Cholesky factor as a model file keeps it: 24 bits, single precision in memory.

    Notes
    -----
    Half precision is not enough. Near its films a model's variance is a small difference of large
    numbers, and eleven bits have made it wrong by a factor of two, at times negative.
    """
    bits = np.ascontiguousarray(factor, dtype=np.float32).view(np.uint32)
    return ((bits + np.uint32(0x80)) & np.uint32(0xFFFFFF00)).view(np.float32)


def packed_factor(factor: Floats) -> dict[str, AnyArray]:
    """Return the arrays that hold a factor: sixteen bits and eight bits of each number."""
    bits = rounded_factor(factor).view(np.uint32)
    return {
        "factor_high": (bits >> np.uint32(16)).astype(np.uint16),
        "factor_low": ((bits >> np.uint32(8)) & np.uint32(0xFF)).astype(np.uint8),
    }


def unpacked_factor(artefact: Artefact) -> Floats:
    """Return the Cholesky factor in a model file, single precision."""
    high, low = artefact.array("factor_high", 2), artefact.array("factor_low", 2)
    if high.dtype != np.uint16 or low.dtype != np.uint8 or high.shape != low.shape:
        raise DataError("the factor of the model file is damaged")
    factor = np.empty(high.shape, dtype=np.float32)
    finite = True
    for start in range(0, len(factor), _STRETCH):
        rows = slice(start, start + _STRETCH)
        bits = factor[rows].view(np.uint32)
        bits[...] = high[rows]
        bits <<= np.uint32(8)
        bits |= low[rows]
        bits <<= np.uint32(8)
        finite &= bool(np.isfinite(factor[rows]).all())
    if not (finite and (np.diag(factor) > 0).all()):
        raise DataError("the factor of the model file is damaged")
    return factor


def _standard(artefact: Artefact, name: str) -> Standard:
    columns = [artefact.array(f"{name}_{part}", 1) for part in ("centre", "spread", "emphasis")]
    median_square = artefact.array(f"{name}_median_square", 1)
    if {len(c) for c in columns} != {_width(name)} or len(median_square) != 1:
        raise DataError(f"the scaling of {name} in the model file does not fit its columns")
    return Standard(columns[0], columns[1], columns[2], float(median_square[0]))


def _width(name: str) -> int:
    names = {"groups": group_names(), "shape": SHAPE_NAMES, "conformation": CONFORMATION_NAMES}
    return len(names[name]) + (name == "groups")


def _packed_counts(name: str, counts: CountArray) -> dict[str, AnyArray]:
    from scipy import sparse

    packed = sparse.csr_array(counts)
    return {
        f"{name}_count": packed.data.astype(np.uint8),
        f"{name}_bit": packed.indices.astype(np.uint16),
        f"{name}_start": packed.indptr.astype(np.int32),
        f"{name}_bits": np.array([counts.shape[1]], dtype=np.int32),
    }


def _unpacked_counts(artefact: Artefact, name: str) -> CountArray:
    count, bit = artefact.array(f"{name}_count", 1), artefact.array(f"{name}_bit", 1)
    start = artefact.array(f"{name}_start", 1)
    bits = int(artefact.array(f"{name}_bits", 1)[0])
    steps = np.diff(start)
    sound = len(start) > 1 and start[0] == 0 and start[-1] == len(count) == len(bit)
    if not sound or (steps < 0).any() or not 0 < bits <= _MOST_BITS or bit.max(initial=0) >= bits:
        raise DataError(f"the {name} counts of the model file are damaged")
    dense = np.zeros((len(steps), bits), dtype=np.uint8)
    dense[np.repeat(np.arange(len(steps)), steps), bit] = count
    return dense


def _packed_side(name: str, side: Side) -> dict[str, AnyArray]:
    used, index = np.unique(side.index, return_inverse=True)
    counts = _packed_counts(name, side.counts[used])
    return {**counts, f"{name}_index": index.astype(np.uint16)}


def _unpacked_side(artefact: Artefact, name: str) -> Side:
    counts, index = _unpacked_counts(artefact, name), artefact.array(f"{name}_index", 1)
    if index.dtype.kind != "u" or index.max(initial=0) >= len(counts):
        raise DataError(f"the {name} monomers of the model file are damaged")
    return Side(counts, index.astype(int))
