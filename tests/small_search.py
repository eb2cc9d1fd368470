"""One small search, shared by what shows its result."""

import pytest

import polyopt as po

PROBLEM = """
[problem]
title = "Small"
claims = ["heat-resistant-laminate:4"]
[film]
material = "Kapton HN"
[metal]
material = "copper"
thickness_um = 12
[layers.A]
dianhydrides = ["PMDA", "BPDA"]
diamines = ["PDA", "mTB", "ODA"]
min_fraction = 0.05
max_dianhydrides = 2
max_diamines = 3
thickness_um = [2, 8]
[[layers.A.require]]
sum = ["ODA"]
min = 0.1
max = 0.6
[[require]]
quantity = "layers.A.cte"
max = 26
[layers.B]
dianhydrides = ["ODPA"]
diamines = ["TPE-R"]
thickness_um = [0.5, 3]
[[objectives]]
minimize = "abs(layers.A.cte - film.cte)"
[[objectives]]
maximize = "layers.A.tg"
"""


@pytest.fixture(scope="session")
def small_problem(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "problem.toml"
    path.write_text(PROBLEM, encoding="utf-8")
    return po.Problem.from_toml(path)


@pytest.fixture(scope="session")
def small_run(small_problem, tmp_path_factory):
    folder = tmp_path_factory.mktemp("small-run") / "run"
    return folder, po.search(small_problem, budget=4096, out=folder)
