"""What a terminal shows: 80 columns, colours only where wanted, a bar, and plain sentences."""

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.cli.layout import WIDTH, aligned, broken
from polyopt.cli.progress import best_so_far
from polyopt.cli.text_found import found_text
from polyopt.cli.text_result import result_text
from polyopt.conflict.conflict import Conflict, Obstacles
from polyopt.display.text_width import text_width

ESCAPE = "\x1b["
WIDE = "聚酰亚胺薄膜配方优化" * 9
LONG = "A-very_long;name/without" * 8
SMILES = "Nc1ccc(CCc2ccc(N)cc2)cc1"
LONG_AMINE = f"PMDA // Nc1ccc({'C' * 70}c2ccc(N)cc2)cc1"
PROBLEM = f"""
[problem]
title = "{WIDE}"
claims = ["heat-resistant-laminate:12"]
assume_met = ["heat-resistant-laminate:1b"]
[film]
material = "Kapton HN"
[metal]
material = "copper"
[layers.A]
dianhydrides = [
    "PMDA", {{ name = "{"D" * 70}", smiles = "O=C1OC(=O)c2cc(Oc3ccc4C(=O)OC(=O)c4c3)ccc12" }},
]
diamines = ["PDA", "mTB", {{ name = "{"胺" * 35}", smiles = "{SMILES}" }}]
thickness_um = [2, 8]
[layers.B]
dianhydrides = ["ODPA", "BPADA"]
diamines = ["TPE-R", "BAPP"]
thickness_um = [0.5, 3]
[[objectives]]
minimize = "abs(layers.A.cte - film.cte) + abs(layers.A.cte - film.cte) + layers.B.thickness"
[[objectives]]
maximize = "probability"
"""


