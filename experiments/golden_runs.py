"""Runs whose answers a change of structure must not move, and their comparison.

    python experiments/golden_runs.py write FOLDER [--part searches|films|designs] [--mixture DIR]
    python experiments/golden_runs.py compare FOLDER FOLDER

`write` runs the polyopt that this interpreter imports, only by its command line and public names,
so that the same script serves an older version: the default problem, the presets, a mixture (a
folder with `problem.toml`), predictions, own films, checks of the test designs. `compare` says
which files that both folders hold differ, byte for byte once times, versions and the random names
of runs are aside; the exit code is 1 if any does.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from difflib import unified_diff
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PRESETS = (
    "heat-resistant-laminate",
    "heat-resistant-laminate-two-sided",
    "heat-resistant-laminate-epoxy",
    "bonding-laminate",
    "crosslinked-metal-clad-laminate",
    "porous-insulating-film",
)
DIANHYDRIDES = ("PMDA", "BPDA", "BTDA", "ODPA", "6FDA")
DIAMINES = ("PDA", "ODA", "mTB", "TFMB", "TPE-R")
CUTS = (
    (re.compile(r'"(elapsed_s|python|problem_folder|datetime\w*|worker_id)": ?[^,\n}]*'), ""),
    (re.compile(r'"(versions|command)": ?[\[{][^\]}]*[\]}]'), ""),
    (re.compile(r"\d+(\.\d+)? (m?s|seconds?)\b"), "TIME"),
    (re.compile(r"polyopt \d+\.\d+\.\d+"), "polyopt"),
    (re.compile(r'"run":"[0-9a-f]{32}"'), ""),
)
PARTS = ("searches", "films", "designs")
READ = {".json", ".csv", ".txt", ".md", ".html", ".journal"}


def run(folder: Path, name: str, *words: str) -> None:
    """Run one command in a folder; keep its exit code and what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "polyopt", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    text = f"exit {done.returncode}\n{done.stdout}\n--- stderr\n{done.stderr}"
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def formulations() -> list[str]:
    """Return 50 formulations: homopolymers, and copolymers of each pair of neighbours."""
    homo = [f"{a} // {b}" for a, b in product(DIANHYDRIDES, DIAMINES)]
    mixed = [
        f"{a}:60;{c}:40 // {b}:70;{d}:30"
        for (a, c), (b, d) in product(
            zip(DIANHYDRIDES, DIANHYDRIDES[1:] + DIANHYDRIDES[:1], strict=True),
            zip(DIAMINES, DIAMINES[1:] + DIAMINES[:1], strict=True),
        )
    ]
    return homo + mixed


def films() -> str:
    """Return a table of invented films of two processes, one unusable and one bounded value."""
    rows = ["dianhydrides,diamines,tg_degC,tg_sd_degC,tg_censor,cte_ppm_per_K,process"]
    for i, (a, b) in enumerate(product(DIANHYDRIDES, DIAMINES)):
        tg, cte = 240 + 23 * ((7 * i) % 11), 4 + 5 * ((3 * i) % 13)
        censor = ">" if i == 7 else ""
        rows.append(f"{a},{b},{tg},{'5' if i % 4 == 0 else ''},{censor},{cte},{'AB'[i % 2]}")
    rows.append("PMDA,NoSuchDA,300,,,20,A")
    return "\n".join(rows) + "\n"


