"""What was read from the texts of the claims a second time, apart from their sets."""

import tomllib
from pathlib import Path


def second_reading(name):
    """Return the table `text` beside the designs of a set.

    It holds the number of `claims` and of `processes` among them, and by element its `limits`
    (both ends), those that are `strict`, what is `inferred` and the conditions `at` which it is
    measured; by claim its `parents`, unless the claims were never read for them.
    """
    path = Path(__file__).with_name(f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))["text"]
