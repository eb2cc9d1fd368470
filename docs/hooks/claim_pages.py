"""Pages of the claims, written from `polyopt/claims/sets/*.toml` while the site is built."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from claim_presets import presets_text
from claim_snippets import merged, snippet, toml

from polyopt.claims.conditions import conditions_text
from polyopt.claims.interval import Interval
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
    parts,
    quantities_of,
)
from polyopt.claims.load import load_set, set_names
from polyopt.claims.routes import routes
from polyopt.claims.schema import Claim, ClaimSet, Element, asks_for_steps
from polyopt.laminate.process_verbs import CONDITION_KEYS, vocabulary_lines
from polyopt.quantities import LAYER_PROPERTIES, QuantityName

STEPS = (
    "A step is one of these, or an error that lists them; endings such as -ing and hyphens do not\n"
    "matter. For A, metal and film stand any members of your stack by their names, or a carrier;\n"
    "the order must lead to the stack. A step that may be the one a claim asks for, such as a\n"
    "cure without a temperature, leaves the verdict unknown. Conditions have keys of their own:\n"
    f"{', '.join(f'`{key}`' for key in CONDITION_KEYS)}."
)
MARK = "<!-- the claims follow when the site is built -->"
SIGNS = {
    "degC": "°C",
    "um": "µm",
    "-": "",
    "count": "",
    "ratio": "",
    "s/100cc": "s per 100 cm³",
    "kg": "kg of force",
    "g/mm": "g of force per mm",
}
NAMES = {"predry": "predrying", "residual_solvent": "residual solvent"}

PREDICTED = "**predicted** from the formulation; a measured value goes before it"
MEASURED = "**measured**; never predicted"
DECLARED = "**declared**"
OF_QUANTITY = {
    "film.cte": f"{DECLARED}: data sheet of a shipped film, or your value",
    "film.thickness": DECLARED,
    "laminate.insulating_layers": f"{DECLARED}: counted in the stack",
    "film.porosity": "**measured**, or computed from the densities in `[porous]`",
    "film.permittivity": "**measured**; else **predicted** between two bounds from porosity and "
    "`solid_permittivity`: a verdict only where both agree",
    "laminate.curl_radius": "**measured**; else **predicted** as an elastic worst case, which can "
    "show the limit met, never unmet",
    "insoluble_content": "**measured**, or computed from `[layers.NAME.weighings]`",
    "storage_minimum": "**measured**: a curve by DMA, or its minimum; never predicted",
    "storage_minimum_temperature": "**measured**: the place of the minimum in the DMA curve",
    "thickness": DECLARED,
    **dict.fromkeys(LAYER_PROPERTIES, PREDICTED),
}


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put the claims of a set where its page has the mark."""
    folder, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    if folder != "claims" or name not in set_names():
        return markdown
    return markdown.replace(MARK, claims_text(load_set(name)))


def claims_text(claim_set: ClaimSet) -> str:
    """Return all claims of a set as Markdown."""
    lines = [f"*{claim_set.title}.* {claim_set.notice}", "", *_overview(claim_set)]
    for claim in claim_set.claims:
        lines += ["", f"## Claim {claim.number}", "", f"{claim.summary}.", ""]
        lines += [
            _standing(claim),
            "",
            *_limitations(claim_set, claim),
            *_readings(claim_set, claim),
        ]
        entries = merged([snippet(e, claim_set.id) for e in claim.elements])
        lines += ["", "In the design file:", "", "```toml", toml(entries), "```", ""]
        lines.append(presets_text(claim_set, claim.number))
    if any(asks_for_steps(e) for claim in claim_set.claims for e in claim.elements):
        lines += ["", *_vocabulary()]
    return "\n".join(lines) + "\n"


def _vocabulary() -> Iterator[str]:
    yield from ("## Process steps", "", STEPS, "", "| step | also | what it is |", "|---|---|---|")
    for shown, words, meaning in vocabulary_lines():
        yield f"| {shown} | {words} | {meaning} |"


def _overview(claim_set: ClaimSet) -> Iterator[str]:
    yield "| claim | in plain words | depends on | settled by what is |"
    yield "|---|---|---|---|"
    for claim in claim_set.claims:
        kinds = _kinds(_settled(claim_set, claim, e) for e in claim.elements)
        after = _numbers(claim.depends_on) if claim.depends_on else ""
        yield f"| [{claim.number}](#claim-{claim.number}) | {claim.summary} | {after} | {kinds} |"


def _kinds(settled: Iterable[str]) -> str:
    words = " ".join(settled)
    found = [k for k in ("predicted", "measured", "declared") if f"**{k}**" in words]
    return ", ".join(found) or "your word only"


def _standing(claim: Claim) -> str:
    kind = f"A {claim.category} claim"
    if claim.depends_on:
        links = _numbers(claim.depends_on, "[{0}](#claim-{0})")
        many = " (any one of them)" if len(claim.depends_on) > 1 else ""
        kind += f" that depends on claim {links}{many}"
    else:
        kind += " that stands alone"
    if not claim.layers:
        return f"{kind}."
    letters = " and ".join(claim.layers)
    many = "are resin layers" if len(claim.layers) > 1 else "is any resin layer"
    return (
        f"{kind}. {letters} {many} of yours, by whatever name; the choice that serves best counts."
    )


def _listed(names: Sequence[Any]) -> str:
    *most, last = map(str, names)
    return f"{', '.join(most)} or {last}" if most else last


