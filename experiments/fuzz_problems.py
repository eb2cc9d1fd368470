"""Draw thousands of problem files, valid and broken, and search each.

    python experiments/fuzz_problems.py -n 5000 [--seed 1]

Prints how many ended how, and the smallest file found for a failure; exit code 1 if there is one.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.cli.problem_strategies import cases, verdict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5000, help="files")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    counts: Counter[str] = Counter()

    @seed(asked.seed)
    @settings(
        max_examples=asked.n,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(cases())
    def every_file(case):
        wrong = verdict(case)
        counts["codes allowed: " + ", ".join(map(str, sorted(case[1])))] += 1
        assert not wrong, f"{wrong}\n{case[0]['p.toml']}\nsampler {case[2]}"

    try:
        every_file()
    except AssertionError as error:
        print(error)
        return 1
    finally:
        for what, count in sorted(counts.items()):
            print(f"{count:6d} files, {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
