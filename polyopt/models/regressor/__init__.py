"""Regressors of scikit-learn on descriptors of repeat units."""
