"""What importing costs: nothing heavy until it is needed, and each command what it needs alone."""

import json
import subprocess
import sys
from itertools import product
from math import exp, sqrt

import joblib
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.cli.front_page import printed
from polyopt.optimizer.evaluation.evaluate import Evaluator

HEAVY = {
    *("numpy", "pandas", "scipy", "scipy.optimize", "scipy.stats", "rdkit", "sklearn", "optuna"),
    *("joblib", "tqdm", "openpyxl", "jsonschema", "matplotlib", "plotly", "dask", "distributed"),
    *("torch", "sqlalchemy", "alembic"),
}
"""Packages that take long to load; not those that pandas, SciPy and numpy load where they are
installed: pyarrow, charset_normalizer."""

PROGRAM = """
import json, sys
sys.argv = ["polyopt", *sys.argv[1:]]
from polyopt.cli import main
try:
    main()
except SystemExit as end:
    print("\\n" + json.dumps([end.code, sorted(sys.modules)]))
"""
MODELS = {"numpy", "scipy", "rdkit"}
SEARCHED = {*MODELS, "optuna", "tqdm"}
SAVED = {*SEARCHED, "pandas", "openpyxl"}
LOADED = {
    "--help": set(),
    "--version": set(),
    "search --help": set(),
    "calibrate --help": set(),
    "validate --help": set(),
    "merge --help": set(),
    "fit --help": set(),
    "predict --help": set(),
    "report --help": set(),
    "completion bash": set(),
    "monomers": set(),
    "monomers mTB": {"rdkit"},
    "claims heat-resistant-laminate:12": {"numpy"},
    "predict PMDA//ODA": MODELS,
    "predict PMDA//ODA --json": {*MODELS, "pandas"},
    "predict films.csv": {*MODELS, "pandas"},
    "search --budget 1": MODELS,
    "search small.toml --budget 1": {*MODELS, "jsonschema"},
    "search --budget 2 --sampler random": MODELS,
    "search --budget 2 --sampler tpe": SEARCHED,
    "search small.toml --budget 4 --out new": {*SAVED, "jsonschema"},
    "merge run other --out both": {*SAVED, "jsonschema"},
    "report run --out page.html": {*SEARCHED, "jsonschema"},
    "design run": {*SEARCHED, "jsonschema"},
    "suggest run -n 1": {*SEARCHED, "jsonschema", "scipy.optimize", "scipy.stats"},
    "check design.toml": {*MODELS, "jsonschema"},
    "calibrate films.csv": {*MODELS, "pandas"},
    "validate films.csv": {*MODELS, "pandas"},
    "fit many.csv --out fitted": {*MODELS, "pandas", "scipy.optimize"},
    "init project": {"numpy", "rdkit", "pandas", "openpyxl", "jsonschema"},
    "analyze drying --solvent NMP": {"numpy"},
    "analyze porous --solid 3.4 --porosity 0.3": {"numpy"},
    "analyze dma curve.csv": {"numpy", "scipy", "scipy.optimize", "scipy.stats"},
    "analyze cure cures.csv": {"numpy", "scipy", "pandas"},
}
"""By command, those of the packages that it may load, and does."""


def loaded_after(code, *arguments, cwd=None):
    script = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "code",
    [
        "import polyopt",
        "import polyopt, polyopt.models; polyopt.models",
        "import polyopt.cli.app",
        "import polyopt.optimizer.record.samplers",
        "from polyopt.cli.names import formulations_begun\nformulations_begun(None, None, 'PM')",
    ],
)
def test_nothing_heavy_is_loaded(code):
    shown = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    assert not set(json.loads(loaded_after(shown))) & HEAVY


