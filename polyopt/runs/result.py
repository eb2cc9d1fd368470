"""A result as users hold it: what was found, with the ways to keep, show and draw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from polyopt.errors import DataError, UsageError
from polyopt.io.tables import write_sheets
from polyopt.optimizer.record.run_folder import WORKBOOK, write_result, write_text
from polyopt.results.designs import Design
from polyopt.results.found import Found
from polyopt.results.workbook import sheets_of

REPORT = "report.html"


@dataclass(frozen=True, slots=True, repr=False)
class Result(Found):
    """What a search found, with the ways to keep, show and draw it.

    Its fields are those of `polyopt.results.found.Found`.
    """

    @classmethod
    def of(cls, found: Found) -> Result:
        """Return what was found as a result."""
        return cls(**{field.name: getattr(found, field.name) for field in fields(found)})

    def save(self, folder: str | Path) -> None:
        """Write `result.json`, `pareto.csv`, `result.xlsx` and `report.html` into a folder."""
        write_result(Path(folder), self.to_json(), self.table())
        self.to_excel(Path(folder) / WORKBOOK)
        self.report(Path(folder) / REPORT)

    def to_excel(self, path: str | Path) -> None:
        """Write a workbook: the front, a sheet for each layer, the claims, the run.

        The columns carry units, verdicts are coloured, and no cell is a formula.

        Raises
        ------
        DataError
            If `path` does not end in .xlsx or cannot be written.
        """
        write_sheets(sheets_of(self), Path(path))

    def save_design(self, path: str | Path, design: Design | None = None) -> None:
        """Write a design as a file for `polyopt check`, with its recipes and lines to fill in.

        Parameters
        ----------
        path : path
            File to write; paths in it start in its folder.
        design : Design, optional
            One of `designs`; by default the recommended one.

        Raises
        ------
        UsageError
            If there is no design, the problem is not known, or a monomer has no structure.
        DataError
            If it cannot be written.
        """
        from polyopt.results.design_text import design_text

        chosen = self.best() if design is None else design
        if chosen is None:
            raise UsageError("there is no design to write", remedy="see what stands in the way")
        file = Path(path)
        text = design_text(self, chosen, file.parent)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_text(file, text)
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror}", where=str(path)) from None

    def report(self, path: str | Path) -> Path:
        """Write the result as one HTML file that opens offline, prints and can be mailed.

        Parameters
        ----------
        path : path
            File to write; the manifest beside it, if there is one, becomes part of it.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        from polyopt.report.page import write_report

        return write_report(self, Path(path))

    def plot_pareto(
        self, first: int = 0, second: int = 1, *, ax: Any = None, interactive: bool = False
    ) -> Any:
        """Draw the front; return the figure. See `polyopt.plots.pareto`.

        Parameters
        ----------
        first, second : int
            Places of the objectives on the axes, from 0.
        ax : Axes, optional
            Where to draw; by default a new figure.
        interactive : bool
            Draw with plotly, each point with its formulation.

        Raises
        ------
        UsageError
            If there is no front, or the extra `plot` is not installed.
        """
        from polyopt.plots.front import pareto

        return pareto(self, first, second, ax=ax, interactive=interactive)

    def plot_ternary(
        self,
        layer: str,
        quantity: str = "tg",
        role: str = "",
        *,
        monomers: Sequence[str] = (),
        ax: Any = None,
        interactive: bool = False,
    ) -> Any:
        """Draw a property over the shares of two or three monomers of the recommended design.

        Parameters
        ----------
        layer : str
            The layer.
        quantity : str
            ``tg`` [°C], ``cte`` [ppm/K] or ``permittivity`` [-].
        role : str
            ``dianhydride`` or ``diamine``; by default the role with most monomers.
        monomers : sequence of str, optional
            Two or three of the palette, by default those of the largest shares.
        ax : Axes, optional
            Where to draw; by default a new figure.
        interactive : bool
            Draw with plotly, each point with shares, value, interval and the limit it breaks.

        Returns
        -------
        Figure
            The matplotlib figure, or plotly's. See `polyopt.plots.ternary`.

        Raises
        ------
        UsageError
            If there is no such layer, quantity, monomer or design, or no extra `plot`.
        """
        from polyopt.plots.monomer_shares import ternary

        return ternary(
            self, layer, quantity, role, monomers=monomers, ax=ax, interactive=interactive
        )
