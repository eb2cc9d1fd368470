"""Random problems of the kind of mixture20: other palettes, values, limits and objectives.

A seed fixes the problem. Monomers are labels with drawn stiffness; the values of homopolymers
follow stiffness with an interaction and a scatter, as those of mixture20 do. Limits are set at
quantiles of random formulations, so that about one in five meets each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

KINDS = ("one layer", "one layer, three objectives", "two layers", "two layers, three objectives")
_DRAWS = 4000


@dataclass(frozen=True)
class Layer:
    """One drawn layer: names, homopolymer values, limits."""

    name: str
    acids: list[str]
    amines: list[str]
    tg: np.ndarray
    cte: np.ndarray
    most: tuple[int, int]
    least_rigid: float
    min_fraction: float
    low_tg: bool

    @property
    def rigid(self) -> list[str]:
        """The stiffest third of the diamines."""
        return self.amines[: max(2, len(self.amines) // 3)]

    def toml(self, thickness: bool) -> str:
        """Return the layer as a problem file holds it."""
        lines = [
            f"[layers.{self.name}]",
            f"dianhydrides = {self.acids}",
            f"diamines = {self.amines}",
            f"max_dianhydrides = {self.most[0]}",
            f"max_diamines = {self.most[1]}",
            f"min_fraction = {self.min_fraction}",
            "thickness_um = [1.0, 6.0]" if thickness else "",
        ]
        if not self.low_tg:
            lines += [f"[[layers.{self.name}.require]]", f"sum = {self.rigid}"]
            lines += [f"min = {self.least_rigid}"]
        for property in ("tg", "cte"):
            lines += [f"[layers.{self.name}.models.{property}]"]
            lines += [f'pairs = "{self.name}_{property}.csv"']
        return "\n".join(lines) + "\n"


def write_problem(seed: int, folder: Path) -> tuple[Path, str]:
    """Write problem `seed` into a folder; return the problem file and its kind."""
    rng = np.random.default_rng([seed, 20])
    kind = KINDS[seed % len(KINDS)]
    two, three = kind.startswith("two"), kind.endswith("three objectives")
    layers = [_layer(rng, "A", low_tg=False)] + ([_layer(rng, "B", low_tg=True)] if two else [])
    folder.mkdir(parents=True, exist_ok=True)
    costs = {}
    for layer in layers:
        for property, table in (("tg", layer.tg), ("cte", layer.cte)):
            frame = pd.DataFrame(table, columns=layer.amines, index=layer.acids)
            frame.to_csv(folder / f"{layer.name}_{property}.csv", index_label="dianhydride")
        for name in (*layer.acids, *layer.amines):
            costs[name] = round(float(rng.uniform(5, 60)), 1)
    rows = "".join(f"{name},{cost}\n" for name, cost in costs.items())
    (folder / "cost.csv").write_text("monomer,cost_per_mol\n" + rows, encoding="utf-8")
    text = f'[problem]\ntitle = "unseen {seed}"\nseed = {seed}\n'
    text += "".join(layer.toml(two) for layer in layers) + '[cost]\nper_mol = "cost.csv"\n'
    text += _limits(rng, layers, costs) + _objectives(rng, layers, three)
    path = folder / "problem.toml"
    path.write_text(text, encoding="utf-8")
    return path, kind


def _layer(rng: np.random.Generator, name: str, *, low_tg: bool) -> Layer:
    acids = [f"{name}a{i}" for i in range(rng.integers(4, 13))]
    amines = [f"{name}d{i}" for i in range(rng.integers(6, 19))]
    s = np.sort(rng.uniform(0.05, 1, len(acids)))[::-1][:, None]
    r = np.sort(rng.uniform(0.05, 1, len(amines)))[::-1][None]
    if low_tg:
        s, r = 0.5 * s, 0.5 * r
    scatter = rng.normal(size=(2, *np.broadcast(s, r).shape))
    cte = 62 - 12 * s - 20 * r - 28 * s * r + 3 * scatter[0]
    tg = 190 + 110 * s + 90 * r + 80 * s * r + 10 * scatter[1]
    most = (int(rng.integers(2, 4)), int(rng.integers(2, 4)))
    least = float(rng.choice([0.0, 0.03, 0.05]))
    limit = round(float(rng.uniform(0.3, 0.6)), 2)
    return Layer(name, acids, amines, tg.round(2), cte.round(2), most, limit, least, low_tg)


def _values(rng: np.random.Generator, layer: Layer) -> dict[str, np.ndarray]:
    """Return the properties of formulations of two dianhydrides and two diamines."""
    a, b = np.zeros((_DRAWS, len(layer.acids))), np.zeros((_DRAWS, len(layer.amines)))
    for table in (a, b):
        share = rng.random(_DRAWS)
        table[range(_DRAWS), rng.integers(0, table.shape[1], _DRAWS)] += share
        table[range(_DRAWS), rng.integers(0, table.shape[1], _DRAWS)] += 1 - share
    return {p: np.einsum("ni,ij,nj->n", a, getattr(layer, p), b) for p in ("tg", "cte")}


def _limits(rng: np.random.Generator, layers: list[Layer], costs: dict[str, float]) -> str:
    text = ""
    for layer in layers:
        values = _values(rng, layer)
        low = float(rng.uniform(0.4, 0.7))
        low, high = np.quantile(values["tg"], [low, min(low + 0.35, 0.98)]).round(1)
        text += f'[[require]]\nquantity = "layers.{layer.name}.tg"\nmin = {low}\nmax = {high}\n'
        top = np.quantile(values["cte"], rng.uniform(0.4, 0.7)).round(1)
        text += f'[[require]]\nquantity = "layers.{layer.name}.cte"\nmax = {top}\n'
    return text


def _objectives(rng: np.random.Generator, layers: list[Layer], three: bool) -> str:
    target = np.quantile(_values(rng, layers[0])["cte"], rng.uniform(0.1, 0.4)).round(1)
    if len(layers) == 1:
        chosen = [f'minimize = "abs(layers.A.cte - {target})"', 'minimize = "layers.A.cost"']
        third = 'maximize = "layers.A.tg"'
    else:
        thick = "layers.A.thickness + layers.B.thickness"
        mean = "layers.A.thickness * layers.A.cte + layers.B.thickness * layers.B.cte"
        chosen = [f'minimize = "abs(({mean}) / ({thick}) - {target})"']
        chosen += ['minimize = "laminate.cost / laminate.resin_thickness"']
        third = 'maximize = "layers.A.tg - layers.B.tg"'
    return "".join(f"[[objectives]]\n{o}\n" for o in chosen + ([third] if three else []))
