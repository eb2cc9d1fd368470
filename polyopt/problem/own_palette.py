"""A problem of one's own monomers: a preset, the palettes of its layers replaced."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polyopt.chemistry.kinds import fits
from polyopt.chemistry.monomer import not_this_role
from polyopt.chemistry.monomers import (
    DIAMINE,
    DIANHYDRIDE,
    SEPARATE,
    Monomer,
    folded_name,
    own_monomer,
    shipped_library,
)
from polyopt.errors import PolyoptError, UsageError, did_you_mean, quoted, unknown_name
from polyopt.problem.definition import Problem
from polyopt.problem.preset_files import preset_path

_PALETTE = re.compile(r"\s*(\w+)\s*=(?!=)(.*)", re.DOTALL)
_HOW_TO_COPY = re.compile(r"^# Copy it with 'polyopt init .*$", re.MULTILINE)
_SHARE = re.compile(r":\s*[\d.]+\s*%?$")


@dataclass(frozen=True, slots=True)
class OwnProblem:
    """A problem file of one's own palettes.

    Parameters
    ----------
    text : str
        The file: the preset with its comments, and other monomers.
    monomers : tuple of Monomer
        The monomers that were given by structure.
    """

    text: str
    monomers: tuple[Monomer, ...]


def own_problem(preset: str, palettes: Sequence[str], structures: Sequence[str]) -> OwnProblem:
    """Return a preset with other palettes.

    Parameters
    ----------
    preset : str
        Name of the preset.
    palettes : sequence of str
        One for each layer to change, such as ``"A=PMDA;BPDA // PDA;MyDA"``; other layers keep
        the monomers of the preset.
    structures : sequence of str
        Monomers that the library does not know, such as ``"MyDA=Nc1ccc(N)cc1F"``.

    Raises
    ------
    UsageError
        If a layer or monomer is unknown, has the wrong role or appears twice, or a structure
        cannot be read or is used in no palette.
    """
    text = _begun(preset_path(preset).read_text(encoding="utf-8"), preset)
    tables = tomllib.loads(text)["layers"]
    layers = tuple(tables)
    own = _own_monomers(structures)
    chosen: dict[str, str] = {}
    used: set[str] = set()
    for palette in palettes:
        layer, monomers = _of_layer(palette, layers)
        if "dianhydrides" not in tables[layer]:
            raise UsageError(
                f"--palette gives layer {layer} monomers, and the preset gives the layer itself",
                remedy="change [layers." + layer + "] in the file that init writes without it",
            )
        if layer in chosen:
            raise UsageError(f"--palette gives layer {layer} twice", remedy="give each layer once")
        chosen[layer] = monomers
        roles = _roles(layer, monomers)
        for role, names in roles.items():
            found = [_entry(name, role, own, f"--palette {layer}") for name in names]
            used |= {name for _, name in found if name}
            written = ", ".join(entry for entry, _ in found)
            text = _replaced(text, layer, f"{role}s", written)
        text = _without_limits(text, layer)
    idle = [m.abbreviation for key, m in own.items() if key not in used]
    if idle:
        raise UsageError(
            f"--monomer {idle[0]} is in no palette",
            remedy=f"name it in one: --palette '{layers[0]}=PMDA;BPDA // PDA;ODA'",
        )
    Problem.from_dict(tomllib.loads(text))  # what the parts cannot know: one monomer by two names
    return OwnProblem(text, tuple(own.values()))


def _begun(text: str, preset: str) -> str:
    """Return a preset whose second line says what the copy is, not how to copy it."""
    second_line = f"# Begun from the preset {preset}; change what you need."
    return _HOW_TO_COPY.sub(lambda _: second_line, text, count=1)


def _own_monomers(structures: Sequence[str]) -> dict[str, Monomer]:
    """Return the monomers by folded name."""
    own: dict[str, Monomer] = {}
    for given in structures:
        name, equals, smiles = given.partition("=")
        if not (equals and name.strip() and smiles.strip()):
            raise UsageError(
                f"--monomer {quoted(given)} is not allowed",
                remedy="write --monomer 'NAME=SMILES', as 'MyDA=Nc1ccc(N)cc1F'",
            )
        try:
            monomer = own_monomer(name, smiles.strip())
        except PolyoptError as error:
            raise error.at(f"--monomer {name.strip()[:40]}") from None
        if own.setdefault(folded_name(name), monomer) is not monomer:
            raise UsageError(
                f"--monomer names {quoted(name.strip())} twice", remedy="give each monomer once"
            )
    return own


def _of_layer(palette: str, layers: Sequence[str]) -> tuple[str, str]:
    """Return the layer and the monomers of a palette."""
    found = _PALETTE.match(palette)
    if found is None:
        raise UsageError(
            f"--palette {quoted(palette)} names no layer",
            remedy=f"write '{layers[0]}=DIANHYDRIDES // DIAMINES'; layers: {', '.join(layers)}",
        )
    layer = found[1]
    if layer not in layers:
        raise unknown_name("layer", layer, layers, where="--palette")
    return layer, found[2]


def _roles(layer: str, palette: str) -> dict[str, list[str]]:
    """Return the names of each role."""
    sides = palette.split("//")
    names = [[name.strip() for name in side.split(";")] for side in sides]
    if len(sides) != 2 or not all(all(side) for side in names):
        raise UsageError(
            f"{quoted(palette.strip())} is not a palette",
            where=f"--palette {layer}",
            remedy=f"write dianhydrides // diamines: '{layer}=PMDA;BPDA // PDA;ODA'",
        )
    return dict(zip((DIANHYDRIDE, DIAMINE), names, strict=True))


def _entry(name: str, role: str, own: Mapping[str, Monomer], where: str) -> tuple[str, str | None]:
    """Return a monomer as TOML, and its key if it is one's own."""
    if _SHARE.search(name):
        bare = _SHARE.sub("", name)
        raise UsageError(
            f"{quoted(name)} has a share",
            where=where,
            remedy=f"write {quoted(bare)}: a search finds the shares",
        )
    monomer = own.get(folded_name(name))
    if monomer is None:
        try:
            shipped_library().find(name, role)
        except PolyoptError as error:
            raise _explained(error, name, role, own).at(where) from None
        return _toml(name), None
    if not fits(monomer.role, role):
        raise UsageError(
            f"{quoted(name)} {not_this_role(monomer.role, role)}",
            where=where,
            remedy="a palette is written dianhydrides // diamines",
        )
    entry = f"{{ name = {_toml(monomer.abbreviation)}, smiles = {_toml(monomer.smiles)} }}"
    return entry, folded_name(name)


