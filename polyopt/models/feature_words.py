"""What the group contribution model counts, in words."""

from __future__ import annotations

from polyopt.chemistry.groups import counted_groups

INTERCEPT = "intercept"
"""What every polyimide has."""

_CHAIN_WORDS = {
    INTERCEPT: "every polyimide",
    "rotors_per_atom": "rotatable bonds per backbone atom",
    "straightness": "straightness of the chain (1 is a rod)",
    "log_straightness": "logarithm of the straightness",
    "log_persistence": "logarithm of the persistence length [Å]",
    "kink": "mean turn per rigid body [°]",
    "bends": "turns above 45° per 10 Å",
    "ring_share": "share of the chain's length in rings",
    "log_longest_rod": "logarithm of the longest straight stretch [Å]",
    "slimness": "length per molar mass [Å mol/kg]",
    "kinked_twist": "twist of biaryls in a chain that turns",
    "saturated_chain": "saturated ring atoms along the chain",
    "ring_junctions": "saturated carbons that rings share",
}
"""Descriptors of the chain: `Backbone` and `Disorder` of `polyopt.chemistry`."""


def feature_words(name: str) -> str:
    """Return a group or a descriptor of the chain in words.

    Parameters
    ----------
    name : str
        As models and tables call it.

    Returns
    -------
    str
        The words; the name itself where there are none.

    Examples
    --------
    >>> feature_words("ether_diaryl"), feature_words("kink")
    ('aryl ether', 'mean turn per rigid body [°]')
    """
    known = {group.name: group.note for group in counted_groups()} | _CHAIN_WORDS
    return known.get(name, name)
