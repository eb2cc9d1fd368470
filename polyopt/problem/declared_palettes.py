"""The palettes of a layer as a problem file lists them: names and structures become monomers."""

from __future__ import annotations

from collections.abc import Iterable

from polyopt.chemistry.ambiguous_names import decided_name, meanings
from polyopt.chemistry.kinds import fits
from polyopt.chemistry.monomers import Monomer, label, own_monomer, renamed, shipped_library
from polyopt.chemistry.structures import same_structure
from polyopt.errors import PolyoptError, UsageError, quoted
from polyopt.io.toml import TomlTable


def declared_palette(
    entries: Iterable[str | TomlTable], role: str, layer: str, *, labels: bool
) -> tuple[Monomer, ...]:
    """Return the monomers of one role under the names the user wrote.

    They are put in one order, so that the answer does not depend on the order of the list.

    Parameters
    ----------
    entries : iterable of str or mapping
        Names, synonyms, CAS numbers, SMILES, or tables with ``name`` and ``smiles``.
    role : str
        ``dianhydride`` or ``diamine``.
    layer : str
        The layer they are for.
    labels : bool
        Whether a name that nobody knows will do, for tables give all values.

    Raises
    ------
    UsageError
        If a monomer is unknown, has the other role or appears twice.
    """
    found: dict[str, Monomer] = {}
    for entry in entries:
        try:
            monomer = _monomer(entry, role, labels=labels)
        except PolyoptError as error:
            raise error.at(f"[layers.{layer}] {role}s") from None
        same = [m for m in found.values() if m.smiles and same_structure(m.smiles, monomer.smiles)]
        if same or monomer.abbreviation in found:
            other = same[0].abbreviation if same else monomer.abbreviation
            stereo = bool(same) and same[0].smiles != monomer.smiles
            raise UsageError(
                f"{quoted(monomer.abbreviation)} and {quoted(other)} are the same monomer"
                + (" but for stereochemistry, which no model sees" if stereo else ""),
                where=f"[layers.{layer}] {role}s",
                remedy="list each monomer once",
            )
        found[monomer.abbreviation] = monomer
    return tuple(sorted(found.values(), key=lambda m: (m.smiles, m.abbreviation)))


def _monomer(entry: str | TomlTable, role: str, *, labels: bool) -> Monomer:
    if not isinstance(entry, str):
        return own_monomer(entry["name"], entry["smiles"], role)
    name = entry.strip()
    if labels and (decided_name(name) is not None or not meanings(name)):
        known = shipped_library().by_name(name)
        return renamed(known, name) if known and fits(known.role, role) else label(name, role)
    monomer = shipped_library().find(name, role)
    return renamed(monomer, name) if len(name) <= 40 else monomer
