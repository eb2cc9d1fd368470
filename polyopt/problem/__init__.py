"""What is asked: layers, palettes, limits, claims and objectives, from TOML or Python."""
