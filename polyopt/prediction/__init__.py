"""What models predict of formulations: values with intervals, contributions, recipes."""
