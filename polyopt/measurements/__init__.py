"""Readers of measurements: what a curve says about a claim's quantity, and how surely."""
