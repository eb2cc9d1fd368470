"""The preset problems, as files; light, for a shell asks for their names at every Tab."""

from __future__ import annotations

from pathlib import Path

from polyopt.errors import unknown_name

DEFAULT = "heat-resistant-laminate"
"""The preset that is searched where no problem is named."""

_PRESETS = Path(__file__).parent / "presets"


def default_path() -> Path:
    """Return the path of the built-in problem."""
    return preset_path(DEFAULT)


def preset_names() -> tuple[str, ...]:
    """Return the names of the preset problems, one or more for each claim set."""
    return tuple(sorted(path.stem for path in _PRESETS.glob("*.toml")))


def preset_path(name: str) -> Path:
    """Return the path of a preset problem.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in preset_names():
        raise unknown_name("preset", name, preset_names())
    return _PRESETS / f"{name}.toml"
