"""What polyopt refuses: one table of wrong input, with the exit code and the words of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import polyopt as po
from polyopt.cli.app import run
from polyopt.models.artefact import load_artefact, save_artefact
from polyopt.models.library import PRETRAINED

Content = str | bytes | Callable[[Path], object]

PROBLEM = """
[problem]
title = "one layer"
[layers.A]
dianhydrides = ["PMDA", "BPDA"]
diamines = ["ODA", "PDA"]
min_fraction = 0.05
thickness_um = [1.0, 2.0]
[[require]]
quantity = "layers.A.tg"
min = 100
[[objectives]]
minimize = "layers.A.cte"
"""
TABLES = """
[layers.A]
dianhydrides = ["PMDA", "BPDA"]
diamines = ["ODA", "PDA"]
models = { tg = { pairs = "tg.csv" }, cte = { pairs = "cte.csv" } }
[cost]
per_mol = "cost.csv"
[[objectives]]
minimize = "layers.A.cost"
"""
TG = "x,ODA,PDA\nPMDA,380,410\nBPDA,260,300\n"
CTE = "x,ODA,PDA\nPMDA,30,5\nBPDA,40,10\n"
COST = "monomer,cost_per_mol\nPMDA,1\nBPDA,2\nODA,3\nPDA,4\n"
DESIGN = """
[design]
claims = ["heat-resistant-laminate:12"]
[film]
material = "Kapton HN"
[layers.A]
formulation = "PMDA // ODA"
thickness_um = 4.0
[layers.B]
formulation = "ODPA // TPE-R"
"""
CLAIMS = """
schema = 1
id = "mine"
title = "mine"
[[claim]]
number = 1
summary = "CTE of A"
layers = ["A"]
[[claim.element]]
id = "1a"
summary = "CTE of A"
test = "property"
quantity = "A.cte"
interval = "[5, 20]"
unit = "ppm/K"
"""
FILMS = "dianhydrides,diamines,tg_degC\n"
ROWS = "dianhydrides,diamines\n"


class Case(NamedTuple):
    """Arguments, the files they need, the exit code, and what the message must say."""

    id: str
    arguments: list[str]
    files: dict[str, Content]
    code: int
    message: str


def predict(name: str, formulation: str, message: str, *more: str, code: int = 2) -> Case:
    return Case(f"predict: {name}", ["predict", formulation, *more], {}, code, message)


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def problem(name: str, old: str, new: str, message: str, code: int = 2) -> Case:
    """Search the problem above after one change."""
    arguments = ["search", "p.toml", "--budget", "20"]
    return Case(
        f"problem: {name}", arguments, {"p.toml": changed(PROBLEM, old, new)}, code, message
    )


def problem_file(name: str, content: Content, message: str) -> Case:
    return Case(f"problem file: {name}", ["search", "p.toml"], {"p.toml": content}, 2, message)


def expression(name: str, text: str, message: str) -> Case:
    return problem(f"expression: {name}", '"layers.A.cte"', f"'''{text}'''", message)


def tables(
    name: str, message: str, *, old: str = "x", new: str = "x", code: int = 4, **files: Content
) -> Case:
    """Search the problem of tables after a change of one table, or of the problem."""
    there = {"tg": TG, "cte": CTE, "cost": COST, **files}
    named = {f"{stem}.csv": content for stem, content in there.items()}
    text = TABLES if old == new else changed(TABLES, old, new)
    arguments = ["search", "p.toml", "--budget", "20"]
    return Case(f"tables: {name}", arguments, {"p.toml": text, **named}, code, message)


def design(name: str, old: str, new: str, message: str, *more: str, code: int = 2) -> Case:
    """Check the design above after one change."""
    text = changed(DESIGN, old, new)
    return Case(f"design: {name}", ["check", "d.toml", *more], {"d.toml": text}, code, message)


def claims(name: str, old: str, new: str, message: str) -> Case:
    """Check the design above against a claim set of its own after one change."""
    file = f"{name.replace(' ', '-')}.toml"
    files: dict[str, Content] = {
        "d.toml": DESIGN.replace("heat-resistant-laminate:12", file),
        file: changed(CLAIMS, old, new),
    }
    return Case(f"claim file: {name}", ["check", "d.toml"], files, 2, message)


def table(name: str, file: str, content: Content, message: str) -> Case:
    return Case(f"table: {name}", ["predict", file], {file: content}, 4, message)


def fitted(name: str, content: Content, message: str, *more: str, code: int = 4) -> Case:
    arguments = ["fit", "t.csv", "--kind", "groups", *more]
    return Case(f"fit: {name}", arguments, {"t.csv": content}, code, message)


def model(name: str, content: Content, message: str) -> Case:
    """Predict with a damaged model file for the CTE."""
    arguments = ["predict", "PMDA // ODA", "--model", "cte=m.npz"]
    return Case(f"model: {name}", arguments, {"m.npz": content}, 4, message)


def shipped(cut: slice = slice(None), flipped: int = -1) -> bytes:
    """Return a shipped model file, cut short or with one byte flipped."""
    content = bytearray((PRETRAINED / "cte_groups.npz").read_bytes())
    if flipped >= 0:
        content[flipped] ^= 0xFF
    return bytes(content[cut])


def resealed(name: str, key: str, value: Any) -> Callable[[Path], object]:
    """Return a writer of a shipped model with another content and a checksum that fits it."""

    def write(path: Path) -> object:
        artefact = load_artefact(PRETRAINED / f"{name}.npz")
        if key in artefact.arrays:
            return save_artefact(path, artefact.metadata, {**artefact.arrays, key: value})
        return save_artefact(path, {**artefact.metadata, key: value}, artefact.arrays)

    return write


def search(name: str, message: str, *more: str, code: int = 2, **files: Content) -> Case:
    return Case(f"search: {name}", ["search", "--budget", "20", *more], dict(files), code, message)


CASES = [
    # formulations
    predict("sum of 90", "PMDA:60;BPDA:30 // ODA", "dianhydrides sum to 90"),
    predict("share nan", "PMDA:nan // ODA", "share of PMDA is nan"),
    predict("share inf", "PMDA:1e999 // ODA", "share of PMDA is inf"),
    predict("share negative", "PMDA:-10;BPDA:110 // ODA", "share of PMDA is -10"),
    predict("share no number", "PMDA:x // ODA", "share 'x' of PMDA is not a number"),
    predict("decimal comma", "PMDA:60,5;BPDA:39,5 // ODA", "share '60,5' of PMDA"),
    predict("share missing", "PMDA;BPDA:40 // ODA", "'PMDA' has no share"),
    predict("all shares zero", "PMDA:0;BPDA:0 // ODA", "sum to 0"),
    predict("commas between monomers", "PMDA:60,BPDA:40 // ODA", "';'"),
    predict("roles swapped", "ODA // PMDA", "'ODA' is a diamine, not a dianhydride"),
    predict("one role", "PMDA", "needs one '//'"),
    predict("three roles", "PMDA // ODA // PDA", "needs one '//'"),
    predict("empty", "", "needs one '//'"),
    predict("only semicolons", ";; // ODA", "no dianhydride is given"),
    predict("letters swapped", "PDMA // ODA", "'PMDA'"),
    predict("letters that are a SMILES", "FOO // ODA", "'FOO'"),
    predict("too long", "A" * 30_000, "30000 characters is too long"),
    predict("right-to-left mark", "PM\u202eDA // ODA", "unknown monomer 'PM?DA'"),
    predict("escape sequence", "\x1b[31mPMDA // ODA", "'?[31mPMDA'"),
    predict("markup", "<script>alert(1)</script> // ODA", "'<script>alert(1)</script>'"),
    predict("bytes that are no UTF-8", "PMDA\udcff // ODA", "'PMDA?'"),
    # structures
    predict("one amine", "PMDA // Nc1ccccc1", "is an end-capper"),
    predict("end-capper", "PhA // ODA", "'PhA' is an end-capper"),
    predict("imbalance", "PMDA:98 // ODA", "an imbalance of the"),
    predict("amide", "PMDA // NC(=O)c1ccc(C(N)=O)cc1", "0 primary amines"),
    predict(
        "three anhydrides",
        "O=C1OC(=O)c2c1c1C(=O)OC(=O)c1c1C(=O)OC(=O)c12 // ODA",
        "3 cyclic anhydrides",
    ),
    predict("isocyanate", "PMDA // O=C=Nc1ccc(N)cc1", "1 isocyanates"),
    predict("isocyanate on the other side", "MDI // ODA", "is a diisocyanate, not a dianhydride"),
    predict("acid", "OC(=O)c1ccc(C(=O)O)cc1 // ODA", "0 cyclic anhydrides"),
    predict("acetate", "PMDA // Nc1ccc(N)cc1.CC(=O)O", "several molecules"),
    predict("ammonium", "PMDA // [NH3+]c1ccc([NH3+])cc1", "0 primary amines"),
    predict("radical", "PMDA // Nc1ccc(N)[c]c1", "radical"),
    predict("polymer", "PMDA // Nc1cc(*)c(N)cc1", "open end"),
    predict("open ring", "PMDA // c1ccc", "not a readable SMILES"),
    predict("brackets", f"PMDA // {'[' * 100}", "not a readable SMILES"),
    # options and outputs of predict
    predict("no argument", "--json", "FORMULATIONS"),
    predict("unknown option", "PMDA // ODA", "--expain", "--expain"),
    predict("model of no property", "PMDA // ODA", "--model 'x=y'", "--model", "x=y"),
    predict("model of the other property", "PMDA // ODA", "predicts cte", "--model", "tg=cte"),
    predict("model name", "PMDA // ODA", "did you mean", "--model", "tg=tg_group"),
    predict("ending of --out", "PMDA // ODA", "known: .csv", "--out", "x.foo", code=4),
    predict("folder of --out", "PMDA // ODA", "cannot be written", "--out", "no/x.csv", code=4),
    predict("folder of --log-file", "PMDA // ODA", "no/x", "--log-file", "no/x", code=4),
    Case("predict: table with --explain", ["predict", "t.csv", "--explain"], {}, 2, "not a table"),
    Case("predict: text file", ["predict", "t.txt"], {"t.txt": ROWS}, 2, ".csv"),
    # tables
    table("missing", "no.tsv", lambda path: None, "no such file"),
    table("folder", "t.csv", Path.mkdir, "t.csv"),
    table("empty", "t.csv", "", "t.csv"),
    table("header only", "t.csv", ROWS, "no rows"),
    table("column missing", "t.csv", "dianhydrid3,diamines\nPMDA,ODA\n", "'dianhydrid3'"),
    table("column twice", "t.csv", "dianhydrides,diamines,diamines\nPMDA,ODA,PDA\n", "twice"),
    table("no bytes of a text", "t.csv", b"dianhydrides\0,diamines\n\0", "save it as CSV UTF-8"),
    table("long row", "t.csv", f"{ROWS}PMDA,ODA\nPMDA,ODA,3\n", "line 3"),
    table("every row long", "t.csv", f"{ROWS}PMDA,ODA,3\nBPDA,ODA,4\n", "line 2"),
    table("open quote", "t.csv", f'{ROWS}"PMDA,ODA\n', "cannot be read"),
    table("binary", "t.csv", bytes(range(256)), "cannot be read"),
    table("latin-1", "t.csv", f"{ROWS}PMDA,4,4´-ODA\n".encode("latin-1"), "line 2"),
    table("no xlsx", "t.xlsx", "hello", "cannot be read"),
    table("half an xlsx", "t.xlsx", b"PK\x03\x04", "cannot be read"),
    table("no parquet", "t.parquet", "PAR1 hello PAR1", "cannot be read"),
    # fit
    fitted("no values", f"{ROWS}PMDA,ODA\n", "add tg_degC"),
    fitted("too few films", f"{FILMS}PMDA,ODA,380\n", "needs at least 8"),
    fitted("no row that can be used", f"{FILMS}FOO,ODA,380\n", "FOO"),
    fitted("out is a file", FILMS, "is a file", "--out", "t.csv", code=2),
    fitted("unknown kind", FILMS, "'gp', 'groups'", "--kind", "forest", code=2),
    Case(
        "fit: models are there",
        ["fit", "t.csv"],
        {"t.csv": f"{FILMS}PMDA,ODA,380\n", "models/tg.npz": "mine"},
        4,
        "already exists",
    ),
    # model files
    model("missing", lambda path: None, "m.npz"),
    model("empty", "", "no usable model file"),
    model("truncated", shipped(slice(0, 6000)), "no usable model file"),
    model("altered", shipped(flipped=6000), "no usable model file"),
    model("folder", Path.mkdir, "no usable model file"),
    model("array cut short", resealed("cte_groups", "class_factors", np.ones(0)), "m.npz"),
    model("array that does not fit", resealed("cte", "shape_centre", np.ones(3)), "m.npz"),
    model("mean that is not a number", resealed("cte", "label_mean", float("nan")), "m.npz"),
    # problem files
    problem_file("empty", "", "lacks 'layers'"),
    problem_file("missing", lambda path: None, "no such file"),
    problem_file("folder", Path.mkdir, "is a folder"),
    problem_file("no TOML", "title =", "not valid TOML"),
    problem_file("key twice", f"{PROBLEM}[problem]\n", "not valid TOML"),
    problem_file("binary", bytes(range(256)), "not UTF-8 text"),
    problem_file("latin-1", PROBLEM.replace("one", "é").encode("latin-1"), "not UTF-8 text"),
    problem_file("3 MB", "#" * 3_000_000, "larger than"),
    problem_file("deep lists", f"a = {'[' * 5000}{']' * 5000}", "nested too deeply"),
    problem_file("deep tables", f"[{'.'.join('a' * 20_000)}]\n", "nested too deeply"),
    problem("number of 5000 digits", "min = 100", f"min = {'9' * 5000}", "p.toml"),
    problem("number of 400 digits", "min = 100", f"min = {'9' * 400}", "p.toml"),
    problem("unknown table", "[[require]]", "[[requires]]", "line 9: unknown key 'requires'"),
    problem("unknown key", "min_fraction", "min_fractions", "did you mean 'min_fraction'?"),
    problem("British spelling", "minimize", "minimise", "did you mean 'minimize'"),
    problem("nan", "min = 100", "min = nan", "require[0].min is nan"),
    problem("truth for a number", "min = 100", "min = true", "must be a number"),
    problem("date for a number", "min = 100", "min = 2020-01-01", "must be a number"),
    problem("text for a list", '["PMDA", "BPDA"]', '"PMDA"', "layers.A.dianhydrides"),
    problem("palette empty", '["PMDA", "BPDA"]', "[]", "at least 1 item"),
    problem("palette unknown", '"BPDA"', '"BPDDA"', "did you mean 'BPDA'"),
    problem("palette of the other role", '"BPDA"', '"ODA"', "'ODA' is a diamine"),
    problem("one monomer, two names", '"PDA"]', '"PDA", "PPD"]', "the same monomer"),
    problem("one monomer, drawn too", '"PDA"]', '"PDA", "Nc1ccc(N)cc1"]', "the same monomer"),
    problem(
        "one monomer, atoms numbered",
        '"PDA"]',
        '"PDA", "[NH2:1]c1ccc([NH2:2])cc1"]',
        "the same monomer",
    ),
    problem("polymer", '"PDA"]', '"Nc1cc(*)c(N)cc1"]', "[layers.A] diamines"),
    problem(
        "own monomer under a known name",
        '"PDA"]',
        '{ name = "PDA", smiles = "Nc1ccc(N)cc1C" }]',
        "'PDA'",
    ),
    problem(
        "own monomer with a line end",
        '"PDA"]',
        '{ name = "X\\u2028Y", smiles = "Nc1ccc(N)cc1CC" }]',
        "cannot name a monomer",
    ),
    problem(
        "own monomer of the other role",
        '"PDA"]',
        '{ name = "X", smiles = "O=C1OC(=O)c2cc3C(=O)OC(=O)c3cc12" }]',
        "'X' is a dianhydride",
    ),
    problem("own monomer without structure", '"PDA"]', '{ name = "X" }]', "lacks 'smiles'"),
    problem("fraction in per cent", "0.05", "5", "must be at most 1"),
    problem("thickness reversed", "[1.0, 2.0]", "[2.0, 1.0]", "2 is more than 1"),
    problem("thickness zero", "[1.0, 2.0]", "0", "must be more than 0"),
    problem("layer name", "layers.A]", 'layers."<b>"]', "layer name '<b>' is not allowed"),
    problem("limit without bounds", "min = 100", "", "neither min nor max"),
    problem("limit reversed", "min = 100", "min = 300\nmax = 200", "min 300 > max 200"),
    problem("limit on nothing known", '"layers.A.tg"', '"layers.B.tg"', "'layers.A.tg'"),
    problem("two directions", "minimize", 'maximize = "layers.A.tg"\nminimize', "objectives[0]"),
    # expressions
    expression("import", "__import__('os').system('true')", "cannot be called"),
    expression("lambda", "lambda: layers.A.cte", "is not allowed here"),
    expression("attribute walk", "layers.A.cte.__class__", "unknown quantity"),
    expression("walk from a literal", "().__class__.__bases__", "is not allowed here"),
    expression("infinite", "layers.A.cte * 1e999", "is not allowed here"),
    expression("10 kB", "layers.A.cte+" * 900 + "1", "is too long"),
    expression("nested", "abs(" * 80 + "layers.A.cte" + ")" * 80, "nested too deeply"),
    expression("comparison", "layers.A.cte is 1", "is not allowed here"),
    expression("two statements", "layers.A.cte; import os", "is not an expression"),
    expression("another alphabet", "layers.\u0410.cte", "did you mean 'layers.A.cte'"),
    expression("no quantity", "1 + 1", "uses no quantity"),
    expression("empty", " ", "is not an expression"),
    # the tables a problem names
    tables("row missing", "no row for BPDA", tg="x,ODA,PDA\nPMDA,380,410\n"),
    tables("row without a name", "row 1 names no monomer", tg=changed(TG, "PMDA", "")),
    tables("price without a name", "row 2 names no", cost=changed(COST, "BPDA", "")),
    tables("column missing", "no column for PDA", tg="x,ODA\nPMDA,380\nBPDA,260\n"),
    tables("cell empty", "PMDA // PDA", tg=changed(TG, "410", "")),
    tables("cell no number", "PMDA // ODA is '>380'", tg=changed(TG, "380", ">380")),
    tables("cell a formula", "PMDA // ODA is '=1+1'", tg=changed(TG, "380", "=1+1")),
    tables("cell infinite", "PMDA // ODA is inf", tg=changed(TG, "380", "inf")),
    tables("Tg below zero kelvin", "PMDA // ODA", tg=changed(TG, "380", "-500")),
    tables("row twice", "'PMDA' appears twice", tg=f"{TG}PMDA,1,2\n"),
    tables("column twice", "twice", tg="x,ODA,PDA,ODA\nPMDA,1,2,3\nBPDA,1,2,3\n"),
    tables("monomer twice", "twice", tg="x,ODA,PPD,PDA\nPMDA,1,2,3\nBPDA,1,2,3\n"),
    tables("price negative", "the cost of PMDA is -1", cost=changed(COST, "A,1", "A,-1")),
    tables("price missing", "no row for PMDA", cost=changed(COST, "PMDA,1\n", "")),
    tables("price of another unit", "'cost_per_kg'", cost=changed(COST, "mol", "kg")),
    tables("no such table", "costs.csv: no such file", old="cost.csv", new="costs.csv"),
    tables("no table", "unknown kind of table", old="cost.csv", new="../../secret"),
    tables("path with control characters", "no such file", old="cost.csv", new="a\\u202e\\nb.csv"),
    tables("two prices", "per_mol or per_kg", old="per_mol", new='per_kg = "x"\nper_mol', code=2),
    # contradictions
    tables(
        "limits that contradict",
        "PMDA >= 0.7 and BPDA >= 0.7",
        old="[cost]",
        new='[[layers.A.require]]\nsum = ["PMDA"]\nmin = 0.7\n'
        '[[layers.A.require]]\nsum = ["BPDA"]\nmin = 0.7\n[cost]',
        code=3,
    ),
    tables(
        "limit that min_fraction excludes",
        "PMDA in [0.1, 0.3]",
        old="models",
        new='min_fraction = 0.6\nrequire = [{ sum = ["PMDA"], min = 0.1, max = 0.3 }]\nmodels',
        code=3,
    ),
    tables(
        "limit over both roles",
        "sum monomers of one role",
        old="models",
        new='require = [{ sum = ["PMDA", "ODA"], min = 0.1 }]\nmodels',
        code=2,
    ),
    # designs and claims
    design("unknown claim", "laminate:12", "laminate:99", "d.toml"),
    design("range of claims reversed", "laminate:12", "laminate:9-8", "9-8"),
    design("unknown claim set", "laminate:12", "laminat:12", "did you mean"),
    design("unknown film", "Kapton HN", "Kapton HM", "did you mean 'Kapton HN'?"),
    design("sum of shares", "PMDA //", "PMDA:60;BPDA:30 //", "d.toml: [layers.A]"),
    design("layer called film", "layers.B", "layers.film", "cannot be called 'film'"),
    design("thickness infinite", "4.0", "inf", "layers.A.thickness_um is inf"),
    design("formulation of an epoxy", "4.0", '4.0\nresin = "other"', "the formulation of"),
    design(
        "uncertainty alone",
        "[layers.B]",
        "[layers.A.measured]\ntg_sd_degC = 1\n[layers.B]",
        "'tg_sd_degC' is given without 'tg_degC'",
    ),
    design(
        "own monomer under a known name",
        "[film]",
        '[[monomers]]\nname = "ODA"\nsmiles = "Nc1ccc(N)cc1C"\n[film]',
        "'ODA'",
    ),
    design("vouched for nothing known", "[film]", 'assume_met = ["x"]\n[film]', "assume_met"),
    design("unknown model", "4.0", '4.0\nmodels = { tg = "cte" }', "predicts cte, not tg"),
    design("confidence of one", "[film]", "[film]", "0.9999", "--confidence", "1"),
    design("confidence nan", "[film]", "[film]", "nan", "--confidence", "nan"),
    claims("no interval", "[5, 20]", "5 to 20", "is not an interval"),
    claims("empty interval", "[5, 20]", "[20, 5]", "is empty"),
    claims("unknown unit", "ppm/K", "ppm", "did you mean 'ppm/K'?"),
    claims("unknown test", '"property"', '"proprety"', "did you mean 'property'?"),
    claims("circle", "number = 1", "number = 1\ndepends_on = [1]", "earlier claims only"),
    claims(
        "layer that no claim declares",
        'test = "property"\nquantity = "A.cte"\ninterval = "[5, 20]"\nunit = "ppm/K"',
        'test = "fraction"\nlayer = "Z"\nrole = "diamine"\nmonomers = ["PDA"]\ninterval = "[0, 1]"',
        "'Z'",
    ),
    Case("claims: unknown number", ["claims", "heat-resistant-laminate:99"], {}, 2, "1 to 17"),
    Case("claims: path", ["claims", "../../secret"], {}, 2, "unknown claim set"),
    # the other commands
    Case("monomers: unknown", ["monomers", "PDMA"], {}, 2, "did you mean 'PMDA'"),
    Case("monomers: role", ["monomers", "PMDA", "--role", "diamine"], {}, 2, "is a dianhydride"),
    Case("monomers: drawing of none", ["monomers", "--svg", "x.svg"], {}, 2, "needs the name"),
    Case("init: file", ["init", "f"], {"f": ""}, 2, "is a file"),
    Case("init: under a file", ["init", "f/x"], {"f": ""}, 4, "cannot be written"),
    Case("init: files are there", ["init", "d"], {"d/design.toml": "mine"}, 4, "already"),
    Case("init: name of 300 letters", ["init", "x" * 300], {}, 4, "cannot be written"),
    Case("init: empty name", ["init", ""], {}, 2, "FOLDER"),
    Case("command: unknown", ["serch"], {}, 2, "did you mean 'search'?"),
    Case("command: escape sequence", ["\x1b[31m"], {}, 2, "no command"),
    search("budget 0", "--budget", "--budget", "0"),
    search("jobs 0", "--jobs", "--jobs", "0"),
    search("seed negative", "--seed", "--seed", "-1"),
    search("unknown sampler", "'tpe'", "--sampler", "cmaes"),
    search("unknown backend", "'loky'", "--backend", "mpi"),
    search("scheduler without dask", "--backend dask", "--scheduler", "here:1"),
    search("resume without folder", "--resume needs --out", "--resume"),
    search("resume of nothing", "no run to resume", "--resume", "--out", "run"),
    search("out is a file", "is a file", "--out", "f", f=""),
    search("out under a file", "cannot be written", "--out", "f/run", code=4, f=""),
    search("out empty", "--out", "--out", ""),
    search("problem empty", "PROBLEM", ""),
    Case(
        "search: folder of another problem",
        ["search", "--budget", "20", "--out", "run"],
        {"run/manifest.json": '{"problem_sha256": "0", "settings": {"seed": 7}}'},
        2,
        "another problem",
    ),
    Case(
        "search: manifest of brackets",
        ["search", "--budget", "20", "--out", "run"],
        {"run/manifest.json": "[" * 100_000},
        2,
        "manifest cannot be read",
    ),
]


def write(files: dict[str, Content], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_is_refused_in_words(case, tmp_path, monkeypatch, capsys):
    write(case.files, tmp_path)
    monkeypatch.chdir(tmp_path)
    code = run(case.arguments)
    output = capsys.readouterr()
    assert code == case.code, output.err
    assert case.message in output.err
    lines = output.err.splitlines()
    assert 1 <= len(lines) <= 3
    assert lines[0].startswith("polyopt: ")
    assert all(line.isprintable() for line in lines)
    assert "Traceback" not in output.err
    assert output.out == ""


NOTHING_FOUND = [
    problem("out of reach", "min = 100", "min = 2000", "layers.A.tg >= 2000", 3),
    problem(
        "two limits apart",
        "min = 100",
        'min = 300\n[[require]]\nquantity = "layers.A.tg"\nmax = 200',
        "layers.A.tg <= 200",
        3,
    ),
    problem("objective that is not a number", '"layers.A.cte"', '"layers.A.cte / 0"', "cte / 0", 3),
]


@pytest.mark.parametrize("case", NOTHING_FOUND, ids=[case.id for case in NOTHING_FOUND])
def test_a_search_that_finds_nothing_says_what_is_in_the_way(case, tmp_path, monkeypatch, capsys):
    write(case.files, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(case.arguments) == case.code
    output = capsys.readouterr()
    reasons = output.out.partition("\n  - ")[2]
    assert case.message in reasons
    assert "Traceback" not in output.err


UNUSUAL = [
    Case("one design shown", ["search", "--budget", "500", "--show", "1"], {}, 0, "// "),
    Case("two designs shown", ["search", "--budget", "500", "--show", "2"], {}, 0, "// "),
    Case("per cent signs", ["predict", "PMDA:60%;BPDA:40% // ODA"], {}, 0, "PMDA:60;BPDA:40"),
    Case("CAS numbers", ["predict", "89-32-7 // 101-80-4"], {}, 0, "PMDA:100 // ODA:100"),
    Case(
        "SMILES with shares",
        ["predict", "O=C1OC(=O)c2cc3C(=O)OC(=O)c3cc12:100 // Nc1ccc(N)cc1:100"],
        {},
        0,
        "PMDA:100 // PDA:100",
    ),
    Case(
        "byte order mark and CRLF",
        ["search", "p.toml", "--budget", "20"],
        {"p.toml": b"\xef\xbb\xbf" + PROBLEM.replace("\n", "\r\n").encode()},
        0,
        "Feasible",
    ),
    tables("names by CAS", "Feasible", tg=changed(TG, "ODA,PDA", "101-80-4,106-50-3"), code=0),
    problem("min_fraction above a half", "0.05", "0.6", "4 monomer choices", code=0),
    problem("prefix of 60 parentheses", '"layers.A.cte"', f'"{"(" * 60}layers.A.cte{")" * 60}"',
            "Feasible", code=0),
]  # fmt: skip


@pytest.mark.parametrize("case", UNUSUAL, ids=[case.id for case in UNUSUAL])
def test_unusual_but_right(case, tmp_path, monkeypatch, capsys):
    write(case.files, tmp_path)
    monkeypatch.chdir(tmp_path)
    code = run(case.arguments)
    output = capsys.readouterr()
    assert code == case.code, output.err
    assert case.message in output.out


def test_the_program_alone_shows_its_commands(capsys):
    assert run([]) in (0, 2)
    output = capsys.readouterr()
    assert all(name in output.out + output.err for name in ("search", "predict", "check", "init"))


def test_an_edited_claim_file_is_read_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "edited.toml"
    file.write_text(CLAIMS, encoding="utf-8")
    assert run(["claims", "edited.toml"]) == 0
    file.write_text(CLAIMS.replace('"CTE of A"', '"another summary"'), encoding="utf-8")
    assert run(["claims", "edited.toml"]) == 0
    assert "another summary" in capsys.readouterr().out


def test_a_model_gives_the_surface_of_a_palette():
    surface = po.models.load("cte").surface(["PMDA", "BPDA"], ["ODA"])
    assert surface.mean.shape == (2, 1)


DECLARED: dict[str, Any] = {
    "layers": {"A": {"dianhydrides": ["PMDA"], "diamines": ["ODA", "PDA"]}},
    "objectives": [{"minimize": "layers.A.cte"}],
}


def searched(**settings: Any) -> object:
    return po.search(po.Problem.from_dict(DECLARED), **{"budget": 5, **settings})


def with_layer(**entries: Any) -> object:
    layer = {**DECLARED["layers"]["A"], **entries}
    return po.Problem.from_dict({**DECLARED, "layers": {"A": layer}})


def checked(layer: Any = None, **settings: Any) -> object:
    layers = (layer,) if layer else ()
    return po.check(po.Laminate(layers=layers), **settings)


PMDA, ODA = (po.monomers().find(name) for name in ("PMDA", "ODA"))
MADE = po.Composition.parse("PMDA // ODA")

CALLS = {
    "parse: sum": (lambda: po.Composition.parse("PMDA:50 // ODA"), po.UsageError, "sum to 50"),
    "composition: empty": (lambda: po.Composition((), ()), po.UsageError, "no dianhydride"),
    "composition: swapped": (
        lambda: po.Composition(((ODA, 1.0),), ((PMDA, 1.0),)),
        po.UsageError,
        "ODA is a diamine",
    ),
    "composition: nan": (
        lambda: po.Composition(((PMDA, float("nan")),), ((ODA, 1.0),)),
        po.UsageError,
        "is nan",
    ),
    "predict: unknown": (lambda: po.predict("PDMA // ODA"), po.UsageError, "PMDA"),
    "predict: pairs": (lambda: po.predict([("PMDA", "ODA")]), po.UsageError, "write a text"),
    "predict: mapping": (
        lambda: po.predict({"dianhydrides": ["PMDA"], "diamines": ["ODA"]}),
        po.UsageError,
        "DataFrame",
    ),
    "predict: property": (
        lambda: po.predict("PMDA // ODA", models={"x": "tg"}),
        po.UsageError,
        "no property 'x'",
    ),
    "problem: empty": (lambda: po.Problem.from_dict({}), po.UsageError, "lacks 'layers'"),
    "problem: unknown key": (
        lambda: with_layer(max_diamine=1),
        po.UsageError,
        "did you mean 'max_diamines'",
    ),
    "problem: nan of single precision": (
        lambda: with_layer(min_fraction=np.float32("nan")),
        po.UsageError,
        "nan",
    ),
    "problem: key that is not text": (
        lambda: po.Problem.from_dict({**DECLARED, 5: 1}),
        po.UsageError,
        "5",
    ),
    "problem: no file": (lambda: po.Problem.from_toml("no.toml"), po.UsageError, "no such file"),
    "problem: table": (
        lambda: with_layer(models={"tg": {"pairs": "no.csv"}}),
        po.DataError,
        "no such file",
    ),
    "search: contradiction": (
        lambda: po.search(with_layer(require=[{"sum": ["ODA", "PDA"], "max": 0.5}])),
        po.InfeasibleError,
        "ODA + PDA <= 0.5",
    ),
    "search: budget 0": (lambda: searched(budget=0), po.UsageError, "budget is 0"),
    "search: budget 1.5": (lambda: searched(budget=1.5), po.UsageError, "budget is 1.5"),
    "search: jobs 0": (lambda: searched(jobs=0), po.UsageError, "jobs is 0"),
    "search: seed -1": (lambda: searched(seed=-1), po.UsageError, "seed is -1"),
    "search: seed no number": (lambda: searched(seed="x"), po.UsageError, "seed is 'x'"),
    "search: sampler": (lambda: searched(sampler="cmaes"), po.UsageError, "sampler 'cmaes'"),
    "search: backend": (lambda: searched(backend="mpi"), po.UsageError, "backend 'mpi'"),
    "search: resume": (lambda: searched(resume=True), po.UsageError, "resume"),
    "check: a file": (
        lambda: po.check("design.toml"),
        po.UsageError,
        "'polyopt check' judges design files",
    ),
    "check: claims": (lambda: checked(claims="x"), po.UsageError, "claim set 'x'"),
    "check: confidence": (lambda: checked(confidence=2), po.UsageError, "confidence is 2"),
    "check: confidence nan": (
        lambda: checked(confidence=float("nan")),
        po.UsageError,
        "confidence is nan",
    ),
    "layer: measured": (
        lambda: checked(po.Layer("A", MADE, measured={"tgg": po.Measured(300.0)})),
        po.UsageError,
        "tgg",
    ),
    "layer: thickness": (lambda: po.Layer("A", thickness=-1.0), po.UsageError, "is -1"),
    "measured: nan": (lambda: po.Measured(float("nan")), po.UsageError, "is nan"),
    "film: unknown": (lambda: po.shipped_film("Kapton HM"), po.UsageError, "did you mean"),
    "own monomer: structure": (
        lambda: po.own_monomer("X", "c1c"),
        po.UsageError,
        "not a readable SMILES",
    ),
    "own monomer: name": (
        lambda: po.own_monomer("\x1b[31mX", "Nc1ccc(N)cc1"),
        po.UsageError,
        "cannot name a monomer",
    ),
    "models: name": (lambda: po.models.load("TG"), po.UsageError, "did you mean 'tg'"),
    "models: file": (lambda: po.models.load("no.npz"), po.DataError, "no.npz"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_call_is_refused_by_type_and_words(name):
    call, kind, message = CALLS[name]
    with pytest.raises(kind) as caught:
        call()
    assert message in str(caught.value)
    assert caught.value.exit_code == kind.exit_code


def test_a_note_on_a_table_that_two_layers_name_is_shown_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    layer = 'dianhydrides = ["PMDA"]\ndiamines = ["ODA"]\nmodels = { tg = { pairs = "tg.csv" } }\n'
    text = f"[layers.A]\n{layer}[layers.B]\n{layer}[[objectives]]\nmaximize = 'layers.A.tg'\n"
    Path("p.toml").write_text(text, encoding="utf-8")
    Path("tg.csv").write_text("x,ODA,PDA\nPMDA,380\nBPDA,260,300\n", encoding="utf-8")
    assert run(["search", "p.toml", "--budget", "40"]) == 0
    assert capsys.readouterr().err.count("with fewer cells than the 3 names") == 1
