"""Tables and curves written in random ways, with what they say: the truth a reader is held to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FILMS = (("PMDA", "ODA"), ("BPDA", "PDA"), ("6FDA", "TFMB"), ("PMDA:60;BPDA:40", "ODA"),
         ("BTDA", "mPDA"), ("ODPA", "PDA:30;ODA:70"))  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "gbk", "cp932",
             "mac_roman")  # fmt: skip
SEPARATORS = (",", ";", "\t", "|")
NAMES = {
    "dianhydrides": ("dianhydrides", "Dianhydrides", "DIANHYDRIDE", "Dianhydride", " dianhydride "),
    "diamines": ("diamines", "Diamine", "DIAMINES", "diamine"),
    "process": ("process", "Process", "PROCESS"),
    "group": ("group", "Group"),
}
UNITS = {
    "tg": {
        "°C": (1.0, 0.0, ("tg_degC", "Tg_degC", "TG_DEGC", "Tg (°C)", "Tg [°C]", "Tg/°C",
                          "Tg, °C", "Glass transition temperature (°C)", "Tg (DSC) [°C]")),
        "K": (1.0, 273.15, ("tg_K", "Tg (K)", "Tg / K", "Tg [K]", "glass transition in K")),
        "°F": (1.8, 32.0, ("Tg (°F)", "tg_degF")),
    },
    "cte": {
        "ppm/K": (1.0, 0.0, ("cte_ppm_per_K", "CTE_ppm_per_K", "CTE (ppm/K)", "CTE [ppm/°C]",
                             "CTE (µm/(m·K))", "CTE in ppm/K", "Thermal expansion (10^-6/K)")),
        "1/K": (1e-6, 0.0, ("CTE (1/K)", "CTE [K-1]")),
        "10^-5/K": (0.1, 0.0, ("CTE (10^-5/K)",)),
    },
    "permittivity": {"": (1.0, 0.0, ("permittivity", "Permittivity", "Dk", "Dielectric constant"))},
}  # fmt: skip
BARE = {"tg": ("Tg", "tg", "Glass transition"), "cte": ("CTE", "cte")}
TRAPS = ("tg_degC_low", "Tg predicted (°C)", "Tm (°C)", "Td5 (°C)", "CTE z (ppm/K)", "T_cure (°C)",
         "input_tg_degC", "modulus (GPa)", "Nr.", "remark")  # fmt: skip
PREAMBLES = ("", "", "# films of May", "Report 7", "Laboratory{s}12{s}May", "\n", "sep={s}")


@dataclass(frozen=True)
class Written:
    """The bytes of a file, what they say, and how they were written."""

    content: bytes
    ending: str
    values: dict
    how: str


def shown(value, decimal, thousands, places):
    """Return a number as a table writes it."""
    text = f"{value:,.{places}f}" if thousands else f"{value:.{places}f}"
    if abs(value) < 1e-3 and value:
        text = f"{value:.4e}"
    return text.translate(str.maketrans({",": "\0", ".": decimal})).replace("\0", thousands)


def table(rng: np.random.Generator) -> Written:
    """Return a table of films in a random form."""
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    encoding, separator, decimal = pick(ENCODINGS), pick(SEPARATORS), pick(".,")
    thousands = pick(("", "", "", "," if decimal == "." else "."))
    places = int(rng.integers(0, 5))
    quoted_all = bool(rng.integers(2))
    units_below = bool(rng.random() < 0.25)
    films = [FILMS[i] for i in rng.permutation(len(FILMS))[: rng.integers(2, 7)]]
    truth = {"tg": rng.uniform(150, 450, len(films)), "cte": rng.uniform(2, 80, len(films)),
             "permittivity": rng.uniform(2.2, 3.9, len(films))}  # fmt: skip
    held = [name for name in truth if rng.random() < 0.75] or ["tg"]
    columns = {role: (pick(NAMES[role]), "", [film[i] for film in films])
               for i, role in enumerate(("dianhydrides", "diamines"))}  # fmt: skip
    values = {}
    for name in held:
        unit = pick(tuple(UNITS[name]))
        factor, offset, names = UNITS[name][unit]
        decimals = places if name == "tg" else max(places, 1) if unit == "ppm/K" else 4
        texts = [shown(factor * v + offset, decimal, thousands, decimals) for v in truth[name]]
        below = units_below and name in BARE
        columns[name] = (pick(BARE[name]) if below else pick(names), unit if below else "", texts)
        rounded = 0.51 * 10.0**-decimals
        values[name] = [
            (v, rounded / factor if factor >= 0.1 else 1e-3 * abs(v)) for v in truth[name]
        ]
    for trap in rng.permutation(TRAPS)[: rng.integers(0, 4)]:
        texts = [shown(v, decimal, "", max(places, 1)) for v in rng.uniform(1, 999, len(films))]
        columns[trap] = (str(trap), "", texts)
    order = list(rng.permutation(list(columns)))
    rows = [[columns[c][0] for c in order]]
    rows += [[columns[c][1] for c in order]] if any(columns[c][1] for c in order) else []
    rows += [[columns[c][2][i] for c in order] for i in range(len(films))]
    lines = [separator.join(_cell(c, separator, quoted_all) for c in row) for row in rows]
    preamble = pick(PREAMBLES).format(s=separator)
    end = pick(("\n", "\r\n"))
    text = end.join([*([preamble] if preamble else []), *lines, *([""] * int(rng.integers(0, 3)))])
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        encoding, content = "utf-8", text.encode("utf-8")
    ending = pick((".csv", ".csv", ".tsv"))
    how = f"{encoding} {separator!r} {decimal!r} thousands {thousands!r}\n" + text[:600]
    return Written(content, ending, values, how)


def _cell(text, separator, always):
    return f'"{text}"' if always or separator in text else text


T = np.arange(150.0, 350.0, 4.0)
DECADES = 9.4 / (1 + np.exp((T - 250) / 8)) + 5.6 / (1 + np.exp(-(T - 250) / 8))
E_PA = 10**DECADES
MODULUS = {"Pa": 1.0, "MPa": 1e-6, "GPa": 1e-9, "kPa": 1e-3}
HEAT = {"°C": 0.0, "K": 273.15}
PLAIN_HEADS = (
    ("Temperature ({t})", "E' ({e})", "E'' ({e})"),
    ("Temp./{t}", "E'/{e}", "E''/{e}"),
    ("Temperatur [{t}]", "Speichermodul [{e}]", "Verlustmodul [{e}]"),
    ("T [{t}]", "E_stor [{e}]", "E_loss [{e}]"),
    ("Sample temperature ({t})", "Storage modulus ({e})", "Loss modulus ({e})"),
    ("Temperature, {t}", "Storage Modulus, {e}", "Loss Modulus, {e}"),
)


@dataclass(frozen=True)
class WrittenCurve:
    """A file of curves: which there are, and the choice that leads to the one that is true."""

    content: bytes
    ending: str
    choice: dict
    factor: float
    several: bool
    how: str


def curve(rng: np.random.Generator) -> WrittenCurve:
    """Return a dynamic mechanical file in a random layout."""
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    layout = pick(("plain", "netzsch", "universal", "trios", "anton paar"))
    decimal = pick(".,") if layout in ("plain", "netzsch", "anton paar") else "."
    separator = {"netzsch": ";", "trios": ",", "universal": "\t", "anton paar": "\t"}.get(layout)
    separator = separator or pick((";", "\t") if decimal == "," else SEPARATORS)
    t, e = pick(tuple(HEAT)), pick(tuple(MODULUS))
    several = pick(("", "", "frequencies", "frequency columns", "directions", "samples", "steps"))
    if layout != "plain" and several in ("samples", "frequencies"):
        several = "directions"
    if several == "steps" and layout not in ("trios", "anton paar"):
        several = ""
    number = (lambda v: f"{v:.6e}".replace(".", decimal)) if rng.random() < 0.5 else (
        lambda v: f"{v:.10g}".replace(".", decimal))  # fmt: skip
    series = _series(several)
    names, sets, choice, factor = series
    heat = [x + HEAT[t] for x in T]
    lines = _layout(layout, separator, decimal, (t, e), several, names, sets, number, heat, pick)
    text = pick(("\n", "\r\n")).join([*lines, ""])
    encoding = pick(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"))
    how = f"{layout} {several} {encoding} {separator!r} {decimal!r} {t} {e}\n" + text[:700]
    return WrittenCurve(text.encode(encoding), pick((".csv", ".txt")), choice, factor,
                        bool(several), how)  # fmt: skip


def _series(several):
    """Return names and factors of the curves of a file, and which is asked for."""
    if several in ("frequencies", "frequency columns"):
        return ("0.5", "10"), (1.0, 1.5), {"frequency": 10.0}, 1.5
    if several == "directions":
        return ("up", "down"), (1.0, 2.0), {"heating": True}, 1.0
    if several == "samples":
        return ("PI-1", "PI-2"), (1.0, 2.0), {"sample": "PI-2"}, 2.0
    if several == "steps":
        return ("1", "2"), (1.0, 2.0), {"step": "2"}, 2.0
    return ("",), (1.0,), {}, 1.0


def _layout(layout, s, decimal, units, several, names, sets, number, heat, pick):
    t, e = units
    heads = pick(PLAIN_HEADS) if layout == "plain" else {
        "netzsch": ("##Temp./{t}", "E'(1,000 Hz)/{e}".replace(",", decimal), ""),
        "universal": ("Temperature ({t})", "Storage Modulus ({e})", ""),
        "trios": ("Temperature", "Storage modulus", ""),
        "anton paar": ("Temperature", "Storage Modulus", ""),
    }[layout]  # fmt: skip
    head, stored, _ = (h.format(t=t, e=e) for h in heads)
    scale = MODULUS[e]
    first = [[x, f * y * scale] for f in sets[:1] for x, y in zip(heat, E_PA, strict=True)]
    rows, title = first, [head, stored]
    if several == "frequency columns":
        title = [head, *(_at(stored, n, decimal) for n in names)]
        rows = [[x, *(f * y * scale for f in sets)] for x, y in zip(heat, E_PA, strict=True)]
    elif several == "samples":
        title = [head, *(f"{n} {stored}" for n in names)]
        rows = [[x, *(f * y * scale for f in sets)] for x, y in zip(heat, E_PA, strict=True)]
    elif several == "frequencies":
        title = [head, "Frequency (Hz)", stored]
        rows = [[x, float(n), f * y * scale] for x, y in zip(heat, E_PA, strict=True)
                for n, f in zip(names, sets, strict=True)]  # fmt: skip
    elif several == "directions":
        rows = first + [
            [x - 1.0, 2 * y * scale] for x, y in zip(heat[::-1], E_PA[::-1], strict=True)
        ]
    body = [s.join(map(number, row)) for row in rows]
    doubled = [s.join(map(number, [x, 2 * y])) for x, y in first]
    units_row = s.join([t, *[e] * (len(title) - 1)])
    if layout == "netzsch":
        word = "COMMA" if decimal == "," else "POINT"
        return [f"#DECIMAL:;{word}", "#SEPARATOR:;SEMICOLON", "#MTYPE:;DMA", s.join(title), *body]
    if layout == "universal":
        signals = [f"Sig{i}\t{name}" for i, name in enumerate(title, start=1)]
        return ["Version\tPublic", f"Nsig\t{len(title)}", *signals, "StartOfData", *body]
    if layout == "trios":
        block = [s.join(title), units_row]
        found = ["Filename,a.tri", "[step]", "Ramp", *block, *body]
        return found + (["[step]", "Ramp 2", *block, *doubled] if several == "steps" else [])
    if layout == "anton paar":

        def interval(i, body):
            return [f"Interval and data points:\t{i}\t{len(body)}", "",
                    "Interval data:\t" + s.join(title), "\t",
                    "\t" + s.join(f"[{u}]" for u in units_row.split(s)),
                    *("\t" + row for row in body)]  # fmt: skip

        found = ["Project:\tfilms", "", *interval(1, body)]
        return found + (["", *interval(2, doubled)] if several == "steps" else [])
    above = pick(([], [], ["Sample: film 7", "Rate 3 K/min"]))
    quoted = [f'"{name}"' if s in name else name for name in title]
    return [*above, s.join(quoted), *body]


def _at(stored, hertz, decimal):
    """Return the name of a modulus at a frequency."""
    shown = hertz.replace(".", decimal)
    if "(1" in stored:
        return stored.replace(f"1{decimal}000", shown)
    return f"{stored} {shown} Hz"
