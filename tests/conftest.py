"""Property tests draw the same examples everywhere; what many tests use is made once."""

import os

import pytest
from hypothesis import settings

from tests.chromium import ARGUMENTS, executable, missing
from tests.small_films import films_folder
from tests.small_search import small_problem, small_run

__all__ = ["browser", "films_folder", "small_problem", "small_run"]

settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")


@pytest.fixture(scope="session")
def browser():
    reason = missing()
    if reason and os.environ.get("CI") == "true":
        pytest.fail(f"CI opens reports in a browser, but {reason}")
    if reason:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield running
        running.close()
