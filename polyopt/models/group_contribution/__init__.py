"""Group contributions: one value for each group of a repeat unit."""