def _numbers(numbers: Sequence[int], link: str = "{0}") -> str:
    """Return claim numbers in words, a row of more than three as from the first to the last."""
    named = [link.format(n) for n in numbers]
    row = numbers == tuple(range(numbers[0], numbers[-1] + 1))
    return f"{named[0]} to {named[-1]}" if row and len(numbers) > 3 else _listed(named)


def _limitations(claim_set: ClaimSet, claim: Claim) -> Iterator[str]:
    yield "| | limitation | limit | what settles it |"
    yield "|---|---|---|---|"
    for e in claim.elements:
        limit = "; ".join(dict.fromkeys(_limits(e.test)))
        at = f" (at {conditions_text(dict(e.at))})".replace("degC", "°C").replace("um", "µm")
        settled = _settled(claim_set, claim, e)
        yield f"| {e.id} | {e.summary} | {limit}{at if e.at else ''} | {settled} |"


def _settled(claim_set: ClaimSet, claim: Claim, element: Element) -> str:
    """Return what settles a limitation of a claim; no model knows the Tg of an epoxy."""
    facts = {
        f"{{{QuantityName.split(name).head}}} is epoxy thermoset" for name in _names(element.test)
    }
    asked = {
        e.test.fact
        for way in routes(claim_set, claim.number)
        for e in way.elements
        if isinstance(e.test, Declared)
    }
    settled = settled_by(element.test)
    return MEASURED if settled == PREDICTED and facts & asked else settled


def _names(test: Test) -> tuple[str, ...]:
    return tuple(name for name, _ in quantities_of(test))


def _limits(test: Test) -> Iterator[str]:
    for part in parts(test):
        match part:
            case Linear():
                yield within(part.interval, part.unit)
            case Ratio():
                yield f"{within(part.interval, 'ratio')} to 1"
            case Fraction() if not part.by_residue:  # that something occurs is no number
                low, high = (round(100 * end, 6) for end in (part.interval.low, part.interval.high))
                yield within(Interval(low, high), "mol %")
            case Count():
                yield within(part.interval, "count")
            case StorageLimit():
                yield f"at most 1e{math.log10(part.interval.high):.0f} Pa"
            case Condition(interval=Interval()):
                yield within(part.interval, part.unit)
            case Condition(tolerance=str(name)) if name:
                yield "0 °C, within your tolerance"
            case Condition():
                yield _listed(part.one_of)


def within(interval: Interval, unit: str) -> str:
    """Return a limit in words.

    >>> within(Interval.parse("(0, inf]"), "degC"), within(Interval.parse("[15, 80]"), "%")
    ('more than 0 °C', '15 to 80 %')
    """
    sign = SIGNS.get(unit, unit)
    if interval.high == float("inf"):
        text = f"{'at least' if interval.low_in else 'more than'} {interval.low:g}"
    elif interval.low == 0:
        text = f"{'at most' if interval.high_in else 'less than'} {interval.high:g}"
    else:
        text = f"{interval.low:g} to {interval.high:g}"
    return f"{text} {sign}".strip()


def settled_by(test: Test) -> str:
    """Return what settles a limitation: a prediction, a measurement, or what is declared."""
    match test:
        case Declared():
            return _fact(test.fact)
        case Fraction():
            return f"{DECLARED}: exact arithmetic on the formulation"
        case Count() | Ratio() | Arrangement():
            return f"{DECLARED}: the stack"
        case Steps():
            return f"{DECLARED}: the process steps and their order"
        case Condition():
            return _condition(test)
        case Linear() | StorageLimit():
            return "; ".join(dict.fromkeys(_of_quantity(name) for name in _names(test)))
        case Members():
            return settled_by(test.test)
        case Group():
            return "; ".join(dict.fromkeys(settled_by(t) for t in test.tests))
    return "nothing: only your word, in `assume_met`"


def _of_quantity(name: str) -> str:
    return OF_QUANTITY.get(name) or OF_QUANTITY.get(QuantityName.split(name).tail, MEASURED)


def _fact(fact: str) -> str:
    member, _, trait = fact.partition(" is ")
    if not trait or not member.startswith(("{", "film")):
        return f"{DECLARED}: a fact in `[facts]`"
    if trait in ("heat-resistant", "highly heat-resistant"):
        return f"{DECLARED}: the `resin`, or a word under `is`"
    if fact.startswith("{M}"):
        return f"{DECLARED}: the metal's material or kind"
    if trait in ("polyimide", "polyamide-imide", "epoxy thermoset"):
        return f"{DECLARED}: the `resin`"
    return f"{DECLARED}: a word under `is`"


def _condition(test: Condition) -> str:
    step = re.sub(r" ?\{\w+\}", "", test.step)
    declared = f"{DECLARED} with the step '{step}'"
    if test.name == "residual_solvent":
        return f"**measured**, and declared with the step '{step}'; drying times are estimates"
    if test.minus and "." in test.minus:
        return f"{declared}; held against a quantity that is {_of_quantity(test.minus)}"
    return declared


def _readings(claim_set: ClaimSet, claim: Claim) -> Iterator[str]:
    readings = [_inferred(e) for e in claim.elements if e.inference]
    readings += [
        f"- {d.text} *Read here:* {d.reading}"
        for d in claim_set.defects
        if claim.number in d.claims
    ]
    if readings:
        yield from ("", "How the text is read:", "", *readings)


def _inferred(element: Element) -> str:
    return f"- {element.id} is **inferred**, not in the text: {element.inference}."
