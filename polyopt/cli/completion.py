"""`polyopt completion`: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

from polyopt.cli.options import everywhere

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_POLYOPT_COMPLETE"

_BASH = """\
%(complete_func)s() {
    local line type value before=""
    local typed="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
    local last="${typed##*[[:space:]]}"
    # bash takes a word apart at ':' and '=' and replaces only what follows them
    if [[ $word != [\\"\\']* && $last == *[:=]* && $COMP_WORDBREAKS == *:* ]]; then
        before="${last%%"${last##*[:=]}"}"
    fi
    COMPREPLY=()
    while IFS= read -r line; do
        type="${line%%%%,*}" value="${line#*,}"
        case $type in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            plain) COMPREPLY+=("${value#"$before"}") ;;
        esac
    done < <(COMP_WORDS="$typed" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(ShellComplete):
    """Completion for bash that keeps formulations and claim numbers whole.

    It gets the line up to the cursor, for the words that bash makes of it end at colons.
    """

    name = "bash"
    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that one."""
        typed = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(typed)[1:]
        if not words or (typed[-1:].isspace() and not words[-1][-1:].isspace()):
            return words, ""
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line that the script reads."""
        return f"{item.type},{item.value}"


add_completion_class(Bash)


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@everywhere
def command(shell: str, as_json: bool) -> int:
    """Print the completion script of a SHELL: bash, zsh or fish.

    Bash: put  eval "$(polyopt completion bash)"  into ~/.bashrc. Zsh: the same with zsh, into
    ~/.zshrc after compinit. Fish: polyopt completion fish >
    ~/.config/fish/completions/polyopt.fish
    """
    from polyopt.cli.app import program
    from polyopt.cli.text import echo_json

    kind: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": ZshComplete, "fish": FishComplete}
    script = kind[shell](program, {}, "polyopt", VARIABLE).source()
    if as_json:
        echo_json({"shell": shell, "script": script})
    else:
        click.echo(script)
    return 0
