"""The shape of these tables through time."""
