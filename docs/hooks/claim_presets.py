"""Which preset searches for which claim."""

from __future__ import annotations

from polyopt.claims.load import find_claims
from polyopt.claims.routes import routes
from polyopt.claims.schema import ClaimSet
from polyopt.io.toml import read_declaration
from polyopt.problem.preset_files import preset_names, preset_path


def presets_text(claim_set: ClaimSet, number: int) -> str:
    """Return which presets search for a claim, in words."""
    found = [name for name in preset_names() if number in searched(name, claim_set)]
    if not found:
        asked = f'`claims = ["{claim_set.id}:{number}"]`'
        return f"No preset searches for it: write {asked} in a problem file."
    named = " and ".join(f"`polyopt search --preset {name}`" for name in found)
    left = [name for name in found if _leaves_open(name, claim_set, number)]
    rest = ", and leaves open what nothing predicts or declares" if left else ""
    return f"{named} searches for it{rest}."


def searched(preset: str, claim_set: ClaimSet) -> frozenset[int]:
    """Return the claims of a set that a preset searches for, with all their parents."""
    declared = read_declaration(preset_path(preset), "problem")["problem"]
    own = [r.number for r in find_claims(declared["claims"]) if r.claim_set.id == claim_set.id]
    found: set[int] = set()
    while own:
        number = own.pop()
        found.add(number)
        own += [n for n in _needed(claim_set, number) if n not in found]
    return frozenset(found)


def _needed(claim_set: ClaimSet, number: int) -> tuple[int, ...]:
    """Return the parents that a claim cannot do without: those on every way to meet it."""
    ways = routes(claim_set, number)
    return tuple(
        n
        for n in claim_set.claim(number).depends_on
        if all({e.id for e in claim_set.claim(n).elements} <= way.ids for way in ways)
    )


def _leaves_open(preset: str, claim_set: ClaimSet, number: int) -> bool:
    left = read_declaration(preset_path(preset), "problem")["problem"].get("leave_open", [])
    return bool({claim_set.id, f"{claim_set.id}:{number}"} & set(left))
