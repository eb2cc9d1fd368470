"""Results of all kinds, drawn: what a search could have found, as values."""

from functools import cache

from hypothesis import strategies as st

from polyopt.chemistry.composition import Composition
from polyopt.chemistry.monomers import shipped_library
from polyopt.claims.verdict import Verdict
from polyopt.conflict.conflict import Conflict, ConflictingLimit, Loosening, Obstacles
from polyopt.design.curl import Curl
from polyopt.optimizer.proof.proof import (
    FrontProof,
    FrontUnproven,
    ObjectiveProof,
    Proof,
    ProvenBound,
    ProvenGap,
    Unproven,
)
from polyopt.problem.definition import Problem
from polyopt.quantities import LAYER_PROPERTIES
from polyopt.results.designs import Design, DesignedLayer, PropertyValue
from polyopt.results.found import Found
from polyopt.results.outlook import Outlook
from polyopt.verdicts.remaining import KINDS, OpenLimitation, Remaining
from polyopt.verdicts.remedy import DECLARE, MEASURE, Expected, Remedy
from polyopt.verdicts.window import Window

DIANHYDRIDES = ("PMDA", "BPDA", "ODPA")
DIAMINES = ("PDA", "ODA", "TFMB")
LAYER = {"dianhydrides": list(DIANHYDRIDES), "diamines": list(DIAMINES)}
DECLARED = {
    "problem": {"title": "Drawn"},
    "layers": {"A": LAYER, "B": LAYER},
    "objectives": [{"minimize": "layers.A.cte"}, {"maximize": "layers.B.tg"}],
}
"""A problem whose palettes hold every monomer that is drawn."""

numbers = st.floats(-1e6, 1e6)
spreads = st.floats(0, 1e4)
chances = st.floats(0, 1)
counts = st.integers(0, 10**9)
words = st.text(max_size=12)
expressions = st.sampled_from(["layers.A.cte", "abs(layers.A.cte - 20)", "laminate.cost"])
directions = st.sampled_from(["minimize", "maximize"])
maybe = st.none() | numbers


def several(of, most=3):
    return st.lists(of, max_size=most).map(tuple)


@st.composite
def shares(draw, names, role):
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    weights = [draw(st.floats(0.01, 1)) for _ in chosen]
    monomers = [shipped_library().find(name, role) for name in chosen]
    return tuple((m, w / sum(weights)) for m, w in zip(monomers, weights, strict=True))


@st.composite
def designed_layers(draw, name):
    acids, amines = draw(shares(DIANHYDRIDES, "dianhydride")), draw(shares(DIAMINES, "diamine"))
    known = draw(st.sets(st.sampled_from(list(LAYER_PROPERTIES))))
    values = {
        key: PropertyValue(
            draw(numbers), draw(spreads), LAYER_PROPERTIES[key].unit, draw(st.booleans()), ""
        )
        for key in LAYER_PROPERTIES
        if key in known
    }
    return DesignedLayer(name, Composition(acids, amines), draw(st.none() | spreads), values)


verdicts = st.builds(
    Verdict,
    id=words,
    summary=words,
    verdict=st.sampled_from(["met", "unmet", "unknown"]),
    basis=words,
    margin=maybe,
    probability=st.none() | chances,
    elements=st.just(()),
    assignment=st.just({}),
)


@st.composite
def designs(draw, objectives):
    curl = [Curl(etched, draw(numbers), draw(spreads)) for etched in (False, True)]
    return Design(
        layers=tuple(draw(designed_layers(name)) for name in ("A", "B")),
        objectives=tuple(draw(numbers) for _ in range(objectives)),
        verdicts=draw(several(verdicts)),
        probability=draw(chances),
        run=draw(st.sampled_from(["", "runs/one", "two"])),
        curl=tuple(curl[: draw(st.integers(0, 2))]),
    )


outcomes = st.one_of(
    st.builds(ProvenGap, numbers, numbers, chances, st.booleans(), counts),
    st.builds(ProvenBound, numbers, counts),
    st.builds(Unproven, maybe, words, maybe),
)
fronts = st.one_of(
    st.builds(
        FrontProof,
        reference=st.tuples(numbers, numbers),
        hypervolume=spreads,
        most=spreads,
        relative_gap=chances,
        closed=st.booleans(),
        banded=expressions,
        levels=several(st.tuples(numbers, numbers)),
    ),
    st.builds(FrontUnproven, words),
)
proofs = st.builds(
    Proof,
    gap_asked=chances,
    objectives=several(st.builds(ObjectiveProof, expressions, directions, outcomes)),
    left_out=several(words),
    front=st.none() | fronts,
)

loosenings = st.builds(
    Loosening, st.sampled_from(["min", "max", "value", "drop"]), maybe | st.integers(1, 9)
)
limits = st.builds(
    ConflictingLimit,
    limit=words,
    nearest=words,
    loosening=st.none() | loosenings,
    best=maybe,
    bound=maybe,
)
single_conflicts = st.builds(
    Conflict, members=several(limits), proven=st.booleans(), evaluations=counts
)
conflicts = st.builds(
    Conflict,
    members=several(limits),
    proven=st.booleans(),
    evaluations=counts,
    further=several(single_conflicts, 2),
)
obstacles = st.builds(Obstacles, broken=several(words)) | st.builds(Obstacles, conflict=conflicts)


def as_written(kind, text, quantity, unit, known, limitations):
    """Return one thing to do of whose remedy the words are known, as a file holds it."""
    made = DECLARE if kind == DECLARE else MEASURE
    of = (quantity, unit, "", known) if quantity else ()
    remedy = Remedy(made, text, *of)
    return Remaining(kind, remedy, limitations)


limitation_names = (words, words, words, words, several(words), words)
open_limitations = st.builds(OpenLimitation, *limitation_names)
expectations = (
    st.none()
    | st.builds(Expected, numbers)
    | st.builds(Expected, numbers, numbers, numbers, st.booleans())
    | st.builds(Expected, numbers, numbers, st.just(float("inf")), st.just(True))
)
outlooks = st.builds(
    Outlook,
    remaining=several(
        st.builds(
            as_written,
            st.sampled_from(KINDS),
            words,
            words,
            words,
            expectations,
            several(open_limitations),
        )
    ),
    windows=several(
        st.builds(
            Window,
            quantity=words,
            low=numbers | st.just(float("-inf")),
            high=numbers | st.just(float("inf")),
            unit=words,
            basis=words,
            note=words,
        )
    ),
)


@cache
def problem_declared():
    return Problem.from_dict(DECLARED)


@st.composite
def found(draw):
    """Draw a result; one of a problem bears its title and its objectives."""
    problem = problem_declared() if draw(st.booleans()) else None
    objectives = (
        draw(st.lists(st.tuples(expressions, directions), min_size=1, max_size=3).map(tuple))
        if problem is None
        else tuple((o.expression.text, o.direction) for o in problem.objectives)
    )
    front = draw(st.lists(designs(len(objectives)), max_size=2).map(tuple))
    return Found(
        title=draw(words) if problem is None else problem.title,
        status=draw(st.sampled_from(["feasible", "infeasible", "interrupted"])),
        objectives=objectives,
        designs=front,
        evaluations=draw(st.just(0) | counts),
        subsets=draw(counts),
        elapsed=draw(spreads),
        seed=draw(st.integers(0, 2**32 - 1)),
        proof=draw(st.none() | proofs),
        obstacles=draw(obstacles),
        assumed_met=draw(several(words)),
        curl_basis=draw(words),
        outlook=draw(outlooks),
        problem=problem,
        stopped=draw(words),
    )
