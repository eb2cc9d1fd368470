"""A user's own films: read, learned from, and held against a model."""
