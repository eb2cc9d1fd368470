"""Linear algebra runs in one thread wherever a result must repeat on another machine."""

import subprocess
import sys

import pytest
import scipy.linalg  # noqa: F401 - a library is limited only once it is loaded
from threadpoolctl import threadpool_info, threadpool_limits

import polyopt as po
from polyopt.next_films import suggest
from polyopt.runs import merge, search


class Reached(Exception):
    """The entry has come to its first work."""


def algebra_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.mark.parametrize(
    ("module", "first", "entry"),
    [
        (search, "refuse_without_folder", lambda: po.search("p.toml")),
        (merge, "_read", lambda: po.merge(["run"])),
        (suggest, "stored_run", lambda: po.suggest("run")),
    ],
)
def test_every_entry_limits_threads_before_it_works(module, first, entry, monkeypatch):
    seen = []

    def works(*_, **__):
        seen.append(algebra_threads())
        raise Reached

    monkeypatch.setattr(module, first, works)
    with threadpool_limits(limits=2):
        assert algebra_threads() == {2}
        with pytest.raises(Reached):
            entry()
        assert algebra_threads() == {2}
    assert seen == [{1}]


@pytest.mark.parametrize("library", ["polyopt.optimizer.workers.team"])
def test_libraries_are_loaded_before_they_are_limited(library):
    """One loaded later would keep its threads."""
    program = f"""
import sys
from {library} import single_threaded_blas
from threadpoolctl import threadpool_info
with single_threaded_blas():
    before = [pool["filepath"] for pool in threadpool_info()]
    import scipy.linalg
    pools = threadpool_info()
assert [pool["filepath"] for pool in pools] == before
assert all(pool["num_threads"] == 1 for pool in pools), pools
"""
    subprocess.run([sys.executable, "-c", program], check=True)
