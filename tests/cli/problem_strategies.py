"""Problem files for hypothesis: valid ones, ones with one slip, and ones full of rubbish.

A case is a dict of file names and contents; `verdict` runs the search on it and says what is wrong
with the answer. `experiments/fuzz_problems.py` draws thousands of them.
"""

import contextlib
import copy
import io
import json
import math
import signal
import tempfile
from pathlib import Path

from hypothesis import strategies as st

from polyopt.cli.app import run

DIANHYDRIDES = ("PMDA", "BPDA", "ODPA", "BTDA", "6FDA", "BPADA")
DIAMINES = ("ODA", "PDA", "TPE-R", "mTB", "44DABA", "BAPP")
SAMPLERS = ("auto", "auto", "auto", "random", "nsga2")
PATIENCE = 120
"""Seconds after which a search of a few dozen designs hangs."""

FEW = st.integers(1, 4)
FRACTION = st.integers(0, 20).map(lambda n: n / 20)
RUBBISH = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", " ", "PMDA", "layers.A.tg", "tg", "../x", "nan", "[", "*", "//"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


def toml(value):
    """Return a value as TOML writes it; tables are inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else str(value).replace("infinity", "inf")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return _text("" if value is None else str(value))


def _text(text):
    escaped = (
        c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}"
        for c in text
        if not "\ud800" <= c <= "\udfff"
    )
    return '"' + "".join(escaped) + '"'


def written(declared):
    """Return a declaration as the text of a TOML file."""
    return "".join(f"{_text(str(k))} = {toml(v)}\n" for k, v in declared.items())


def table(draw, low, high):
    """Return a table of homopolymer values for every pair."""
    value = st.integers(low, high)
    rows = [[d, *(str(draw(value)) for _ in DIAMINES)] for d in DIANHYDRIDES]
    return "\n".join(",".join(row) for row in [["x", *DIAMINES], *rows]) + "\n"


def limit(draw, least, most):
    """Return a min, a max or both, in order."""
    low, high = sorted((draw(st.integers(least, most)), draw(st.integers(least, most))))
    return draw(st.sampled_from([{"min": low}, {"max": high}, {"min": low, "max": high}]))


def shares(draw, members):
    """Return a limit on the shares of some monomers of one role."""
    some = draw(st.lists(st.sampled_from(members), min_size=1, max_size=3, unique=True))
    low, high = sorted((draw(FRACTION), draw(FRACTION)))
    ends = draw(st.sampled_from([{"min": low}, {"max": high}, {"min": low, "max": high}]))
    return {"sum": some, **ends}


def layer(draw, models):
    """Return a layer of the problem."""
    a = draw(st.lists(st.sampled_from(DIANHYDRIDES), min_size=1, max_size=4, unique=True))
    b = draw(st.lists(st.sampled_from(DIAMINES), min_size=1, max_size=4, unique=True))
    entry = {"dianhydrides": a, "diamines": b, **models}
    for key, value in {"max_dianhydrides": FEW, "max_diamines": FEW}.items():
        if draw(st.booleans()):
            entry[key] = draw(value)
    if draw(st.booleans()):
        entry["min_fraction"] = draw(st.sampled_from([0, 0.05, 0.3, 0.5, 1.0, 1e-6]))
    if draw(st.booleans()):
        thin, thick = sorted((draw(st.integers(1, 9)), draw(st.integers(1, 9))))
        entry["thickness_um"] = draw(st.sampled_from([[thin, thick], thick, [thick, thick]]))
    if draw(st.booleans()):
        roles = draw(st.lists(st.sampled_from([a, b]), min_size=1, max_size=2))
        entry["require"] = [shares(draw, role) for role in roles]
    return entry


def quantities(declared):
    """Return what objectives and limits may refer to."""
    names = [f"layers.{n}.{p}" for n in declared["layers"] for p in ("tg", "cte")]
    names += [f"layers.{n}.thickness" for n, e in declared["layers"].items() if "thickness_um" in e]
    if "cost" in declared:
        names += [f"layers.{n}.cost" for n in declared["layers"]]
    return names


def expression(draw, names):
    """Return arithmetic on quantities."""
    atoms = st.sampled_from(names)
    numbers = st.sampled_from(["0", "1", "17", "2.5", "1e-3", "1e9"])
    deeper = st.recursive(
        atoms,
        lambda e: st.one_of(
            st.tuples(e, st.sampled_from("+-*/"), e | numbers).map(lambda t: f"({' '.join(t)})"),
            st.tuples(st.sampled_from(["abs", "sqrt", "log", "-"]), e).map(
                lambda t: f"{t[0]}({t[1]})"
            ),
            st.tuples(st.sampled_from(["min", "max"]), e, e).map(
                lambda t: f"{t[0]}({t[1]}, {t[2]})"
            ),
            e.map(lambda t: f"({t}) ** 2"),
        ),
        max_leaves=4,
    )
    return draw(deeper)


@st.composite
def valid(draw):
    """Draw a problem that must be searched: its files by name."""
    files = {"tg.csv": table(draw, 150, 450), "cte.csv": table(draw, -5, 70)}
    from_tables = {"models": {"tg": {"pairs": "tg.csv"}, "cte": {"pairs": "cte.csv"}}}
    shipped = draw(st.integers(0, 5)) == 0
    names = draw(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True))
    declared = {"layers": {n: layer(draw, {} if shipped else from_tables) for n in names}}
    if draw(st.booleans()):
        declared["problem"] = {"seed": draw(st.integers(0, 2**32 - 1)), "title": draw(TITLES)}
        declared["problem"]["confidence"] = draw(st.sampled_from([0, 0.3, 0.5, 0.9]))
    if draw(st.booleans()):
        declared["cost"] = {"per_mol": "cost.csv"}
        prices = [f"{m},{draw(st.integers(0, 500))}" for m in (*DIANHYDRIDES, *DIAMINES)]
        files["cost.csv"] = "\n".join(["monomer,cost_per_mol", *prices]) + "\n"
    known = quantities(declared)
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
        declared["require"] = [{"quantity": q, **limit(draw, -10, 500)} for q in chosen]
    usable = [*known, "probability"] if "require" in declared else known
    count = draw(st.integers(0 if "require" in declared else 1, 3))
    directions = st.sampled_from(["minimize", "maximize"])
    declared["objectives"] = [{draw(directions): expression(draw, usable)} for _ in range(count)]
    return declared, files


TITLES = st.text(st.characters(exclude_categories=("C",)), max_size=30)


def places(value, path=()):
    """Yield the path of every value in a declaration."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items if isinstance(value, dict | list) else ():
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def replaced(declared, path, new):
    """Return a declaration with another value at a path."""
    changed = copy.deepcopy(declared)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return changed


def slip(draw, declared, files):
    """Return a valid problem after one slip that must be refused, and the codes allowed."""
    name = draw(st.sampled_from(sorted(declared["layers"])))
    entry = declared["layers"][name]
    at = ("layers", name)
    first = entry["dianhydrides"][0]
    changes = {
        "key": (replaced(declared, (*at, "max_diamine"), 2), {2}),
        "monomer": (replaced(declared, (*at, "diamines"), ["PMDA"]), {2, 4}),
        "unknown monomer": (replaced(declared, (*at, "dianhydrides"), [first, "XYZ1"]), {2, 4}),
        "twice": (replaced(declared, (*at, "dianhydrides"), [first, first]), {2}),
        "none": (replaced(declared, (*at, "dianhydrides"), []), {2}),
        "most": (replaced(declared, (*at, "max_dianhydrides"), 0), {2}),
        "fraction": (replaced(declared, (*at, "min_fraction"), 1.5), {2}),
        "thickness": (replaced(declared, (*at, "thickness_um"), [3, 2]), {2}),
        "share": (
            replaced(declared, (*at, "require"), [{"sum": [first], "min": 0.9, "max": 0.1}]),
            {2},
        ),
        "no share": (replaced(declared, (*at, "require"), [{"sum": ["MDA"], "min": 0.1}]), {2}),
        "quantity": (replaced(declared, ("require",), [{"quantity": "tg", "min": 1}]), {2}),
        "no limit": (replaced(declared, ("require",), [{"quantity": f"layers.{name}.tg"}]), {2}),
        "expression": (replaced(declared, ("objectives",), [{"minimize": "open('x')"}]), {2}),
        "number": (replaced(declared, ("objectives",), [{"minimize": "1 + 1"}]), {2}),
        "model": (replaced(declared, (*at, "models"), {"tg": {"pairs": "none.csv"}}), {2, 4}),
        "layers": ({k: v for k, v in declared.items() if k != "layers"}, {2}),
        "nan": (replaced(declared, (*at, "min_fraction"), math.nan), {2}),
    }
    if "models" in entry:
        head, *rows = files["tg.csv"].splitlines()
        for what, cell in {"word": "high", "empty": "", "great": "99999", "nan": "nan"}.items():
            wrong = [row.partition(",")[0] + f",{cell}" * len(DIAMINES) for row in rows]
            changes[f"table: {what}"] = (declared, {4}, "\n".join([head, *wrong]) + "\n")
    name, chosen = draw(st.sampled_from(sorted(changes.items(), key=lambda c: c[0])))
    spoilt, codes = chosen[:2]
    return spoilt, ({**files, "tg.csv": chosen[2]} if len(chosen) > 2 else files), codes


def claimed(draw, declared):
    """Return a problem under patent claims, which may ask for more than it declares."""
    numbers = st.lists(st.integers(1, 18), min_size=1, max_size=3)
    claims = [f"heat-resistant-laminate:{n}" for n in draw(numbers)]
    head = {**declared.get("problem", {}), "claims": claims}
    if draw(st.booleans()):
        head["assume_met"] = draw(st.lists(st.sampled_from([*claims, "x:1"]), max_size=2))
    film = draw(st.sampled_from([{"material": "Kapton HN"}, {"cte_ppm_per_K": 20}, {}]))
    metal = draw(st.sampled_from([{"material": "copper"}, {"kind": "copper"}, {}]))
    return {**declared, "problem": head, "film": film, "metal": metal}


@st.composite
def cases(draw):
    """Draw files and the exit codes that are right for them."""
    declared, files = draw(valid())
    kinds = ["rubbish", "valid", "slip", "valid", "claims", "text", "slip"]
    kind = draw(st.sampled_from(kinds))
    codes = {0, 3}
    if kind == "claims":
        declared, codes = claimed(draw, declared), {0, 2, 3}
    if kind == "slip":
        declared, files, codes = slip(draw, declared, files)
    elif kind == "rubbish":
        path = draw(st.sampled_from(list(places(declared))))
        declared, codes = replaced(declared, path, draw(RUBBISH)), {0, 2, 3, 4}
    text = written(declared)
    if kind == "text":
        codes = {0, 2, 3, 4}
        name = draw(st.sampled_from(["p.toml", *sorted(files)]))
        whole = text if name == "p.toml" else files[name]
        cut = draw(st.integers(0, len(whole)))
        end = draw(st.integers(cut, min(len(whole), cut + 8)))
        noise = draw(st.text(max_size=6) | st.sampled_from(["\0", "=", "\n", '"', ",", "\ufeff"]))
        spoilt = whole[:cut] + noise + whole[end:]
        text, files = (spoilt, files) if name == "p.toml" else (text, {**files, name: spoilt})
    return {"p.toml": text, **files}, codes, draw(st.sampled_from(SAMPLERS))


@contextlib.contextmanager
def not_hanging():
    """Raise where a search takes ages."""

    def late(*_):
        raise AssertionError("it hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def verdict(case):
    """Search a case; return what is wrong with the answer, or an empty text."""
    files, codes, sampler = case
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            Path(place, name).write_bytes(text.encode("utf-8", "surrogatepass"))
        arguments = ["search", str(Path(place, "p.toml")), "--budget", "40", "--json"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), not_hanging():
            code = run([*arguments, "--sampler", sampler])
    output, complained = out.getvalue(), err.getvalue()
    if code not in codes:
        return f"exit code {code}, not in {sorted(codes)}: {complained}"
    lines = [line for line in complained.splitlines() if not line.startswith("    ")]  # unwrapped
    most = 3 + len(files) - 1  # an error, and a note on how each table was read
    if "Traceback" in complained or "Warning" in complained or len(lines) > most:
        return f"exit code {code}, but it says: {complained}"
    return _wrong_front(json.loads(output)) if code == 0 else ""


def _wrong_front(result):
    """Say what is wrong with a result whose search ended well."""
    if result["status"] != "feasible" or not result["pareto"]:
        return f"status {result['status']} with {len(result['pareto'])} designs"
    for design in result["pareto"]:
        for entry in design["layers"].values():
            for role in ("dianhydrides", "diamines"):
                total = sum(entry[role].values())
                if abs(total - 1) > 1e-9 or min(entry[role].values()) <= 0:
                    return f"shares {entry[role]}"
        if not all(math.isfinite(v) for v in design["objectives"]):
            return f"objectives {design['objectives']}"
    return ""