def too_wide(text):
    return [line for line in text.splitlines() if text_width(line) > WIDTH]


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "p.toml").write_text(PROBLEM, encoding="utf-8")
    rows = [f"PMDA:{p};BPDA:{100 - p},ODA,{380 - p},{25 + p / 10}" for p in range(0, 100, 8)]
    rows.append(f"PMDA,Nc1ccc({'C' * 60}c2ccc(N)cc2)cc1,300,40")
    header = "dianhydrides,diamines,tg_degC,cte_ppm_per_K"
    (tmp_path / "m.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return tmp_path


def output(arguments, capsys, codes=(0,)):
    assert run(arguments) in codes
    return capsys.readouterr().out


def test_every_table_fits_80_columns(place, capsys):
    assert run(["init", "lam"]) == 0
    capsys.readouterr()
    commands = [
        ["search", "p.toml", "--budget", "2048", "--show", "8", "--out", "run"],
        ["suggest", "run", "-n", "2"],
        ["predict", "--explain", f"PMDA // {SMILES}:50;ODA:50", LONG_AMINE],
        ["check", "lam/design.toml", "--limitations", "--explain"],
        ["claims", "heat-resistant-laminate"],
        ["calibrate", "m.csv", "--out", "c"],
        ["fit", "m.csv", "--out", "f"],
        ["validate", "m.csv"],
        ["monomers"],
        ["monomers", "BPADA"],
    ]  # fmt: skip
    for command in commands:
        text = output(command, capsys)
        assert text
        assert not too_wide(text), (command, too_wide(text))


def test_a_cell_or_word_of_any_length_is_broken_not_lost():
    for text in (LONG, WIDE, f"{LONG} {WIDE}", "x" * 500, "e\u0301" * 100):
        lines = broken(text, "  ", "      ")
        assert not too_wide("\n".join(lines))
        assert "".join("".join(lines).split()) == "".join(text.split())
        table = aligned([(text, "1", "word"), ("b", text, text)])
        assert not too_wide("\n".join(table))
        assert sum(line.count(text[0]) for line in table) >= 3 * text.count(text[0])


def test_long_formulations_are_broken_between_their_monomers():
    lines = broken(";".join(f"Monomer{i}:10" for i in range(10)))
    assert all(line.endswith(";") for line in lines[:-1])


def test_nothing_of_a_name_steers_the_terminal():
    (line,) = broken("a\x1b[31mred\u202egnp.exe\x07")
    assert line == "a?[31mred?gnp.exe?"


def test_short_rows_stay_as_they_were():
    assert aligned([("a", "1"), ("bbb", "22")]) == ["a    1", "bbb  22"]


def on_a_terminal(place, *arguments, **variables):
    """Return what a terminal shows, escape sequences included."""
    pty = pytest.importorskip("pty", reason="no terminal on this system")
    program = f"import pty, sys; pty.spawn([sys.executable, '-m', 'polyopt', *{list(arguments)!r}])"
    assert pty
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=place,
        env={**environment, "TERM": "xterm", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8")


SHORT = ("search", "--budget", "30000", "--show", "1")
SHORTEST = ("search", "--budget", "4096", "--no-prove", "--show", "1")


def test_a_terminal_gets_colours_and_a_bar_with_rate_best_and_time_left(place):
    text = on_a_terminal(place, *SHORT)
    assert f"{ESCAPE}32mmet" in text
    bars = [line for line in re.split(r"[\r\n]", text) if "/30.0k [" in line]
    assert any(re.search(r"<\d\d:\d\d, +[\d.]+k?/s, best [\d.]+, 0\.\d+\]", bar) for bar in bars)
    assert not [bar for bar in bars if text_width(bar) >= WIDTH]


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_refused(variables, place):
    assert ESCAPE + "32m" not in on_a_terminal(place, *SHORTEST, **variables)


def test_no_terminal_no_colour_and_no_bar(place, capsys):
    assert run(list(SHORTEST)) == 0
    shown = capsys.readouterr()
    assert ESCAPE not in shown.out + shown.err
    assert "best" not in shown.err


def test_the_best_so_far_is_of_designs_that_meet_every_limit():
    result = po.search(budget=2048)
    seen = []
    po.search(budget=2048, progress=lambda done, archive: seen.append(archive))
    best = best_so_far(seen[-1], [direction for _, direction in result.objectives])
    first = min(d.objectives[0] for d in result.designs)
    assert best.startswith("best ")
    assert float(best.split()[1].strip(",")) == pytest.approx(first, rel=1e-3, abs=1e-3)
    none = seen[-1].take(seen[-1].outcome.violation.argsort()[:0])
    assert best_so_far(none, ["minimize"]) == "none feasible yet"


@pytest.fixture(scope="module")
def result():
    """Return the default problem's answer, taken as one that the models know all of."""
    found = po.search(budget=4096)
    return replace(found, designs=tuple(known(design) for design in found.designs))


def known(design):
    layers = [
        replace(
            layer,
            properties={k: replace(v, in_domain=True) for k, v in layer.properties.items()},
        )
        for layer in design.layers
    ]
    return replace(design, layers=tuple(layers))


def test_what_was_found_is_said_in_two_to_five_sentences(result):
    text = found_text(result, "my-run")
    assert 2 <= len(re.findall(r"[.](?= |$)", text)) <= 5
    assert f"4 096 formulations were screened; {len(result.designs)} meet all limits" in text
    assert f"The one marked * is recommended: {result.recommended_because} (" in text
    assert f"probability {result.best().probability:.2f}" in text
    assert "Proven: no formulation of this palette beats" in text
    assert "polyopt suggest my-run" in text
    assert text.split()[-4:] == result_text(result, 1, "my-run", details=True).split()[-4:]
    assert "my-run/report.html" in result_text(result, 1, "my-run").splitlines()[-1]


def test_one_objective_one_design(result):
    one = replace(result, designs=result.designs[:1], objectives=result.objectives[:1], proof=None)
    one = replace(one, designs=(replace(one.designs[0], objectives=(1.5,)),))
    text = found_text(one)
    assert "one meets all limits" in text
    assert "it has the best value found" in text
    assert "--out RUN" in text


def test_unknown_chemistry_comes_first(result):
    (design, *_), name = result.designs, "A"
    layer = design.layers[0]
    strange = {k: replace(v, in_domain=False) for k, v in layer.properties.items()}
    design = replace(design, layers=(replace(layer, properties=strange), *design.layers[1:]))
    text = found_text(replace(result, designs=(design,)), "r")
    assert f"measure layer {name} first" in text


@pytest.mark.parametrize(
    ("status", "conflict", "message"),
    [
        ("infeasible", Conflict((), proven=True), "it is proven that none can"),
        ("infeasible", Conflict((), proven=False), "does not prove that none can"),
        ("interrupted", None, "too few to conclude; continue with --resume"),
    ],
)
def test_nothing_found_is_said_too(status, conflict, message, result):
    obstacles = Obstacles(conflict=conflict)
    nothing = replace(result, designs=(), status=status, obstacles=obstacles, proof=None)
    assert message in found_text(nothing, "r")
