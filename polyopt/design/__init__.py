"""A design: as its file declares it, brought to the words of claims, with what is known of it."""
