"""Gaussian process regression over repeat units."""
