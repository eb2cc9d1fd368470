"""Quantities as people write them, with their units."""

from __future__ import annotations

from polyopt.chemistry.composition import Share
from polyopt.display.chance import chance_text
from polyopt.equations.normal_interval import Z90
from polyopt.problem.statement import PROBABILITY
from polyopt.quantities import LAYER_PROPERTIES, PLATEAU
from polyopt.report.markup import number, text
from polyopt.results.designs import Design

VERDICT_MARKS = {"met": "✓", "unmet": "✗", "unknown": "?"}


def axis_label(quantity: str) -> str:
    """Return the label of an axis.

    >>> axis_label("tg")
    'Tg [°C]'
    """
    known = LAYER_PROPERTIES[quantity]
    return f"{known.label} [{known.shown_unit or '-'}]"


def decimals(quantity: str) -> int:
    """Return the decimals in which a property is shown."""
    return LAYER_PROPERTIES[quantity].decimals


def value_words(quantity: str, *values: float) -> str:
    """Return a value, or the ends of an interval, with the unit.

    >>> value_words("tg", 301.2, 355.9), value_words("permittivity", 2.8)
    ('301 to 356 °C', '2.80')
    >>> value_words("cte", -0.3, 25.9)
    '0 to 26 ppm/K'
    """
    known = LAYER_PROPERTIES[quantity]
    numbers = " to ".join(f"{v:z.{known.decimals}f}" for v in values)
    return f"{numbers} {known.shown_unit}".strip()


def uncertain_words(quantity: str, mean: float, sd: float) -> tuple[str, str]:
    """Return a value and its 90 % interval in words; of an index how likely it is above zero.

    >>> uncertain_words("tg", 301.2, 20.0), uncertain_words("cte", 26.0, 0.0)
    (('301 °C', '268 to 334 °C'), ('26 ppm/K', 'not known'))
    >>> uncertain_words("solubility", 1.2, 1.157)
    ('P soluble 0.85', 'index -0.7 to 3.1')
    """
    ends = value_words(quantity, mean - Z90 * sd, mean + Z90 * sd) if sd else "not known"
    chance = LAYER_PROPERTIES[quantity].chance_words(mean, sd)
    return (chance, f"index {ends}") if chance else (value_words(quantity, mean), ends)


def objective_label(expression: str, direction: str) -> str:
    """Return the label of an objective's axis, with its unit where it has one.

    >>> objective_label("abs(layers.A.cte - film.cte)", "minimize")
    'abs(layers.A.cte - film.cte) [ppm/K], minimize'
    """
    return f"{expression}{expression_unit(expression)}, {direction}"


def objective_value(expression: str, value: float, digits: int = 4) -> str:
    """Return the value of an objective, as markup; no probability is shown as certain.

    >>> objective_value("layers.A.tg", 301.24), objective_value("probability", 0.9999)
    ('301.2', '&gt;0.99')
    """
    shown = chance_text(value) if expression == PROBABILITY else ""
    return text(shown) if shown.startswith(">") else number(value, digits)


def expression_unit(expression: str) -> str:
    """Return the unit of an expression that refers to one kind of quantity, else nothing.

    >>> expression_unit("layers.A.tg"), expression_unit("layers.A.tg * layers.A.cte")
    (' [°C]', '')
    """
    units = {
        **{name: known.shown_unit or "-" for name, known in LAYER_PROPERTIES.items()},
        "thickness": "µm",
        "curvature": "1/m",
        "curl_radius": "cm",
        PLATEAU: "MPa",
    }
    found = {unit for name, unit in units.items() if f".{name}" in expression}
    if expression == PROBABILITY:
        return " [-]"
    return f" [{found.pop()}]" if len(found) == 1 and not set("*/") & set(expression) else ""


def shares_words(shares: tuple[Share, ...]) -> str:
    """Return shares in words, rounded to 0.1 mol %."""
    return ", ".join(f"{monomer} {100 * x:.1f}" for monomer, x in shares)


def design_words(design: Design) -> str:
    """Return a design in one line."""
    return "; ".join(
        f"{layer.name}: {shares_words(layer.composition.dianhydrides)} // "
        f"{shares_words(layer.composition.diamines)}"
        for layer in design.layers
    )


def counted(count: int) -> str:
    """Return a count whose thousands are set apart.

    >>> counted(4096), counted(200000)
    ('4096', '200\u202f000')
    """
    return str(count) if abs(count) < 10_000 else f"{count:,}".replace(",", "\u202f")
