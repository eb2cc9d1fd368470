"""Random tables and curves are read to what they say or refused, never to other values."""

import numpy as np
import pytest

from polyopt.errors import PolyoptError
from polyopt.measurements.dma_file import read_dma
from polyopt.own_data.measured_table import measured_table
from tests.io.table_writers import E_PA, T, curve, table

COUNT = 200


def judged_table(written, folder):
    """Return ``same``, ``refused``, or in what a table is read wrongly."""
    path = folder / f"t{written.ending}"
    path.write_bytes(written.content)
    try:
        read = measured_table(path)
    except PolyoptError:
        return "refused"
    if read.skipped:
        return "refused"
    for name in ("tg", "cte", "permittivity"):
        values = [f.film.value for f in read.of(name).films]
        wanted = written.values.get(name, [])
        if len(values) != len(wanted):
            return f"{name}: {len(values)} of {len(wanted)} values"
        for value, (true, within) in zip(values, wanted, strict=True):
            if abs(value - true) > within + 1e-9:
                return f"{name}: {value} for {true}"
    return "same"


def judged_curve(written, folder):
    """Return ``same``, ``refused``, or in what a file of curves is read wrongly."""
    path = folder / f"c{written.ending}"
    path.write_bytes(written.content)
    if written.several:
        try:
            read_dma(path)
        except PolyoptError:
            pass
        else:
            return "one of several curves is read unasked"
    try:
        read = read_dma(path, **written.choice)
    except PolyoptError:
        return "refused"
    if len(read) != len(T) or not np.allclose(read.temperature, T, atol=0.01):
        return f"temperatures {read.temperature[:3]}"
    if not np.allclose(read.storage, written.factor * E_PA, rtol=1e-4):
        return f"moduli {read.storage[:3]} for {written.factor * E_PA[:3]}"
    return "same"


@pytest.mark.parametrize(
    ("write", "judged"), [(table, judged_table), (curve, judged_curve)], ids=["films", "curves"]
)
def test_the_same_values_or_none(write, judged, tmp_path):
    outcomes = []
    for seed in range(COUNT):
        written = write(np.random.default_rng(seed))
        outcome = judged(written, tmp_path)
        assert outcome in ("same", "refused"), f"seed {seed}: {outcome}\n{written.how}"
        outcomes.append(outcome)
    assert outcomes.count("same") > 0.8 * COUNT