def _explained(
    error: PolyoptError, name: str, role: str, own: Mapping[str, Monomer]
) -> PolyoptError:
    """Return the error of an unknown name with what may have been meant."""
    if not error.what.startswith("unknown monomer") or error.remedy == SEPARATE:
        return error
    mine = [m.abbreviation for m in own.values() if fits(m.role, role)]
    hint = did_you_mean(name, mine) or did_you_mean(name, shipped_library().names(role))
    structure = f"a new one has a structure: --monomer '{name[:40]}=SMILES'"
    return UsageError(error.what, remedy=f"{hint} {structure}".strip())


def _replaced(text: str, layer: str, key: str, written: str) -> str:
    """Return a problem file with another list of monomers in a layer, its comments kept."""
    before, header, after = text.partition(f"[layers.{layer}]\n")
    lines = after.split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith(f"{key} = ["))
    lines[place] = f"{key} = [{written}]"
    return before + header + "\n".join(lines)


def _without_limits(text: str, layer: str) -> str:
    """Return a problem file whose limits on monomers that a layer no longer holds are comments."""
    palette = tomllib.loads(text)["layers"][layer]
    entries = [*palette["dianhydrides"], *palette["diamines"]]
    held = {folded_name(x if isinstance(x, str) else x["name"]) for x in entries}

    def kept(found: re.Match[str]) -> str:
        limit = tomllib.loads(found[0])["layers"][layer]["require"][0]
        if {folded_name(name) for name in limit["sum"]} <= held:
            return found[0]
        lines = ["# A limit of the preset, on monomers that the palette does not hold:"]
        return "".join(f"{line}\n" for line in [*lines, *(f"# {x}" for x in found[0].splitlines())])

    table = rf"^\[\[layers\.{re.escape(layer)}\.require\]\].*\n(?:[^\[\n].*\n)*"
    return re.sub(table, kept, text, flags=re.MULTILINE)


def _toml(text: str) -> str:
    """Return a text as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
