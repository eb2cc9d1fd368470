"""Searches as users run them: from a problem to a result, stored, merged and resumed."""
