"""A design as its file declares it, translated to the terms of claims, and what is known of it."""
