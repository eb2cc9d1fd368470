"""Temperature windows: over what a CTE is a mean, and what it costs to compare two of them."""
