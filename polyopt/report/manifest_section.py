"""What the result was made from: versions, seeds, hashes, the problem as it was declared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polyopt.optimizer.record.run_folder import model_fingerprints, package_versions
from polyopt.report.file_names import without_folders
from polyopt.report.markup import section, text
from polyopt.results.found import Found

_PRIVATE = ("problem_folder",)
"""What a report that is mailed has no business to say."""

_LONGEST = 60_000


def manifest_section(result: Found, manifest: Mapping[str, Any]) -> str:
    """Return the manifest of a run; without one, what the result itself knows.

    Files are named without their folders: those are in `manifest.json`, which a resumed run
    needs.
    """
    known = {k: v for k, v in manifest.items() if k not in _PRIVATE} or _own(result)
    known = without_folders(known)
    content = json.dumps(known, indent=1, default=str, ensure_ascii=False)
    lines = "\n".join(_line(line) for line in content[:_LONGEST].splitlines())
    return section(
        "manifest",
        "Manifest",
        _versions(known),
        "<details><summary>Problem, settings, versions and fingerprints</summary>"
        f'<pre tabindex="0">{lines}</pre></details>',
    )


def _versions(known: Mapping[str, Any]) -> str:
    """Return what a printed page needs to be distinguished from another."""
    seed = known.get("settings", known).get("seed", "not known")
    facts = [f"seed {text(seed)}"]
    if "problem_sha256" in known:
        facts.append(f"problem {text(known['problem_sha256'], 13)}")
    facts += [f"{text(k)} {text(v)}" for k, v in known.get("versions", {}).items()]
    return f"<p>{'; '.join(facts)}.</p>"


def _line(line: str) -> str:
    """Return a line of JSON with its indent, which `text` would fold."""
    return " " * (len(line) - len(line.lstrip())) + text(line, 2000)


def _own(result: Found) -> dict[str, Any]:
    found: dict[str, Any] = {"title": result.title, "seed": result.seed}
    if result.problem is not None:
        found["problem"] = dict(result.problem.source)
        found["models_sha256"] = model_fingerprints(result.problem)
    return {**found, "versions": package_versions()}
