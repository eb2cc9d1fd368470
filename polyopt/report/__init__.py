"""Pictures of results; the only room with matplotlib, which is an extra."""
