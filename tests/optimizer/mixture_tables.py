"""Problem files of labels with given tables, for tests."""

LIMIT = """
[[require]]
quantity = "{name}"
min = {low}
max = {high}
"""

HEAD = """
[problem]
title = "labels"
seed = 1
[layers.A]
dianhydrides = {acids}
diamines = {amines}
max_dianhydrides = {most[0]}
max_diamines = {most[1]}
min_fraction = {least}
[[layers.A.require]]
sum = ["n0", "n1"]
min = {share}
[layers.A.models]
tg = {{ pairs = "tg.csv" }}
cte = {{ pairs = "cte.csv" }}
[cost]
per_mol = "cost.csv"
"""


def write_mixture(folder, tables, limits, objectives, *, most=(2, 3), least=0.0, share=0.3):
    """Write a problem on labels: tables are Tg, CTE, costs of dianhydrides and of diamines."""
    tg, cte, acid_cost, amine_cost = tables
    acids = [f"d{i}" for i in range(len(acid_cost))]
    amines = [f"n{j}" for j in range(len(amine_cost))]
    for name, table in (("tg", tg), ("cte", cte)):
        rows = [
            f"{a}," + ",".join(map(repr, r)) for a, r in zip(acids, table.tolist(), strict=True)
        ]
        (folder / f"{name}.csv").write_text(
            "\n".join(["dianhydride," + ",".join(amines), *rows]) + "\n", encoding="utf-8"
        )
    prices = [*zip(acids, acid_cost, strict=True), *zip(amines, amine_cost, strict=True)]
    text = "".join(f"{name},{float(price)!r}\n" for name, price in prices)
    (folder / "cost.csv").write_text("monomer,cost_per_mol\n" + text, encoding="utf-8")
    parts = [HEAD.format(acids=acids, amines=amines, most=most, least=least, share=share)]
    parts += [LIMIT.format(name=n, low=low, high=high) for n, (low, high) in limits.items()]
    parts += [f'[[objectives]]\nminimize = "{o}"\n' for o in objectives]
    path = folder / "problem.toml"
    path.write_text("".join(parts), encoding="utf-8")
    return path
