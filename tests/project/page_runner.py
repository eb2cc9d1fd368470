"""Run a page of the documentation as its reader does: block by block, in one folder.

- A block under a line that names a file, as "`films.csv`:", is written to that file; a markdown
  table there is typed into the workbook or written as the CSV file; "Append to `problem.toml`:"
  appends.
- In an ``sh`` block the lines that begin with ``polyopt `` are run. "# exit code 4" at their end
  says which code is right, "# then Ctrl-C" that the reader interrupts; "> FILE" keeps the output.
  Lines of other programs are left out.
- The ``python`` blocks of a page share their names, as the cells of a notebook do.
- A ``text`` block holds lines of what the block before it printed; "..." stands for left out ones.
- A ``bash`` block is for other programs and is not run; a block of any other kind is an error.
"""

import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook

from polyopt.cli.app import run

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$|(?P<table>(?:^\|[^\n]*\|\n)+)", re.MULTILINE | re.DOTALL
)
NAMED = re.compile(r"(?P<append>Append to )?`(?P<file>[\w./-]+\.\w+)`[^`]*:$")
FILES = ("toml", "csv", "python")
PATIENCE = 120.0


@dataclass(frozen=True)
class Block:
    """One block of a page.

    Parameters
    ----------
    kind : str
        Its language, or ``table``.
    text : str
        What stands in it.
    file : str
        The file that the line above names; empty where none is.
    append : bool
        Whether it goes to the end of that file.
    """

    kind: str
    text: str
    file: str = ""
    append: bool = False


def blocks_of(page):
    """Return the blocks of a page that its reader uses, in order."""
    found = []
    for match in BLOCK.finditer(page):
        above = page[: match.start()].rstrip().rpartition("\n")[2]
        named = NAMED.match(above)
        if match["table"]:
            if named:
                found.append(Block("table", match["table"], named["file"], bool(named["append"])))
        elif named and match["kind"] in FILES:
            found.append(Block(match["kind"], match["body"], named["file"], bool(named["append"])))
        else:
            found.append(Block(match["kind"], match["body"]))
    return found


def run_page(page, capsys):
    """Run the blocks of a page in the current folder; return how many commands and cells ran."""
    output, names, done = "", {}, 0
    for block in blocks_of(page):
        if block.file:
            _write(block)
        elif block.kind == "sh":
            commands = _commands(block.text)
            output = "\n".join(_run(command, capsys) for command in commands)
            done += len(commands)
        elif block.kind == "python":
            names, output = _cell(block.text, names, capsys)
            done += 1
        elif block.kind == "text":
            _compare(block.text, output)
        elif block.kind != "bash":
            raise AssertionError(f"nobody runs this block of kind {block.kind!r}:\n{block.text}")
    return done


def _write(block):
    path = Path(block.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    if block.kind != "table":
        before = path.read_text(encoding="utf-8") if block.append else ""
        path.write_text(before + block.text, encoding="utf-8")
        return
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in _lines(block.text)]
    header, body = rows[0], rows[2:]
    if path.suffix != ".xlsx":
        text = "\n".join(",".join(row) for row in [header, *body])
        path.write_text(text + "\n", encoding="utf-8")
        return
    if not path.exists():
        new = Workbook()
        new.active.append(header)
        new.save(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(body, start=2):
        for name, cell in zip(header, row, strict=True):
            if cell:
                typed = float(cell) if re.fullmatch(r"-?[\d.]+", cell) else cell
                sheet.cell(number, places[name], typed)
    book.save(path)


def _commands(text):
    lines = text.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("polyopt ")]


def _run(line, capsys):
    command, _, remark = line.partition(" # ")
    words = shlex.split(command)[1:]
    target = ""
    if ">" in words:
        target = words[words.index(">") + 1]
        words = words[: words.index(">")]
    if "Ctrl-C" in remark:
        return _interrupted(words)
    wanted = re.search(r"exit code (\d+)", remark)
    capsys.readouterr()
    code = run(words)
    out, err = capsys.readouterr()
    assert code == int(wanted[1] if wanted else 0), f"{line}\nexit code {code}\n{out}{err}"
    assert "Traceback" not in err
    if target:
        Path(target).write_text(out, encoding="utf-8")
    return out + err


def _interrupted(words):
    """Run a search and press Ctrl-C once its record has begun to grow."""
    record = Path(words[words.index("--out") + 1], "study.journal")
    search = subprocess.Popen(
        [sys.executable, "-m", "polyopt", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    end = time.monotonic() + PATIENCE
    while not (record.exists() and record.stat().st_size > 0) and search.poll() is None:
        assert time.monotonic() < end, "the search does not begin"
        time.sleep(0.05)
    search.send_signal(signal.SIGINT)
    output, _ = search.communicate(timeout=PATIENCE)
    assert search.returncode == 75, output  # noqa: PLR2004 - the documented exit code
    return output


def _cell(text, names, capsys):
    script = Path("cell.py")
    script.write_text(text, encoding="utf-8")
    capsys.readouterr()
    after = runpy.run_path(str(script), init_globals=names)
    script.unlink()
    return {k: v for k, v in after.items() if not k.startswith("__")}, capsys.readouterr().out


def _lines(text):
    return [line for line in text.splitlines() if line.strip()]


def _compare(shown, output):
    there = [" ".join(line.split()) for line in _lines(output)]
    at = 0
    for line in _lines(shown):
        wanted = " ".join(line.split())
        if wanted == "...":
            continue
        assert wanted in there[at:], f"not printed, or not in this order: {wanted}\n{output}"
        at = there.index(wanted, at) + 1