@pytest.fixture(scope="module")
def bench(small_problem, tmp_path_factory):
    """A folder with a small problem, two runs of it, a design, films, a curve and cures."""
    place = tmp_path_factory.mktemp("bench")
    source = small_problem.folder / "problem.toml"
    (place / "small.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    for seed, name in enumerate(("run", "other")):
        po.search(place / "small.toml", budget=64, seed=seed, out=place / name)
    films = ["dianhydrides,diamines,tg_degC,cte_ppm_per_K"]
    pairs = product(("PMDA", "BPDA", "BTDA", "ODPA"), ("PDA", "ODA", "mTB"))
    films += [f"{a},{b},{250 + 23 * i % 100},{5 + 5 * i % 40}" for i, (a, b) in enumerate(pairs)]
    tables = {
        "films.csv": films[:4],
        "many.csv": films,
        "curve.csv": ["temperature_degC,storage_modulus_MPa", *map(_modulus, range(30, 401, 2))],
        "cures.csv": ["temperature_degC,time_min,insoluble_pct", *_cures()],
    }
    for name, lines in tables.items():
        (place / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (place / "design.toml").write_text(DESIGN, encoding="utf-8")
    return place


DESIGN = """
[design]
claims = ["heat-resistant-laminate:12"]
[film]
material = "Kapton HN"
[metal]
material = "copper"
[layers.A]
formulation = "PMDA:60;BPDA:40 // PDA:60;ODA:40"
thickness_um = 4.0
[layers.B]
formulation = "ODPA // TPE-R"
thickness_um = 1.5
"""


def _modulus(t):
    """A glass transition at 250 degC, and a rise from 340 degC on."""
    glassy, rise = 2500.0 / (1.0 + exp((t - 250.0) / 6.0)), 0.5 / (1.0 + exp((345.0 - t) / 8.0))
    return f"{t},{glassy + 0.4 * 10**rise:.6g}"


def _cures():
    """Gelled films of a first-order cure."""
    for t, hours in product((200, 220, 240), (0.5, 1, 2, 4)):
        linked = 1.0 + 3.0 * hours * exp(-90e3 / 8.314 * (1 / (t + 273.15) - 1 / 493.15))
        gel = 1.0 - 0.25 * (sqrt(1.0 + 4.0 / linked) - 1.0) ** 2
        yield f"{t},{60 * hours:g},{100 * gel:.3f}"


@pytest.mark.parametrize("command", LOADED)
def test_a_command_loads_what_it_needs(command, bench):
    code, loaded = json.loads(loaded_after(PROGRAM, *command.split(), cwd=bench))
    assert code == 0
    assert set(loaded) & HEAVY == LOADED[command]


@pytest.mark.parametrize("command", ["predict PMDA//ODA", "analyze drying --solvent NMP"])
def test_what_reads_no_table_loads_no_reader(command):
    _, loaded = json.loads(loaded_after(PROGRAM, *command.split()))
    assert not {"polyopt.io.reading.files", "polyopt.io.reading.text"} & set(loaded)


def test_a_worker_loads_what_judging_designs_needs(bench):
    sent = joblib.wrap_non_picklable_objects(Evaluator.of(po.Problem.default()), keep_wrapper=False)
    joblib.dump(sent, bench / "evaluator")
    size = (bench / "evaluator").stat().st_size
    assert size < 1_000_000  # surfaces, not the training data of the models
    code = """
import json, sys
from joblib import load
from polyopt.optimizer.evaluation.screen import Stretch, judged_stretch
judged_stretch(load("evaluator"), Stretch((0, 0), 64))
print(json.dumps(sorted(sys.modules)))
"""
    assert set(json.loads(loaded_after(code, cwd=bench))) & HEAVY == {*MODELS, "joblib"}


def test_the_front_page_is_that_of_click(monkeypatch, capsys):
    for columns in ("79", "80", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        for asked in ("--help", "-h"):
            assert printed([asked])
            front = capsys.readouterr().out
            assert run([asked]) == 0
            assert capsys.readouterr().out == front
    monkeypatch.setenv("COLUMNS", "60")
    assert not printed(["--help"]) and not printed([]) and not printed(["search", "--help"])


def test_every_public_name_is_there():
    import polyopt

    assert all(hasattr(polyopt, name) for name in polyopt.__all__)
    assert callable(polyopt.search)
    with pytest.raises(AttributeError):
        polyopt.nothing  # noqa: B018
