"""What importing costs: nothing heavy until it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = {"rdkit", "sklearn", "optuna", "pandas", "scipy", "matplotlib", "numpy", "jsonschema"}


def loaded_after(code):
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        "import polyopt",
        "import polyopt, polyopt.models; polyopt.models",
        "import polyopt.cli.app",
        "from polyopt.cli.app import run\nsys.argv = ['polyopt', '--help']\nrun(['--help'])",
        "from polyopt.cli.app import run\nrun(['search', '--help'])",
        "from polyopt.cli.app import run\nrun(['calibrate', '--help'])",
        "from polyopt.cli.app import run\nrun(['validate', '--help'])",
        "from polyopt.cli.app import run\nrun(['merge', '--help'])",
        "from polyopt.cli.app import run\nrun(['fit', '--help'])",
        "from polyopt.cli.app import run\nrun(['predict', '--help'])",
        "from polyopt.cli.app import run\nrun(['report', '--help'])",
        "from polyopt.cli.app import run\nrun(['completion', 'bash'])",
        "from polyopt.cli.names import formulations_begun\nformulations_begun(None, None, 'PM')",
    ],
)
def test_nothing_heavy_is_loaded(code):
    assert not loaded_after(code) & HEAVY


@pytest.mark.parametrize(
    "code",
    [
        "from polyopt.cli.app import run\nrun(['predict', 'PMDA // ODA'])",
        "from polyopt.cli.app import run\nrun(['analyze', 'drying', '--solvent', 'NMP'])",
        "from polyopt.cli.app import run\nrun(['search', '--budget', '64'])",
    ],
)
def test_what_reads_no_table_loads_no_reader(code):
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    readers = {"polyopt.io.reading.files", "polyopt.io.reading.text"}
    assert not readers & set(loaded)


def test_every_public_name_is_there():
    import polyopt

    assert all(hasattr(polyopt, name) for name in polyopt.__all__)
    assert callable(polyopt.search)
    with pytest.raises(AttributeError):
        polyopt.nothing  # noqa: B018
