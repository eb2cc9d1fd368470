"""What people see on a terminal: the bar at any width, messages folded, a clean end."""

import logging
import os
import re
import select
import subprocess
import sys

import pandas as pd
import pytest

from polyopt.cli import messages
from polyopt.cli.layout import broken
from polyopt.cli.messages import FoldingFormatter, folded
from polyopt.cli.text_predicted import predicted_text
from polyopt.display.text_width import text_width

pty = pytest.importorskip("pty", reason="no terminal on this system")
LONG_PATH = "/a/folder/with/a/very/long/name/that/fits/into/no/line/of/a/terminal/problem.toml:12:"


def session(folder, *arguments, interrupt_at="", **variables):
    """Return what a terminal shows and the exit code; Ctrl-C is typed once some text is there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.pop("NO_COLOR", None)
        os.environ.update({"TERM": "xterm", **variables})
        os.execv(sys.executable, [sys.executable, "-m", "polyopt", *arguments])
    shown, typed = b"", not interrupt_at
    while select.select([terminal], [], [], 300)[0]:
        try:
            piece = os.read(terminal, 1 << 16)
        except OSError:  # how Linux tells that the other side is closed
            break
        if not piece:
            break
        shown += piece
        if not typed and interrupt_at.encode() in shown:
            os.write(terminal, b"\x03")
            typed = True
    os.close(terminal)
    return shown.decode("utf-8"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def bars(shown):
    return [piece for piece in re.split(r"[\r\n]", shown) if "/s" in piece]


FULL = r" *\d+%\|.+\| [\d.]+k/12\.3k \[\d\d:\d\d<\d\d:\d\d, +[\d.]+k?/s, best [\d.]+, 0\.\d+\]"
SHORT = r"\d+% [\d.]+k?/s \d\d:\d\d left, best [\d.]+.*"


@pytest.mark.parametrize(("columns", "looks_like"), [(40, SHORT), (200, FULL)])
def test_rate_time_left_and_best_are_told_at_any_width(columns, looks_like, tmp_path):
    shown, code = session(
        tmp_path, "search", "--budget", "12288", "--no-prove", COLUMNS=str(columns)
    )
    assert code == 0
    assert any(re.fullmatch(looks_like, bar) for bar in bars(shown)), bars(shown)
    assert max(text_width(bar) for bar in bars(shown)) <= min(80, columns) - 4


def test_predictions_of_a_table_are_read_on_a_terminal_and_piped_elsewhere(tmp_path):
    own = "Nc1ccc(CCCCCCCCCCCCc2ccc(N)cc2)cc1"
    rows = ["PMDA:50;BPDA:50,ODA", "bla,ODA", "BPDA:50;PMDA:50,ODA", f"PMDA,{own}", "PMDA,ODA"]
    (tmp_path / "t.csv").write_text("\n".join(["dianhydrides,diamines", *rows]), encoding="utf-8")
    shown, code = session(tmp_path, "predict", "t.csv")
    lines = shown.split("polyopt:")[0].splitlines()
    assert code == 4
    assert max(map(text_width, lines)) <= 80
    assert re.fullmatch(r"row +Tg °C +CTE ppm/K +formulation", lines[0])
    fine = r"2 +\d{3} \(\d{3} to \d{3}\) +\d+ \(-?\d+ to \d+\) +PMDA:50;BPDA:50 // ODA(:100)?"
    assert re.fullmatch(fine, lines[1])
    assert re.fullmatch(r"3 +not predicted: unknown monomer 'bla'.*", lines[2])
    assert "the polymer of row 2" in " ".join(shown.split())
    assert "! outside what the models know" in shown
    assert "--out FILE.csv" in lines[-1]
    command = [sys.executable, "-m", "polyopt", "predict", "t.csv"]
    piped = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert piped.stdout.startswith("dianhydrides,diamines,tg_degC,")
    assert re.search(r",\d{3}\.\d{9,},", piped.stdout)


def test_of_a_long_table_the_first_rows_are_shown():
    rows = [("PMDA", "ODA", 0.1234)] * 103
    table = pd.DataFrame(rows, columns=["dianhydrides", "diamines", "tg_degC"])
    table["tg_degC_low"], table["tg_degC_high"] = -1.0, float("nan")
    shown = predicted_text(table)
    assert "and 3 more rows" in shown
    assert len(shown.splitlines()) == 103


def test_a_dumb_terminal_gets_no_bar_and_no_escape(tmp_path):
    shown, code = session(tmp_path, "search", "--budget", "1024", TERM="dumb")
    assert code == 0
    assert not bars(shown)
    assert "\x1b" not in shown
    assert "Summary:" in shown


def test_ctrl_c_leaves_a_clean_line(tmp_path):
    shown, code = session(
        tmp_path,
        "search",
        "--budget",
        "5000000",
        "--out",
        "run",
        interrupt_at="best ",
        COLUMNS="80",
    )
    assert code == 75
    before, _, after = shown.partition("^C")
    assert text_width(re.split(r"[\r\n]", before)[-1]) + len("^C") < 80
    *_, last_bar = [m.end() for m in re.finditer("/s", shown)]
    rest = shown[last_bar:]
    # the bar is wiped before anything else is printed
    assert re.match(r"[^\r\n]*\r +\r", rest), rest[:200]
    assert "Interrupted: " in after
    assert "continue with --resume" in shown.splitlines()[-1]


def test_an_error_is_folded_but_a_file_name_is_not_broken(tmp_path):
    name = LONG_PATH.rstrip(":").replace(":", "-") + "x.toml"
    shown, code = session(tmp_path, "search", name, COLUMNS="60")
    assert code == 2
    assert name in shown
    assert all(text_width(x) <= 60 for x in shown.splitlines() if name not in x)


def test_elsewhere_a_message_is_a_line(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "polyopt", "predict", "PMDA // a monomer that nobody knows" * 3],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "40"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert max(map(len, done.stderr.splitlines())) > 80


def test_folded_lines_keep_their_indent(monkeypatch):
    text = f"polyopt: {'word ' * 20}\n  {LONG_PATH} {'more ' * 20}"
    assert folded(text) == text
    monkeypatch.setattr(messages.sys, "stderr", type("Screen", (), {"isatty": lambda self: True})())
    monkeypatch.setenv("COLUMNS", "50")
    lines = folded(text).splitlines()
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert any(line.strip() == LONG_PATH for line in lines)
    assert all(text_width(line) <= 50 for line in lines if LONG_PATH not in line)
    record = logging.LogRecord("polyopt", logging.WARNING, "", 0, "word " * 30, (), None)
    assert FoldingFormatter("%(message)s").format(record).count("\n") == 3


def test_a_word_too_long_is_cut_only_where_it_may_be():
    assert broken("a " + "x" * 30, width=20, cut=False) == ["a", "x" * 30]
    assert max(map(len, broken("a " + "x" * 30, width=20))) == 20
