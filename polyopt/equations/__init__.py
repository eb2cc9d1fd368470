"""Property equations: arrays in, arrays out."""
