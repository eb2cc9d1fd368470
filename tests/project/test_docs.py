"""The documentation builds without a warning, its links lead somewhere, and it loads nothing."""

import html
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import click
import pytest
import yaml

import polyopt
from polyopt.cli.app import BUG, INTERRUPTED, program
from polyopt.cli.search import RESUMABLE
from polyopt.equations.porous import RULES
from polyopt.errors import DataError, InfeasibleError, UsageError
from polyopt.io.toml import editor_schema
from polyopt.optimizer.record.samplers import AUTO, SAMPLERS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LOADED = {"src", "srcset", "data", "poster", "action", "background", "xlink:href"}
"""Attributes whose address a browser asks for by itself."""


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return site, done


@pytest.fixture(scope="module")
def pages(build):
    return {path: Page(path) for path in sorted(build[0].rglob("*.html"))}


class Page(HTMLParser):
    """The ids, links and loaded addresses of a page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads, self.scripts = {""}, [], [], []
        self._inside = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        for name, value in ((name, value or "") for name, value in attrs):
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif tag == "a" and name == "href":
                self.links.append(value)
            elif name in LOADED or (tag in ("link", "image", "use") and name == "href"):
                self.loads.append(value)
            elif name == "style":
                self.loads += styles_load(value)

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside == "style":
            self.loads += styles_load(data)


def styles_load(style):
    return re.findall(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""", style)


def nav_pages(entry):
    match entry:
        case str():
            return [entry]
        case list():
            return [page for part in entry for page in nav_pages(part)]
        case _:
            return [page for part in entry.values() for page in nav_pages(part)]


def test_the_site_builds_without_a_warning(build):
    _, done = build
    said = re.findall(r"^(?:WARNING|ERROR|CRITICAL)\b.*|.*Warning: .*", done.stderr, re.M)
    assert (done.returncode, said) == (0, []), done.stderr


def test_every_page_is_in_the_navigation_and_built(build):
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = nav_pages(settings["nav"])
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert len(listed) == len(set(listed)) and set(listed) == written
    assert [p for p in listed if not (build[0] / p).with_suffix(".html").is_file()] == []


def test_internal_links_and_anchors_lead_somewhere(build, pages):
    site, _ = build
    lost = []
    for path, page in pages.items():
        if path == site / "404.html":
            continue  # it has no place of its own, so its links are of the server's root
        for link in {*page.links, *page.loads}:
            if urlsplit(link).scheme:
                continue
            target, anchor = urldefrag(unquote(link))
            end = (path.parent / target).resolve() if target else path
            known = pages[end].ids if end in pages else {""}
            if not end.is_file() or (end in pages and anchor not in known):
                lost.append((path.relative_to(site).as_posix(), link))
    assert lost == []


@pytest.mark.parametrize("name", ["problem", "design"])
def test_schemas_are_published_as_init_writes_them(build, name):
    published = build[0] / "files" / "polyopt" / "schemas" / f"{name}.schema.json"
    assert published.read_text(encoding="utf-8") == editor_schema(name)


def test_nothing_is_loaded_from_another_host(build, pages):
    loads = [load for page in pages.values() for load in page.loads]
    for sheet in build[0].rglob("*.css"):
        loads += styles_load(sheet.read_text(encoding="utf-8"))
    assert [load for load in loads if re.match(r"\s*(https?:)?//", load)] == []
    scripts = {script for page in pages.values() for script in page.scripts}
    assert [script for script in scripts if re.search(r"https?://", script)] == []
    for path in DOCS.rglob("*.js"):
        assert "//" not in re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))


def test_equations_are_mathml(build):
    for path in build[0].rglob("*.html"):
        assert 'class="arithmatex"' not in path.read_text(encoding="utf-8"), path


def commands_below(group, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands_below(command, (*path, name))


def sections_of(page):
    """Return the HTML of a page by the id of the heading above it."""
    parts = re.split(r'<h[2-4] id="([^"]+)"', page.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], map(html.unescape, parts[2::2]), strict=True))


def test_every_command_and_option_is_in_the_reference(build):
    sections = sections_of(build[0] / "reference" / "commands.html")
    lost = []
    for path, command in commands_below(program):
        text = sections.get("-".join(path), "")
        if " ".join(("polyopt", *path)) not in text:
            lost.append(path)
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                assert parameter.make_metavar(click.Context(command)).strip("[].") in text
                continue
            names = [*parameter.opts, *parameter.secondary_opts]
            assert parameter.help, (path, names)
            where = text if f"<code>{names[0]}" in text else sections["everywhere"]
            lost += [(path, name) for name in names if not re.search(rf"{name}\b", where)]
            default = parameter.get_default(click.Context(command), call=False)
            if isinstance(default, float | int | str) and not parameter.is_flag and default != "":
                shown = default if isinstance(default, str) else f"{default:.12g}"
                assert f"<code>{shown}</code>" in text, (path, names)
    assert lost == []


def test_the_reference_names_every_exit_code(build):
    section = sections_of(build[0] / "reference" / "commands.html")["exit-codes"]
    told = {int(code) for code in re.findall(r"<td>(\d+)</td>", section)}
    errors = {kind.exit_code for kind in (UsageError, InfeasibleError, DataError)}
    assert told == {0, BUG, RESUMABLE, INTERRUPTED, *errors}


def option(name, *path):
    command = program
    for part in path:
        command = command.get_command(None, part)
    return next(p for p in command.params if p.name == name)


def test_the_help_names_default_budgets_and_mixture_rules():
    told = option("budget", "search").help
    assert f"default {SAMPLERS[AUTO].budget}," in told
    assert all(name == AUTO or f"{s.budget} ({name})" in told for name, s in SAMPLERS.items())
    told = option("rule", "analyze", "porous").help
    assert all(name in told for name in RULES)


def test_the_page_on_samplers_says_what_each_is(build):
    section = sections_of(build[0] / "how-to" / "clusters.html")["other-samplers"]
    for sampler in SAMPLERS.values():
        assert f"<code>{sampler.name}</code>" in section
        assert sampler.words in section and str(sampler.budget) in section


def test_every_public_name_is_in_the_python_reference(build, pages):
    folder = build[0] / "reference" / "python"
    described = set().union(*(pages[path].ids for path in folder.glob("*.html")))
    index = folder.with_suffix(".html").read_text(encoding="utf-8")
    for name in polyopt.__all__:
        assert re.search(rf"<code>(po\.)?{name}</code>", index), name
        if name in ("models", "plots"):
            place = re.compile(rf"polyopt\.{name}\.(?:[a-z_]+\.)*(\w+)")
            below = {found[1] for found in map(place.fullmatch, described) if found}
            assert set(getattr(polyopt, name).__all__) <= below
        else:
            assert name == "__version__" or f"polyopt.{name}" in described


def test_pages_open_from_disk_on_a_narrow_screen(build, pages, browser):
    site, _ = build
    page = browser.new_page(viewport={"width": 400, "height": 800})
    asked, said, wide = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in pages:
        if path.name != "404.html":
            page.goto(path.as_uri())
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path.relative_to(site).as_posix())
    assert {"file"} <= {urlsplit(url).scheme for url in asked} <= {"file", "data", "blob"}
    assert (said, wide) == ([], [])


def test_the_site_is_searched_from_disk(build, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((build[0] / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("resumable")
    page.locator(".md-search-result__link", has_text="Commands").first.wait_for()
