"""What a reading did: chosen for the user, left out, and not used; said in lines, never hidden."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from polyopt.errors import DataError

log = logging.getLogger("polyopt")
_MOST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What was done to read a file.

    Parameters
    ----------
    where : str
        The file; empty for a table in memory.
    sheet, encoding, separator, decimal : str
        Of the table that was read; empty where a file has none.
    names_line : int
        Line of the names of columns, counted from 1.
    used : mapping of str to str
        Meaning of each column that is used, by its name in the file.
    unused : tuple of str
        Columns that are not used.
    choices : tuple of str
        What was chosen for the user, in words.
    left : tuple of str
        Rows and cells that look like data and were left out, and why.
    """

    where: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    names_line: int = 1
    used: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """Return what a user must know, a line each; none where nothing was chosen."""
        place = f"{self.where}: " if self.where else ""
        found = [f"{place}{'; '.join(self.choices)}"] if self.choices else []
        found += [f"{place}left out {text}" for text in self.left[:_MOST]]
        if len(self.left) > _MOST:
            found.append(f"{place}left out {len(self.left) - _MOST} more rows")
        return tuple(found)

    def say(self, *, strict: bool = False) -> None:
        """Write what a user must know to the log, which the command line shows on stderr.

        Parameters
        ----------
        strict : bool
            Raise instead.

        Raises
        ------
        DataError
            If `strict`, and anything was chosen or left out.
        """
        if strict:
            self.require_plain()
        for line in self.lines():
            log.warning("polyopt: %s", line, extra={"once": True})
        if self.unused:
            log.info("polyopt: %s: not used: %s", self.where, ", ".join(self.unused))

    def require_plain(self) -> None:
        """Raise a `DataError` if anything was chosen for the user or left out."""
        for words in (*(f"left out {text}" for text in self.left), *self.choices):
            raise DataError(
                words, where=self.where, remedy="--strict allows no choice: change the file"
            )
