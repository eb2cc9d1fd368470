"""What a monomer is, in words for people."""

from __future__ import annotations


def not_this_role(found: str, wanted: str) -> str:
    """Return what a monomer is instead of what it should be, in words after its name.

    >>> not_this_role("diamine", "dianhydride")
    'is a diamine, not a dianhydride'
    >>> not_this_role("other", "diamine"), not_this_role("end-capper", "diamine")
    ('is neither a dianhydride nor a diamine', 'is an end-capper, not a diamine')
    """
    if found == "other":
        return "is neither a dianhydride nor a diamine"
    article = "an" if found[:1] in ("a", "e", "i", "o", "u") else "a"
    return f"is {article} {found}, not a {wanted}"
