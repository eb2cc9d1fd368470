"""What `calibrate` makes of a table: the process that is meant, and models with their films."""

import pandas as pd
import pytest

import polyopt as po
from polyopt.own_data.calibrate import process_meant
from polyopt.own_data.measured_table import measured_table

FILMS = pd.DataFrame(
    [
        ("PMDA", "ODA", 46, "ester", 25),
        ("BPDA", "PDA", 19, "ester", 25.0),
        ("BPDA", "ODA", 49, "Ester", 25),
        ("PMDA", "PDA", 6, "acid", 25),
    ],
    columns=["dianhydrides", "diamines", "cte_ppm_per_K", "precursor", "thickness_um"],
)


def test_ambiguous_words_are_refused():
    films = measured_table(FILMS).of("cte").own_films
    assert process_meant(films, "acid", "cte") == "acid, 25 µm"
    assert process_meant(films, None, "cte") is None
    with pytest.raises(po.UsageError, match="fits 2 processes"):
        process_meant(films, "25 µm", "cte")


def test_in_python():
    frame = pd.DataFrame(
        {
            "dianhydrides": ["PMDA", "BPDA", "BTDA"],
            "diamines": ["ODA", "ODA", "ODA"],
            "cte_ppm_per_K": [46.0, 49.0, 53.0],
            "process": ["ester", "ester", None],
        }
    )
    result = po.calibrate(frame)
    table = result.table()
    assert list(table["process"]) == ["ester", "ester", "unstated"]
    assert result.models["cte"].process == "ester"
    assert (table["measured"] > table["before"]).all()
    with pytest.raises(po.UsageError, match="no property"):
        po.calibrate(frame, models={"tgg": "tg"})
