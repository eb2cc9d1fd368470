"""Completion: the scripts of the shells, and what they are told."""

import os
import shutil
import subprocess
import sys

import pytest

from polyopt.cli.app import COMMANDS
from polyopt.quantities import LAYER_PROPERTIES

POSIX = pytest.mark.skipif(os.name != "posix", reason="a shell")


def polyopt(*arguments, **variables):
    done = subprocess.run(
        [sys.executable, "-m", "polyopt", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def completed(typed):
    """Return what bash is told for the line up to the cursor: kinds and values."""
    told = polyopt(COMP_WORDS=typed, _POLYOPT_COMPLETE="bash_complete")
    return [tuple(line.split(",", 1)) for line in told.splitlines() if line]


def plain(typed):
    return [value for kind, value in completed(typed) if kind == "plain"]


def test_commands_options_and_choices():
    assert plain("polyopt ") == list(COMMANDS)
    assert plain("polyopt pre") == ["predict"]
    assert "--sampler" in plain("polyopt search --")
    assert plain("polyopt search --sampler ns") == ["nsga2"]
    assert plain("polyopt completion ") == ["bash", "zsh", "fish"]
    assert [kind for kind, _ in completed("polyopt search my")] == ["file"]
    assert [kind for kind, _ in completed("polyopt search --out r")] == ["dir"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("'PMD", "PMDA"),
        ("'pmd", "PMDA"),
        ("'PMDA:60;BPD", "PMDA:60;BPDA"),
        ("'PMDA // mT", "PMDA // mTB"),
        ("'PMDA //mT", "PMDA // mTB"),
        ("'PMDA // PDA:80;OD", "PMDA // PDA:80;ODA"),
    ],
)
def test_monomers_within_a_formulation(typed, value):
    assert value in plain(f"polyopt predict {typed}")


def test_each_role_offers_its_own_monomers():
    begun = plain("polyopt predict 'PMDA // ")
    assert "PMDA // ODA" in begun
    assert "PMDA // BPDA" not in begun
    assert plain("polyopt predict 'PMDA:6") == []


def test_claims_and_their_numbers():
    assert "heat-resistant-laminate" in plain("polyopt claims h")
    numbers = plain("polyopt claims bonding-laminate:1")
    assert numbers == [f"bonding-laminate:{n}" for n in (1, 10, 11, 12)]
    assert plain("polyopt check d.toml --claims bonding-laminate:12") == ["bonding-laminate:12"]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("search --preset p", ["porous-insulating-film"]),
        ("init --preset cross", ["crosslinked-metal-clad-laminate"]),
        ("search --backend l", ["loky"]),
        ("fit --regressor r", ["random-forest", "ridge"]),
        ("analyze dma --tg-method o", ["onset"]),
        ("analyze porous --rule b", ["bruggeman"]),
        ("analyze porous --formulation 'PMDA // mT", ["PMDA // mTB"]),
        ("analyze drying --solvent nm", ["NMP"]),
        ("validate --model ", [f"{name}=" for name in LAYER_PROPERTIES]),
        ("validate --model mw=", []),
        ("validate --model tg=/no/such/folder/", []),
    ],
)
def test_what_options_take(typed, values):
    assert plain(f"polyopt {typed}") == values


@pytest.mark.parametrize("command", ["report", "suggest", "merge"])
def test_runs_are_folders(command):
    assert [kind for kind, _ in completed(f"polyopt {command} my")] == ["dir"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed_and_read_by_it(shell):
    script = polyopt("completion", shell)
    assert "_POLYOPT_COMPLETE" in script
    assert f"{shell}_complete" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    ("shell", "says"), [("zsh", "plain\npredict\n_"), ("fish", "plain,predict")]
)
def test_other_shells_are_answered_too(shell, says):
    word = "1" if shell == "zsh" else "pre"
    told = polyopt(COMP_WORDS="polyopt pre", COMP_CWORD=word, _POLYOPT_COMPLETE=f"{shell}_complete")
    assert told.startswith(says.removesuffix("_"))


@POSIX
@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize(
    ("line", "words", "reply"),
    [
        ("polyopt pre", ["polyopt", "pre"], ["predict"]),
        ("polyopt predict 'PMDA // mTB", ["polyopt", "predict", "'PMDA // mTB"], ["PMDA // mTB"]),
        (
            "polyopt claims bonding-laminate:12",
            ["polyopt", "claims", "bonding-laminate", ":", "12"],
            ["12"],
        ),
    ],
)
def test_bash_replaces_what_it_holds_for_the_word(line, words, reply, tmp_path):
    program = tmp_path / "polyopt"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m polyopt "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = polyopt("completion", "bash") + (
        'COMP_WORDS=("${@:2}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n'
        'COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}\n'
        f'_polyopt_completion "{program}"\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", line, *words], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == reply
