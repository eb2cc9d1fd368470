"""Patent claims as data, verdicts as code."""
