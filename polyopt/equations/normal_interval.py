"""The width of intervals of a normal distribution.

>>> from statistics import NormalDist
>>> round(abs(NormalDist().inv_cdf(0.95) - Z90), 12)
0.0
"""

Z90 = 1.6448536269514722
"""Half-width of a central 90 % interval, in standard deviations. [-]"""
