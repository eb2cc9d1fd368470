"""What dynamic mechanical curves say of the layers they were measured on."""

from __future__ import annotations

from dataclasses import replace

from polyopt.claims.evidence import CurveMinimum
from polyopt.errors import DataError
from polyopt.laminate.measured import Measured
from polyopt.laminate.members import Layer
from polyopt.laminate.stack import Laminate
from polyopt.measurements.dma_minimum import storage_minimum
from polyopt.measurements.dma_transition import glass_transition

TG_SPREAD = "Tg by DMA ({method}); onset, loss peak and tan delta peak lie 10 to 30 degC apart"


def with_tg_of_curves(laminate: Laminate) -> Laminate:
    """Return a laminate whose layers have the Tg of their curve, where none is measured.

    A curve without a readable transition gives none.
    """
    return replace(laminate, layers=tuple(_with_tg(layer) for layer in laminate.layers))


def _with_tg(layer: Layer) -> Layer:
    if layer.dma is None or "tg" in layer.measured:
        return layer
    try:
        tg, method = glass_transition(layer.dma.curve, layer.dma.tg_method)
    except DataError:
        return layer
    value = Measured(tg, conditions=TG_SPREAD.format(method=method))
    return replace(layer, measured={**layer.measured, "tg": value})


def curve_minima(laminate: Laminate) -> dict[str, CurveMinimum]:
    """Return the least storage modulus above Tg of each layer that has a curve."""
    return {layer.name: _minimum(layer) for layer in laminate.layers if layer.dma is not None}


def _minimum(layer: Layer) -> CurveMinimum:
    tg = layer.measured.get("tg")
    if tg is None or layer.dma is None:
        return CurveMinimum(None, "no Tg is measured, and the curve shows none")
    try:
        return CurveMinimum(storage_minimum(layer.dma.curve, tg.value))
    except DataError as error:
        return CurveMinimum(None, error.what)
