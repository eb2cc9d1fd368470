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
    # the value of tg= and what is in a folder come next
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a response plain begun described
    local type value help
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
        %(complete_var)s=zsh_complete %(prog_name)s 2>/dev/null)}")
    for type value help in "${response[@]}"; do
        case $type in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain)
                if [[ $help != _ ]]; then
                    described+=("$value:$help")
                elif [[ $value == *[=/] ]]; then
                    begun+=("$value")
                else
                    plain+=("$value")
                fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
    # the value of tg= and what is in a folder come next
    (( $#begun )) && compadd -U -V unsorted -S '' -a begun
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = """\
function %(complete_func)s
    set -lx %(complete_var)s fish_complete
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -ct)
    for line in (%(prog_name)s 2>/dev/null)
        set -l item (string split -m 1 "," -- $line)
        switch $item[1]
            case dir
                __fish_complete_directories $item[2]
            case file
                __fish_complete_path $item[2]
            case plain
                echo $item[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
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


class Zsh(ZshComplete):
    """Completion for zsh that puts no space after the ``=`` or folder that it completes."""

    source_template = _ZSH


class Fish(FishComplete):
    """Completion for fish whose names and explanations may hold commas."""

    source_template = _FISH


for _shell in (Bash, Zsh, Fish):
    add_completion_class(_shell)


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@everywhere
def command(shell: str, as_json: bool) -> int:
    """Print the completion script of a SHELL: bash, zsh or fish.

    Bash: put  eval "$(polyopt completion bash)"  into ~/.bashrc. Zsh: the same with zsh, into
    ~/.zshrc after compinit. Fish: polyopt completion fish >
    ~/.config/fish/completions/polyopt.fish
    """
    from polyopt.cli.text import echo_json

    program = click.get_current_context().find_root().command
    kind: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}
    script = kind[shell](program, {}, "polyopt", VARIABLE).source()
    if as_json:
        echo_json({"shell": shell, "script": script})
    else:
        click.echo(script)
    return 0
