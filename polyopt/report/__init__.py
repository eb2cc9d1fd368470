"""What people look at: the HTML report and plots (matplotlib, an extra, only here)."""
