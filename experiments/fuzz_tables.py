"""Random tables and curves, read back: the same values, a refusal, or a fault.

Usage: ``python experiments/fuzz_tables.py [COUNT] [FIRST_SEED]``. Prints how many were read to the
same values, how many were refused, and every file that was read to others.
"""

import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.io.table_writers import curve, table
from tests.io.test_fuzz_tables import judged_curve, judged_table


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    logging.getLogger("polyopt").setLevel(logging.ERROR)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, write, judged in (
            ("films", table, judged_table),
            ("curves", curve, judged_curve),
        ):
            outcomes = Counter()
            for seed in range(first, first + count):
                written = write(np.random.default_rng(seed))
                outcome = judged(written, Path(folder))
                outcomes[outcome if outcome in ("same", "refused") else "fault"] += 1
                if outcome not in ("same", "refused"):
                    faults += 1
                    print(f"{kind}, seed {seed}: {outcome}\n{written.how}\n")
            print(f"{kind}: {count} files, " + ", ".join(f"{n} {o}" for o, n in outcomes.items()))
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