def designs() -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield tables of test designs, each design laid over the one it is like.

    Tables of one claim set share their names; those of process steps hold no designs.
    """
    read = {t: tomllib.loads(t.read_text("utf-8")) for t in sorted(ROOT.glob("tests/**/*-*.toml"))}
    for table, content in read.items():
        if "case" in content and "base" not in content:
            known = [c for t, r in read.items() if t.stem == table.stem for c in r.get("case", [])]
            yield table, [_whole(case, known) for case in content["case"]]


def _whole(case: dict[str, Any], known: list[dict[str, Any]]) -> dict[str, Any]:
    declared: dict[str, Any] = {}
    if "like" in case:
        [like] = [c for c in known if c["name"] == case["like"]]
        declared = _whole(like, known)["declared"]
    for path in case.get("without", ()):
        *above, last = path.split(".")
        place = declared
        for key in above:
            place = place[key]
        del place[last]
    return {**case, "declared": _merged(declared, case.get("design", {}))}


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    found = deepcopy(old)
    for key, value in new.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = _merged(found[key], value) if both else deepcopy(value)
    return found


def toml(declared: dict[str, Any], path: tuple[str, ...] = ()) -> str:
    """Return a declaration as TOML."""
    plain = {k: v for k, v in declared.items() if not isinstance(v, dict)}
    text = f"[{'.'.join(json.dumps(p) for p in path)}]\n" if path else ""
    text += "".join(f"{json.dumps(k)} = {_value(v)}\n" for k, v in plain.items())
    for key, value in declared.items():
        if isinstance(value, dict):
            text += toml(value, (*path, key))
    return text


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)


def check_designs(folder: Path) -> None:
    """Judge every test design against its whole claim set."""
    for table, cases in designs():
        name = table.stem
        place = folder / "designs" / table.parent.name / name
        shutil.copytree(table.parent, place, ignore=shutil.ignore_patterns("*.py", "__*"))
        for i, case in enumerate(cases):
            if "like" not in case and "design" not in case:
                text = json.dumps(_judged(case, name), indent=1)
                (place / f"{i:03}.json").write_text(text, encoding="utf-8")
                continue
            (place / f"{i:03}-design.toml").write_text(toml(case["declared"]), encoding="utf-8")
            words = ("check", f"{i:03}-design.toml", "--claims", name, "--explain")
            if i % 5 == 0:
                run(place, f"{i:03}-shown", *words)
            run(place, f"{i:03}", *words, "--json")


def _judged(case: dict[str, Any], name: str) -> list[dict[str, Any]]:
    import polyopt as po

    names = ["A"] if case.get("single_layer") else case.get("order", ["A", "B"])
    cte = case.get("film_cte", 20.0)
    film = po.Film("test film", cte=None if cte == "unknown" else po.Measured(cte))
    layers = [
        po.Layer(
            n,
            composition=po.Composition.parse(case[f"formulation_{n}"])
            if f"formulation_{n}" in case
            else None,
            resin=case.get(f"resin_{n}", "polyimide"),
            thickness=case.get("thickness", {}).get(n),
            measured={k: po.Measured(v) for k, v in case.get(f"measured_{n}", {}).items()},
        )
        for n in names
    ]
    stack = po.Laminate(
        layers=tuple(layers),
        film=film if case.get("film", True) else None,
        metal=po.Metal() if case.get("metal", True) else None,
        process=tuple(case.get("process", ())),
        facts=case.get("facts", {}),
    )
    table = po.check(stack, claims=name).table()
    return json.loads(table.to_json(orient="records", double_precision=15))


def search_problems(folder: Path, mixture: Path | None) -> None:
    """Search the default problem, the presets and a mixture; merge, suggest, report."""
    run(folder, "default", "search", "--out", "default", "--prove")
    run(folder, "default-json", "search", "--budget", "20000", "--seed", "3", "--json")
    for preset in PRESETS:
        run(folder, preset, "search", "--preset", preset, "--out", preset, "--details")
        run(folder, f"{preset}-report", "report", preset, "--out", f"{preset}.html")
    for sampler in ("tpe", "nsga2", "random"):
        words = ("--sampler", sampler, "--budget", "150", "--seed", "5", "--json")
        run(folder, sampler, "search", *words)
    if mixture is not None:
        shutil.copytree(mixture, folder / "mixture")
        run(folder, "mixture", "search", "mixture/problem.toml", "--out", "mixture-run")
    run(folder, "suggest", "suggest", "default", "-n", "4", "--json")
    run(folder, "suggest-shown", "suggest", "default", "-n", "4", "--out", "next.csv")
    run(folder, "seeded", "search", "--seed", "11", "--budget", "30000", "--out", "seeded")
    run(folder, "merge", "merge", "default", "seeded", "--out", "merged")
    run(folder, "init", "init", "project")
    run(folder, "project", "search", "project/problem.toml", "--budget", "20000", "--json")
    run(folder, "project-check", "check", "project/design.toml", "--explain")


def predict_films(folder: Path) -> None:
    """Predict formulations, learn from films, and list what is known."""
    run(folder, "predict", "predict", *formulations(), "--json")
    run(folder, "predict-shown", "predict", *formulations())
    run(folder, "explain", "predict", *formulations()[20:30], "--explain")
    run(folder, "explain-json", "predict", *formulations()[20:30], "--explain", "--json")
    (folder / "films.csv").write_text(films(), encoding="utf-8")
    run(folder, "calibrate", "calibrate", "films.csv", "--out", "calibrated", "--process", "A")
    run(folder, "calibrate-json", "calibrate", "films.csv", "--out", "again", "--json")
    run(folder, "own", "predict", *formulations()[:25], "--json", "--model", "tg=again/tg.npz")
    run(folder, "validate", "validate", "films.csv")
    run(folder, "validate-json", "validate", "films.csv", "--json")
    run(folder, "fit", "fit", "films.csv", "--out", "fitted")
    for preset in PRESETS:
        run(folder, f"claims-{preset}", "claims", preset)
    run(folder, "claims-json", "claims", "--json")
    run(folder, "monomers", "monomers", "--json")
    run(folder, "drying", "analyze", "drying", "--solvent", "NMP", "--solvent", "GBL")
    words = ("--formulation", "6FDA // TFMB", "--porosity", "0.3", "--wanted", "2.5")
    run(folder, "porous", "analyze", "porous", *words)


def write(folder: Path, parts: list[str], mixture: Path | None) -> None:
    """Write golden runs into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if "searches" in parts:
        search_problems(folder, mixture)
    if "films" in parts:
        predict_films(folder)
    if "designs" in parts:
        check_designs(folder)


