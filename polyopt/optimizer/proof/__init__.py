"""What is certain about the best of a problem: bounds over all its designs."""
