"""Deeds: the row, the messages, each refusal, each race."""
