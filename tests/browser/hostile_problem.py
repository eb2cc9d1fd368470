"""A problem all of whose names try to harm whoever opens its report or its workbook."""

from dataclasses import replace

import polyopt as po

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
COMMAND = "=cmd|'/C calc'!A0"
LONG = "W" * 5000
TURNED = "\u202egnp.exe \u2066\u200b\u200d\u00ad\ufeff"
HEBREW = "שכבה דקה"
EMOJI = "🧪👩‍🔬"
TITLE = f"{SCRIPT} {IMAGE} {COMMAND} {TURNED} {HEBREW} {EMOJI} \\3c/style>"


def hostile_problem(folder):
    """Return it; monomers may bear only what can be printed."""
    amine = "Nc1ccc(CCc2ccc(N)cc2)cc1"
    longer = "Nc1ccc(CCCc2ccc(N)cc2)cc1"
    source = {
        "problem": {"title": TITLE},
        "film": {"material": LONG[:200], "cte_ppm_per_K": 20, "thickness_um": 25},
        "metal": {"material": f"{COMMAND}{SCRIPT}{TURNED}", "kind": "other", "thickness_um": 12},
        "layers": {
            "A": {
                "dianhydrides": ["PMDA", "BPDA"],
                "diamines": [
                    "ODA",
                    {"name": f"{IMAGE}{SCRIPT}".replace("//", ""), "smiles": amine},
                    {"name": f"{COMMAND} {HEBREW} 🧪 {'M' * 60}", "smiles": longer},
                ],
                "min_fraction": 0.05,
                "thickness_um": [2, 8],
                "require": [{"sum": ["ODA"], "min": 0.1, "max": 0.6}],
            }
        },
        "objectives": [{"maximize": "layers.A.tg"}, {"maximize": "layers.A.cte"}],
    }
    return po.Problem.from_dict(source, folder)


def hostile_result(result):
    """Return a result with texts that no problem file may hold, as a damaged record might."""
    long = f"{TITLE} {LONG}"
    return replace(
        result,
        title=long,
        stack=long,
        assumed_met=(long, COMMAND),
        designs=tuple(replace(design, run=long) for design in result.designs[:12]),
    )
