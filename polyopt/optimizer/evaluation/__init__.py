"""The hot path: designs in, objectives and limits out, in one worker or many."""
