"""What was asked for, and what came of it: limits, numbers screened, bounds or the conflict."""

from __future__ import annotations

from collections.abc import Iterable

from polyopt.chemistry.monomers import Monomer, shipped_library
from polyopt.claims.numbering import claims_words
from polyopt.claims.verdict import ClaimRef
from polyopt.problem.definition import LayerProblem, Problem
from polyopt.report.labels import counted
from polyopt.report.markup import items, name, number, section, table, text
from polyopt.report.proof_words import proof_lines
from polyopt.report.structures import Structures
from polyopt.results.found import Found
from polyopt.results.outside import NO_OPINION
from polyopt.results.plain_layers import PlainDesignedLayer
from polyopt.results.weighing_words import weighing_words


def problem_section(result: Found, structures: Structures) -> str:
    """Return the problem and its limits; the monomers of one's own are drawn by `structures`."""
    stack = f"<p>From metal to film: {name(result.stack)}.</p>" if result.stack else ""
    problem = result.problem
    if problem is None:
        return section("problem", "Problem and limits", stack, _objectives(result))
    claims = [
        f"<strong>{text(claims_words([ref.id]))}</strong>: {text(_claim(ref))}"
        for ref in problem.claims
    ]
    return section(
        "problem",
        "Problem and limits",
        stack,
        f'<div class="recipes">{"".join(map(_layer, problem.layers))}</div>',
        _listed("Layers without a formulation", map(_plain, _without_formulation(problem))),
        _mirrored(problem),
        structures.own(_own(problem)),
        _listed("Limits on quantities", map(name, problem.requirements)),
        _objectives(result),
        _listed("Claims that every design must meet", claims),
        _outside(result, problem),
        f"<p>Each predicted limit is met with a probability of at least "
        f"{number(problem.confidence)}.</p>",
        *(f"<p>{text(line)}</p>" for line in weighing_words(problem, result.best())),
        _listed("Assumed met, as stated in the problem", map(name, result.assumed_met)),
    )


def _outside(result: Found, problem: Problem) -> str:
    """Return the claims to stay outside of, with what keeps the recommended design there."""
    best = result.best()
    if not problem.avoid:
        return ""
    why = best.outside if best is not None else ()
    entries = [one.text for one in why] or [f"{ref.id}: {_claim(ref)}" for ref in problem.avoid]
    title = "Claims to stay outside of, for the recommended design"
    return f"{_listed(title, map(text, entries))}<p><small>{text(NO_OPINION)}.</small></p>"


def _own(problem: Problem) -> list[Monomer]:
    """Return the monomers of the palettes that the library lacks, each once."""
    library, found = shipped_library(), dict[tuple[str, str], Monomer]()
    for layer in problem.layers:
        for monomer in (*layer.palette.dianhydrides, *layer.palette.diamines):
            known = library.by_name(monomer.abbreviation)
            if monomer.smiles and (known is None or known.smiles != monomer.smiles):
                found.setdefault((monomer.role, monomer.abbreviation), monomer)
    return list(found.values())


def _claim(ref: ClaimRef) -> str:
    return ref.claim_set.claim(ref.number).summary


def _listed(title: str, entries: Iterable[str]) -> str:
    found = items(entries)
    return f"<h3>{title}</h3>{found}" if found else ""


def _objectives(result: Found) -> str:
    return _listed("Objectives", (f"{d} {name(e)}" for e, d in result.objectives))


def _without_formulation(problem: Problem) -> list[PlainDesignedLayer]:
    plain = {layer.name for layer in problem.plain}
    members = [layer for layer in problem.laminate.layers if layer.name in plain]
    return [PlainDesignedLayer.of(layer, None) for layer in members]


def _plain(layer: PlainDesignedLayer) -> str:
    return f"Layer {name(layer.name)}: {text(layer.text, 300)}"


def _mirrored(problem: Problem) -> str:
    """Return which layers stand behind the film as well, in words."""
    images = problem.laminate.twins
    if not images:
        return ""
    same = ", ".join(f"{name(image)} as {name(own)}" for image, own in images.items())
    return f"<p>Mirrored: behind the film stand the same coats and the same metal, {same}.</p>"


def _layer(layer: LayerProblem) -> str:
    if layer.formulation is not None:
        made_of = f"<p>Layer {name(layer.name)}, given: {name(layer.formulation)}.</p>"
        return f"<div>{made_of}{items(_thickness(layer))}</div>"
    rows = [
        (
            f"{role}s",
            ", ".join(name(m) for m in layer.monomers(role)),
            f"at most {layer.most.get(role, len(layer.monomers(role)))} at a time",
        )
        for role in ("dianhydride", "diamine")
    ]
    limits = [name(limit.text) for limit in layer.limits]
    if layer.min_fraction:
        limits.append(f"a monomer is absent or at least {100 * layer.min_fraction:.3g} mol %")
    limits += _thickness(layer)
    if layer.porosity:
        low, high = (100 * end for end in layer.porosity)
        limits.append(f"porosity {number(low)} to {number(high)} %")
    palette = table(f"Palette of layer {name(layer.name)}", ("Role", "Monomers", "How many"), rows)
    return f"<div>{palette}{items(limits)}</div>"


def _thickness(layer: LayerProblem) -> list[str]:
    if layer.thickness is None:
        return []
    low, high = layer.thickness
    return [f"thickness {number(low)} to {number(high)} µm"]


def outcome_section(result: Found) -> str:
    """Return how much was screened and what is proven."""
    choices = f" over {counted(result.subsets)} choices of monomers" if result.subsets else ""
    count = len(result.designs)
    noun = "design is" if count == 1 else "designs are"
    found = f"; {counted(count)} {noun} on the front" if count else ""
    head = (
        f"<p><strong>{text(result.outcome)}.</strong> {counted(result.evaluations)} "
        f"formulations were screened{choices} in {result.elapsed:.1f} s (seed {result.seed})"
        f"{found}.</p>"
    )
    if result.designs:
        proven = items(text(line) for line in proof_lines(result.proof))
        nothing = "<p>No bound was asked for or could be proven.</p>"
        return section("outcome", "What was screened and what is proven", head, proven or nothing)
    conflict = result.obstacles.conflict
    says = text(conflict.headline if conflict else "Limits that stand in the way")
    return section(
        "outcome",
        "What was screened, and why nothing was found",
        head,
        f"<p>{says}:</p>" if result.obstacles.texts else "",
        items(name(limit) for limit in result.obstacles.texts),
    )
