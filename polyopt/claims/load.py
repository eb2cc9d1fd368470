"""Reading claim sets from TOML and finding claims by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from polyopt.claims.limitations import (
    Arrangement,
    Count,
    Declared,
    Fraction,
    Group,
    Members,
    StorageLimit,
    Test,
    parts,
    quantities_of,
)
from polyopt.claims.parse import parsed_test
from polyopt.claims.routes import routes
from polyopt.claims.schema import STACK, Claim, ClaimSet, Defect, Element
from polyopt.claims.verdict import ClaimRef
from polyopt.errors import PolyoptError, UsageError, quoted, unknown_name
from polyopt.io.toml import TomlTable, read_declaration, read_toml
from polyopt.laminate.face_to_face import letters_of
from polyopt.quantities import QuantityName

_SETS = Path(__file__).parent / "sets"


def set_names() -> tuple[str, ...]:
    """Return the names of the shipped claim sets."""
    return tuple(sorted(path.stem for path in _SETS.glob("*.toml")))


def load_set(name: str, folder: Path | None = None) -> ClaimSet:
    """Return a claim set by its shipped name, or read it from a TOML file.

    Parameters
    ----------
    name : str
        A shipped name, or the path of a file ending in ``.toml``.
    folder : Path, optional
        Where a relative path starts.

    Returns
    -------
    ClaimSet
        The claims with their limitations, restated; an engineering screening, not a legal opinion.

    Raises
    ------
    UsageError
        If there is no such set, or the file breaks the schema of claims.
    """
    if name.endswith(".toml"):
        return read_set((folder or Path()) / name)
    if name not in set_names():
        raise unknown_name("claim set", name, set_names())
    return _shipped(name)


@cache
def _shipped(name: str) -> ClaimSet:
    path = _SETS / f"{name}.toml"
    return _set_of(read_toml(path), path)  # the tests hold it against the schema, not every start


def find_claims(names: Iterable[str], folder: Path | None = None) -> tuple[ClaimRef, ...]:
    """Return claims by name: ``set:12``, ``set:8-10``, or ``set`` for all of a set.

    Raises
    ------
    UsageError
        If a set or a claim is unknown.
    """
    refs: dict[str, ClaimRef] = {}
    for name in names:
        for ref in _found(name, folder):
            refs[ref.id] = ref
    return tuple(refs.values())


def _found(name: str, folder: Path | None) -> list[ClaimRef]:
    stem, colon, numbers = name.strip().rpartition(":")
    if not colon:
        claim_set = load_set(name.strip(), folder)
        return [ClaimRef(claim_set, claim.number) for claim in claim_set.claims]
    claim_set = load_set(stem, folder)
    found = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", numbers)
    if found is None:
        raise UsageError(
            f"{quoted(name)} names no claim", remedy=f"write '{stem}:12', '{stem}:8-10' or '{stem}'"
        )
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise UsageError(f"the range of claims {quoted(name)} is empty")
    for number in (first, last):
        claim_set.claim(number)
    return [ClaimRef(claim_set, c.number) for c in claim_set.claims if first <= c.number <= last]


def known_sets(refs: Iterable[ClaimRef]) -> tuple[ClaimSet, ...]:
    """Return the sets of some claims and the shipped ones: a design may speak to all of them."""
    chosen = {ref.claim_set.id: ref.claim_set for ref in refs}
    shipped = {name: load_set(name) for name in set_names()}
    return tuple({**shipped, **chosen}.values())


def assumption_ids(names: Sequence[str], refs: Sequence[ClaimRef]) -> frozenset[str]:
    """Return the ids of claims and limitations a user vouches for, checked against their sets.

    Raises
    ------
    UsageError
        If a name is no claim or limitation of the chosen sets.
    """
    known = {r.id for r in refs}
    for claim_set in {r.claim_set.id: r.claim_set for r in refs}.values():
        for claim in claim_set.claims:
            known |= {f"{claim_set.id}:{claim.number}"}
            known |= {f"{claim_set.id}:{e.id}" for e in claim.elements}
    for name in names:
        if name not in known:
            raise unknown_name("claim or limitation", name, sorted(known), where="assume_met")
    return frozenset(names)


def open_ids(
    names: Sequence[str], refs: Sequence[ClaimRef]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of limitations that may stay open, and of those that do in any case.

    Parameters
    ----------
    names : sequence of str
        Sets and claims, with all their limitations and those of their parents: these may stay
        open where nothing predicts them. Single limitations: these do in any case.
    refs : sequence of ClaimRef
        The chosen claims.

    Raises
    ------
    UsageError
        If a name is no set, claim or limitation of the chosen claims.
    """
    by_name: dict[str, set[str]] = {}
    single = set()
    for ref in refs:
        ids = {f"{ref.claim_set.id}:{i}" for r in routes(ref.claim_set, ref.number) for i in r.ids}
        by_name[ref.id] = ids
        by_name.setdefault(ref.claim_set.id, set()).update(ids)
        single |= ids
    for name in names:
        if name not in by_name and name not in single:
            raise unknown_name(
                "claim or limitation", name, sorted(single | set(by_name)), where="leave_open"
            )
    may = frozenset(i for name in names for i in by_name.get(name, ()))
    return may, frozenset(names) & single


