"""Exports of instruments as rows of cells: NETZSCH, TA, Anton Paar, and plain tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from polyopt.errors import DataError, quoted
from polyopt.io.reading.book import sheets_of
from polyopt.io.reading.grid import SEPARATOR_NAMES, Row, rows_of
from polyopt.io.reading.numbers import NumberStyle
from polyopt.io.reading.text import decoded

_LARGEST_FILE = 50_000_000
_SEPARATORS = ("\t", ";", ",", "|", "  ", " ")
_START = "startofdata"
_SIGNAL = re.compile(r"sig(\d+)\s+(.+)", re.I)
_DECIMAL = re.compile(r"#\s*decimal\s*:\W*(\w+)", re.I)
_ORDINARY = ("utf-8", "utf-8-sig")

Score = Callable[[Sequence[Row]], float]


@dataclass(frozen=True, slots=True)
class Export:
    """The rows of one file or sheet.

    Parameters
    ----------
    rows : tuple of Row
        Cells with their lines.
    style : NumberStyle or None
        How numbers are written, where the file says so.
    separator, encoding, sheet : str
        Of the file; empty where it has none.
    choices : tuple of str
        What was chosen, in words.
    left : tuple of str
        What was left out, and why.
    """

    rows: tuple[Row, ...]
    style: NumberStyle | None = None
    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    choices: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def export_of(path: Path, sheet: str, score: Score) -> Export:
    """Return the rows of a file.

    Parameters
    ----------
    path : Path
        A text or a workbook.
    sheet : str
        Of a workbook, the one to read; empty for the one that holds curves.
    score : callable
        How many readings rows hold.

    Raises
    ------
    DataError
        If the file cannot be read, or several sheets hold curves.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(f"larger than {_LARGEST_FILE // 10**6} MB")
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}") from None
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(path, sheet, score)
    if sheet:
        raise DataError("has no sheets", remedy="leave out --sheet")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError("is an old workbook (.xls)", remedy="save it as .xlsx or CSV")
    text = decoded(content)
    said = () if text.encoding in _ORDINARY else (f"read as {text.encoding}",)
    plain = text.text.replace("\r\n", "\n").replace("\r", "\n")
    if any(line.strip().casefold() == _START for line in plain.split("\n")):
        rows = _universal(plain)
        return Export(rows, encoding=text.encoding, choices=(*said, "signals of TA Universal"))
    declared = _DECIMAL.search(plain[:20_000])
    style = NumberStyle("," if declared and declared[1].casefold() == "comma" else ".")
    rows, separator = _best(plain, score)
    return Export(rows, style if declared else None, separator, text.encoding, choices=said)


def _best(text: str, score: Score) -> tuple[tuple[Row, ...], str]:
    """Return the rows by the separator under which most readings are found."""
    best: tuple[float, tuple[Row, ...], str] = (-1.0, (), ",")
    for separator in _SEPARATORS:
        if separator.strip(" ") and separator not in text:
            continue
        rows = _split(text, separator)
        found = score(rows)
        if found > best[0]:
            best = (found, rows, separator)
    name = SEPARATOR_NAMES.get(best[2][:1], "")
    return best[1], name


def _split(text: str, separator: str) -> tuple[Row, ...]:
    if separator == "  ":
        return rows_of(re.sub(r" {2,}|\t", "\t", text), "\t") if '"' not in text else ()
    try:
        return rows_of(text, separator)
    except DataError:  # quotation marks that quote nothing, as in E"
        lines = text.split("\n")
        return tuple(
            Row(i, tuple(cell.strip().strip('"') for cell in line.split(separator)))
            for i, line in enumerate(lines, start=1)
        )


def _universal(text: str) -> tuple[Row, ...]:
    """Return the rows of an export whose signals are listed above the data, one a line."""
    rows: list[Row] = []
    signals: dict[int, str] = {}
    inside = False
    for line, written in enumerate(text.split("\n"), start=1):
        plain = written.strip()
        signal = _SIGNAL.fullmatch(plain)
        if signal:
            signals = {} if inside else signals
            inside = False
            signals[int(signal[1])] = signal[2].strip()
        elif plain.casefold() == _START:
            rows.append(Row(line, tuple(signals[i] for i in sorted(signals))))
            inside = True
        elif inside and plain:
            rows.append(Row(line, tuple(plain.split())))
        elif plain:
            rows.append(Row(line, (plain,)))
    return tuple(rows)


def _of_workbook(path: Path, wanted: str, score: Score) -> Export:
    try:
        sheets = sheets_of(path)
    except Exception as error:  # noqa: BLE001 - the library raises many types on hostile files
        reason = " ".join(str(error).split())[:120]
        raise DataError(f"cannot be read: {reason}") from None
    named = [s for s in sheets if not wanted or s.name.casefold() == wanted.casefold()]
    if not named:
        listed = ", ".join(quoted(s.name) for s in sheets[:8])
        raise DataError(f"has no sheet {quoted(wanted)}", remedy=f"it has: {listed}")
    fits = [s for s in named if score(s.grid.rows) > 0]
    shown = [s for s in fits if wanted or not s.hidden]
    if len(shown) > 1:
        listed = ", ".join(quoted(s.name) for s in shown)
        raise DataError(f"has curves on {len(shown)} sheets: {listed}", remedy="choose by --sheet")
    if fits and not shown:
        raise DataError(
            f"only the hidden sheet {quoted(fits[0].name)} holds a curve",
            remedy="name it by --sheet",
        )
    chosen = (shown or [s for s in named if s.grid.rows] or named)[0]
    if chosen.grid.formulas and shown:
        line, place = chosen.grid.formulas[0]
        raise DataError(
            f"sheet {quoted(chosen.name)}, line {line}, column {place}: a formula without a "
            "stored value",
            remedy="open the workbook in a spreadsheet program and save it there",
        )
    hidden = tuple(f"hidden sheet {quoted(s.name)} not read" for s in fits if s not in shown)
    return Export(
        chosen.grid.rows,
        sheet=chosen.name,
        choices=(*hidden, *chosen.grid.choices),
        left=chosen.grid.left,
    )
