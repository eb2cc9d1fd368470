"""A model moved to a user's own films."""
