"""`polyopt claims`: the claims as polyopt reads them."""

from __future__ import annotations

from typing import Any

import click

from polyopt.cli.names import claim_ids
from polyopt.cli.options import NAMED_PATH, everywhere


@click.command("claims")
@click.argument("name", required=False, type=NAMED_PATH, shell_complete=claim_ids)
@everywhere
def command(name: str | None, as_json: bool) -> int:
    """Show claims, their limitations and which claims they depend on.

    NAME is a set, such as heat-resistant-laminate, or a claim of it, such as
    heat-resistant-laminate:12, or a file ending in .toml.
    """
    from polyopt.claims.load import find_claims, set_names
    from polyopt.cli.text import echo_json

    refs = find_claims([name] if name else set_names())
    if as_json:
        echo_json([_as_dict(ref) for ref in refs])
        return 0
    for claim_set in {r.claim_set.id: r.claim_set for r in refs}.values():
        chosen = [r for r in refs if r.claim_set is claim_set]
        _echo_set(claim_set, chosen, full=name is not None)
    return 0


def _as_dict(ref: Any) -> dict[str, Any]:
    from polyopt.claims.conditions import conditions_text

    claim = ref.claim_set.claim(ref.number)
    return {
        "id": ref.id,
        "set": ref.claim_set.id,
        "number": claim.number,
        "category": claim.category,
        "summary": claim.summary,
        "depends_on": list(claim.depends_on),
        "limitations": [
            {
                "id": f"{ref.claim_set.id}:{e.id}",
                "summary": e.summary,
                "conditions": conditions_text(dict(e.at)),
                "inference": e.inference,
            }
            for e in claim.elements
        ],
        "defects": [
            {"text": d.text, "reading": d.reading}
            for d in ref.claim_set.defects
            if claim.number in d.claims
        ],
    }


def _echo_set(claim_set: Any, refs: list[Any], *, full: bool) -> None:
    from polyopt.cli.text import wrapped

    click.echo(wrapped(f"{claim_set.id}: {claim_set.title}", 0, 2))
    for ref in refs:
        entry = _as_dict(ref)
        after = f" (after {_numbers(entry['depends_on'])})" if entry["depends_on"] else ""
        click.echo(wrapped(f"{entry['number']:>3}  {entry['summary']}{after}", 0, 5))
        if full:
            for limitation in entry["limitations"]:
                short = limitation["id"].rpartition(":")[2]
                at = f" (at {limitation['conditions']})" if limitation["conditions"] else ""
                click.echo(wrapped(f"{short}: {limitation['summary']}{at}", 7, 11))
                if limitation["inference"]:
                    inference = f"inferred, not in the text: {limitation['inference']}"
                    click.echo(wrapped(inference, 11, 13))
            for defect in entry["defects"]:
                click.echo(wrapped(f"defect: {defect['text']} {defect['reading']}", 7, 11))
    if full and claim_set.notice:
        click.echo(wrapped(claim_set.notice))
    click.echo("An engineering reading, not a legal opinion.")


def _numbers(numbers: list[int]) -> str:
    return " or ".join(map(str, numbers)) if len(numbers) < 3 else f"{numbers[0]} to {numbers[-1]}"
