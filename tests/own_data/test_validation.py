"""What `validate` says of a table: scores, films, the worst of them."""

import pandas as pd
import pytest

import polyopt as po
from polyopt.io.shipped import dataset_path

pytestmark = pytest.mark.usefixtures("films_folder")


def test_scores_are_those_of_the_predictions():
    result = po.validate("films.csv")
    films = pd.DataFrame([f for f in result.films if f.property == "cte"])
    guess = po.predict(
        [f"{a} // {b}" for a, b in zip(films.dianhydrides, films.diamines, strict=True)]
    )
    error = guess["cte_ppm_per_K"] - films["measured"]
    score = result.scores["cte", "all"]
    assert score.n == 4
    assert score.mae == pytest.approx(error.abs().mean())
    assert score.median == pytest.approx(error.abs().median())
    assert score.rmse == pytest.approx((error**2).mean() ** 0.5)
    assert score.bias == pytest.approx(error.mean())
    inside = films["measured"].between(guess["cte_ppm_per_K_low"], guess["cte_ppm_per_K_high"])
    assert score.coverage == pytest.approx(inside.mean())
    assert result.scores["tg", "outside"].n == 1
    assert result.scores["tg", "all"].n == 4
    assert result.bounds == 1
    assert set(result.table()["films"]) == {"all", "in domain", "outside"}


def test_the_worst_films_come_first():
    worst = po.validate("films.csv").worst("tg", 2)
    assert len(worst) == 2
    assert abs(worst[0].error) >= abs(worst[1].error)
    assert worst[0].low < worst[0].predicted < worst[0].high
    assert worst[0].nearest


def test_the_shipped_films_can_be_judged():
    result = po.validate(dataset_path("literature.csv"))
    assert result.scores["cte", "all"].n > 15
    assert not result.skipped
