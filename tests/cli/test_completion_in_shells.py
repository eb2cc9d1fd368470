"""The completion scripts at work in the shells that this machine has."""

import os
import shutil
import subprocess
import sys

import pytest

ZSH = r"""
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell 'PS1=; stty -echo; autoload -Uz compinit; compinit -u -D; unsetopt list_beep'
zpty -w shell 'eval "$(polyopt completion zsh)"'
zpty -w shell 'shown() { zle complete-word; print -rn -- "<<$BUFFER>>"; zle kill-buffer }'
zpty -w shell 'zle -N shown; bindkey "^X" shown; print REA"DY"'
zpty -r shell out '*READY*'
for typed in "$@"; do
    zpty -w -n shell "$typed"$'\x18'
    zpty -r shell out '*<<*>>*'
    out=${out#*<<}
    print -r -- "${out%%>>*}|"
done
zpty -d shell
"""
"""Types each line into an interactive zsh, presses Tab, and prints the line that is there then."""

FISH = "polyopt completion fish | source; for line in $argv; complete -C $line; echo ---; end"

LINES = {
    "polyopt pre": ["predict"],
    "polyopt predict 'PMDA // mT": ["PMDA // mTB"],
    "polyopt search --preset bonding-l": ["bonding-laminate"],
    "polyopt search --sampler ns": ["nsga2"],
    "polyopt claims bonding-laminate:12": ["bonding-laminate:12"],
    "polyopt analyze drying --solvent NM": ["NMP"],
    "polyopt predict --model t": ["tg="],
    "polyopt predict --model tg=mo": ["tg=models/"],
    "polyopt predict --model tg=models/": ["tg=models/tg.npz"],
    "polyopt search prob": ["problem.toml"],
    "polyopt report mod": ["models/"],
}
"""What is typed, and what may stand in place of its last word."""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with files to complete, and the environment that finds the program."""
    folder = tmp_path_factory.mktemp("shells")
    (folder / "models").mkdir()
    (folder / "models" / "tg.npz").write_bytes(b"")
    (folder / "problem.toml").write_text("", encoding="utf-8")
    program = folder / "bin" / "polyopt"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m polyopt "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    # a terminal and a home of their own: no set-up of the user's, nothing left behind
    return folder, {**os.environ, "PATH": path, "HOME": str(folder), "TERM": "xterm"}


def shown(place, shell, *arguments):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} on this machine")
    folder, environment = place
    command = [shutil.which(shell), *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


def test_zsh_writes_the_whole_word(place):
    lines = shown(place, "zsh", "-f", "-c", ZSH, "zsh", *LINES).splitlines()
    for (typed, (value,)), line in zip(LINES.items(), lines, strict=True):
        quote = "'" if "'" in typed else ""
        before = typed.partition("'")[0] if quote else typed.rpartition(" ")[0] + " "
        after = "" if value[-1] in "/=" else " "
        assert line == f"{before}{quote}{value}{quote}{after}|"


def test_fish_offers_the_words_with_their_explanations(place):
    *answers, rest = shown(place, "fish", "-N", "-c", FISH, *LINES).split("---\n")
    assert not rest
    for (typed, values), answer in zip(LINES.items(), answers, strict=True):
        offered = dict(line.partition("\t")[::2] for line in answer.splitlines())
        assert list(offered) == values, typed
        if typed.endswith("// mT"):
            assert offered["PMDA // mTB"] == "2,2'-dimethylbenzidine"


BASH = r"""
eval "$(polyopt completion bash)"
compopt() { [[ $* == "-o nospace" ]] && printf "nospace "; }
for typed in "$@"; do
    # the words that bash makes of a line, which end at colons and equals signs outside quotes
    quoted="${typed#*\'}"
    [[ $quoted == "$typed" ]] && read -ra COMP_WORDS <<<"$(sed 's/\([:=]\)/ \1 /g' <<<"$typed")" ||
        COMP_WORDS=(${typed%%\'*} "'$quoted")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE="$typed" COMP_POINT=${#typed}
    _polyopt_completion polyopt
    printf "%s " "${COMPREPLY[@]}"; echo "|"
done
"""


def test_bash_replaces_the_part_it_holds(place):
    answers = shown(place, "bash", "-c", BASH, "bash", *LINES).splitlines()
    expected = {typed: f"{value} " for typed, (value,) in LINES.items()}
    expected["polyopt claims bonding-laminate:12"] = "12 "
    expected["polyopt predict --model t"] = "nospace tg= "
    expected["polyopt predict --model tg=mo"] = "nospace models/ "
    expected["polyopt predict --model tg=models/"] = "models/tg.npz "
    # files and folders are bash's own
    expected["polyopt search prob"] = expected["polyopt report mod"] = " "
    assert answers == [f"{answer}|" for answer in expected.values()]
