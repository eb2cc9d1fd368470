"""The README alone: five commands from a bare checkout to a report of one's own monomers.

They run word for word in a shell, in a copy of the checkout that has no environment. So that
nothing is downloaded, the environment they make sees the packages of the one that runs the tests.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "venv", "site", "build", "dist", "__pycache__", ".*_cache", ".hypothesis"
)
BORROW = """
import sys
sys.path += [path for path in {paths!r} if path not in sys.path]
"""


def five_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Five commands")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return block


class Page(HTMLParser):
    """The text of a page and the labels of its drawings."""

    def __init__(self, html):
        super().__init__()
        self.text, self.labels, self.within = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.within = tag
        self.labels += [value for key, value in attributes if (tag, key) == ("svg", "aria-label")]

    def handle_data(self, data):
        if self.within not in ("script", "style"):
            self.text.append(data)


def environment(folder):
    """Return an environment without settings of Python's or pip's but those it needs here."""
    borrowed = folder / "borrowed"
    borrowed.mkdir()
    paths = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (borrowed / "sitecustomize.py").write_text(BORROW.format(paths=paths), encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "VIRTUAL"))}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(borrowed),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # to pip, 0 means: without isolation
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


@pytest.mark.skipif(os.name != "posix", reason="the commands are written for a POSIX shell")
def test_a_new_user_gets_to_a_report_in_five_commands(tmp_path):
    block = five_commands()
    commands = block.strip().splitlines()
    assert len(commands) == 5
    assert not re.search(r"&&|\|\||(?<!/);(?=\s)|\\$", block), "one command a line"
    checkout = tmp_path / "polyopt"
    shutil.copytree(ROOT, checkout, ignore=LEFT_OUT)
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", block],
        cwd=checkout,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Summary: " in done.stdout
    assert list(checkout.glob(".venv/lib/*/site-packages/polyopt/__init__.py"))
    page = Page((checkout / commands[-1].split()[-1]).read_text(encoding="utf-8"))
    own, _ = re.search(r'--monomer "(\w+)=([^"]+)"', block).groups()
    palettes = re.findall(r'--palette "\w+=([^"]+)"', block)
    monomers = {name for palette in palettes for name in re.split(r"\s*(?://|;)\s*", palette)}
    assert own in monomers
    assert len(monomers) >= 6
    assert monomers <= set(re.findall(r"[\w-]+", " ".join(page.text)))
    assert any("tructure" in label and own in label for label in page.labels)
