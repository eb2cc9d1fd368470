"""The laminate: film, metals, layers, what was measured on them and how they were made."""
