"""Verdicts on one laminate, what would settle open ones, and windows to start from."""
