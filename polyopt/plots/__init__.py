"""Plots for notebooks: each takes an `ax` and returns its figure (matplotlib, extra `plot`).

The front and the shares of monomers may also be interactive (plotly, the same extra), with what a
point stands for in its hover text.

Examples
--------
>>> import polyopt as po
>>> po.plots.contributions("PMDA // ODA", "tg", most=6).axes[0].get_xlabel()
'adds to Tg [°C]'
"""

from polyopt.plots.bending import curl
from polyopt.plots.dma_curve import dma
from polyopt.plots.front import pareto
from polyopt.plots.groups import contributions
from polyopt.plots.margins import claim_margins
from polyopt.plots.measured_films import parity
from polyopt.plots.monomer_shares import ternary

__all__ = ["claim_margins", "contributions", "curl", "dma", "pareto", "parity", "ternary"]
