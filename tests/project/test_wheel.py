"""An installed wheel works in an empty folder: it carries data, schemas, models and claims."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def polyopt(installed, *arguments):
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); import polyopt; "
        f"assert polyopt.__file__.startswith({str(installed)!r}); "
        "from polyopt.cli.app import run; sys.exit(run(sys.argv[1:]))"
    )
    empty = installed.parent / "empty"
    empty.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=empty,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["monomers", "PMDA"], "89-32-7"),
        (["claims", "heat-resistant-laminate:12"], "120 and 280"),
        (["predict", "PMDA // ODA"], "ppm/K"),
        (["search", "--budget", "4096", "--show", "1"], "Feasible"),
    ],
)
def test_commands_work_from_a_wheel(installed, arguments, fragment):
    done = polyopt(installed, *arguments)
    assert done.returncode == 0, done.stderr
    assert fragment in done.stdout


@pytest.mark.parametrize(
    ("first", "then", "fragment"),
    [
        ("init start", "check start/design.toml", "met"),
        ("search --budget 4096 --out run", "report run --out mine.html", "mine.html"),
    ],
)
def test_what_a_command_writes_the_next_one_reads(installed, first, then, fragment):
    for command in (first, then):
        done = polyopt(installed, *command.split())
        assert done.returncode == 0, done.stderr
    assert fragment in done.stdout


def test_the_wheel_holds_data_and_no_tests(installed):
    names = {p.relative_to(installed).parts[0] for p in installed.iterdir()}
    assert names == {"polyopt", *[n for n in names if n.endswith(".dist-info")]}
    shipped = {path.name for path in (installed / "polyopt" / "datasets").iterdir()}
    assert shipped == {path.name for path in (ROOT / "datasets").iterdir()}
    assert Path(installed / "polyopt" / "py.typed").is_file()
