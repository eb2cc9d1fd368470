"""Finds and starts a Chromium; nothing here needs the network."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
"""Programs looked for, after what POLYOPT_CHROMIUM names."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


def executable():
    """Return the path of a Chromium, or None."""
    named = os.environ.get("POLYOPT_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    """Return why no page can be opened here; empty if one can."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    if executable() is None:
        return f"no Chromium: none of {', '.join(NAMES)} is on the PATH (or set POLYOPT_CHROMIUM)"
    return ""
