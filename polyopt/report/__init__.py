"""What people look at: the HTML report, and what its script computes from."""
