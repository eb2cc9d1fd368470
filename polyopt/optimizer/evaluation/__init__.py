"""The hot path: designs in, objectives and limits out."""
