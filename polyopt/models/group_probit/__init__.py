"""A probit of a few structural groups: how likely a polymer dissolves, learned from reports."""
