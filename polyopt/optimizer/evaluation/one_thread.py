"""Linear algebra in one thread: sums keep their order, whatever the machine."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def in_one_thread(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Return a function whose linear algebra uses one thread.

    With several, the last digits of a prediction depend on their number, and a search turns them
    into other designs: a run would not repeat on another machine.
    """

    @functools.wraps(function)
    def limited(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        import scipy.linalg  # noqa: F401 - a library is limited only once it is loaded
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):
            return function(*args, **kwargs)

    return limited
