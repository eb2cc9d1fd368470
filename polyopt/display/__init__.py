"""How values show themselves in notebooks, and how wide a text is."""
