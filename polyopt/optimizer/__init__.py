"""The search: from a problem file to laminates that meet its limits."""
