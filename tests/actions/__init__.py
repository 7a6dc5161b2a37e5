"""Deeds: the row, the one Event, the queued messages, each refusal, race and repeat."""
