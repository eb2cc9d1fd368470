"""Suggested films as text that fits 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyopt.claims.numbering import claims_words
from polyopt.cli.text import interval, short, wrapped
from polyopt.display.chance import chance_text
from polyopt.equations.normal_interval import Z90
from polyopt.errors import counted
from polyopt.next_films.reasons import HOPELESS
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.verdicts.decided import limitations_words

if TYPE_CHECKING:
    from polyopt.next_films.suggestions import Suggestion, Suggestions

_SHOWN = 0.001
_SETTLED = 0.995
"""Best probability from which it is shown as beyond 0.99. [-]"""

_NOTHING_TO_LEARN = (
    "Nothing that these films would tell changes the answer: make the one that the search marks * "
    "and measure it, to confirm it."
)
_MOST = 6


def suggestions_text(found: Suggestions) -> str:
    """Return a batch of films to make."""
    limits = "what can be predicted" if found.open_claims else "all limits"
    over = limitations_words(found.over, _MOST, alone=found.one_set)
    head = (
        f"{counted(len(found.films), 'film')} to make. Best probability of meeting {limits}"
        f"{f' ({over})' if over else ''}: "
        f"{chance_text(found.probability)} now, {chance_text(found.expected)} expected once they "
        "are measured."
    )
    lines = [wrapped(found.title), wrapped(head)]
    if found.open_claims:
        named = claims_words(found.open_claims)
        lines.append(wrapped(f"Not counted, open until measured or declared: {named}."))
    lines += [wrapped(line) for line in found.cautions]
    if found.probability < HOPELESS:
        lines.append(wrapped("Relax a limit or widen the palette before making any of them."))
    if found.probability >= _SETTLED and all(film.gain < _SHOWN for film in found.films):
        lines.append(wrapped(_NOTHING_TO_LEARN))
    for number, film in enumerate(found.films, start=1):
        lines += ["", _film(number, film)]
    return "\n".join(lines)


def _film(number: int, film: Suggestion) -> str:
    values = []
    for name, value in film.properties.items():
        known = LAYER_PROPERTIES[name]
        low, high = value.mean - Z90 * value.sd, value.mean + Z90 * value.sd
        mark = "" if value.in_domain else " !"
        values.append(f"{known.label} {interval(value.mean, low, high, known)}{mark}")
    gain = f"{film.gain:.3f}" if film.gain >= _SHOWN else f"below {_SHOWN}"
    own = chance_text(film.own_probability)
    chances = f"P {own} for its layer's limits; expected improvement {gain}"
    return "\n".join(
        [
            wrapped(f"{number}  {film.layer}  {short(str(film.composition))}", 0, 6),
            wrapped("   ".join(values), 3),
            wrapped(chances, 3),
            wrapped(film.reason, 3),
        ]
    )
