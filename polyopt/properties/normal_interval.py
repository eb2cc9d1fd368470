"""The width of intervals of a normal distribution."""

from __future__ import annotations

from statistics import NormalDist

Z90 = NormalDist().inv_cdf(0.95)
"""Half-width of a central 90 % interval, in standard deviations. [-]"""
