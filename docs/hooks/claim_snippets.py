"""What to write in a design file for each limitation of a claim, as TOML.

The values are made up: each lies inside its limit, so a design that says all of a claim's snippets
meets the claim (tests/project/test_claim_pages.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from polyopt.chemistry.solvents import shipped_solvent
from polyopt.claims.asked_steps import as_declared, asked_step
from polyopt.claims.interval import Interval
from polyopt.claims.judgement import SCALES
from polyopt.claims.limitations import (
    BOILING_POINTS,
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
from polyopt.claims.schema import STACK, Element
from polyopt.quantities import LAYER_PROPERTIES, QuantityName

Declaration = dict[str, Any]

FILM_CTE, LOWER_TG, PRESSED = 20, 250, 318
"""Examples: ppm/K of the film, Tg of the softer layer and temperature of the press in degC."""

COLUMNS = {name: known.column for name, known in LAYER_PROPERTIES.items() if known.declared}
STEP_COLUMNS = {
    "temperature": "temperature_degC",
    "pressure": "pressure_kPa",
    "residual_solvent": "residual_solvent_wt_percent",
}
MEMBERS = {
    "insulator of {T}": ("film", "T"),
    "core of {T}": ("film",),
    "layers at metal in the insulator of {T}": ("T",),
    "metals on the insulator of {T}": ("metal",),
    "resin on the film": ("A",),
    "layers between {M} and film": ("J",),
    "layers between {S} and film": ("K",),
    "metals": ("metal",),
    "metals facing the film": ("metal",),
    "foils facing the film": ("metal",),
    "substrates facing the film": ("substrate",),
}
"""Who stands for the members of a group in the examples."""

INSULATORS = ("insulator of {T}",)
"""Groups that film and layer T make two members of."""

FILLERS = {"dianhydride": ("BTDA", "ODPA", "6FDA"), "diamine": ("ODA", "BAPP", "TPE-R")}
"""What makes up the rest of a formulation: the first that a limit on shares does not count."""

RESISTANT = ("heat-resistant", "highly heat-resistant")
RESINS = ("polyimide", "polyamide-imide", "epoxy thermoset")
STRUCTURE: Mapping[str, Declaration] = {
    "film": {"film": {"material": "Kapton HN"}},
    "metal": {"metal": {"material": "copper"}},
    "second metal": {"second_metal": {"material": "copper"}},
    "foil": {"metal": {"material": "copper"}},
    "substrate": {"substrate": {"material": "glass", "kind": "inorganic"}},
    "plate": {"substrate": {"material": "glass", "kind": "inorganic"}},
}
ORDER = (
    *("design", "film", "porous", "metal", "second_metal", "substrate", "layers", "laminate"),
    *("process", "tolerances", "facts"),
)


def snippet(element: Element, set_id: str) -> Declaration:
    """Return what a design file says for one limitation to be met."""
    if isinstance(element.test, Unmodelled):
        return {"design": {"assume_met": [f"{set_id}:{element.id}"]}}
    return _of(element.test, {}, dict(element.at))


def merged(parts: Sequence[Declaration]) -> Declaration:
    """Return several declarations as one; of what contradicts the last one holds."""
    found: Declaration = {}
    for part in parts:
        _merge(found, part)
    return found


def _merge(into: Declaration, part: Declaration) -> None:
    for key, value in part.items():
        if key == "process":
            into[key] = _in_order(into.get(key, []), value)
        elif isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, list) and key in into:
            into[key] = [*into[key], *(v for v in value if v not in into[key])]
        else:
            into[key] = _copied(value)


def _copied(value: Any) -> Any:
    return {k: _copied(v) for k, v in value.items()} if isinstance(value, dict) else value


def _in_order(first: Sequence[Declaration], second: Sequence[Declaration]) -> list[Declaration]:
    """Return the steps of two processes in one order that keeps both."""
    steps = [dict(step) for step in first]
    place = 0
    for step in second:
        names = [s["step"] for s in steps]
        if step["step"] in names:
            place = names.index(step["step"])
            steps[place] |= step
        else:
            steps.insert(place, dict(step))
        place += 1
    return steps


def _of(test: Test, layers: Mapping[str, str], at: Mapping[str, Any]) -> Declaration:
    match test:
        case Linear():
            return _linear(test, layers, at)
        case Ratio():
            low = test.interval.low
            over, under = (QuantityName.split(name).head for name in (test.over, test.under))
            return _layers({over: {"thickness_um": _short(2 * low)}, under: {"thickness_um": 2}})
        case Fraction():
            return _layers({test.layer: {"formulation": _formulation(test)}})
        case Count():
            return _counted(test)
        case Arrangement():
            return merged([_member(m.format_map(_Same(layers))) for m in test.members])
        case Declared():
            return _fact(test.fact.format_map(_Same(layers)))
        case Steps():
            return _steps(test)
        case Condition():
            return {"process": [_step(test)], **_tolerance(test)}
        case StorageLimit():
            layer = layers.get(test.layer, test.layer)
            dma = {"file": "dma.csv", "conditions": "1 Hz, 3 K/min, tension"}
            return _layers({layer: {"dma": dma, "measured": {"tg_degC": LOWER_TG}}})
        case Members():
            members = MEMBERS.get(test.among, ())
            return merged([_of(test.test, {**layers, test.variable: m}, at) for m in members])
        case Group():
            return merged([_of(t, layers, at) for t in _chosen(test)])
    return {}


def _chosen(test: Group) -> Sequence[Test]:
    """Return the tests of a group whose lines are shown: all, the first, or none."""
    if test.join == "not":
        return ()
    return test.tests[:1] if test.join == "any" else test.tests


def _counted(test: Count) -> Declaration:
    if test.among in INSULATORS:
        return merged([STRUCTURE["film"], _layers({"T": {}})])
    return _layers(dict.fromkeys("AB"[: int(test.interval.low)], {}))


def _formulation(test: Fraction) -> str:
    """Return a formulation with the least share of a monomer that counts."""
    share = round(100 * test.interval.low)
    counted = {"dianhydride": "PMDA", "diamine": "PDA"}
    if test.monomers and counted[test.role] not in test.monomers:
        counted[test.role] = test.monomers[0]
    rest = {
        role: next(name for name in names if name not in (*test.monomers, counted[role]))
        for role, names in FILLERS.items()
    }
    return " // ".join(f"{counted[r]}:{share};{rest[r]}:{100 - share}" for r in counted)


class _Same(dict[str, str]):
    """Layer variables that are called what they are."""

    def __missing__(self, key: str) -> str:
        return key


def _layers(named: Mapping[str, Declaration]) -> Declaration:
    return {"layers": {k: named[k] for k in sorted(named)}}


def example(interval: Interval, unit: str) -> float:
    """Return a value well inside a limit."""
    low, high = interval.low, interval.high
    if high == float("inf"):
        return low * 1.2 if low else SCALES.get(unit, 1.0)
    if low == 0:
        return high * 0.8
    return (low + high) / 2 or high / 2


def _linear(test: Linear, layers: Mapping[str, str], at: Mapping[str, Any]) -> Declaration:
    value = example(test.interval, test.unit)
    first = test.terms[0][0]
    if len(test.terms) == 1:
        return _quantity(first, value, test.unit, at)
    base = FILM_CTE if test.unit == "ppm/K" else LOWER_TG
    parts = [(first, base + value), (test.terms[1][0], base)]
    return merged([_quantity(name, v, test.unit, at) for name, v in parts])


def _quantity(name: str, value: float, unit: str, at: Mapping[str, Any]) -> Declaration:
    asked = QuantityName.split(name)
    head, tail = asked.head, asked.tail
    if tail == "insulating_layers":
        return merged([STRUCTURE["film"], _layers({"T": {}})])
    if tail == "thickness":
        return {"film": {"thickness_um": _short(value)}}
    if (head, tail) == ("film", "cte"):
        return {"film": {"cte_ppm_per_K": _short(value)}}
    stated: Declaration = {"value": _short(value), "unit": unit}
    if at:
        stated["at"] = dict(at)
    entry = {"measured": {COLUMNS.get(tail, tail): _short(value) if tail in COLUMNS else stated}}
    return {head: entry} if head in STACK else _layers({head: entry})


def _member(name: str) -> Declaration:
    if name == "insulator":
        return {}
    return dict(STRUCTURE[name]) if name in STRUCTURE else _layers({name: {}})


def _fact(fact: str) -> Declaration:
    member, _, trait = fact.partition(" is ")
    if member == "metal" and trait:
        return {"metal": {"material": trait}}
    if trait:
        trait = "polyimide" if trait in RESISTANT else trait
        declared = {"resin": trait} if trait in RESINS else {"is": [trait]}
        if member == "film":
            return {"film": declared}
        return _layers({member: {"side": "back", **declared} if member == "K" else declared})
    return {"facts": {fact: True}}


def _steps(test: Steps) -> Declaration:
    """Return steps, and the members of the stack that they name."""
    asked = [asked_step(step) for step in test.steps]
    there = [STRUCTURE[step.target] for step in asked if step.target]
    layers = [_layers({step.layer.strip("{}"): {}}) for step in asked if step.layer]
    steps = [{"step": as_declared(step).format_map(_Same())} for step in test.steps]
    return merged([*there, *layers, {"process": steps}])


def _step(test: Condition) -> Declaration:
    step = {"step": as_declared(test.step).format_map(_Same())}
    if test.one_of:
        return {**step, "atmosphere": test.one_of[0]}
    column = STEP_COLUMNS[test.name]
    if test.minus == BOILING_POINTS and test.interval is not None:
        apart = example(test.interval, test.unit)
        at = shipped_solvent("NMP").boiling_point + apart
        return {**step, column: _short(at), "solvents": ["NMP"]}
    if test.minus or test.interval is None:
        return {**step, column: PRESSED}
    return {**step, column: _short(example(test.interval, test.unit))}


def _tolerance(test: Condition) -> Declaration:
    return {"tolerances": {test.tolerance: 5}} if test.tolerance else {}


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else float(f"{value:.3g}")


def toml(declaration: Declaration) -> str:
    """Return a declaration as the text of a design file."""
    lines: list[str] = []
    for key in sorted(declaration, key=ORDER.index):
        if key == "layers":
            for name in sorted(declaration[key]):
                _table(lines, f"layers.{name}", declaration[key][name])
        elif key == "process":
            for step in declaration[key]:
                lines += ["[[process]]", *_keys(step)]
        else:
            _table(lines, key, declaration[key])
    return "\n".join(lines)


def _table(lines: list[str], name: str, table: Declaration) -> None:
    tables = {k: v for k, v in table.items() if isinstance(v, dict) and "value" not in v}
    own = {k: v for k, v in table.items() if k not in tables}
    if own or not tables:
        lines += [f"[{name}]", *_keys(own)]
    for key, inner in tables.items():
        _table(lines, f"{name}.{key}", inner)


def _keys(table: Declaration) -> list[str]:
    return [f"{_key(k)} = {_value(v)}" for k, v in table.items()]


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    return f"{value}"
