"""What a search leaves to do, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polyopt.verdicts.remaining import Remaining
from polyopt.verdicts.window import Window

if TYPE_CHECKING:
    import pandas as pd

_REMAINING = ("kind", "settle", "limitation", "summary", "verdict", "conditions", "claims")
_WINDOW = ("quantity", "low", "high", "unit", "basis", "note")


def remaining_frame(remaining: Sequence[Remaining]) -> pd.DataFrame:
    """Return what remains to be measured or declared, one row per limitation."""
    import pandas as pd

    rows = [
        {
            "kind": one.kind,
            "settle": one.settle,
            "limitation": x.id,
            "summary": x.summary,
            "verdict": x.verdict,
            "conditions": x.conditions,
            "claims": "; ".join(x.claims),
        }
        for one in remaining
        for x in one.limitations
    ]
    return pd.DataFrame(rows, columns=list(_REMAINING))


def windows_frame(windows: Sequence[Window]) -> pd.DataFrame:
    """Return windows, one per row; an end that is not there is missing."""
    import pandas as pd

    table = pd.DataFrame([w.as_dict() for w in windows], columns=list(_WINDOW))
    return table.astype({"low": float, "high": float})
