"""What the clock on the wall starts."""
