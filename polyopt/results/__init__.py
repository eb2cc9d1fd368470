"""What a search found: designs, proofs and conflicts, their tables and files."""