def read_set(path: Path) -> ClaimSet:
    """Read and check one claim set."""
    return _set_of(read_declaration(path, "claims"), path)


def _set_of(declared: TomlTable, path: Path) -> ClaimSet:
    claims = tuple(_claim(entry, path) for entry in declared["claim"])
    claim_set = ClaimSet(
        id=declared["id"],
        title=declared["title"],
        claims=claims,
        defects=tuple(
            Defect(tuple(d["claims"]), d["text"], d["reading"]) for d in declared.get("defect", ())
        ),
        notice=declared.get("notice", ""),
        exclusive=tuple(tuple(facts) for facts in declared.get("exclusive", ())),
        windows=tuple(declared.get("windows", ())),
        implies=tuple((first, second) for first, second in declared.get("implies", ())),
        trimellitamides=tuple(declared.get("trimellitamides", ())),
    )
    _check_consistent(claim_set, path)
    return claim_set


def _check_consistent(claim_set: ClaimSet, path: Path) -> None:
    numbers = [claim.number for claim in claim_set.claims]
    if len(set(numbers)) != len(numbers):
        raise UsageError("a claim number appears twice", where=str(path))
    ids = Counter(element.id for claim in claim_set.claims for element in claim.elements)
    for name, count in ids.items():
        if count > 1:
            raise UsageError(f"element {quoted(name)} stands {count} times", where=str(path))
    for claim in claim_set.claims:
        _check_variables(claim, path)
        for parent in claim.depends_on:
            if parent not in numbers or parent >= claim.number:
                raise UsageError(
                    f"claim {claim.number} depends on claim {parent}",
                    where=str(path),
                    remedy="a claim depends on earlier claims only",
                )


def _check_variables(claim: Claim, path: Path) -> None:
    """Raise if a limitation refers to a layer that its claim does not declare."""
    for element in claim.elements:
        for head in _heads(element.test):
            if head not in (*claim.layers, *STACK):
                raise UsageError(
                    f"element {quoted(element.id)} refers to {quoted(head)}, no layer of its claim",
                    where=str(path),
                    remedy="name the claim's layers by layers = [...]",
                )


def _heads(test: Test) -> set[str]:
    heads = {QuantityName.split(name).head for name, _ in quantities_of(test)}
    match test:
        case Fraction() | StorageLimit():
            heads.add(test.layer)
        case Group():
            heads.update(head for inner in test.tests for head in _heads(inner))
        case Members() | Count():
            heads.update(letters_of(test.among))
            inside = set() if test.test is None else _heads(test.test)
            heads.update(inside - {test.variable})
        case Arrangement():
            heads.update(letters_of(" ".join(test.members)))
        case Declared():
            heads.update(letters_of(test.fact))
            heads.update(set() if test.otherwise is None else _heads(test.otherwise))
    return heads


_OF_ELEMENTS = ("id", "summary", "at", "inference")


def _element(entry: dict[str, Any]) -> Element:
    test = parsed_test({k: v for k, v in entry.items() if k not in _OF_ELEMENTS})
    if entry.get("at") and not any(quantities_of(part) for part in parts(test)):
        raise UsageError(f"element {quoted(entry['id'])} states conditions ('at') of no quantity")
    return Element(
        entry["id"],
        entry["summary"],
        test,
        at=tuple(entry.get("at", {}).items()),
        inference=entry.get("inference", ""),
    )


def _claim(entry: dict[str, Any], path: Path) -> Claim:
    number = entry["number"]
    try:
        elements = tuple(_element(e) for e in entry.get("element", ()))
    except PolyoptError as error:
        raise error.at(f"{path}: claim {number}") from None
    return Claim(
        number=number,
        summary=entry["summary"],
        category=entry.get("category", "product"),
        layers=tuple(entry.get("layers", ())),
        elements=elements,
        depends_on=tuple(entry.get("depends_on", ())),
    )
