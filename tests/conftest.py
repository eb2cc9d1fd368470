"""Property tests draw the same examples on every machine."""

from hypothesis import settings

collect_ignore_glob = ["*/conftest.py"]
"""They hold no doctest, and all bear one module name."""

settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")
