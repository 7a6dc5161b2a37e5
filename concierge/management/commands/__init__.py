"""Commands that start, stop and examine the house."""
