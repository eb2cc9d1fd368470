"""Kinds of arrays that equations and models take and give."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Numbers."""

Floats = NDArray[np.floating[Any]]
"""Numbers in single or double precision."""

Indices = NDArray[np.intp]
"""Places and classes."""

Flags = NDArray[np.bool_]
"""Yes or no."""

CountArray = NDArray[np.uint8]
"""How often each bit of a fingerprint is set."""

AnyArray = NDArray[Any]
"""Numbers of any kind, as a file holds them."""
