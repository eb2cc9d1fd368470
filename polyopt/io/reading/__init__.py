"""The reading room: from bytes to values, for every table and curve that comes from outside."""
