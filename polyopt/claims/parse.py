"""From the entries of a claim file to tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from polyopt.claims.asked_steps import asked_step
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import UNITS
from polyopt.claims.limitations import (
    Arrangement,
    Condition,
    Count,
    Declared,
    Fraction,
    Group,
    Linear,
    Members,
    Ratio,
    Steps,
    StorageLimit,
    Test,
    Unmodelled,
)
from polyopt.errors import UsageError, quoted, unknown_name
from polyopt.laminate.face_to_face import group_asked, parsed_order
from polyopt.laminate.steps import ATMOSPHERES, CONDITIONS

_INTERVAL = ("interval",)
_SOME = ("among", "as", "tests")
_SCALED = ("interval", "unit", "scale", "sure")
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "property": ("quantity", *_SCALED),
        "linear": ("terms", *_SCALED),
        "ratio": ("over", "under", "interval"),
        "fraction": (
            *("layer", "role", "monomers", "formulas", "substituents", "interval"),
            *("by_residue", "trimellitic"),
        ),
        "count": (*_INTERVAL, *_SOME),
        "declared": ("fact", "granted", "otherwise", "how"),
        "stack": ("order",),
        "steps": ("steps",),
        "condition": ("step", "condition", "minus", "tolerance", "one_of", "interval"),
        "storage_minimum": ("layer", "interval"),
        "each": _SOME,
        "some": _SOME,
        "unmodelled": (),
        **dict.fromkeys(("any", "all", "not", "readings"), ("tests",)),
    }
)
"""What each kind of test may state; any other key is an error, for it would change nothing."""


def parsed_test(entry: Mapping[str, Any]) -> Test:
    """Return the test of a limitation.

    Parameters
    ----------
    entry : mapping
        A limitation, or a test inside one, as a claim file has it.

    Raises
    ------
    UsageError
        If it lacks what its kind of test needs, or has a key that its kind does not use.
    """
    kind = entry["test"]
    for key in entry:
        if key != "test" and key not in _KEYS[kind]:
            raise unknown_name(f"key of test {kind!r},", key, _KEYS[kind])
    interval = Interval.parse(entry["interval"]) if "interval" in entry else None
    match kind, interval:
        case "property", Interval():
            name = _required(entry, "quantity")
            return _linear(((name, 1.0),), interval, entry)
        case "linear", Interval():
            terms = tuple((t["quantity"], float(t["factor"])) for t in _required(entry, "terms"))
            return _linear(terms, interval, entry)
        case "ratio", Interval():
            return Ratio(_required(entry, "over"), _required(entry, "under"), interval)
        case "fraction", Interval():
            return _fraction(entry, interval)
        case "count", Interval():
            return _count(entry, interval)
        case "storage_minimum", Interval():
            return StorageLimit(_required(entry, "layer"), interval)
    return _other(kind, entry, interval)


def _other(kind: str, entry: Mapping[str, Any], interval: Interval | None) -> Test:
    match kind:
        case "declared":
            return _fact(entry)
        case "stack":
            return Arrangement(*parsed_order(_required(entry, "order")))
        case "steps":
            return Steps(tuple(_known_step(step) for step in _required(entry, "steps")))
        case "condition":
            return _condition(entry, interval)
        case "unmodelled":
            return Unmodelled()
        case "each" | "some":
            return Members(kind, _group(entry), _required(entry, "as"), _inner(entry))
        case "any" | "all" | "not" | "readings":
            return Group(kind, tuple(parsed_test(t) for t in _required(entry, "tests")))
    raise UsageError(f"test {kind!r} lacks 'interval'")


def _linear(
    terms: tuple[tuple[str, float], ...], interval: Interval, entry: Mapping[str, Any]
) -> Linear:
    sure = float(entry.get("sure", 0.0))
    return Linear(terms, interval, _unit(entry), entry.get("scale"), sure)


def _fact(entry: Mapping[str, Any]) -> Test:
    test = _declared(_required(entry, "fact"), granted=bool(entry.get("granted", False)))
    if not isinstance(test, Declared):
        if "otherwise" in entry:
            raise UsageError(f"the stack shows {quoted(entry['fact'])}: no 'otherwise' is asked")
        return test
    otherwise = parsed_test(entry["otherwise"]) if "otherwise" in entry else None
    return replace(test, otherwise=otherwise, how=entry.get("how", ""))


def _group(entry: Mapping[str, Any]) -> str:
    among = str(_required(entry, "among"))
    group_asked(among)
    return among


def _inner(entry: Mapping[str, Any]) -> Test:
    inner = tuple(parsed_test(t) for t in _required(entry, "tests"))
    return inner[0] if len(inner) == 1 else Group("all", inner)


def _count(entry: Mapping[str, Any], interval: Interval) -> Count:
    if "among" not in entry:
        return Count(interval)
    if "tests" not in entry:
        return Count(interval, _group(entry))
    return Count(interval, _group(entry), _required(entry, "as"), _inner(entry))


_THERE = {"film": "film", "metal": "metal", "substrate": "substrate", "resin layer": "layer"}
_ALSO_THERE = {"second metal": "metal ... metal"}


def _declared(fact: str, *, granted: bool) -> Test:
    """Return the test of a fact; what the stack shows is asked of the stack."""
    member, touches, other = fact.partition(" touches ")
    if fact in _THERE:
        return Arrangement((_THERE[fact],), ())
    if fact in _ALSO_THERE:
        return Arrangement(*parsed_order(_ALSO_THERE[fact]))
    if touches:
        return Arrangement(*parsed_order(f"{member} / {other}"))
    if fact.endswith(" is outermost"):
        raise UsageError(
            f"the fact {quoted(fact)} is asked of the stack",
            remedy='write test = "stack" with an order such as "{T} / insulator"',
        )
    return Declared(fact, granted)


def _fraction(entry: Mapping[str, Any], interval: Interval) -> Fraction:
    return Fraction(
        layer=_required(entry, "layer"),
        role=_required(entry, "role"),
        monomers=tuple(entry.get("monomers", ())),
        formulas=tuple(entry.get("formulas", ())),
        substituents=tuple(entry.get("substituents", ())),
        interval=interval,
        by_residue=bool(entry.get("by_residue", False)),
        trimellitic=bool(entry.get("trimellitic", False)),
    )


def _condition(entry: Mapping[str, Any], interval: Interval | None) -> Condition:
    name, words = _required(entry, "condition"), tuple(entry.get("one_of", ()))
    for word in words:
        if word not in ATMOSPHERES:
            raise unknown_name("atmosphere", word, ATMOSPHERES)
    if name not in (*CONDITIONS, "atmosphere"):
        raise unknown_name("condition", name, (*CONDITIONS, "atmosphere"))
    if not words and interval is None and "tolerance" not in entry:
        raise UsageError("test 'condition' lacks 'interval', 'tolerance' or 'one_of'")
    return Condition(
        step=_known_step(_required(entry, "step")),
        name=name,
        unit=CONDITIONS.get(name, ""),
        interval=interval,
        minus=entry.get("minus", ""),
        tolerance=entry.get("tolerance", ""),
        one_of=words,
    )


def _known_step(text: str) -> str:
    """Return a step after a look whether it is one of the vocabulary."""
    asked_step(text)
    return text


def _required(entry: Mapping[str, Any], key: str) -> Any:
    if key not in entry:
        raise UsageError(f"test {entry['test']!r} lacks {key!r}")
    return entry[key]


def _unit(entry: Mapping[str, Any]) -> str:
    unit = str(_required(entry, "unit"))
    if unit not in UNITS and "scale" not in entry:
        raise unknown_name("unit", unit, UNITS)
    return unit