def shown(path: Path) -> str:
    """Return a file as text, without times and versions."""
    if path.suffix == ".npz":
        return _arrays(path)
    text = path.read_text(encoding="utf-8", errors="replace")
    for pattern, put in CUTS:
        text = pattern.sub(put, text)
    return text


def _arrays(path: Path) -> str:
    import numpy as np

    with np.load(path, allow_pickle=False) as held:
        return "\n".join(f"{n} {held[n].dtype} {held[n].tobytes().hex()}" for n in sorted(held))


def compare(old: Path, new: Path, most: int) -> int:
    """Print what differs; return the exit code."""
    names = {
        p.relative_to(folder)
        for folder in (old, new)
        for p in folder.rglob("*")
        if p.suffix in READ | {".npz"}
    }
    bad = one_sided = 0
    for name in sorted(names):
        if not ((old / name).exists() and (new / name).exists()):
            one_sided += 1
            continue
        before, after = shown(old / name), shown(new / name)
        if before != after:
            bad += 1
            print(f"differs: {name}")
            lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
            for line in list(lines)[2 : 2 + most]:
                print(f"    {line[:200]}")
    print(f"{len(names)} files, {bad} differ, {one_sided} in one folder only")
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    writing = verbs.add_parser("write")
    writing.add_argument("folder", type=Path)
    writing.add_argument("--part", action="append", choices=PARTS)
    writing.add_argument("--mixture", type=Path)
    comparing = verbs.add_parser("compare")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--most", type=int, default=6)
    asked = parser.parse_args()
    if asked.verb == "compare":
        return compare(asked.old, asked.new, asked.most)
    mixture = asked.mixture and asked.mixture.resolve()
    write(asked.folder.resolve(), asked.part or list(PARTS), mixture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
