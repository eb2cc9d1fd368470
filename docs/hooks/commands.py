"""The command reference, made from the commands themselves: `<!-- commands -->` in a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from polyopt.cli.app import program

MARK = "<!-- commands -->"
SHARED = ("as_json", "quiet", "verbose", "log_file", "help")
"""Options of every command, described once in the page."""

CODE = re.compile(
    r"'(?P<quoted>[^'\n]+)'|(?P<bare>(?<![\w-])--?[a-z][\w-]*|\w+=\w+|\w+(?:\.\w+)+_\w+(?:\.\w+)*|"
    r"\w+_\w+|[\w/~]*\.(?:toml|npz|csv|tsv|xlsx|parquet|html|json|png|svg)\b)"
)
KINDS = {"integer": "N", "float": "NUMBER", "text": "TEXT"}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the reference in place of its mark."""
    if MARK not in markdown:
        return markdown
    context = click.Context(program, info_name="polyopt")
    return markdown.replace(MARK, "\n\n".join(sections(program, context)))


def sections(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the section of every command below `group`, in the order of its help page."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield section(command, inner)
        if isinstance(command, click.Group):
            yield from sections(command, inner)


def section(command: click.Command, context: click.Context) -> str:
    """Return heading, summary, usage and options of one command."""
    path = context.command_path
    anchor = path.replace("polyopt ", "").replace(" ", "-")
    level = "#" * (1 + len(path.split()) - 1)
    names = {p.make_metavar(context).strip("[]. ") for p in command.params if is_argument(p)}
    parts = [f"{level} {path} {{ #{anchor} }}"]
    parts += [prose(text, names) for text in re.split(r"\n\s*\n", command.help or "")]
    parts += [f"```text\n{path} {' '.join(command.collect_usage_pieces(context))}\n```"]
    rows = [row(p, context) for p in command.params if not is_argument(p) and p.name not in SHARED]
    if rows:
        parts.append("\n".join(["| option | meaning | default |", "| --- | --- | --- |", *rows]))
    return "\n\n".join(parts)


def is_argument(parameter: click.Parameter) -> bool:
    """Say whether a parameter stands by its place, not by a name."""
    return isinstance(parameter, click.Argument)


def row(option: click.Parameter, context: click.Context) -> str:
    """Return the table row of an option."""
    names = ", ".join([*option.opts, *option.secondary_opts])
    value = "" if getattr(option, "is_flag", False) else f" {placeholder(option)}"
    default = option.get_default(context, call=False)
    shown = f"`{plain(default)}`" if isinstance(default, str | int | float) and value else ""
    meaning = [prose(getattr(option, "help", "") or "", set()), allowed(option)]
    meaning += ["Required."] if option.required else []
    meaning += ["May be repeated."] if option.multiple and "repeatable" not in meaning[0] else []
    cells = (f"`{names}{value}`", " ".join(filter(None, meaning)), shown if default != "" else "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def placeholder(option: click.Parameter) -> str:
    """Return the word that stands for the value of an option."""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Path):
        return "FILE" if option.type.file_okay else "FOLDER"
    return KINDS.get(option.type.name.removesuffix(" range"), "NAME")


def allowed(option: click.Parameter) -> str:
    """Return what values an option takes, where they are limited."""
    kind = option.type
    if isinstance(kind, click.Choice):
        return "One of " + ", ".join(f"`{choice}`" for choice in kind.choices) + "."
    if isinstance(kind, click.IntRange | click.FloatRange) and not getattr(option, "count", False):
        if kind.max is None:
            return f"{'Above' if kind.min_open else 'At least'} {plain(kind.min)}."
        return f"{plain(kind.min)} to {plain(kind.max)}."
    return ""


def plain(value: object) -> str:
    """Return a default or an end of a range as one types it."""
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def prose(text: str, names: set[str]) -> str:
    """Return help text as Markdown: what one types stands in code."""
    flat = " ".join(text.split())

    def code(found: re.Match[str]) -> str:
        return f"`{found['quoted'] or found['bare']}`"

    marked = CODE.sub(code, flat)
    for name in names:
        marked = re.sub(rf"(?<![\w`]){re.escape(name)}(?![\w`])", f"`{name}`", marked)
    return marked
