"""How fast it is, measured against the targets; run by `make bench` only."""
