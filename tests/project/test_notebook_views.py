"""Objects show themselves in notebooks: what matters is there, what is hostile is harmless."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

import polyopt as po
from polyopt.display.notebook import shown

HOSTILE = "<script>alert(1)</script>"


class Tags(HTMLParser):
    """Collects the tags and the text of a view."""

    def __init__(self, view):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(view)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def films(**columns):
    return pd.DataFrame({"dianhydrides": ["PMDA", "BPDA"], "diamines": ["ODA", "PDA"], **columns})


def laminate(title=""):
    layer = po.Layer("A", po.Composition.parse("PMDA // ODA"), thickness=3.5)
    metal, film = po.shipped_metal("copper"), po.shipped_film("Kapton HN")
    return po.Laminate((layer,), film=film, metal=metal, title=title)


@pytest.fixture(scope="module")
def result():
    return po.search(po.Problem.preset("bonding-laminate"), budget=256)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: po.Composition.parse("PMDA:60;BPDA:40 // ODA"), ("PMDA", "60", "dianhydride")),
        (lambda: po.monomers().find("PDA"), ("1,4-phenylenediamine", "106-50-3")),
        (po.monomers, ("dianhydride", "more")),
        (laminate, ("copper", "PMDA 100.0 // ODA 100.0", "3.5", "Kapton HN")),
        (po.Problem.default, ("PDA", "abs(layers.A.cte - film.cte)", "resistant-laminate:12")),
        (lambda: po.load_claims("bonding-laminate"), ("restated", "12", "process")),
        (lambda: po.explain("PMDA // ODA")[0], ("imide_on_arene", "nearest known")),
        (lambda: po.batch_recipe("PMDA // ODA", 100.0, solids=20.0), ("57.05", "solvent")),
        (lambda: po.calibrate(films(cte_ppm_per_K=[40, 15])), ("left_out", "BPDA:100")),
        (lambda: po.validate(films(tg_degC=[400, 390])), ("coverage", "in domain")),
        (
            lambda: po.check(laminate("My stack"), claims="bonding-laminate"),
            ("My stack", "unknown"),
        ),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_objects_show_what_they_are(made, words):
    seen = Tags(made()._repr_html_())
    for word in words:
        assert word in seen.text
    assert "script" not in seen.tags


def test_a_result_and_its_best_design(result):
    assert "feasible" in Tags(result._repr_html_()).text
    best = Tags(result.best()._repr_html_()).text
    for layer in result.best().layers:
        assert str(layer.composition.diamines[0][0]) in best
    assert "with probability" in best


def test_what_remains_as_tables(result):
    table = result.remaining_table()
    assert len(table) == sum(len(one.limitations) for one in result.remaining)
    assert set(table["kind"]) <= {"measure", "declare", "confirm"}
    assert list(result.windows_table()["quantity"]) == [w.quantity for w in result.windows]


def test_a_result_without_a_design_shows_what_stands_in_the_way():
    source = dict(po.Problem.default().source)
    source["require"] = [{"quantity": "layers.A.tg", "max": 150}]
    seen = Tags(po.search(po.Problem.from_dict(source), budget=256)._repr_html_()).text
    assert "infeasible" in seen
    assert "layers.A.tg" in seen


@pytest.mark.parametrize(
    "view",
    [
        lambda: shown([{HOSTILE: HOSTILE}], HOSTILE, HOSTILE),
        lambda: laminate(HOSTILE)._repr_html_(),
        lambda: po.check(laminate(HOSTILE), claims="bonding-laminate")._repr_html_(),
        lambda: po.own_monomer(HOSTILE.replace("/", "|"), "Nc1ccc(N)c(C)c1")._repr_html_(),
        lambda: po.Monomer("x", HOSTILE, "", HOSTILE)._repr_html_(),
        lambda: replace(po.Problem.default(), title=HOSTILE)._repr_html_(),
    ],
)
def test_hostile_names_are_text(view):
    seen = Tags(view())
    assert "script" not in seen.tags
    assert re.search("<script>alert", seen.text)


def test_what_turns_the_writing_or_cannot_be_sent_is_a_question_mark():
    name = "\u202egnp \ud800 \x00 \x1b"
    view = shown([{name: name}, {name: [name]}], name, name)
    assert view.count("?gnp ? ? ?") == 5
    view.encode("utf-8")


def test_long_tables_are_counted():
    view = shown([{"n": i} for i in range(50)])
    assert view.count("<tr>") == 21
    assert "30 more" in view


@pytest.mark.parametrize(("value", "cell"), [(float("nan"), ""), (None, ""), (1 / 3, "0.3333")])
def test_cells(value, cell):
    assert f"<td>{cell}</td>" in shown([{"x": value}])


def test_own_names_in_tables_and_models_without_files():
    own = po.own_monomer("MyDA", "Nc1ccc(CCc2ccc(N)cc2)cc1")
    library = po.monomers().with_monomers([own])
    table = films(cte_ppm_per_K=[42.0, 15.0])
    table.loc[0, "diamines"] = "MyDA"
    assert list(po.predict(table, library=library)["error"]) == ["", ""]
    assert po.predict(table)["error"][0]
    learned = po.calibrate(table, library=library)
    assert not learned.skipped
    assert len(po.calibrate(table).skipped) == 1
    assert po.validate(table, library=library, models=learned.models).table()["n"][0] == 2
    moved = po.search(budget=256, models=learned.models)
    assert moved.designs != po.search(budget=256).designs


def test_a_figure_shows_itself_without_pyplot():
    pytest.importorskip("matplotlib")
    drawn = po.plots.contributions("PMDA // ODA", "tg", most=3)
    assert drawn._repr_png_().startswith(b"\x89PNG")


def test_films_of_the_literature_are_a_table_to_work_with():
    films = po.literature_films()
    assert (films["citation"] != "").all()
    scores = po.validate(films).table().query("films == 'all'").set_index("property")
    assert scores.loc["cte", "n"] == films["cte_ppm_per_K"].notna().sum()
    assert scores.loc["tg", "n"] == (films["tg_degC"].notna() & (films["tg_censor"] == "")).sum()


def test_a_table_of_the_library():
    table = po.monomers().table()
    assert len(table) == len(po.monomers())
    assert table.set_index("abbreviation").loc["PDA", "cas"] == "106-50-3"


def test_drying_takes_names_of_solvents():
    window = po.analyze_drying(["NMP"])["predry_window_degC"]
    assert window == po.analyze_drying([po.shipped_solvent("NMP")])["predry_window_degC"]
