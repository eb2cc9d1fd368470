"""A search whose designs are evaluated by the workers of a dask cluster.

    python search_on_dask.py [PROBLEM.toml] --workers 2 --budget 40000 --out run

Without --scheduler it starts a scheduler and workers on this machine; with it, it uses those of a
running cluster. Needs polyopt[dask]; the workers need the same polyopt as the program.
"""

import argparse
from contextlib import ExitStack

import polyopt as po


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problem", nargs="?", help="problem file; without it the built-in one")
    parser.add_argument("--scheduler", help="address of a running scheduler, tcp://HOST:8786")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--budget", type=int, default=40_000)
    parser.add_argument("--out", help="run folder")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        address = asked.scheduler
        if address is None:
            from distributed import LocalCluster

            cluster = LocalCluster(
                n_workers=asked.workers, threads_per_worker=1, dashboard_address=None
            )
            address = stack.enter_context(cluster).scheduler_address
        result = po.search(
            asked.problem,
            budget=asked.budget,
            jobs=asked.workers,
            backend="dask",
            scheduler=address,
            out=asked.out,
            resume=asked.resume,
        )
    print(result)
    print(result.table().head().to_string(index=False))


if __name__ == "__main__":  # the workers are processes that import this file
    main()
