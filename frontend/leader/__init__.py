"""The leader's view: what was solved and what was not."""
