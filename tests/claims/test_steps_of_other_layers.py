"""Steps of other layers, at other times, or that contradict themselves serve no claim."""

import pytest
from test_process_designs import checked

import polyopt as po

LAYER = {"measured": {"cte_ppm_per_K": 50, "cte_range_degC": "50-200"}}
BONDING, WINDOW = "bonding-laminate", "heat-resistant-laminate"
CROSSLINKED = "crosslinked-metal-clad-laminate"
COAT = {"step": "coat R on metal", "solvents": ["NMP"]}
PREDRY = {"step": "predry", "temperature_degC": 110, "residual_solvent_wt_percent": 25}
TREAT = {"step": "heat treat", "temperature_degC": 250, "atmosphere": "nitrogen"}
BACK = {"layers": {"U": {"side": "back"}}, "second_metal": {"material": "copper"}}


def steps(*written):
    return [{"step": s} if isinstance(s, str) else s for s in written]


def hot(words, temperature=320):
    return {"step": words, "temperature_degC": temperature}


def verdict(name, number, process, **extra):
    case = {"steps": steps(*process), "extra": extra}
    return checked(name, case, [f"{name}:{number}"]).verdicts[0].verdict


@pytest.mark.parametrize(
    ("process", "extra", "expected"),
    [
        ((hot("hot press C on film"), "glue metal on T"), {"layers": {"C": {}}}, "unmet"),
        (
            (hot("hot press C on film"), "laminate T on C", "glue metal on T"),
            {"layers": {"C": {}}},
            "unmet",
        ),
        (("glue T on film", "glue metal on T", hot("hot press second metal on U")), BACK, "unmet"),
        (("coat T on film", hot("hot press"), "glue metal on T"), {}, "unmet"),
        ((hot("hot press"), "coat T on film", "glue metal on T"), {}, "unmet"),
        ((hot("hot press T on carrier"), "glue T on film", "glue metal on T"), {}, "unmet"),
        ((hot("hot press"), "laminating"), {}, "unknown"),
        ((hot("hot press T on film"),), {}, "unknown"),
        ((hot("hot press T"),), {}, "unknown"),
        ((hot("hot press T on metal"),), {"second_metal": {"material": "copper"}}, "met"),
        (("coat T on film", hot("hot press metal on T")), {}, "met"),
        (("coat T on film", "laminate metal on T", hot("hot press")), {}, "met"),
        (("coat T on film", "laminate metal on T", hot("hot press T")), {}, "met"),
        (("coat T on film", hot("hot press with the metal"), hot("press T on metal")), {}, "met"),
    ],
)
def test_a_hot_press_counts_for_what_it_presses(process, extra, expected):
    assert verdict(BONDING, 11, process, **extra) == expected


def test_grown_metal_is_not_clearly_bonded():
    grown = ("coat T on film", "electroplate copper on T", hot("hot press"))
    assert verdict(BONDING, 11, grown) == "unknown"


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (("heat press B on second metal",), "unmet"),
        (("laminate B on film", "heat press second metal on B"), "unknown"),
        (("laminate B on film", "laminate second metal on B", "heat press"), "met"),
    ],
)
def test_the_press_of_the_other_face_is_not_that_of_the_claim(last, expected):
    case = {
        "front": ["A"],
        "process": ["coat A on metal", "combine with film", *last],
        "extra": {
            "layers": {"B": {**LAYER, "side": "back"}},
            "second_metal": {"material": "copper"},
        },
    }
    assert checked(WINDOW, case, [f"{WINDOW}:16"]).verdicts[0].verdict == expected


OVER = {"layers": {"S": {"resin": "polyamide-imide"}}}


@pytest.mark.parametrize(
    ("process", "number", "expected"),
    [
        (
            (COAT, {**PREDRY, "residual_solvent_wt_percent": 50}, "coat S on R", PREDRY, TREAT),
            9,
            "unknown",
        ),
        (
            (
                COAT,
                {**PREDRY, "step": "predry R"},
                {"step": "heat treat R", "atmosphere": "air"},
                "coat S on R",
                TREAT,
            ),
            12,
            "unknown",
        ),
        (
            (COAT, {**PREDRY, "step": "predry R"}, "coat S on R", {**TREAT, "step": "anneal R"}),
            12,
            "met",
        ),
        ((PREDRY, COAT, "coat S on R", TREAT), 3, "unmet"),
    ],
)
def test_an_unnamed_step_is_of_the_last_layer_or_of_all(process, number, expected):
    assert verdict(CROSSLINKED, number, process, **OVER) == expected


@pytest.mark.parametrize(
    ("process", "number"),
    [
        ((COAT, PREDRY, {"step": "predry", "residual_solvent_wt_percent": 2}, TREAT), 9),
        ((COAT, PREDRY, {"step": "dry", "residual_solvent_wt_percent": 2}, TREAT), 9),
        ((COAT, PREDRY, {"step": "heat treat", "atmosphere": "air"}, "cool", TREAT), 12),
    ],
)
def test_steps_of_one_kind_that_differ_leave_it_open(process, number):
    assert verdict(CROSSLINKED, number, process) == "unknown"


@pytest.mark.parametrize(
    ("process", "message"),
    [
        (("coat R on metal", "peel R from metal"), "takes apart"),
        (("coat R on metal", "peel metal"), "takes apart"),
        (("coat R on metal", "peel"), "takes apart"),
        (("cast R on carrier", "laminate R on metal", "peel", "peel"), "takes apart"),
        (("cast R on carrier", "laminate R on metal", "peel R from metal"), "takes apart"),
        ((COAT, hot("heat treat", -20)), "is done with heat"),
        ((hot("hot press", 99.9),), "is done with heat"),
        ((COAT, {**TREAT, "atmosphere": "vacuum", "pressure_kPa": 120}), "states vacuum"),
        ((COAT, "cast R on a belt"), "was put on something else before"),
        (("cast R on a belt", COAT), "was put on something else before"),
    ],
)
def test_contradictions_are_errors(process, message):
    with pytest.raises(po.UsageError) as caught:
        verdict(CROSSLINKED, 3, process)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_layer_cannot_be_coated_on_metal_and_on_film():
    case = {"front": ["A"], "process": ["coat A on metal", "coat A on film", "heat press"]}
    with pytest.raises(po.UsageError, match="was put on something else before"):
        checked(WINDOW, case, [f"{WINDOW}:17"])


def test_a_layer_on_metal_applied_on_film_may_be_joined_or_put_on_twice():
    case = {"front": ["A"], "process": ["coat A on metal", "apply A on film", "heat press"]}
    assert checked(WINDOW, case, [f"{WINDOW}:16"]).verdicts[0].verdict == "unknown"


def test_a_carrier_may_be_peeled_and_a_vacuum_press_may_press_hard():
    case = {
        "front": ["A"],
        "steps": steps(
            "cast A on carrier",
            "laminate A on metal",
            "peel carrier from A",
            "combine with film",
            {"step": "vacuum hot press", "atmosphere": "vacuum", "pressure_kPa": 3000},
        ),
    }
    assert checked(WINDOW, case, [f"{WINDOW}:16"]).verdicts[0].verdict == "met"
