"""Polyimide formulation optimizer."""

__version__ = "0.1.0"
