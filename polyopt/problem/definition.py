"""What is searched for: a problem, read from a file or built from its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from polyopt.errors import UsageError
from polyopt.io.toml import TomlTable
from polyopt.problem.preset_files import default_path, preset_path
from polyopt.problem.problem_file import build_problem, read_problem, shipped_problem
from polyopt.problem.problem_view import problem_view
from polyopt.problem.statement import (
    PROBABILITY,
    ROLES,
    Costs,
    LayerProblem,
    Objective,
    PlainLayer,
    Requirement,
    ShareLimit,
    Statement,
)

__all__ = [
    "PROBABILITY",
    "ROLES",
    "Costs",
    "LayerProblem",
    "Objective",
    "PlainLayer",
    "Problem",
    "Requirement",
    "ShareLimit",
]


@dataclass(frozen=True, slots=True)
class Problem(Statement):
    """A formulation problem; its fields are those of `Statement`."""

    def _repr_html_(self) -> str:
        return problem_view(self)

    @classmethod
    def from_toml(cls, path: str | Path) -> Problem:
        """Return the problem of a file.

        Parameters
        ----------
        path : str or Path
            A TOML file.

        Raises
        ------
        UsageError
            If it breaks the schema or names something unknown.
        DataError
            If a table it names cannot be used.
        """
        return read_problem(cls, Path(path))

    @classmethod
    def given(cls, problem: Problem | str | Path | None) -> Problem:
        """Return a problem, that of a file, or the built-in one; raises what `from_toml` does."""
        match problem:
            case None:
                return cls.default()
            case Problem():
                return problem
            case str() | Path():
                return cls.from_toml(problem)
        raise UsageError(
            f"not a problem, the path of a problem file or None: {type(problem).__name__}",
            remedy="Problem.from_dict takes as a dict what a problem file holds",
        )

    @classmethod
    def from_dict(cls, declaration: TomlTable, folder: str | Path = ".") -> Problem:
        """Return the problem that the content of a problem file states.

        Parameters
        ----------
        declaration : mapping
            What a problem file holds, as nested dicts and lists.
        folder : str or Path
            Where relative paths start.

        Raises
        ------
        UsageError, DataError
            As `from_toml` does.
        """
        return build_problem(cls, declaration, Path(folder))

    @classmethod
    def default(cls) -> Problem:
        """Return the built-in problem: metal / A / B / film under the kA-window claims."""
        return shipped_problem(cls, default_path())

    @classmethod
    def preset(cls, name: str) -> Problem:
        """Return a preset problem, one or more for each claim set; change it by `from_dict`.

        Parameters
        ----------
        name : str
            ``heat-resistant-laminate`` (the default problem),
            ``heat-resistant-laminate-two-sided`` (metal on both faces),
            ``heat-resistant-laminate-epoxy`` (layer B an epoxy), ``bonding-laminate``,
            ``bonding-outside-heat-resistant`` (CTE of T outside -10 to +20 ppm/K of the film's),
            ``crosslinked-metal-clad-laminate`` or ``porous-insulating-film``.

        Raises
        ------
        UsageError
            If there is none of that name.

        Examples
        --------
        >>> [layer.name for layer in Problem.preset("bonding-laminate").layers]
        ['T', 'C']
        """
        return shipped_problem(cls, preset_path(name))
