"""Linear algebra in one thread: sums keep their order, whatever the machine."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def single_threaded_blas() -> AbstractContextManager[object]:
    """Return a context in which linear algebra uses one thread, so that sums keep their order."""
    import scipy.linalg  # noqa: F401 - a library is limited only once it is loaded
    from threadpoolctl import threadpool_limits

    context: AbstractContextManager[object] = threadpool_limits(limits=1)
    return context


def in_one_thread(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a function whose linear algebra uses one thread.

    With several, the last digits of a prediction depend on their number, and a search turns them
    into other designs: a run would not repeat on another machine.
    """

    @functools.wraps(function)
    def limited(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with single_threaded_blas():
            return function(*args, **kwargs)

    return limited
