"""Designs and what is known of them: predictions, measurements, verdicts on one laminate."""
