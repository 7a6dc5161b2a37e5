"""The desk: where the staff works."""
